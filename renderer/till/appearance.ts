import { useEffect, useLayoutEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { FIRST_LANGUAGE, LANGUAGES } from '../../core/language.ts';
import { createTexts } from '../i18n/i18n.ts';
import { noteShown } from '../state/intent.ts';
import { usePaintMark } from '../state/mark-painted.ts';
import { preferencesStore } from '../ui/preferences.ts';

/** The language of the window and its colours; the operator's own where somebody is signed on. */
export function useAppearance(snapshot: TillSnapshot | null) {
  const preferences = useStore(preferencesStore);
  const locale =
    snapshot?.operator?.locale ?? preferences.locale ?? snapshot?.defaultLocale ?? FIRST_LANGUAGE;
  const texts = useMemo(
    () => createTexts(preferencesStore.getState().locale ?? FIRST_LANGUAGE),
    [],
  );
  // Before the paint, so that nobody sees the other language for a frame.
  useLayoutEffect(() => {
    if (texts.language !== locale) void texts.changeLanguage(locale);
  }, [texts, locale]);
  useEffect(() => {
    document.documentElement.lang = LANGUAGES[locale].tag;
  }, [locale]);
  useEffect(() => {
    document.documentElement.dataset['theme'] = preferences.theme;
  }, [preferences.theme]);
  return { locale, texts };
}

/** Marks what was painted, for those who wait for the picture and for presses that are meant for it. */
export function useShown(snapshot: TillSnapshot | null): void {
  usePaintMark(snapshot?.revision ?? null);
  const moneyRevision = snapshot?.moneyRevision;
  useLayoutEffect(() => {
    if (moneyRevision !== undefined) noteShown(moneyRevision);
  }, [moneyRevision]);
}
