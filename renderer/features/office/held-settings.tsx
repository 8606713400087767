import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import styles from './held-settings.module.css';

/** What is shown of a long list: a chain may change every tax code at once. */
const ROWS = 8;

/** Settings that were changed in the file and do not hold: which, what goes on, what to do. */
export function HeldSettings({ held }: { readonly held: TillSnapshot['heldSettings'] }) {
  const { t } = useTranslation();
  if (held.length === 0) return null;
  const isNever = held.some(({ until }) => until === 'never');
  const isUntil = held.some(({ until }) => until === 'finished');
  const more = held.length - ROWS;
  return (
    <section className={styles['box']} data-testid="held-settings">
      <h2 className={styles['title']}>{t('office.heldTitle')}</h2>
      <ul className={styles['rows']}>
        {held.slice(0, ROWS).map(({ field, kept, asked }) => (
          // A tax code may have two old rates, by when its goods came.
          <li key={`${field} ${kept}`}>{t('office.heldRow', { field, kept, asked })}</li>
        ))}
        {more > 0 ? <li>{t('office.heldMore', { more })}</li> : null}
      </ul>
      {held.some(({ until }) => until === 'catalogue') ? <p>{t('office.heldCatalogue')}</p> : null}
      {isUntil ? <p>{t('office.heldUntil')}</p> : null}
      {isNever ? <p>{t('office.heldNever')}</p> : null}
    </section>
  );
}
