import { useTranslation } from 'react-i18next';
import styles from './confirm-dialog.module.css';
import { TillDialog } from './dialog.tsx';

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly doLabel: string;
  readonly danger?: boolean;
  /** The key that does it; Enter, which comes by itself after anything typed, unless it costs more. */
  readonly press?: string;
  readonly onDo: () => void;
  readonly onClose: () => void;
  readonly testId: string;
  /** A second thing to do, by letter. */
  readonly other?: { readonly label: string; readonly press: string; readonly onPress: () => void };
}

/** Asks before something that is recorded. */
export function ConfirmDialog(props: ConfirmProps) {
  const { t } = useTranslation();
  const { other } = props;
  return (
    <TillDialog
      title={props.title}
      onClose={props.onClose}
      testId={props.testId}
      actions={[
        {
          label: props.doLabel,
          press: props.press ?? 'Enter',
          tone: props.danger === true ? 'danger' : 'accent',
          onPress: props.onDo,
          testId: 'dialog-do',
        },
        { label: t('common.cancel'), press: 'Escape', onPress: props.onClose },
        ...(other === undefined ? [] : [other]),
      ]}
    >
      <p className={styles['text']}>{props.text}</p>
    </TillDialog>
  );
}
