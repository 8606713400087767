import { type Language, LANGUAGES } from '../language.ts';
import { localName } from '../local-text.ts';
import { isTenderKind, TENDERS } from './tender.ts';

/**
 * How a kind of tender is called: as the language's words have it, else by the label of its kind, so
 * that a new kind needs no dictionary and a new language no kind. An unknown kind is shown as its word.
 */
export function tenderName(kind: string, language: Language): string {
  if (!isTenderKind(kind)) return kind;
  return LANGUAGES[language].paper.tenderNames?.[kind] ?? localName(TENDERS[kind].label, language);
}
