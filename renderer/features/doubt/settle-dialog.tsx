import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { type Action, ActionKey } from '../../ui/actions.tsx';
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
  const isComplete = paid !== null && evidence.trim().length >= MIN_EVIDENCE;
  const settle = async (approval: Approval, onDone: () => void) => {
    if (paid === null) return;
    const input = { attemptId, paid, evidence: evidence.trim(), ...approval };
    const reply = await sendTill('pay.resolve', input);
    if (reply?.ok === true) onDone();
  };
  return { paid, setPaid, evidence, setEvidence, isComplete, words, addSource, settle };
}

type Said = ReturnType<typeof useStatement>;

/** Whether money moved, by Y and N; where somebody has looked, by number. */
function useChoices({ paid, setPaid, addSource }: Said, answer: (yes: boolean) => string) {
  const { t } = useTranslation();
  const answers = [true, false].map((yes) => ({
    key: yes ? 'y' : 'n',
    label: answer(yes),
    pressed: paid === yes,
    run: () => setPaid(yes),
    testId: yes ? 'settle-paid' : 'settle-not-paid',
  }));
  const sources = SOURCES.map((source, index) => ({
    key: String(index + 1),
    label: t(`settle.source.${source}`),
    run: () => addSource(source),
    testId: `settle-source-${source}`,
  }));
  return { answers, sources };
}

interface SettleProps {
  readonly attempt: DoubtfulAttempt;
  readonly operator: TillSnapshot['operator'];
  readonly operators: TillSnapshot['operators'];
  readonly onClose: () => void;
}

/**
 * A supervisor says, with evidence and PIN, whether money moved. Where the terminal approved
 * another amount than was asked, both are shown: the answer is about the approved one.
 */
export function SettleDialog(props: SettleProps) {
  const { attempt, onClose } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const [approving, setApproving] = useState(false);
  const said = useStatement(attempt.attemptId, approving);
  const answer = (yes: boolean) => t(`settle.${yes ? 'yes' : 'no'}.${attempt.way}`);
  const title = t(`settle.title.${attempt.way}`, { amount: money(attempt.amountMinor, currency) });
  const facts = { ...props, title, said, answer };
  if (!approving) return <StatementDialog {...facts} onNext={() => setApproving(true)} />;
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
      <Amounts attempt={attempt} />
      <p className={styles['answer']}>{answer(said.paid === true)}</p>
      <p className={styles['evidence']}>{said.evidence.trim()}</p>
    </SupervisorDialog>
  );
}

/** What the supervisor says, before the PIN. */
function StatementDialog(
  props: SettleProps & {
    readonly title: string;
    readonly said: Said;
    readonly answer: (yes: boolean) => string;
    readonly onNext: () => void;
  },
) {
  const { attempt, title, said, onClose } = props;
  const { t } = useTranslation();
  const { answers, sources } = useChoices(said, props.answer);
  const next: Action = {
    label: t('common.next'),
    key: 'Enter',
    tone: 'accent',
    enabled: said.isComplete,
    run: props.onNext,
    testId: 'dialog-do',
  };
  return (
    <TillDialog
      title={title}
      size="large"
      onClose={onClose}
      testId="dialog-settle"
      onChar={() => true}
      choices={[...answers, ...sources]}
      actions={[next, { label: t('common.cancel'), key: 'Escape', run: onClose }]}
    >
      <Amounts attempt={attempt} />
      <Choices
        question={t(`settle.question.${attempt.way}`)}
        choices={answers}
        keyClass={styles['key']}
      />
      <Choices question={t('settle.how')} choices={sources} />
      <TextEntry
        label={t('settle.evidence')}
        value={said.evidence}
        onChange={said.setEvidence}
        rows={2}
        areaRef={said.words}
        maxLength={500}
        testId="settle-evidence"
      />
      <p className={styles['note']}>
        {said.isComplete ? t('settle.recorded') : t('settle.incomplete')}
      </p>
    </TillDialog>
  );
}

/** The words with the name of a source behind them, once. */
function withSource(words: string, name: string): string {
  if (words.includes(name)) return words;
  return `${[words.trim(), name].filter(Boolean).join(', ')} `;
}

/** A question and its answers: whether money moved, and where somebody has looked. */
function Choices(props: {
  readonly question: string;
  readonly choices: readonly Action[];
  readonly keyClass?: string | undefined;
}) {
  return (
    <div className={styles['row']} role="group" aria-label={props.question}>
      <span className={styles['question']}>{props.question}</span>
      {props.choices.map((each) => (
        <ActionKey key={each.key} action={each} className={props.keyClass} />
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
