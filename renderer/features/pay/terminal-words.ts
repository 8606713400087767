import type { TFunction } from 'i18next';
import { codeText } from '../../i18n/i18n.ts';

/**
 * What the terminal says: its own words when it sent some, else the text of its status code (ZVT
 * PA00P015 "Intermediate Status" 04 FF). Codes 41–5D mean the same as 01–1D plus "remove card".
 */
export function terminalWords(t: TFunction, own: string, statusCode: string): string {
  if (own.trim() !== '') return own.trim();
  const code = statusCode.toUpperCase();
  const known = codeText(t, ['terminalStatus', code]);
  if (known !== null) return known;
  const value = /^[0-9A-F]{2}$/.test(code) ? Number.parseInt(code, 16) : 0;
  if (value >= 0x41 && value <= 0x5d) {
    const base = (value - 0x40).toString(16).toUpperCase().padStart(2, '0');
    const text = codeText(t, ['terminalStatus', base]);
    if (text !== null) return t('terminalStatus.removeCard', { text });
  }
  return t('terminalStatus.waiting');
}
