import { type Language, LANGUAGES, withFallbacks } from '../../core/language.ts';
import { type CharacterSet, printable } from '../../core/receipt/columns.ts';

/** Letters that a European page prints, with or without their accents: Latin up to Extended-B. */
const LATIN = /^[\u0020-\u024f\u1e00-\u1eff]*$/;

/**
 * The language of a paper: the one that is wanted where the printer has its characters, else the
 * first that stands in for it and that it has. A European page has a question mark for each Chinese character, and a receipt of
 * question marks says nothing to anybody.
 */
export function paperLocale(
  { receiptCharacters }: { readonly receiptCharacters: CharacterSet },
  wanted: Language,
): Language {
  const has = ({ characters }: { readonly characters: CharacterSet | null }) =>
    characters === null || characters === receiptCharacters;
  return withFallbacks(wanted).find((each) => has(LANGUAGES[each])) ?? wanted;
}

/** A person's name as a paper gives it: the number people sign on with where it cannot be printed. */
export function paperName(
  { receiptCharacters }: { readonly receiptCharacters: CharacterSet },
  { operatorId, name }: { readonly operatorId: string; readonly name: string },
): string {
  const isThere = receiptCharacters === 'chinese' || LATIN.test(printable(name, receiptCharacters));
  return isThere ? name : operatorId;
}
