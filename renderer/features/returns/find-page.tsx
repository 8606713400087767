import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TillDialog } from '../../ui/dialog.tsx';
import { NumberPad } from '../../ui/number-pad.tsx';
import { typeReceipt } from './receipt-entry.ts';
import styles from './return.module.css';

/** Asks for the receipt: scanned at any time, or its number typed. */
export function FindPage(props: {
  readonly notFound: string | null;
  readonly onLook: (text: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const press = (key: string) => setTyped((before) => typeReceipt(before, key));
  return (
    <TillDialog
      title={t('return.title')}
      onClose={props.onClose}
      testId="dialog-return"
      keys={{ Backspace: () => press('back'), Delete: () => setTyped('') }}
      onChar={(char) => {
        press(char);
        return true;
      }}
      actions={[
        {
          label: t('return.look'),
          key: 'Enter',
          tone: 'accent',
          enabled: typed !== '',
          run: () => props.onLook(typed),
          testId: 'dialog-do',
        },
        { label: t('common.cancel'), key: 'Escape', run: props.onClose },
      ]}
    >
      <p className={styles['hint']}>{t('return.find')}</p>
      <output className={styles['typed']} data-testid="typed" aria-label={t('return.number')}>
        {typed}
      </output>
      <div className={styles['pad']}>
        <NumberPad onKey={press} side={[]} extraKey="00" />
      </div>
      <p className={styles['notFound']} role="status" data-testid="not-found">
        {props.notFound === null ? '' : t('return.notFound', { receiptNo: props.notFound })}
      </p>
    </TillDialog>
  );
}
