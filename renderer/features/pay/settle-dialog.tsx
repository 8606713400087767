import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { TillDialog } from '../../ui/dialog.tsx';
import { money } from '../../ui/figures.ts';
import { TextEntry } from '../../ui/text-entry.tsx';
import { type Approval, SupervisorDialog } from '../approval/supervisor-dialog.tsx';
import { useWindowState } from '../shell/window-state.ts';
import type { DoubtfulAttempt } from '../terminal-words/doubt.ts';
import styles from './settle-dialog.module.css';

/** What people look at, in the order of the keys 1 to 4. */
const SOURCES = ['slip', 'display', 'phone', 'portal'] as const;
const MIN_EVIDENCE = 3;

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
  const [paid, setPaid] = useState<boolean | null>(null);
  const [evidence, setEvidence] = useState('');
  const [approving, setApproving] = useState(false);
  const { way } = attempt;
  const words = useRef<HTMLTextAreaElement>(null);
  const isNamed = paid !== null && evidence !== '';
  // The keys have said all they can: a slip number typed now belongs to the words. Its digits would
  // name other sources, and an N in it would turn the answer round.
  useEffect(() => {
    if (isNamed && !approving) putCaretIn(words.current);
  }, [isNamed, approving]);
  const isComplete = paid !== null && evidence.trim().length >= MIN_EVIDENCE;
  const settle = async (approval: Approval) => {
    if (paid === null) return;
    const { attemptId } = attempt;
    const input = { attemptId, paid, evidence: evidence.trim(), ...approval };
    const reply = await sendTill('pay.resolve', input);
    if (reply?.ok === true) onClose();
  };
  const addSource = (source: (typeof SOURCES)[number]) =>
    setEvidence((before) => {
      const name = t(`settle.source.${source}`);
      if (before.includes(name)) return before;
      return `${[before.trim(), name].filter(Boolean).join(', ')} `;
    });
  const answer = (yes: boolean) => t(`settle.${yes ? 'yes' : 'no'}.${way}`);
  const title = t(`settle.title.${way}`, { amount: money(attempt.amountMinor, currency) });
  if (approving) {
    return (
      <SupervisorDialog
        title={title}
        rule={t('settle.rule')}
        operator={props.operator}
        operators={props.operators}
        doLabel={t('settle.do')}
        onApprove={(approval) => void settle(approval)}
        onBack={() => setApproving(false)}
        testId="dialog-approve"
      >
        <Amounts attempt={attempt} />
        <p className={styles['answer']}>{answer(paid === true)}</p>
        <p className={styles['evidence']}>{evidence.trim()}</p>
      </SupervisorDialog>
    );
  }
  return (
    <TillDialog
      title={title}
      size="large"
      onClose={onClose}
      testId="dialog-settle"
      onChar={(char) => {
        const chosen = { y: true, n: false }[char.toLowerCase()];
        if (chosen !== undefined) setPaid(chosen);
        const source = /^[1-4]$/.test(char) ? SOURCES[Number(char) - 1] : undefined;
        if (source !== undefined) addSource(source);
        return true;
      }}
      actions={[
        {
          label: t('common.next'),
          press: 'Enter',
          tone: 'accent',
          isDisabled: !isComplete,
          onPress: () => setApproving(true),
          testId: 'dialog-do',
        },
        { label: t('common.cancel'), press: 'Escape', onPress: onClose },
      ]}
    >
      <Amounts attempt={attempt} />
      <div className={styles['row']} role="group" aria-label={t(`settle.question.${way}`)}>
        <span className={styles['question']}>{t(`settle.question.${way}`)}</span>
        <ActionButton
          label={answer(true)}
          cap="Y"
          pressed={paid === true}
          onPress={() => setPaid(true)}
          className={styles['key']}
          testId="settle-paid"
        />
        <ActionButton
          label={answer(false)}
          cap="N"
          pressed={paid === false}
          onPress={() => setPaid(false)}
          className={styles['key']}
          testId="settle-not-paid"
        />
      </div>
      <div className={styles['row']} role="group" aria-label={t('settle.how')}>
        <span className={styles['question']}>{t('settle.how')}</span>
        {SOURCES.map((source, index) => (
          <ActionButton
            key={source}
            label={t(`settle.source.${source}`)}
            cap={String(index + 1)}
            onPress={() => addSource(source)}
            testId={`settle-source-${source}`}
          />
        ))}
      </div>
      <TextEntry
        label={t('settle.evidence')}
        value={evidence}
        onChange={setEvidence}
        rows={2}
        areaRef={words}
        maxLength={500}
        testId="settle-evidence"
      />
      <p className={styles['note']}>{isComplete ? t('settle.recorded') : t('settle.incomplete')}</p>
    </TillDialog>
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
