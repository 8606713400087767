import { afterAll } from 'vitest';
import { type Language, LANGUAGES, type LanguageTraits } from '../language.ts';

/** A language that stays on the list until the test file ends, or until it is taken off before. */
interface ListedLanguage {
  readonly language: Language;
  takeOff(): void;
}

/** Puts a language on the list for a test file, as its entry in `language.ts` would. */
export function withLanguage(id: string, traits: LanguageTraits): ListedLanguage {
  Object.assign(LANGUAGES, { [id]: traits });
  const takeOff = () => void Reflect.deleteProperty(LANGUAGES, id);
  afterAll(takeOff);
  return { language: id as Language, takeOff };
}
