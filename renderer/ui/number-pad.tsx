import { Delete } from 'lucide-react';
import { memo } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { dropNonsense } from '../state/notices.ts';
import { type Action, capOf, isEnabled, runAction } from './actions.tsx';
import styles from './number-pad.module.css';

export interface NumberPadProps {
  /** Receives '0'–'9', '00', '.', 'back'. */
  readonly onKey: (key: string) => void;
  /** Up to four keys in the column beside the digits, from the top. */
  readonly side: readonly Action[];
  /** What stands beside the zero. */
  readonly extraKey: '.' | '00' | null;
}

const ROWS = [
  ['7', '8', '9'],
  ['4', '5', '6'],
  ['1', '2', '3'],
] as const;

function Digit({
  value,
  onKey,
}: {
  readonly value: string;
  readonly onKey: (key: string) => void;
}) {
  return (
    <Button className={styles['digit'] ?? ''} onPress={() => onKey(value)}>
      {value}
    </Button>
  );
}

/** Digits for touch; the same digits of the keyboard arrive through the key layers. */
export const NumberPad = memo(function NumberPad(props: NumberPadProps) {
  const { side, extraKey } = props;
  const { t } = useTranslation();
  const onKey = (key: string) => {
    dropNonsense();
    props.onKey(key);
  };
  return (
    <div
      className={`${styles['pad']} ${side.length > 0 ? styles['withSide'] : ''}`}
      role="group"
      aria-label={t('pad.label')}
    >
      <div className={styles['digits']}>
        {ROWS.flat().map((value) => (
          <Digit key={value} value={value} onKey={onKey} />
        ))}
        <Digit value="0" onKey={onKey} />
        {extraKey === null ? <span /> : <Digit value={extraKey} onKey={onKey} />}
        <Button
          className={styles['digit'] ?? ''}
          onPress={() => onKey('back')}
          aria-label={t('pad.back')}
        >
          <Delete size="1.25em" aria-hidden="true" />
        </Button>
      </div>
      {side.length === 0 ? null : (
        <div className={styles['side']}>
          {side.map((action) => (
            <Button
              key={action.key}
              className={`${styles['sideKey']} ${styles[action.tone ?? 'plain']}`}
              onPress={() => runAction(action)}
              isDisabled={!isEnabled(action)}
              data-testid={action.testId}
            >
              <span>{action.label}</span>
              <kbd className={styles['cap']}>{capOf(action)}</kbd>
            </Button>
          ))}
        </div>
      )}
    </div>
  );
});
