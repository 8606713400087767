import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { Fitted } from '../../ui/fitted.tsx';
import { money, type ShownCurrency } from '../../words/figures.ts';
import styles from './amount-panel.module.css';

export interface AmountPanelProps {
  readonly basket: TillSnapshot['basket'];
  readonly lastSale: TillSnapshot['lastSale'];
  readonly currency: ShownCurrency;
}

/** The number that matters, readable from a metre and a half. */
export const AmountPanel = memo(function AmountPanel(props: AmountPanelProps) {
  const { basket, lastSale, currency } = props;
  const { t } = useTranslation();
  const tendered = basket === null ? 0 : basket.totalMinor - basket.remainingMinor;
  return (
    <section className={styles['panel']} aria-label={t('sale.amountDue')}>
      <span className={styles['label']}>{t('sale.amountDue')}</span>
      <output className={styles['amount']} data-testid="amount-due">
        <Fitted text={money(basket?.remainingMinor ?? 0, currency)} />
      </output>
      <p className={styles['facts']}>
        {basket === null ? (
          lastSale === null ? (
            <span>{t('sale.noBasket')}</span>
          ) : (
            <>
              <span className={styles['fact']}>
                <Fitted
                  text={t('sale.lastSale', { total: money(lastSale.totalMinor, currency) })}
                />
              </span>
              <span className={styles['fact']} data-testid="last-change">
                <Fitted
                  text={t('sale.lastChange', { change: money(lastSale.changeMinor, currency) })}
                />
              </span>
            </>
          )
        ) : (
          <>
            <span data-testid="item-count">{t('common.items', { n: basket.itemCount })}</span>
            {tendered === 0 ? null : (
              <span className={styles['fact']}>
                <Fitted text={t('sale.paid', { paid: money(tendered, currency) })} />
              </span>
            )}
            <span className={styles['fact']}>
              <Fitted text={t('sale.taxIncluded', { tax: money(basket.taxMinor, currency) })} />
            </span>
          </>
        )}
      </p>
    </section>
  );
});
