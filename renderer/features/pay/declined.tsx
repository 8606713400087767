import { CreditCard } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { noticeStore } from '../../state/notices.ts';
import styles from './pay-panel.module.css';
import { resultWords, wasStopped } from '../../words/result-words.ts';

/**
 * Why the card just tried did not pay and what to do next, beside the keys that do it. Stays until
 * something else has to be said.
 */
export function Declined() {
  const { t } = useTranslation();
  const notice = useStore(noticeStore, (state) => state.notice);
  const isDeclined = notice?.code === 'cardDeclined';
  if (notice === null || (!isDeclined && notice.code !== 'cardNotStarted')) return null;
  const { text = '', reason = '', why = '' } = notice.params;
  const ended = wasStopped(String(reason), String(why)) ? 'pay.stopped' : 'pay.declined';
  const title = isDeclined ? ended : 'pay.notStarted';
  return (
    <div className={styles['declined']} data-testid="declined">
      <b className={styles['declinedTitle']}>
        <CreditCard size="1.5rem" aria-hidden="true" />
        {t(title)}
      </b>
      <p>{resultWords(t, String(text), String(reason), String(why))}</p>
    </div>
  );
}
