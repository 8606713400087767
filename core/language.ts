import { z } from 'zod';
import type { CharacterSet } from './receipt/columns.ts';
import { EN } from './receipt/words/en.ts';
import { ZH, type PaperWords } from './receipt/words/zh.ts';

/** What the register has to know of a language. */
export interface LanguageTraits {
  /** BCP 47: for dates, and for what reads a screen aloud. */
  readonly tag: string;
  /** What it calls itself, for whoever chooses. */
  readonly ownName: string;
  /** A file of the shop must give every name in it, or it is refused. */
  readonly isRequired: boolean;
  /** Where to look, in order, when a name is missing: ids of this list. */
  readonly fallback: readonly string[];
  /** The characters a printer must have for it; null where letters do. */
  readonly characters: CharacterSet | null;
  /** The words of papers. Those of the screens are the dictionary of this name in `renderer/i18n`. */
  readonly paper: PaperWords;
}

const list = {
  zh: {
    tag: 'zh-CN',
    ownName: '中文',
    isRequired: true,
    fallback: ['en'],
    characters: 'chinese',
    paper: ZH,
  },
  en: {
    tag: 'en',
    ownName: 'English',
    isRequired: true,
    fallback: ['zh'],
    characters: null,
    paper: EN,
  },
} satisfies Record<string, LanguageTraits>;

export type Language = keyof typeof list;

/** The list of languages: a new one is its entry above, its dictionary and its names. */
export const LANGUAGES: Readonly<Record<Language, LanguageTraits>> = list;

/** Used until the settings are read. */
export const FIRST_LANGUAGE: Language = 'zh';

/** The languages in the order in which they are offered. */
export function languages(): Language[] {
  return Object.keys(LANGUAGES) as Language[];
}

/** Whether a word names a language of the list. */
export function isLanguage(word: string): word is Language {
  return Object.hasOwn(LANGUAGES, word);
}

/** The one offered after it, around and around: for a key that switches. */
export function languageAfter(language: Language): Language {
  const all = languages();
  return all[(all.indexOf(language) + 1) % all.length] ?? language;
}

/** It, then those that stand in for it in their order: what its list names, then all others. */
export function withFallbacks(language: Language): Language[] {
  const named = LANGUAGES[language].fallback.filter(isLanguage);
  return [...new Set([language, ...named, ...languages()])];
}

/** A language that is chosen somewhere: of a person, of the shop. */
export const languageSchema = z.custom<Language>(
  (word) => typeof word === 'string' && isLanguage(word),
  {
    error: ({ input }) =>
      `${JSON.stringify(input)} is no language of this register; write one of ${languages().join(', ')}`,
  },
);
