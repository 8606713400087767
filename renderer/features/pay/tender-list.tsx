import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { money } from '../../words/figures.ts';
import { tenderName } from '../../../core/tender/tender-name.ts';
import { useScrollable } from '../../ui/scrollable.tsx';
import { useWindowState } from '../../state/window-state.ts';
import styles from './pay-panel.module.css';

/** The total and what has been paid of it so far. */
export function TenderList(props: { readonly basket: NonNullable<TillSnapshot['basket']> }) {
  const { t } = useTranslation();
  const { currency, locale } = useWindowState();
  const { basket } = props;
  const scrollable = useScrollable();
  return (
    <dl {...scrollable} className={styles['tenders']}>
      <div>
        <dt>{t('pay.total')}</dt>
        <dd>{money(basket.totalMinor, currency)}</dd>
      </div>
      {basket.tenders.map((tender) => (
        <div key={tender.tenderId} data-testid="tender-row">
          <dt>{`${tenderName(tender.kind, locale)} ${tender.label}`}</dt>
          <dd>{money(-tender.amountMinor, currency)}</dd>
        </div>
      ))}
      {basket.tenders.length === 0 ? (
        <div className={styles['none']}>
          <dt>{t('pay.received')}</dt>
          <dd>{t('pay.noTender')}</dd>
        </div>
      ) : null}
    </dl>
  );
}
