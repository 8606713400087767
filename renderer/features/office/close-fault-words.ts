import type { TFunction } from 'i18next';
import { codeText } from '../../i18n/i18n.ts';

/**
 * Why the card batch did not close and what to do next. A reason is a code and, behind a colon,
 * what the terminal itself said, which is shown in brackets.
 */
export function closeFaultWords(t: TFunction, reason: string): string {
  const [code = '', ...said] = reason.split(':');
  const words = codeText(t, ['closing', 'terminal', code]) ?? t('closing.terminalFailed');
  const own = said.join(':').trim();
  return own === '' ? words : `${words} (${own})`;
}
