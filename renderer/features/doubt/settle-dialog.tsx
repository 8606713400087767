import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { TillDialog } from '../../ui/dialog.tsx';
import { money } from '../../words/figures.ts';
import { TextEntry } from '../../ui/text-entry.tsx';
import { type Approval, SupervisorDialog } from '../../ui/supervisor-dialog.tsx';
import { useWindowState } from '../../state/window-state.ts';
import type { DoubtfulAttempt } from '../../state/doubtful-attempt.ts';
import styles from './settle-dialog.module.css';

/** What people look at, in the order of the keys 1 to 4. */
const SOURCES = ['slip', 'display', 'phone', 'portal'] as const;
type Source = (typeof SOURCES)[number];
const MIN_EVIDENCE = 3;

/** Whether money moved, and the words that say how somebody knows. */
function useStatement(attemptId: string, approving: boolean) {
  const { t } = useTranslation();
  const [paid, setPaid] = useState<boolean | null>(null);
  const [evidence, setEvidence] = useState('');
  const words = useRef<HTMLTextAreaElement>(null);
  const isNamed = paid !== null && evidence !== '';
  // The keys have said all they can: a slip number typed now belongs to the words. Its digits would
  // name other sources, and an N in it would turn the answer round.
  useEffect(() => {
    if (isNamed && !approving) putCaretIn(words.current);
  }, [isNamed, approving]);
  const addSource = (source: Source) =>
    setEvidence((before) => withSource(before, t(`settle.source.${source}`)));
  const onChar = (char: string) => {
    const chosen = { y: true, n: false }[char.toLowerCase()];
    if (chosen !== undefined) setPaid(chosen);
    const source = /^[1-4]$/.test(char) ? SOURCES[Number(char) - 1] : undefined;
    if (source !== undefined) addSource(source);
    return true;
  };
  const isComplete = paid !== null && evidence.trim().length >= MIN_EVIDENCE;
  const settle = async (approval: Approval, onDone: () => void) => {
    if (paid === null) return;
    const input = { attemptId, paid, evidence: evidence.trim(), ...approval };
    const reply = await sendTill('pay.resolve', input);
    if (reply?.ok === true) onDone();
  };
  return { paid, setPaid, evidence, setEvidence, isComplete, words, addSource, onChar, settle };
}

/**
 * A supervisor says, with evidence and PIN, whether money moved. Where the terminal approved
 * another amount than was asked, both are shown: the answer is about the approved one.
 */
export function SettleDialog(props: {
  readonly attempt: DoubtfulAttempt;
  readonly operator: TillSnapshot['operator'];
  readonly operators: TillSnapshot['operators'];
  readonly onClose: () => void;
}) {
  const { attempt, onClose } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const [approving, setApproving] = useState(false);
  const said = useStatement(attempt.attemptId, approving);
  const { paid, setPaid, evidence, setEvidence, isComplete } = said;
  const { way } = attempt;
  const answer = (yes: boolean) => t(`settle.${yes ? 'yes' : 'no'}.${way}`);
  const title = t(`settle.title.${way}`, { amount: money(attempt.amountMinor, currency) });
  const actions = [
    {
      label: t('common.next'),
      press: 'Enter',
      tone: 'accent',
      isDisabled: !isComplete,
      onPress: () => setApproving(true),
      testId: 'dialog-do',
    },
    { label: t('common.cancel'), press: 'Escape', onPress: onClose },
  ] satisfies Parameters<typeof TillDialog>[0]['actions'];
  if (approving) {
    return (
      <SupervisorDialog
        title={title}
        rule={t('settle.rule')}
        operator={props.operator}
        operators={props.operators}
        doLabel={t('settle.do')}
        onApprove={(approval) => void said.settle(approval, onClose)}
        onBack={() => setApproving(false)}
        testId="dialog-approve"
      >
        <Statement attempt={attempt} answer={answer(paid === true)} evidence={evidence.trim()} />
      </SupervisorDialog>
    );
  }
  return (
    <TillDialog
      title={title}
      size="large"
      onClose={onClose}
      testId="dialog-settle"
      onChar={said.onChar}
      actions={actions}
    >
      <Amounts attempt={attempt} />
      <Answers way={way} answer={answer} paid={paid} onChoose={setPaid} />
      <Sources onChoose={said.addSource} />
      <TextEntry
        label={t('settle.evidence')}
        value={evidence}
        onChange={setEvidence}
        rows={2}
        areaRef={said.words}
        maxLength={500}
        testId="settle-evidence"
      />
      <p className={styles['note']}>{isComplete ? t('settle.recorded') : t('settle.incomplete')}</p>
    </TillDialog>
  );
}

/** The words with the name of a source behind them, once. */
function withSource(words: string, name: string): string {
  if (words.includes(name)) return words;
  return `${[words.trim(), name].filter(Boolean).join(', ')} `;
}

/** What the supervisor agrees to. */
function Statement(props: {
  readonly attempt: DoubtfulAttempt;
  readonly answer: string;
  readonly evidence: string;
}) {
  return (
    <>
      <Amounts attempt={props.attempt} />
      <p className={styles['answer']}>{props.answer}</p>
      <p className={styles['evidence']}>{props.evidence}</p>
    </>
  );
}

/** Whether money moved: yes or no. */
function Answers(props: {
  readonly way: DoubtfulAttempt['way'];
  readonly answer: (yes: boolean) => string;
  readonly paid: boolean | null;
  readonly onChoose: (paid: boolean) => void;
}) {
  const { t } = useTranslation();
  const { way, answer, paid, onChoose } = props;
  return (
    <div className={styles['row']} role="group" aria-label={t(`settle.question.${way}`)}>
      <span className={styles['question']}>{t(`settle.question.${way}`)}</span>
      <ActionButton
        label={answer(true)}
        cap="Y"
        pressed={paid === true}
        onPress={() => onChoose(true)}
        className={styles['key']}
        testId="settle-paid"
      />
      <ActionButton
        label={answer(false)}
        cap="N"
        pressed={paid === false}
        onPress={() => onChoose(false)}
        className={styles['key']}
        testId="settle-not-paid"
      />
    </div>
  );
}

/** Where somebody has looked. */
function Sources({ onChoose }: { readonly onChoose: (source: Source) => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles['row']} role="group" aria-label={t('settle.how')}>
      <span className={styles['question']}>{t('settle.how')}</span>
      {SOURCES.map((source, index) => (
        <ActionButton
          key={source}
          label={t(`settle.source.${source}`)}
          cap={String(index + 1)}
          onPress={() => onChoose(source)}
          testId={`settle-source-${source}`}
        />
      ))}
    </div>
  );
}

/** Asked and approved, when they are not the same. */
function Amounts({ attempt }: { readonly attempt: DoubtfulAttempt }) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  if (attempt.approvedMinor === null) return null;
  return (
    <div className={styles['amounts']} data-testid="amounts-differ">
      <div>
        <span>{t('settle.asked')}</span>
        <b>{money(attempt.amountMinor, currency)}</b>
      </div>
      <div>
        <span>{t('settle.approved')}</span>
        <b>{money(attempt.approvedMinor, currency)}</b>
      </div>
      <p className={styles['rest']}>
        {attempt.approvedMinor > attempt.amountMinor ? t('settle.more') : t('settle.less')}
      </p>
    </div>
  );
}

/** Behind what stands there: the next key goes on with it. */
function putCaretIn(field: HTMLTextAreaElement | null): void {
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
}
