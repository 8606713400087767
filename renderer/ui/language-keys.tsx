import { useTranslation } from 'react-i18next';
import { LOCALE_NAMES, LOCALES } from '../i18n/locale.ts';
import { ActionButton } from './action-button.tsx';
import { DEPTH, useKeyLayer } from './key-layer.tsx';
import { setPreferences } from './preferences.ts';
import { useWindowState } from '../state/window-state.ts';
import styles from './language-keys.module.css';

/** The language of a screen that nobody is signed on at. */
export function LanguageKeys() {
  const { t } = useTranslation();
  const { locale } = useWindowState();
  const next = () => {
    const other = LOCALES.find((each) => each !== locale);
    if (other !== undefined) setPreferences({ locale: other });
  };
  useKeyLayer({ depth: DEPTH.screen, keys: { l: next } });
  return (
    <div className={styles['languages']} role="group" aria-label={t('signOn.language')}>
      {LOCALES.map((each) => (
        <ActionButton
          key={each}
          label={LOCALE_NAMES[each]}
          cap={each === locale ? undefined : 'L'}
          pressed={each === locale}
          onPress={() => setPreferences({ locale: each })}
          testId={`language-${each}`}
        />
      ))}
    </div>
  );
}
