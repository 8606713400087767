import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { useWindowState } from '../../state/window-state.ts';
import { dayAndTime, money } from '../../words/figures.ts';
import { unknownWords } from '../../words/result-words.ts';
import styles from './pending-dialog.module.css';

export type Pending = TillSnapshot['pendingPayments'][number];

/** One doubtful payment: amount, what it is, since when, whose, and why nobody knows. */
export function PendingRow(props: {
  readonly pending: Pending;
  readonly isMarked: boolean;
  readonly onMark: () => void;
  /** Which basket or receipt waits for it. */
  readonly basket: string;
}) {
  const { t } = useTranslation();
  const { locale, currency, timeZone } = useWindowState();
  const row = useRef<HTMLLIElement>(null);
  const { pending, isMarked, basket } = props;
  const { approvedMinor } = pending;
  useEffect(() => {
    if (isMarked) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isMarked]);
  const since = t('pending.since', { time: dayAndTime(pending.sinceMs, locale, timeZone) });
  return (
    <li ref={row}>
      <Button
        className={`${styles['row']} ${isMarked ? styles['marked'] : ''}`}
        onPress={props.onMark}
        aria-current={isMarked}
        data-testid="pending-row"
      >
        <span className={styles['way']}>{t(`pending.way.${pending.way}`)}</span>
        <b className={styles['amount']}>{money(pending.amountMinor, currency)}</b>
        <span className={styles['facts']}>{basket === '' ? since : `${since} · ${basket}`}</span>
        <span className={styles['reason']}>{unknownWords(t, pending.reason)}</span>
        {approvedMinor === null ? null : (
          <b className={styles['differs']}>
            {t('card.approvedOther', { approved: money(approvedMinor, currency) })}
          </b>
        )}
      </Button>
    </li>
  );
}
