import { CircleCheck, Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { ActionKey, useActions } from '../../ui/actions.tsx';
import { money } from '../../words/figures.ts';
import { Fitted } from '../../ui/fitted.tsx';
import { DEPTH } from '../../ui/key-layer.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { PlannedList } from '../../ui/refund-steps.tsx';
import { useLastSteps } from '../../state/last-return.ts';
import styles from './change-screen.module.css';

/**
 * What the hand must do: the change, or the cash that goes back, larger than all else, until the
 * next scan or Enter; 0 where there is nothing to hand over, never a total that looks like it.
 * Nothing here can be touched by mistake: where the pay keys were there is nothing.
 */
export function ChangeScreen(props: {
  readonly sale: NonNullable<TillSnapshot['lastSale']>;
  readonly onNext: () => void;
  readonly onDigit: (char: string) => void;
}) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { sale, onNext } = props;
  const isRefunded = sale.totalMinor < 0;
  const handsOver = sale.handOverMinor > 0;
  const steps = useLastSteps(sale.totalMinor);
  const title = isRefunded
    ? t(handsOver ? 'change.handBack' : 'change.nothingBack')
    : t(handsOver ? 'change.title' : 'change.noChange');
  const next = {
    key: 'Enter',
    also: 'Escape',
    label: t('change.next'),
    tone: 'accent',
    run: onNext,
    testId: 'next-sale',
  } as const;
  useActions([next], {
    depth: DEPTH.panel,
    onChar: (char) => {
      if (!/\d/.test(char)) return false;
      props.onDigit(char);
      return true;
    },
  });
  return (
    <section className={styles['screen']} data-testid="change-screen">
      <p className={styles['title']}>
        <CircleCheck size="2.25rem" aria-hidden="true" />
        {title}
      </p>
      <output className={styles['amount']} data-testid="change-amount">
        <Fitted text={money(sale.handOverMinor, currency)} />
      </output>
      {isRefunded ? (
        <div className={styles['refunded']} data-testid="refunded">
          <p className={styles['facts']}>
            {t('change.refundedTotal', { total: money(-sale.totalMinor, currency) })}
          </p>
          <PlannedList steps={steps} isDone />
        </div>
      ) : (
        <p className={styles['facts']}>
          <span>{t('change.total', { total: money(sale.totalMinor, currency) })}</span>
          <span>{t('change.tendered', { tendered: money(sale.tenderedMinor, currency) })}</span>
        </p>
      )}
      <p className={styles['receipt']}>
        <Printer size="1.25rem" aria-hidden="true" />
        <span data-testid="receipt-no">{t('change.receipt', { receiptNo: sale.receiptNo })}</span>
        <span>{sale.printed ? t('change.printed') : t('change.notPrinted')}</span>
      </p>
      <div className={styles['next']}>
        <ActionKey action={next} className={styles['nextKey']} />
        <span className={styles['hint']}>{t('change.scan')}</span>
      </div>
    </section>
  );
}
