import { createStore } from 'zustand/vanilla';
import { isLanguage, type Language } from '../../core/language.ts';

export interface Preferences {
  readonly theme: 'light' | 'dark';
  readonly sound: boolean;
  /**
   * Language somebody chose at the sign-on screen, null for the store's own; an operator's own
   * language wins afterwards.
   */
  readonly locale: Language | null;
}

const KEY = 'tillwright.screen';
const DEFAULTS: Preferences = {
  theme: 'light',
  sound: true,
  locale: null,
};

function read(): Preferences {
  let stored: unknown;
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? '{}');
  } catch {
    // Not our JSON, or storage is switched off: the defaults are a fine screen.
    return DEFAULTS;
  }
  if (typeof stored !== 'object' || stored === null) return DEFAULTS;
  const value: { theme?: unknown; sound?: unknown; locale?: unknown } = stored;
  return {
    theme: value.theme === 'dark' ? 'dark' : 'light',
    sound: value.sound !== false,
    locale: typeof value.locale === 'string' && isLanguage(value.locale) ? value.locale : null,
  };
}

export const preferencesStore = createStore<Preferences>(() => read());

/** Changes what this screen looks and sounds like, and remembers it on this computer. */
export function setPreferences(change: Partial<Preferences>): void {
  preferencesStore.setState(change);
  try {
    localStorage.setItem(KEY, JSON.stringify(preferencesStore.getState()));
  } catch {
    // A full or forbidden storage costs the memory of a colour, nothing else.
  }
}
