import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { money } from '../../words/figures.ts';
import { type Approval, SupervisorDialog } from '../../ui/supervisor-dialog.tsx';
import { parkedName } from '../../words/parked-name.ts';
import { useWindowState } from '../../state/window-state.ts';
import { PlannedList } from '../../ui/refund-steps.tsx';
import { dueStep, type RetryAs } from './panel-state.ts';
import styles from './return.module.css';

type SaleReturn = NonNullable<TillSnapshot['saleReturn']>;

/** A supervisor agrees to another try of what the terminal refused, the same way or another. */
export function RetryDialog(props: {
  readonly saleReturn: SaleReturn;
  readonly as: RetryAs;
  readonly snapshot: TillSnapshot;
  readonly onClose: () => void;
}) {
  const { saleReturn, as, snapshot, onClose } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const due = dueStep(saleReturn);
  const retry = async (approval: Approval) => {
    const { returnId } = saleReturn;
    const reply = await sendTill('return.retry', { returnId, as, ...approval });
    if (reply?.ok === true) onClose();
  };
  const way = as === 'same' ? due?.way : as;
  const amountMinor = due?.amountMinor ?? saleReturn.totalMinor;
  return (
    <SupervisorDialog
      title={t(`return.retryTitle.${as}`, { amount: money(amountMinor, currency) })}
      rule={t('return.rule')}
      operator={snapshot.operator}
      operators={snapshot.operators}
      doLabel={t(`return.retryDo.${as}`)}
      tone="danger"
      onApprove={(approval) => void retry(approval)}
      onBack={onClose}
      testId="dialog-retry"
    >
      <p className={styles['facts']}>
        <b>
          {saleReturn.basket === null
            ? saleReturn.receiptNo
            : parkedName(t, saleReturn.basket.label)}
        </b>
      </p>
      {due === null || way === undefined ? null : <PlannedList steps={[{ ...due, way }]} />}
    </SupervisorDialog>
  );
}
