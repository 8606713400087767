import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { LANGUAGES, languages } from '../../../core/language.ts';
import { sendTill } from '../../state/commands.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { DEPTH } from '../../ui/key-layer.tsx';
import { preferencesStore, setPreferences } from '../../ui/preferences.ts';
import { useWindowState } from '../../state/window-state.ts';
import styles from './screen-settings.module.css';

/** Language of this operator; colours and sounds of this computer. */
export function ScreenSettings() {
  const { t } = useTranslation();
  const { locale } = useWindowState();
  const { theme, sound } = useStore(preferencesStore);
  const rows = [
    row(
      'a',
      languages().map((to) => ({
        label: LANGUAGES[to].ownName,
        pressed: to === locale,
        run() {
          setPreferences({ locale: to });
          void sendTill('session.setLocale', { locale: to });
        },
      })),
    ),
    row(
      'd',
      (['light', 'dark'] as const).map((to) => ({
        label: t(`settings.${to}`),
        pressed: to === theme,
        run: () => setPreferences({ theme: to }),
      })),
    ),
    row(
      's',
      (['on', 'off'] as const).map((to) => ({
        label: t(`settings.${to}`),
        pressed: (to === 'on') === sound,
        run: () => setPreferences({ sound: to === 'on' }),
      })),
    ),
  ];
  const names = [t('settings.language'), t('settings.theme'), t('settings.sound')];
  useActions(rows.flat(), { depth: DEPTH.panel });
  return (
    <div className={styles['page']}>
      <h2 className={styles['title']}>{t('settings.title')}</h2>
      {rows.map((choices, index) => (
        <div key={names[index]} className={styles['row']} role="group" aria-label={names[index]}>
          <span className={styles['name']}>{names[index]}</span>
          {choices.map((each) => (
            <ActionKey key={each.label} action={each} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** One of a few: the key of the row leads from the chosen one to the next. */
function row(key: string, choices: readonly Action[]): readonly Action[] {
  const next = (choices.findIndex(({ pressed }) => pressed) + 1) % choices.length;
  return choices.map((each, index) => (index === next ? { ...each, key } : each));
}
