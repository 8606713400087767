import { useTranslation } from 'react-i18next';
import { LANGUAGES, languageAfter, languages } from '../../core/language.ts';
import { ActionButton } from './action-button.tsx';
import { DEPTH, useKeyLayer } from './key-layer.tsx';
import { setPreferences } from './preferences.ts';
import { useWindowState } from '../state/window-state.ts';
import styles from './language-keys.module.css';

/** The language of a screen that nobody is signed on at. */
export function LanguageKeys() {
  const { t } = useTranslation();
  const { locale } = useWindowState();
  const next = languageAfter(locale);
  useKeyLayer({ depth: DEPTH.screen, keys: { l: () => setPreferences({ locale: next }) } });
  return (
    <div className={styles['languages']} role="group" aria-label={t('signOn.language')}>
      {languages().map((each) => (
        <ActionButton
          key={each}
          label={LANGUAGES[each].ownName}
          cap={each === next ? 'L' : undefined}
          pressed={each === locale}
          onPress={() => setPreferences({ locale: each })}
          testId={`language-${each}`}
        />
      ))}
    </div>
  );
}
