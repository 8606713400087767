import type { TFunction } from 'i18next';
import { codeText } from '../i18n/i18n.ts';

/** Words of English that the terminals' other languages do not have. */
const ENGLISH =
  /\b(?:the|not|possible|card|declined|approved|refused|expired|invalid|wrong|please|call|insert|remove|again|issuer|blocked|cancelled|reversed|insufficient|funds|locked)\b/i;
const CHINESE = /\p{Script=Han}/u;

/** Whether a terminal's words are in the language of the window. */
function isOwnLanguage(t: TFunction, words: string): boolean {
  const isChinese = CHINESE.test(t('terminalStatus.waiting'));
  return isChinese ? CHINESE.test(words) : ENGLISH.test(words) && !CHINESE.test(words);
}

/**
 * Why the terminal did not do it and what the cashier does next. The terminal's own words come first
 * when they are in the language of the window, or when we have none for its code; the next step is
 * always ours. `reason` may carry a detail after a colon; `why` is what its code means, for a code of
 * which the driver has no words of its own.
 */
export function resultWords(t: TFunction, own: string, reason: string, why = ''): string {
  const [code = '', card = '–'] = reason.split(':');
  const known = code === '' ? null : codeText(t, ['terminalResult', code], { card });
  const words = known === null || isOwnLanguage(t, own) ? own.trim() : '';
  const meant = codeText(t, ['terminalResult', why]) ?? t('terminalResult.other', { code });
  const next = code === '' ? '' : (known ?? meant);
  if (words === '' || next === '') return words + next;
  return /[.!?。！？]$/.test(words) ? joinSentences(words, next) : `${words} – ${next}`;
}

/** Whether a payment that did not go through was stopped, here or at the terminal, and not declined. */
export function wasStopped(reason: string, why: string): boolean {
  return why === 'stopped' || reason === 'stoppedHere';
}

/** Two sentences after one another: a full-width stop brings its own space. */
export function joinSentences(first: string, second: string): string {
  return /[。！？]$/.test(first) ? first + second : `${first} ${second}`;
}

/** Why nobody knows whether money moved. */
export function unknownWords(t: TFunction, reason: string): string {
  const [code = ''] = reason.split(':');
  return codeText(t, ['unknownReason', code]) ?? t('unknownReason.other');
}
