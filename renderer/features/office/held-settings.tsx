import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/snapshot.ts';
import styles from './held-settings.module.css';

/** Settings that were changed in the file and do not hold: which, what goes on, what to do. */
export function HeldSettings({ held }: { readonly held: TillSnapshot['heldSettings'] }) {
  const { t } = useTranslation();
  if (held.length === 0) return null;
  const isNever = held.some(({ until }) => until === 'never');
  const isUntil = held.some(({ until }) => until === 'finished');
  return (
    <section className={styles['box']} data-testid="held-settings">
      <h2 className={styles['title']}>{t('office.heldTitle')}</h2>
      <ul className={styles['rows']}>
        {held.map(({ field, kept, asked }) => (
          <li key={field}>{t('office.heldRow', { field, kept, asked })}</li>
        ))}
      </ul>
      {held.some(({ until }) => until === 'catalogue') ? <p>{t('office.heldCatalogue')}</p> : null}
      {isUntil ? <p>{t('office.heldUntil')}</p> : null}
      {isNever ? <p>{t('office.heldNever')}</p> : null}
    </section>
  );
}
