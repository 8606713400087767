import { memo } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import styles from './function-bar.module.css';

export interface FunctionKey {
  /** 'F2', 'Esc', 'K'. */
  readonly cap: string;
  readonly label: string;
  readonly onPress: () => void;
  readonly isDisabled?: boolean;
  readonly testId?: string;
}

/** The row of keys at the bottom: what each function key does on this screen, and a button. */
export const FunctionBar = memo(function FunctionBar(props: {
  readonly keys: readonly FunctionKey[];
}) {
  const { t } = useTranslation();
  return (
    <nav className={styles['bar']} aria-label={t('fn.bar')}>
      {props.keys.map((key) => (
        <Button
          key={key.cap}
          className={styles['key'] ?? ''}
          onPress={key.onPress}
          isDisabled={key.isDisabled ?? false}
          data-testid={key.testId ?? `fn-${key.cap}`}
        >
          <kbd className={styles['cap']}>{key.cap}</kbd>
          <span className={styles['label']}>{key.label}</span>
        </Button>
      ))}
    </nav>
  );
});
