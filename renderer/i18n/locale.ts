export type Locale = 'zh-CN' | 'en';

/** Each language under the name it has for itself. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { 'zh-CN': '中文', en: 'English' };
export const LOCALES = ['zh-CN', 'en'] as const satisfies readonly Locale[];
