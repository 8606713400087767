import { useTranslation } from 'react-i18next';
import { TillDialog } from '../../ui/dialog.tsx';
import { TextEntry } from '../../ui/text-entry.tsx';
import styles from './return.module.css';

const MIN_NOTE = 3;

/** Asks what the other reason is. */
export function NotePage(props: {
  readonly note: string;
  readonly onNote: (note: string) => void;
  readonly onNext: () => void;
  readonly onBack: () => void;
}) {
  const { t } = useTranslation();
  return (
    <TillDialog
      title={t('return.reason.other')}
      onClose={props.onBack}
      testId="dialog-note"
      actions={[
        {
          label: t('common.next'),
          key: 'Enter',
          tone: 'accent',
          enabled: props.note.trim().length >= MIN_NOTE,
          run: props.onNext,
          testId: 'dialog-do',
        },
        { label: t('common.back'), key: 'Escape', run: props.onBack },
      ]}
    >
      <p className={styles['hint']}>{t('return.noteHint')}</p>
      <TextEntry
        label={t('return.note')}
        value={props.note}
        onChange={props.onNote}
        autoFocus
        maxLength={200}
        testId="return-note"
      />
    </TillDialog>
  );
}
