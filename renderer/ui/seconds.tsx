import { useTranslation } from 'react-i18next';
import { useNowMs } from '../state/till-view.ts';
import styles from './seconds.module.css';

/** How long the terminal has had it, counting. */
export function Seconds({ sinceMs }: { readonly sinceMs: number }) {
  const { t } = useTranslation();
  const seconds = Math.max(0, Math.trunc((useNowMs() - sinceMs) / 1000));
  const text =
    seconds < 600
      ? t('card.seconds', { seconds })
      : t('card.minutes', { minutes: Math.trunc(seconds / 60) });
  return <span className={styles['seconds']}>{text}</span>;
}
