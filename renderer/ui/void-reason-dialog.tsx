import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VOID_REASONS, type VoidReason } from '../../core/basket/correction.ts';
import { ActionButton } from './action-button.tsx';
import { type DialogAction, TillDialog } from './dialog.tsx';
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
  readonly other?: DialogAction;
}) {
  const { t } = useTranslation();
  const { other, doLabel, onReason } = props;
  const [marked, setMarked] = useState<VoidReason | null>(null);
  const choose = doLabel === undefined ? onReason : setMarked;
  const confirm: DialogAction[] =
    doLabel === undefined
      ? []
      : [
          {
            label: doLabel,
            press: 'y',
            tone: 'danger',
            isDisabled: marked === null,
            onPress() {
              if (marked !== null) onReason(marked);
            },
            testId: 'dialog-do',
          },
        ];
  return (
    <TillDialog
      title={props.title}
      onClose={props.onClose}
      testId={props.testId}
      onChar={(char) => {
        const reason = /^[1-9]$/.test(char) ? VOID_REASONS[Number(char) - 1] : undefined;
        if (reason !== undefined) choose(reason);
        return true;
      }}
      actions={[
        ...confirm,
        { label: t('common.cancel'), press: 'Escape', onPress: props.onClose },
        ...(other === undefined ? [] : [other]),
      ]}
    >
      <p className={styles['text']}>{props.text}</p>
      <div className={styles['reasons']} role="group" aria-label={t('void.why')}>
        {VOID_REASONS.map((reason, index) => (
          <ActionButton
            key={reason}
            label={t(`void.reason.${reason}`)}
            cap={String(index + 1)}
            tone={reason === marked ? 'accent' : 'plain'}
            pressed={reason === marked}
            onPress={() => choose(reason)}
            testId={`void-reason-${reason}`}
          />
        ))}
      </div>
    </TillDialog>
  );
}
