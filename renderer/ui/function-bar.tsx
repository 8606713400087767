import { memo } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type Action, capOf, isEnabled, runAction } from './actions.tsx';
import styles from './function-bar.module.css';

/**
 * The row of keys at the bottom: what each function key does on this screen, and a button. One that
 * can say why not says it when it is touched.
 */
export const FunctionBar = memo(function FunctionBar(props: {
  readonly actions: readonly Action[];
}) {
  const { t } = useTranslation();
  return (
    <nav className={styles['bar']} aria-label={t('fn.bar')}>
      {props.actions.map((action) => (
        <Button
          key={action.key}
          className={styles['key'] ?? ''}
          onPress={() => runAction(action)}
          isDisabled={!isEnabled(action) && action.whyNot === undefined}
          data-testid={action.testId ?? `fn-${capOf(action)}`}
        >
          <kbd className={styles['cap']}>{capOf(action)}</kbd>
          <span className={styles['label']}>{action.label}</span>
        </Button>
      ))}
    </nav>
  );
});
