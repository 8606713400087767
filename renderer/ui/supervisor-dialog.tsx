import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { Approval as ApprovalInput } from '../../contracts/common.ts';
import type { Tone } from './action-button.tsx';
import { type Action, ActionKey } from './actions.tsx';
import { useExpectedScans } from './key-layer.tsx';
import { TillDialog } from './dialog.tsx';
import { Scrollable } from './scrollable.tsx';
import { joinSentences } from '../words/result-words.ts';
import { NumberPad } from './number-pad.tsx';
import styles from './supervisor-dialog.module.css';

const MIN_PIN = 4;
const MAX_PIN = 8;

export interface Approval {
  readonly approval: NonNullable<ApprovalInput>;
}

type Role = TillSnapshot['operators'][number]['role'];

/** From the least to the most. */
const ROLES: readonly Role[] = ['cashier', 'supervisor', 'manager'];

export interface SupervisorDialogProps {
  readonly title: string;
  /** What is asked, as the supervisor reads it before agreeing. */
  readonly children: ReactNode;
  /** Which rule asks for a supervisor. */
  readonly rule: string;
  /** Who asks. */
  readonly operator: TillSnapshot['operator'];
  readonly operators: TillSnapshot['operators'];
  /** The least role that may agree. */
  readonly least?: Role;
  /** Why the last PIN was not taken. */
  readonly fault?: string | null;
  readonly isSending?: boolean;
  readonly doLabel: string;
  readonly tone?: Tone;
  readonly onApprove: (approval: Approval) => void;
  readonly onBack: () => void;
  readonly testId: string;
}

/** Those who may agree, never the one who asks, and who of them does. */
function useApprovers(props: SupervisorDialogProps) {
  const least = ROLES.indexOf(props.least ?? 'supervisor');
  const supervisors = props.operators.filter(
    ({ role, operatorId }) =>
      ROLES.indexOf(role) >= least && operatorId !== props.operator?.operatorId,
  );
  const only = supervisors.length === 1 ? supervisors[0] : undefined;
  const [chosenId, setChosenId] = useState(only?.operatorId ?? null);
  const chosen = supervisors.find((each) => each.operatorId === chosenId) ?? null;
  const mark = (step: 1 | -1) => {
    const at = supervisors.findIndex((each) => each.operatorId === chosenId);
    const next = at < 0 ? supervisors[0] : supervisors[at + step];
    if (next !== undefined) setChosenId(next.operatorId);
  };
  return { supervisors, chosen, setChosenId, mark };
}

/**
 * Somebody else agrees over the same screen: sees what is asked, by whom and by which rule, and
 * types a PIN. Only those who may agree are offered, never the one who asks. Digits go to the PIN,
 * function keys and arrows choose who it belongs to.
 */
export function SupervisorDialog(props: SupervisorDialogProps) {
  const { t } = useTranslation();
  // Behind it waits what is agreed to: nothing may be sold into that meanwhile.
  useExpectedScans('nothing');
  const { supervisors, chosen, setChosenId, mark } = useApprovers(props);
  const [pin, setPin] = useState('');
  const press = (key: string) =>
    setPin((before) => {
      if (key === 'back') return before.slice(0, -1);
      return /^\d+$/.test(key) ? (before + key).slice(0, MAX_PIN) : before;
    });
  const people = supervisors.map((each, index) => ({
    key: index < 9 ? `F${index + 1}` : undefined,
    label: each.name,
    pressed: each.operatorId === chosen?.operatorId,
    run: () => setChosenId(each.operatorId),
    testId: `supervisor-${each.operatorId}`,
  }));
  const approve = () => {
    if (chosen === null) return;
    // Cleared at once: a wrong PIN is typed anew, a right one is not kept on the screen.
    setPin('');
    props.onApprove({ approval: { operatorId: chosen.operatorId, pin } });
  };
  return (
    <TillDialog
      title={props.title}
      size="large"
      onClose={props.onBack}
      testId={props.testId}
      keys={{
        Backspace: () => press('back'),
        Delete: () => setPin(''),
        ArrowUp: () => mark(-1),
        ArrowDown: () => mark(1),
      }}
      choices={people}
      onChar={(char) => {
        press(char);
        return true;
      }}
      actions={[
        {
          label: props.doLabel,
          key: 'Enter',
          tone: props.tone ?? 'accent',
          enabled: chosen !== null && pin.length >= MIN_PIN && props.isSending !== true,
          run: approve,
          testId: 'dialog-do',
        },
        { label: t('common.back'), key: 'Escape', run: props.onBack },
      ]}
    >
      <div className={styles['columns']}>
        <Asked {...props} />
        <div className={styles['pinSide']}>
          <People people={people} chosenId={chosen?.operatorId ?? null} />
          <PinEntry hasPeople={supervisors.length > 0} chosen={chosen} pin={pin} press={press} />
        </div>
      </div>
    </TillDialog>
  );
}

/** What is agreed to, why the last PIN was not taken, the rule, and who asks. */
function Asked(props: SupervisorDialogProps) {
  const { t } = useTranslation();
  const { fault, rule, operator } = props;
  return (
    <div className={styles['left']}>
      <Scrollable className={styles['asked']}>{props.children}</Scrollable>
      {fault === null || fault === undefined ? null : (
        <p className={styles['fault']} role="alert" data-testid="approval-fault">
          {fault}
        </p>
      )}
      <p className={styles['rule']}>
        {operator === null
          ? rule
          : joinSentences(rule, t('approval.askedBy', { name: operator.name }))}
      </p>
    </div>
  );
}

/** Those who may agree; the chosen one stays in sight. */
function People(props: { readonly people: readonly Action[]; readonly chosenId: string | null }) {
  const { t } = useTranslation();
  const { people, chosenId } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosenId]);
  return (
    <div ref={box} className={styles['people']} role="group" aria-label={t('approval.who')}>
      {people.map((each) => (
        <ActionKey key={each.testId} action={each} className={styles['person']} />
      ))}
    </div>
  );
}

function PinEntry(props: {
  readonly hasPeople: boolean;
  readonly chosen: { readonly name: string } | null;
  readonly pin: string;
  readonly press: (key: string) => void;
}) {
  const { t } = useTranslation();
  const { hasPeople, chosen, pin, press } = props;
  return (
    <>
      <p className={styles['hint']}>
        {!hasPeople
          ? t('approval.nobody')
          : chosen === null
            ? t('approval.choose')
            : t('signOn.pinFor', { name: chosen.name })}
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
    </>
  );
}
