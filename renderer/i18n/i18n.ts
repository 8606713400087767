import { createInstance, type i18n, type TFunction } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { RefusalCode } from '../../contracts/refusal-codes.ts';
import { isLanguage, type Language, withFallbacks } from '../../core/language.ts';
import { DICTIONARIES } from './dictionaries.ts';
import type en from './en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

/** The window's dictionary. Texts are React text nodes, so nothing is escaped twice. */
export function createTexts(language: Language): i18n {
  const instance = createInstance();
  // With bundled dictionaries init finishes before it returns.
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: (code: string) => (isLanguage(code) ? withFallbacks(code) : []),
    resources: Object.fromEntries(
      Object.entries(DICTIONARIES).map(([name, translation]) => [name, { translation }]),
    ),
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return instance;
}

/** A path inside one part of the dictionary, joined with dots: 'card.title'. */
function textAt(dictionary: unknown, path: readonly string[]): string | null {
  let node = dictionary;
  for (const key of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return null;
    node = Reflect.get(node, key);
  }
  return typeof node === 'string' ? node : null;
}

/** Why something was refused, in words. */
export function refusalText(
  t: TFunction,
  code: RefusalCode,
  params: Readonly<Record<string, string | number>> = {},
): string {
  return t(`error.${code}`, params);
}

/**
 * The text for a code that comes from outside (a device, a department), or null when
 * the dictionary has none: the caller then has words of its own.
 */
export function codeText(
  t: TFunction,
  path: readonly string[],
  params: Readonly<Record<string, string | number>> = {},
): string | null {
  if (textAt(DICTIONARIES['en'], path) === null) return null;
  // Checked above to be a text of the dictionary; the type cannot know a key made at run time.
  const untyped = t as unknown as (key: string, params: object) => string;
  return untyped(path.join('.'), params);
}
