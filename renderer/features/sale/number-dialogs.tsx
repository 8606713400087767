import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { raiseNotice } from '../../state/notices.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { type EntryRules, pressPad, readPieces, readThousandths } from '../pad/entry.ts';
import { NumberPad } from '../pad/number-pad.tsx';
import styles from './sale-dialogs.module.css';

interface NumberDialogProps {
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  readonly rules: EntryRules;
  readonly doLabel: string;
  readonly testId: string;
  /** Turns what was typed into a value; null is refused with a sound. */
  readonly read: (text: string) => number | null;
  readonly onValue: (value: number) => void;
  readonly onClose: () => void;
}

function NumberDialog(props: NumberDialogProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const press = (key: string) => setText((before) => pressPad(before, key, props.rules));
  const submit = () => {
    const value = props.read(text);
    if (value === null) raiseNotice('refused', 'error', 'badInput');
    else props.onValue(value);
  };
  return (
    <TillDialog
      title={props.title}
      onClose={props.onClose}
      testId={props.testId}
      keys={{ Backspace: () => press('back'), Delete: () => press('clear') }}
      onChar={(char) => {
        press(char);
        return true;
      }}
      actions={[
        { label: props.doLabel, press: 'Enter', tone: 'accent', onPress: submit },
        { label: t('common.cancel'), press: 'Escape', onPress: props.onClose },
      ]}
    >
      <p className={styles['label']}>{props.label}</p>
      <output className={styles['typed']} data-testid="typed" aria-label={props.label}>
        {text === '' ? <span className={styles['hint']}>{props.hint}</span> : text}
      </output>
      <div className={styles['pad']}>
        <NumberPad onKey={press} side={[]} extraKey={props.rules.decimals > 0 ? '.' : null} />
      </div>
    </TillDialog>
  );
}

/** Asks how many of a line there are. Only keys and touch change it, never a scan. */
export function QuantityDialog(props: {
  readonly name: string;
  readonly onQuantity: (quantityThousandths: number) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <NumberDialog
      title={t('quantity.title')}
      label={t('quantity.for', { name: props.name })}
      hint=""
      rules={{ maxChars: 4, decimals: 0 }}
      doLabel={t('quantity.set')}
      testId="dialog-quantity"
      read={readPieces}
      onValue={props.onQuantity}
      onClose={props.onClose}
    />
  );
}

/** Asks for a weight in kilograms with three places. */
export function WeightDialog(props: {
  readonly name: string;
  readonly onWeight: (weightGrams: number) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <NumberDialog
      title={props.name === '' ? t('weight.title') : t('weight.for', { name: props.name })}
      label={t('weight.kg')}
      hint={t('weight.hint')}
      rules={{ maxChars: 6, decimals: 3 }}
      doLabel={t('weight.add')}
      testId="dialog-weight"
      read={(text) => {
        const grams = readThousandths(text);
        return grams === null || grams > 99_999 ? null : grams;
      }}
      onValue={props.onWeight}
      onClose={props.onClose}
    />
  );
}
