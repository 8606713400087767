import { isTenderKind, TENDERS } from '../../core/tender/tender.ts';
import type { Locale } from '../i18n/locale.ts';
import { localName } from './figures.ts';

/** How a kind of tender is called; a word that names none as it is. */
export function tenderName(kind: string, locale: Locale): string {
  return isTenderKind(kind) ? localName(TENDERS[kind].label, locale) : kind;
}
