import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { TillDialog } from '../../ui/dialog.tsx';
import { money } from '../../ui/figures.ts';
import { TextEntry } from '../../ui/text-entry.tsx';
import { useWindowState } from '../shell/window-state.ts';
import styles from './settle-dialog.module.css';

type Payment = NonNullable<TillSnapshot['payment']>;

/** A supervisor says, with evidence and PIN, whether an unknown payment was charged. */
export function SettleDialog(props: {
  readonly payment: Payment;
  readonly operators: TillSnapshot['operators'];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { payment, onClose } = props;
  const supervisors = props.operators.filter((each) => each.role !== 'cashier');
  const [paid, setPaid] = useState<boolean | null>(null);
  const [evidence, setEvidence] = useState('');
  const [supervisorId, setSupervisorId] = useState(
    supervisors.length === 1 ? supervisors[0]?.operatorId : undefined,
  );
  const [pin, setPin] = useState('');
  const isComplete =
    paid !== null &&
    evidence.trim().length >= 3 &&
    supervisorId !== undefined &&
    /^\d{4,8}$/.test(pin);
  const submit = async () => {
    if (paid === null || supervisorId === undefined) return;
    setPin('');
    const { attemptId } = payment;
    const input = { attemptId, paid, evidence: evidence.trim(), supervisorId, supervisorPin: pin };
    const reply = await sendTill('pay.resolve', input);
    if (reply?.ok === true) onClose();
  };
  return (
    <TillDialog
      title={t('settle.title', { amount: money(payment.amountMinor, currency) })}
      size="large"
      onClose={onClose}
      testId="dialog-settle"
      onChar={(char) => {
        const chosen = { y: true, n: false }[char.toLowerCase()];
        if (chosen !== undefined) setPaid(chosen);
        const supervisor = /^[1-9]$/.test(char) ? supervisors[Number(char) - 1] : undefined;
        if (supervisor !== undefined) setSupervisorId(supervisor.operatorId);
        return true;
      }}
      actions={[
        {
          label: t('settle.do'),
          press: 'Enter',
          tone: 'accent',
          isDisabled: !isComplete,
          onPress: () => void submit(),
          testId: 'dialog-do',
        },
        { label: t('common.cancel'), press: 'Escape', onPress: onClose },
      ]}
    >
      <div className={styles['row']} role="group" aria-label={t('settle.paidQuestion')}>
        <span className={styles['question']}>{t('settle.paidQuestion')}</span>
        <ActionButton
          label={t('settle.paid')}
          cap="Y"
          pressed={paid === true}
          onPress={() => setPaid(true)}
          testId="settle-paid"
        />
        <ActionButton
          label={t('settle.notPaid')}
          cap="N"
          pressed={paid === false}
          onPress={() => setPaid(false)}
          testId="settle-not-paid"
        />
      </div>
      <TextEntry
        label={t('settle.evidence')}
        value={evidence}
        onChange={setEvidence}
        rows={2}
        maxLength={500}
        testId="settle-evidence"
      />
      <div className={styles['row']} role="group" aria-label={t('settle.supervisor')}>
        <span className={styles['question']}>{t('settle.supervisor')}</span>
        {supervisors.map((each, index) => (
          <ActionButton
            key={each.operatorId}
            label={each.name}
            cap={index < 9 ? String(index + 1) : undefined}
            pressed={each.operatorId === supervisorId}
            onPress={() => setSupervisorId(each.operatorId)}
            testId="settle-supervisor"
          />
        ))}
      </div>
      <TextEntry
        label={t('settle.pin')}
        value={pin}
        onChange={(value) => setPin(value.replace(/\D/g, '').slice(0, 8))}
        secret
        testId="settle-pin"
      />
      <p className={styles['note']}>{isComplete ? t('settle.recorded') : t('settle.incomplete')}</p>
    </TillDialog>
  );
}
