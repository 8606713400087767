import { ScanBarcode } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './sale-screen.module.css';

/** What to do first, where the lines will be. */
export function EmptyBasket() {
  const { t } = useTranslation();
  return (
    <div className={styles['empty']}>
      <ScanBarcode size="5rem" strokeWidth={1.25} aria-hidden="true" />
      <p className={styles['emptyTitle']}>{t('sale.empty')}</p>
      <p className={styles['emptyText']}>{t('sale.emptyText')}</p>
    </div>
  );
}
