import type { TFunction } from 'i18next';
import { codeText } from '../../i18n/i18n.ts';

/**
 * Why the card batch did not close and what to do next. A reason is a code and, behind a colon,
 * what the terminal itself said, which is shown in brackets: its own words, or its code and what that
 * means. The dictionary's next step for a code is left out, it is about a payment.
 */
export function closeFaultWords(t: TFunction, reason: string): string {
  const [code = '', ...said] = reason.split(':');
  const words = codeText(t, ['closing', 'terminal', code]) ?? t('closing.terminalFailed');
  const own = said.join(':').trim();
  const meaning = codeText(t, ['terminalResult', own])?.match(/^[^.。;；:：]+/)?.[0];
  const detail = meaning === undefined ? own : `${own}: ${meaning}`;
  return own === '' ? words : `${words} (${detail})`;
}
