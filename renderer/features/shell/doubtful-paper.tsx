import { CircleHelp } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { KeyCap } from '../../ui/action-button.tsx';
import { capOf, runAction, useActions } from '../../ui/actions.tsx';
import { DEPTH } from '../../ui/key-layer.tsx';
import styles from './doubtful-paper.module.css';

type Paper = TillSnapshot['doubtfulPapers'][number];

/**
 * A paper of which the printer did not say that it is out: whoever looks answers with one key, and
 * goes on selling meanwhile.
 */
export function DoubtfulPaper({ papers }: { readonly papers: readonly Paper[] }) {
  const { t } = useTranslation();
  const [paper] = papers;
  const answer = (key: string, given: 'printed' | 'again') => ({
    key,
    label: t(`doubtful.${given}`),
    run() {
      if (paper !== undefined) {
        void sendTill('receipt.settle', { paperId: paper.paperId, answer: given });
      }
    },
    testId: `paper-${given}`,
  });
  const answers = paper === undefined ? [] : [answer('y', 'printed'), answer('r', 'again')];
  useActions(answers, { depth: DEPTH.bar });
  if (paper === undefined) return null;
  return (
    <section className={styles['strip']} data-testid="doubtful-paper" aria-live="polite">
      <CircleHelp size="1.25em" aria-hidden="true" />
      <span className={styles['text']}>
        {t(paper.kind === 'receipt' ? 'doubtful.receipt' : 'doubtful.slip', {
          receiptNo: paper.receiptNo,
        })}
        {papers.length === 1 ? null : ` (1/${papers.length})`}
      </span>
      {answers.map((each) => (
        <Button
          key={each.key}
          className={styles['answer'] ?? ''}
          onPress={() => runAction(each)}
          data-testid={each.testId}
        >
          {each.label}
          <KeyCap>{capOf(each)}</KeyCap>
        </Button>
      ))}
    </section>
  );
}
