import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { money } from '../../ui/figures.ts';
import { type Approval, SupervisorDialog } from '../approval/supervisor-dialog.tsx';
import { parkedName } from '../shell/parked-name.ts';
import { useWindowState } from '../shell/window-state.ts';
import { PlannedList } from '../terminal-words/refund-steps.tsx';
import { dueStep, type RetryAs } from './panel-state.ts';
import styles from './return.module.css';

type TakeBack = NonNullable<TillSnapshot['takeBack']>;

/** A supervisor agrees to another try of what the terminal refused, the same way or another. */
export function RetryDialog(props: {
  readonly takeBack: TakeBack;
  readonly as: RetryAs;
  readonly snapshot: TillSnapshot;
  readonly onClose: () => void;
}) {
  const { takeBack, as, snapshot, onClose } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const due = dueStep(takeBack);
  const retry = async (approval: Approval) => {
    const { takeBackId } = takeBack;
    const reply = await sendTill('takeBack.retry', { takeBackId, as, ...approval });
    if (reply?.ok === true) onClose();
  };
  const way = as === 'same' ? due?.way : as;
  const amountMinor = due?.amountMinor ?? takeBack.totalMinor;
  return (
    <SupervisorDialog
      title={t(`takeBack.retryTitle.${as}`, { amount: money(amountMinor, currency) })}
      rule={t('takeBack.rule')}
      operator={snapshot.operator}
      operators={snapshot.operators}
      doLabel={t(`takeBack.retryDo.${as}`)}
      tone="danger"
      onApprove={(approval) => void retry(approval)}
      onBack={onClose}
      testId="dialog-retry"
    >
      <p className={styles['facts']}>
        <b>
          {takeBack.basket === null ? takeBack.receiptNo : parkedName(t, takeBack.basket.label)}
        </b>
      </p>
      {due === null || way === undefined ? null : <PlannedList steps={[{ ...due, way }]} />}
    </SupervisorDialog>
  );
}
