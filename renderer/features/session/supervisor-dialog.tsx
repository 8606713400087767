import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/snapshot.ts';
import { ActionButton, type Tone } from '../../ui/action-button.tsx';
import { useExpectedScans } from '../../ui/key-layer.tsx';
import { TillDialog } from '../../ui/dialog.tsx';
import { joinSentences } from '../pay/result-words.ts';
import { NumberPad } from '../pad/number-pad.tsx';
import styles from './supervisor-dialog.module.css';

const MIN_PIN = 4;
const MAX_PIN = 8;

export interface Approval {
  readonly supervisorId: string;
  readonly supervisorPin: string;
}

export interface SupervisorDialogProps {
  readonly title: string;
  /** What is asked, as the supervisor reads it before agreeing. */
  readonly children: ReactNode;
  /** Which rule asks for a supervisor. */
  readonly rule: string;
  /** Who asks. */
  readonly operator: TillSnapshot['operator'];
  readonly operators: TillSnapshot['operators'];
  readonly doLabel: string;
  readonly tone?: Tone;
  readonly onApprove: (approval: Approval) => void;
  readonly onBack: () => void;
  readonly testId: string;
}

/**
 * A supervisor agrees over the same screen: sees what is asked, by whom and by which rule, and
 * types a PIN. Digits go to the PIN, function keys choose who it belongs to.
 */
export function SupervisorDialog(props: SupervisorDialogProps) {
  const { t } = useTranslation();
  // Behind it waits what is agreed to: nothing may be sold into that meanwhile.
  useExpectedScans('nothing');
  const supervisors = props.operators.filter((each) => each.role !== 'cashier');
  const own = supervisors.find((each) => each.operatorId === props.operator?.operatorId);
  const first = supervisors.length === 1 ? supervisors[0] : own;
  const [chosenId, setChosenId] = useState(first?.operatorId ?? null);
  const [pin, setPin] = useState('');
  const chosen = supervisors.find((each) => each.operatorId === chosenId) ?? null;
  const press = (key: string) =>
    setPin((before) => {
      if (key === 'back') return before.slice(0, -1);
      return /^\d+$/.test(key) ? (before + key).slice(0, MAX_PIN) : before;
    });
  const approve = () => {
    if (chosen === null) return;
    // Cleared at once: a wrong PIN is typed anew, a right one is not kept on the screen.
    setPin('');
    props.onApprove({ supervisorId: chosen.operatorId, supervisorPin: pin });
  };
  const capOf = (index: number) => (index < 9 ? `F${index + 1}` : undefined);
  return (
    <TillDialog
      title={props.title}
      size="large"
      onClose={props.onBack}
      testId={props.testId}
      keys={{
        Backspace: () => press('back'),
        Delete: () => setPin(''),
        ...Object.fromEntries(
          supervisors
            .slice(0, 9)
            .map((each, index) => [`F${index + 1}`, () => setChosenId(each.operatorId)]),
        ),
      }}
      onChar={(char) => {
        press(char);
        return true;
      }}
      actions={[
        {
          label: props.doLabel,
          press: 'Enter',
          tone: props.tone ?? 'accent',
          isDisabled: chosen === null || pin.length < MIN_PIN,
          onPress: approve,
          testId: 'dialog-do',
        },
        { label: t('common.back'), press: 'Escape', onPress: props.onBack },
      ]}
    >
      <div className={styles['columns']}>
        <div className={styles['asked']}>
          {props.children}
          <p className={styles['rule']}>
            {joinSentences(
              props.rule,
              t('approval.askedBy', { name: props.operator?.name ?? '–' }),
            )}
          </p>
        </div>
        <div className={styles['pinSide']}>
          <div className={styles['people']} role="group" aria-label={t('approval.who')}>
            {supervisors.map((each, index) => (
              <ActionButton
                key={each.operatorId}
                label={each.name}
                cap={capOf(index)}
                pressed={each.operatorId === chosenId}
                onPress={() => setChosenId(each.operatorId)}
                className={styles['person']}
                testId={`supervisor-${each.operatorId}`}
              />
            ))}
          </div>
          <p className={styles['hint']}>
            {chosen === null ? t('approval.choose') : t('signOn.pinFor', { name: chosen.name })}
          </p>
          <output
            className={styles['pin']}
            aria-label={t('signOn.pinLength', { n: pin.length })}
            data-testid="supervisor-pin"
          >
            {'●'.repeat(pin.length)}
          </output>
          <div className={styles['pad']}>
            <NumberPad onKey={press} side={[]} extraKey={null} />
          </div>
        </div>
      </div>
    </TillDialog>
  );
}
