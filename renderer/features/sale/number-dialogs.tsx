import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lineAmount } from '../../../core/pricing/line-amount.ts';
import { minor } from '../../../core/money/minor.ts';
import { raiseNotice } from '../../state/notices.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { kilograms, money } from '../../words/figures.ts';
import { type EntryRules, pressPad, readPieces, readWeight } from '../../input/entry.ts';
import { NumberPad } from '../../ui/number-pad.tsx';
import { useWindowState } from '../../state/window-state.ts';
import type { WeightRequest } from './sale-dialog.ts';
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
  /** What the register makes of it, said below; nothing where it needs no words. */
  readonly understood?: (text: string) => string;
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
        { label: props.doLabel, key: 'Enter', tone: 'accent', run: submit },
        { label: t('common.cancel'), key: 'Escape', run: props.onClose },
      ]}
    >
      <p className={styles['label']}>{props.label}</p>
      <output className={styles['typed']} data-testid="typed" aria-label={props.label}>
        {text === '' ? <span className={styles['hint']}>{props.hint}</span> : text}
      </output>
      {props.understood === undefined ? null : (
        <output className={styles['understood']} data-testid="understood">
          {props.understood(text)}
        </output>
      )}
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
      rules={{ maxChars: 9, decimals: 0 }}
      doLabel={t('quantity.set')}
      testId="dialog-quantity"
      read={readPieces}
      onValue={props.onQuantity}
      onClose={props.onClose}
    />
  );
}

/** Asks for a weight, and says before it is added what was understood and what it costs. */
export function WeightDialog(props: {
  readonly request: WeightRequest;
  readonly onWeight: (weightGrams: number) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { name, priceMinor } = props.request;
  const understood = (text: string) => {
    const weightGrams = readWeight(text);
    if (weightGrams === null) return '';
    const weight = t('common.kg', { weight: kilograms(weightGrams) });
    const item = { unit: 'kg' as const, priceMinor: minor(priceMinor) };
    const line = { item, weightGrams, quantityThousandths: 1000, labelPriceMinor: null };
    return priceMinor === 0 ? weight : `${weight} = ${money(lineAmount(line), currency)}`;
  };
  return (
    <NumberDialog
      title={name === '' ? t('weight.title') : t('weight.for', { name })}
      label={
        priceMinor === 0
          ? t('weight.kg')
          : t('weight.kgAt', { price: t('common.perKg', { price: money(priceMinor, currency) }) })
      }
      hint={t('weight.hint')}
      rules={{ maxChars: 9, decimals: 3 }}
      doLabel={t('weight.add')}
      testId="dialog-weight"
      read={readWeight}
      understood={understood}
      onValue={props.onWeight}
      onClose={props.onClose}
    />
  );
}
