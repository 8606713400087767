import { useTranslation } from 'react-i18next';
import styles from './confirm-dialog.module.css';
import { TillDialog } from './dialog.tsx';

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly doLabel: string;
  readonly danger?: boolean;
  /** The key that does it; Enter, which comes by itself after anything typed, unless it costs more. */
  readonly doKey?: string;
  readonly onDo: () => void;
  readonly onClose: () => void;
  readonly testId: string;
}

/** Asks before something that is recorded. */
export function ConfirmDialog(props: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <TillDialog
      title={props.title}
      onClose={props.onClose}
      testId={props.testId}
      actions={[
        {
          label: props.doLabel,
          key: props.doKey ?? 'Enter',
          tone: props.danger === true ? 'danger' : 'accent',
          run: props.onDo,
          testId: 'dialog-do',
        },
        { label: t('common.cancel'), key: 'Escape', run: props.onClose },
      ]}
    >
      <p className={styles['text']}>{props.text}</p>
    </TillDialog>
  );
}
