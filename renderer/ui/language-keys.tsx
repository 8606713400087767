import { useTranslation } from 'react-i18next';
import { LANGUAGES, languageAfter, languages } from '../../core/language.ts';
import { ActionKey, useActions } from './actions.tsx';
import { DEPTH } from './key-layer.tsx';
import { setPreferences } from './preferences.ts';
import { useWindowState } from '../state/window-state.ts';
import styles from './language-keys.module.css';

/** The language of a screen that nobody is signed on at. */
export function LanguageKeys() {
  const { t } = useTranslation();
  const { locale } = useWindowState();
  // One key leads from each language to the next.
  const next = languageAfter(locale);
  const choices = languages().map((each) => ({
    key: each === next ? 'l' : undefined,
    label: LANGUAGES[each].ownName,
    pressed: each === locale,
    run: () => setPreferences({ locale: each }),
    testId: `language-${each}`,
  }));
  useActions(choices, { depth: DEPTH.screen });
  return (
    <div className={styles['languages']} role="group" aria-label={t('signOn.language')}>
      {choices.map((each) => (
        <ActionKey key={each.label} action={each} />
      ))}
    </div>
  );
}
