import type { TFunction } from 'i18next';
import { BellRing, CircleCheck, CircleSlash, OctagonX } from 'lucide-react';
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { codeText, refusalText } from '../../i18n/i18n.ts';
import { type Notice, type NoticeParams, noticeStore } from '../../state/notices.ts';
import { money, type ShownCurrency } from '../../words/figures.ts';
import { preferencesStore } from '../../ui/preferences.ts';
import { playSound } from '../../ui/sound.ts';
import { resultWords, wasStopped } from '../../words/result-words.ts';
import styles from './notice-strip.module.css';
import { useWindowState } from '../../state/window-state.ts';

function NoticeIcon({ kind }: { readonly kind: Notice['kind'] }) {
  if (kind === 'accepted') return <CircleCheck size="1.25em" aria-hidden="true" />;
  if (kind === 'ignored') return <CircleSlash size="1.25em" aria-hidden="true" />;
  if (kind === 'refused') return <OctagonX size="1.25em" aria-hidden="true" />;
  return <BellRing size="1.25em" aria-hidden="true" />;
}

/** Amounts as people read them: what ends in Minor is one. */
function withMoney(params: NoticeParams, currency: ShownCurrency): NoticeParams {
  const entries = Object.entries(params).map(([key, value]) => {
    const isAmount = key.endsWith('Minor') && typeof value === 'number';
    return [key, isAmount ? money(value, currency) : value] as const;
  });
  return Object.fromEntries(entries);
}

/** What a notice says; a terminal's result in words, with the cashier's next step. */
export function noticeWords(t: TFunction, notice: Notice, currency: ShownCurrency): string {
  const params = withMoney(notice.params, currency);
  const { text, reason, why = '', fault } = params;
  if (typeof fault === 'string') {
    const why = codeText(t, ['fileFault', fault], params) ?? '';
    return t('notice.fileRefused', { file: params['file'], why });
  }
  const values =
    typeof reason === 'string'
      ? {
          ...params,
          text: resultWords(t, typeof text === 'string' ? text : '', reason, String(why)),
        }
      : params;
  switch (notice.group) {
    case 'error':
      return refusalText(t, notice.code, values);
    case 'ignored':
      return t(`ignored.${notice.code}`, values);
    case 'notice': {
      const isStopped = notice.code === 'cardDeclined' && wasStopped(String(reason), String(why));
      return t(`notice.${isStopped ? 'cardStopped' : notice.code}`, values);
    }
  }
}

/**
 * One line that says what the sound said: always at the same place, above every dialog, drawn
 * anew for each notice so that the same refusal twice is seen twice.
 */
export function NoticeStrip({ quietText }: { readonly quietText: string }) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const notice = useStore(noticeStore, (state) => state.notice);
  const id = notice?.id;
  const kind = notice?.kind;
  useEffect(() => {
    if (id === undefined || kind === undefined || kind === 'ignored') return;
    if (preferencesStore.getState().sound) {
      playSound(kind);
    }
  }, [id, kind]);
  const text = notice === null ? quietText : noticeWords(t, notice, currency);
  return (
    <div className={styles['strip']} data-testid="notice" data-notice={notice?.code ?? ''}>
      {notice === null ? (
        <span className={styles['quiet']}>{text}</span>
      ) : (
        <span key={notice.id} className={`${styles['notice']} ${styles[notice.kind]}`}>
          <NoticeIcon kind={notice.kind} />
          <b className={styles['word']}>{t(`sound.${notice.kind}`)}</b>
          <span className={styles['text']}>{text}</span>
        </span>
      )}
      {createPortal(
        // Outside the tree that an open dialog hides from screen readers.
        <div className="visually-hidden" role="status" data-live-announcer="true">
          {notice === null ? '' : text}
        </div>,
        document.body,
      )}
    </div>
  );
}
