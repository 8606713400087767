import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { raiseNotice } from '../../state/notices.ts';
import { TillDialog } from '../../ui/dialog.tsx';
import { pressPad } from '../../input/entry.ts';
import { NumberPad } from '../../ui/number-pad.tsx';
import styles from './open-day.module.css';

type Opening = NonNullable<TillSnapshot['opening']>;

/** The date the day would get, large, beside the last day's, and why it may be wrong. */
export function OpeningDate({ opening }: { readonly opening: Opening }) {
  const { t } = useTranslation();
  const { date, doubt, last, mayConfirm } = opening;
  return (
    <div data-testid="opening-date">
      <p className={styles['dateTitle']}>{t('day.dateTitle')}</p>
      <p className={`${styles['date']} ${doubt === null ? '' : styles['doubted']}`}>{date}</p>
      <p className={styles['text']}>{last === null ? t('day.firstDay') : t('day.lastDay', last)}</p>
      {last !== null && last.date === date && doubt === null ? (
        <p className={styles['text']}>{t('day.sameDate', { zNumber: last.zNumber })}</p>
      ) : null}
      {doubt === null ? null : (
        <p className={styles['doubt']} role="alert">
          {doubt === 'ahead' ? t('day.ahead') : t('day.behind')}{' '}
          {mayConfirm ? '' : t('day.askSupervisor')}
        </p>
      )}
    </div>
  );
}

/** Eight digits as a date of the calendar, 'YYYY-MM-DD'; null when they are none. */
export function readDate(text: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (match === null) return null;
  const date = `${match[1]}-${match[2]}-${match[3]}`;
  const day = new Date(`${date}T00:00:00Z`);
  // 31 February would quietly become a day of March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date) ? date : null;
}

/** Types the date that the computer's clock has wrong. */
export function DateDialog(props: {
  readonly onDate: (date: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const press = (key: string) =>
    setText((before) => pressPad(before, key, { maxChars: 8, decimals: 0 }));
  const submit = () => {
    const date = readDate(text);
    if (date === null) raiseNotice('refused', 'error', 'badInput');
    else props.onDate(date);
  };
  return (
    <TillDialog
      title={t('day.typeDate')}
      onClose={props.onClose}
      testId="dialog-date"
      keys={{ Backspace: () => press('back'), Delete: () => press('clear') }}
      onChar={(char) => {
        press(char);
        return true;
      }}
      actions={[
        { label: t('day.openTyped'), key: 'Enter', tone: 'accent', run: submit },
        { label: t('common.cancel'), key: 'Escape', run: props.onClose },
      ]}
    >
      <output className={styles['typed']} data-testid="typed" aria-label={t('day.dateTitle')}>
        {text === '' ? <span className={styles['hint']}>{t('day.typedDate')}</span> : text}
      </output>
      <div className={styles['pad']}>
        <NumberPad onKey={press} side={[]} extraKey={null} />
      </div>
    </TillDialog>
  );
}
