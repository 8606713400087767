import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VOID_REASONS, type VoidReason } from '../../core/basket/correction.ts';
import { type Action, ActionKey } from './actions.tsx';
import { TillDialog } from './dialog.tsx';
import styles from './void-reason-dialog.module.css';

/**
 * Asks why goods are taken off, and does it with the one key or touch that says so. Enter alone does
 * nothing: a cause that nobody chose would say nothing. With `doLabel` the cause is only marked and `Y`
 * does it: a number that was meant for an item must not take a whole basket away.
 */
export function VoidReasonDialog(props: {
  readonly title: string;
  readonly text: string;
  readonly onReason: (reason: VoidReason) => void;
  readonly onClose: () => void;
  readonly testId: string;
  /** Does it for the marked cause, where one key alone would take too much. */
  readonly doLabel?: string;
  /** Another thing to do, by letter. */
  readonly other?: Action;
}) {
  const { t } = useTranslation();
  const { other, doLabel, onReason } = props;
  const [marked, setMarked] = useState<VoidReason | null>(null);
  const choose = doLabel === undefined ? onReason : setMarked;
  const reasons = VOID_REASONS.map((reason, index) => ({
    key: String(index + 1),
    label: t(`void.reason.${reason}`),
    tone: reason === marked ? ('accent' as const) : ('plain' as const),
    pressed: reason === marked,
    run: () => choose(reason),
    testId: `void-reason-${reason}`,
  }));
  const confirm = (label: string): Action => ({
    key: 'y',
    label,
    tone: 'danger',
    enabled: marked !== null,
    run() {
      if (marked !== null) onReason(marked);
    },
    testId: 'dialog-do',
  });
  return (
    <TillDialog
      title={props.title}
      onClose={props.onClose}
      testId={props.testId}
      onChar={() => true}
      choices={reasons}
      actions={[
        ...(doLabel === undefined ? [] : [confirm(doLabel)]),
        { label: t('common.cancel'), key: 'Escape', run: props.onClose },
        ...(other === undefined ? [] : [other]),
      ]}
    >
      <p className={styles['text']}>{props.text}</p>
      <div className={styles['reasons']} role="group" aria-label={t('void.why')}>
        {reasons.map((reason) => (
          <ActionKey key={reason.key} action={reason} />
        ))}
      </div>
    </TillDialog>
  );
}
