import { useEffect, useMemo, useState } from 'react';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { TrainingView } from '../../contracts/training.ts';
import { createTexts } from '../i18n/i18n.ts';
import { FIRST_LANGUAGE, type Language, LANGUAGES, languageAfter } from '../../core/language.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { money } from '../words/figures.ts';
import { buttonOfKey, CARD_GROUPS, isWrong, SWITCHES } from './buttons.ts';
import styles from './training-window.module.css';
import { pressTraining, trainingStore } from './view.ts';

/** The training terminal: its display, its paper, and a button for all that can happen to it. */
export function TrainingWindow() {
  const { view, isUp } = useStore(trainingStore);
  const [chosen, setChosen] = useState<Language | null>(null);
  const texts = useMemo(() => createTexts(FIRST_LANGUAGE), []);
  const locale = chosen ?? view?.locale ?? FIRST_LANGUAGE;
  if (texts.language !== locale) void texts.changeLanguage(locale);
  useEffect(() => {
    document.documentElement.lang = LANGUAGES[locale].tag;
    document.title = texts.t('training.title');
  }, [locale, texts]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      const button = buttonOfKey(event.key);
      if (button !== undefined) pressTraining(button);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const other = languageAfter(locale);
  return (
    <I18nextProvider i18n={texts}>
      <main className={styles['window']}>
        <Head otherName={LANGUAGES[other].ownName} onOther={() => setChosen(other)} />
        {isUp && view !== null ? <Terminal view={view} /> : <Away />}
      </main>
    </I18nextProvider>
  );
}

function Head(props: { readonly otherName: string; readonly onOther: () => void }) {
  const { t } = useTranslation();
  return (
    <header className={styles['head']}>
      <h1 className={styles['title']}>{t('training.title')}</h1>
      <ActionButton label={props.otherName} onPress={props.onOther} testId="training-language" />
    </header>
  );
}

function Away() {
  const { t } = useTranslation();
  return <p className={styles['note']}>{t('training.starting')}</p>;
}

function Terminal({ view }: { readonly view: TrainingView }) {
  const { t } = useTranslation();
  if (view.fault !== null) {
    return (
      <div className={styles['note']} role="alert">
        <p>{t('training.fault')}</p>
        <p className={styles['detail']}>{view.fault}</p>
      </div>
    );
  }
  return (
    <>
      <Display view={view} />
      <p className={styles['hint']}>
        {view.waitingForCard ? t('training.chooseNow') : t('training.notYet')}
      </p>
      {CARD_GROUPS.map(({ title, tone, buttons }) => (
        <section key={title} className={styles['group']} aria-label={t(title)}>
          <h2 className={styles['groupTitle']}>{t(title)}</h2>
          {buttons.map(({ button, key, label }) => (
            <ActionButton
              key={button}
              label={t(label)}
              cap={key.toUpperCase()}
              tone={button === 'approve' || button === 'decline' ? tone : 'plain'}
              isDisabled={!view.waitingForCard}
              onPress={() => pressTraining(button)}
              testId={`training-${button}`}
            />
          ))}
        </section>
      ))}
      <section className={styles['group']} aria-label={t('training.faultsTitle')}>
        <h2 className={styles['groupTitle']}>{t('training.faultsTitle')}</h2>
        {SWITCHES.map(({ button, key, label, off }) => (
          <ActionButton
            key={button}
            label={isWrong(view, button) ? t(off) : t(label)}
            cap={key.toUpperCase()}
            pressed={isWrong(view, button)}
            onPress={() => pressTraining(button)}
            testId={`training-${button}`}
          />
        ))}
      </section>
      <Papers papers={view.papers} />
    </>
  );
}

function Display({ view }: { readonly view: TrainingView }) {
  const { t } = useTranslation();
  const { on, cableOut, lines, amountMinor, currency } = view;
  return (
    <section className={styles['display']} aria-label={t('training.display')}>
      <div className={styles['lines']} aria-live="polite" data-testid="training-display">
        {on ? lines.map((line, index) => <p key={`${index} ${line}`}>{line}</p>) : null}
        {on ? null : <p>{t('training.isOff')}</p>}
      </div>
      {amountMinor === null ? null : (
        <output className={styles['amount']} data-testid="training-amount">
          {money(amountMinor, currency)}
        </output>
      )}
      {cableOut ? <p className={styles['cable']}>{t('training.cableIsOut')}</p> : null}
    </section>
  );
}

function Papers({ papers }: { readonly papers: TrainingView['papers'] }) {
  const { t } = useTranslation();
  if (papers.length === 0) return null;
  return (
    <section className={styles['papers']} aria-label={t('training.papers')}>
      <h2 className={styles['groupTitle']}>{t('training.papers')}</h2>
      {papers.map(({ lines }, index) => (
        <pre key={papers.length - index} className={styles['paper']}>
          {lines.join('\n')}
        </pre>
      ))}
    </section>
  );
}
