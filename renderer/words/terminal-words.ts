import type { TFunction } from 'i18next';
import { codeText } from '../i18n/i18n.ts';

/** "No code fits", PA00P015: the status is what the terminal's own text says. */
const SEE_TEXT = 'FF';

/**
 * What the terminal is at: the text of its status code (ZVT PA00P015 "Intermediate Status" 04 FF) in
 * the language of the window. Its own words are in whatever language it was set up for, so they are
 * shown only where there is no code.
 */
export function terminalWords(t: TFunction, own: string, statusCode: string): string {
  const code = statusCode.toUpperCase();
  const words = own.trim();
  const known = code === SEE_TEXT && words !== '' ? null : codeText(t, ['terminalStatus', code]);
  if (known !== null) return known;
  return words === '' ? t('terminalStatus.waiting') : words;
}
