import type { TFunction } from 'i18next';
import { codeText } from '../../i18n/i18n.ts';

/** Response codes of the cardholder's bank are decimal, written as one byte (ISO 8583 field 39). */
const LAST_HOST_CODE = 99;

/** What the dictionary says of a result code or reason: what happened and what to do next. */
function known(t: TFunction, code: string): string {
  const own = codeText(t, ['terminalResult', code]);
  if (own !== null) return own;
  const value = /^[0-9A-F]{2}$/.test(code) ? Number.parseInt(code, 16) : 0;
  if (value > 0 && value <= LAST_HOST_CODE) return t('terminalResult.host');
  return t('terminalResult.other', { code });
}

/**
 * Why the terminal did not do it and what the cashier does next. Its own words come first when it
 * sent some; the next step is always ours. `reason` may carry a detail after a colon.
 */
export function resultWords(t: TFunction, own: string, reason: string): string {
  const [code = ''] = reason.split(':');
  const words = own.trim();
  const next = code === '' ? '' : known(t, code);
  if (words === '' || next === '') return words + next;
  return /[.!?。！？]$/.test(words) ? joinSentences(words, next) : `${words} – ${next}`;
}

/** Nobody refused the card: the customer, the cashier or a time limit stopped it (ZVT 6C, T07). */
const STOPPED = new Set(['6C', 'T07']);

/** Whether a payment that did not go through was stopped, and not declined. */
export function wasStopped(reason: string): boolean {
  return STOPPED.has(reason);
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
