import type { TFunction } from 'i18next';
import { codeText } from '../i18n/i18n.ts';

/**
 * What the terminal is at: the text of its status code in the language of the window. Its own words are
 * in whatever language it was set up for, so they are shown only where no code says it.
 */
export function terminalWords(t: TFunction, own: string, statusCode: string): string {
  const words = own.trim();
  const known = codeText(t, ['terminalStatus', statusCode]);
  if (known !== null) return known;
  return words === '' ? t('terminalStatus.waiting') : words;
}
