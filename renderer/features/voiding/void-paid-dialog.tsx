import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import type { VoidReason } from '../../../core/basket/correction.ts';
import { refusalText } from '../../i18n/i18n.ts';
import { sendTill } from '../../state/commands.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { money } from '../../words/figures.ts';
import { joinSentences } from '../../words/result-words.ts';
import { VoidReasonDialog } from '../../ui/void-reason-dialog.tsx';
import { type Approval, SupervisorDialog } from '../../ui/supervisor-dialog.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { PlannedList } from '../../ui/refund-steps.tsx';
import styles from './void-paid-dialog.module.css';

type Basket = NonNullable<TillSnapshot['basket']>;

/**
 * Voids a basket of which a part is paid already: asks why, shows how that money goes back, and a
 * supervisor agrees; or says why it cannot be done now, and what can.
 */
export function VoidPaidDialog(props: {
  readonly basket: Basket;
  readonly refund: NonNullable<Basket['refund']>;
  readonly operator: TillSnapshot['operator'];
  readonly operators: TillSnapshot['operators'];
  readonly onClose: () => void;
}) {
  const { basket, refund, onClose } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const [reason, setReason] = useState<VoidReason | null>(null);
  const { refusal, steps } = refund;
  if (refusal !== null) {
    const words =
      refusal === 'refundNotPossible' ? t('void.cannotRefund') : refusalText(t, refusal);
    return (
      <TillDialog
        title={t('void.paidRefusedTitle')}
        onClose={onClose}
        testId="dialog-void-refused"
        actions={[{ label: t('common.close'), key: 'Enter', tone: 'accent', run: onClose }]}
      >
        <p className={styles['problem']} role="alert" data-testid="refusal">
          {words}
        </p>
      </TillDialog>
    );
  }
  const backMinor = steps.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const title = t('void.paidTitle', { amount: money(backMinor, currency) });
  const text = t('void.paidText', {
    n: basket.lines.length,
    total: money(basket.totalMinor, currency),
  });
  if (reason === null) {
    return (
      <VoidReasonDialog
        title={title}
        text={text}
        testId="dialog-void-why"
        onClose={onClose}
        onReason={setReason}
      />
    );
  }
  const begin = async (approval: Approval) => {
    const { basketId } = basket;
    const label = t('void.paidLabel');
    const reply = await sendTill('sale.voidPaid', { basketId, label, reason, ...approval });
    if (reply?.ok === true) onClose();
  };
  return (
    <SupervisorDialog
      title={title}
      rule={t('return.rule')}
      operator={props.operator}
      operators={props.operators}
      doLabel={t('void.paidDo')}
      tone="danger"
      onApprove={(approval) => void begin(approval)}
      onBack={onClose}
      testId="dialog-void-paid"
    >
      <p className={styles['hint']}>
        {joinSentences(text, t('void.because', { reason: t(`void.reason.${reason}`) }))}
      </p>
      <PlannedList steps={steps} />
    </SupervisorDialog>
  );
}
