import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { type Language, LANGUAGES, languageAfter, languages } from '../../../core/language.ts';
import { sendTill } from '../../state/commands.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { DEPTH, useKeyLayer } from '../../ui/key-layer.tsx';
import { preferencesStore, setPreferences } from '../../ui/preferences.ts';
import { useWindowState } from '../../state/window-state.ts';
import styles from './screen-settings.module.css';

/** Language of this operator; colours and sounds of this computer. */
export function ScreenSettings() {
  const { t } = useTranslation();
  const { locale } = useWindowState();
  const { theme, sound } = useStore(preferencesStore);
  const next = languageAfter(locale);
  const speak = (to: Language) => {
    setPreferences({ locale: to });
    void sendTill('session.setLocale', { locale: to });
  };
  const setTheme = (to: 'light' | 'dark') => setPreferences({ theme: to });
  useKeyLayer({
    depth: DEPTH.panel,
    keys: {
      a: () => speak(next),
      d: () => setTheme(theme === 'light' ? 'dark' : 'light'),
      s: () => setPreferences({ sound: !sound }),
    },
  });
  return (
    <div className={styles['page']}>
      <h2 className={styles['title']}>{t('settings.title')}</h2>
      <div className={styles['row']} role="group" aria-label={t('settings.language')}>
        <span className={styles['name']}>{t('settings.language')}</span>
        {languages().map((each) => (
          <ActionButton
            key={each}
            label={LANGUAGES[each].ownName}
            cap={each === next ? 'A' : undefined}
            pressed={each === locale}
            onPress={() => speak(each)}
          />
        ))}
      </div>
      <div className={styles['row']} role="group" aria-label={t('settings.theme')}>
        <span className={styles['name']}>{t('settings.theme')}</span>
        {(['light', 'dark'] as const).map((each) => (
          <ActionButton
            key={each}
            label={t(`settings.${each}`)}
            cap={each === theme ? undefined : 'D'}
            pressed={each === theme}
            onPress={() => setTheme(each)}
          />
        ))}
      </div>
      <div className={styles['row']} role="group" aria-label={t('settings.sound')}>
        <span className={styles['name']}>{t('settings.sound')}</span>
        {(['on', 'off'] as const).map((each) => (
          <ActionButton
            key={each}
            label={t(`settings.${each}`)}
            cap={(each === 'on') === sound ? undefined : 'S'}
            pressed={(each === 'on') === sound}
            onPress={() => setPreferences({ sound: each === 'on' })}
          />
        ))}
      </div>
    </div>
  );
}
