import { memo, useEffect, useMemo } from 'react';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { FIRST_LANGUAGE, LANGUAGES } from '../../core/language.ts';
import { localName } from '../../core/local-text.ts';
import type { DisplaySnapshot } from '../../contracts/till/snapshot.ts';
import { terminalWords } from '../words/terminal-words.ts';
import { createTexts } from '../i18n/i18n.ts';
import { linkStore } from '../ipc/client.ts';
import { usePaintMark } from '../state/mark-painted.ts';
import { useDisplaySnapshot } from '../state/display-view.ts';
import { figure, kilograms, money, quantity } from '../words/figures.ts';
import { Fitted } from '../ui/fitted.tsx';
import { TakenOff } from '../words/taken-off.tsx';
import styles from './display-window.module.css';

/** More lines than any screen shows; the rest has scrolled away for the customer. */
const SHOWN_LINES = 14;

type Line = DisplaySnapshot['lines'][number];

/** What the customer sees. Shows only what concerns the customer and takes no input. */
export function DisplayWindow() {
  const snapshot = useDisplaySnapshot();
  const link = useStore(linkStore, (state) => state.state);
  const locale = snapshot?.locale ?? FIRST_LANGUAGE;
  const texts = useMemo(() => createTexts(FIRST_LANGUAGE), []);
  if (texts.language !== locale) void texts.changeLanguage(locale);
  useEffect(() => {
    document.documentElement.lang = LANGUAGES[locale].tag;
  }, [locale]);
  usePaintMark(snapshot?.revision ?? null);
  // While the service restarts the last picture stays: it is still true.
  const isGone = snapshot === null || link === 'failing';
  return (
    <I18nextProvider i18n={texts}>
      <div className={styles['window']}>
        {snapshot?.training === true ? <TrainingMark /> : null}
        {isGone ? <Idle name="" phase="closed" /> : <DisplayScreen snapshot={snapshot} />}
      </div>
    </I18nextProvider>
  );
}

/** A customer who strays to a lane that is practised on must not pay there. */
function TrainingMark() {
  const { t } = useTranslation();
  return (
    <p className={styles['training']} data-testid="display-training">
      {t('display.training')}
    </p>
  );
}

function Idle(props: { readonly name: string; readonly phase: 'closed' | 'idle' }) {
  const { t } = useTranslation();
  const isOpen = props.phase === 'idle';
  return (
    <main className={styles['idle']} data-testid={`display-${props.phase}`}>
      <h1 className={styles['idleName']}>{props.name}</h1>
      <p className={styles['idleText']}>{isOpen ? t('display.welcome') : t('display.closed')}</p>
      {isOpen ? null : <p className={styles['quiet']}>{t('display.closedText')}</p>}
    </main>
  );
}

function DisplayScreen({ snapshot }: { readonly snapshot: DisplaySnapshot }) {
  const name = localName(snapshot.storeName, snapshot.locale);
  switch (snapshot.phase) {
    case 'closed':
    case 'idle':
      return <Idle name={name} phase={snapshot.phase} />;
    case 'thanks':
      return <Thanks snapshot={snapshot} name={name} />;
    case 'selling':
      return <Basket snapshot={snapshot} name={name} />;
    case 'paying':
      return snapshot.paymentWay === 'payment' ? (
        <Basket snapshot={snapshot} name={name} />
      ) : (
        <Refunding snapshot={snapshot} name={name} />
      );
  }
}

/** Money goes back to the customer's card: how much, and the terminal's own words. */
function Refunding({
  snapshot,
  name,
}: {
  readonly snapshot: DisplaySnapshot;
  readonly name: string;
}) {
  const { t } = useTranslation();
  return (
    <main className={styles['idle']} data-testid="display-refunding">
      <h1 className={styles['idleName']}>{name}</h1>
      <p className={styles['change']}>
        <span>{t('display.refund')}</span>
        <b data-testid="display-total">
          <Fitted text={money(snapshot.totalMinor, snapshot.currency)} />
        </b>
      </p>
      <TerminalSays snapshot={snapshot} />
    </main>
  );
}

/** The terminal's own words; while nobody knows the end of it, that the customer may wait. */
function TerminalSays({ snapshot }: { readonly snapshot: DisplaySnapshot }) {
  const { t } = useTranslation();
  const { checking, terminalText, statusCode } = snapshot;
  return (
    <p className={styles['words']} data-testid="display-words" aria-live="polite">
      {checking ? t('display.checking') : terminalWords(t, terminalText, statusCode)}
    </p>
  );
}

function Thanks({ snapshot, name }: { readonly snapshot: DisplaySnapshot; readonly name: string }) {
  const { t } = useTranslation();
  return (
    <main className={styles['idle']} data-testid="display-thanks">
      <h1 className={styles['idleName']}>{name}</h1>
      <p className={styles['idleText']}>{t('display.thanks')}</p>
      {snapshot.changeMinor > 0 ? (
        <p className={styles['change']}>
          <span>{t(snapshot.totalMinor < 0 ? 'display.cashBack' : 'display.change')}</span>
          <b data-testid="display-change">
            <Fitted text={money(snapshot.changeMinor, snapshot.currency)} />
          </b>
        </p>
      ) : null}
      {snapshot.totalMinor < 0 ? (
        <p className={snapshot.changeMinor > 0 ? styles['idleText'] : styles['change']}>
          <span>{t('display.refunded')}</span>
          <b data-testid="display-refunded">
            <Fitted text={money(-snapshot.totalMinor, snapshot.currency)} />
          </b>
        </p>
      ) : null}
    </main>
  );
}

function Basket({ snapshot, name }: { readonly snapshot: DisplaySnapshot; readonly name: string }) {
  const { t } = useTranslation();
  const { currency, locale } = snapshot;
  const isPaying = snapshot.phase === 'paying';
  const asksToPay = isPaying && !snapshot.checking;
  const isPartPaid = snapshot.remainingMinor !== snapshot.totalMinor;
  return (
    <main className={styles['basket']} data-testid={`display-${snapshot.phase}`}>
      <section className={styles['lines']}>
        <h1 className={styles['store']}>{name}</h1>
        <div className={styles['rows']}>
          {snapshot.lines
            .filter((line) => !line.voided)
            .slice(-SHOWN_LINES)
            .map((line) => (
              <DisplayRow key={line.lineId} line={line} locale={locale} currency={currency} />
            ))}
        </div>
      </section>
      <section className={styles['sum']}>
        <p className={styles['items']}>{t('display.items', { n: snapshot.itemCount })}</p>
        <p className={styles['label']}>
          {isPartPaid ? t('display.remaining') : asksToPay ? t('display.pay') : t('display.total')}
        </p>
        <output className={styles['total']} data-testid="display-total">
          <Fitted
            text={money(isPartPaid ? snapshot.remainingMinor : snapshot.totalMinor, currency)}
          />
        </output>
        {isPartPaid ? (
          <p className={styles['items']}>
            <Fitted text={`${t('display.total')} ${money(snapshot.totalMinor, currency)}`} />
          </p>
        ) : null}
        {isPaying ? <TerminalSays snapshot={snapshot} /> : null}
      </section>
    </main>
  );
}

const DisplayRow = memo(function DisplayRow(props: {
  readonly line: Line;
  readonly locale: DisplaySnapshot['locale'];
  readonly currency: DisplaySnapshot['currency'];
}) {
  const { line, locale, currency } = props;
  const { t } = useTranslation();
  const weight = line.weightGrams;
  return (
    <div className={styles['row']} data-testid="display-row">
      <span className={styles['goods']}>
        <span className={styles['name']}>{localName(line.name, locale)}</span>
        <TakenOff line={line} locale={locale} currency={currency} className={styles['takenOff']} />
      </span>
      <span className={styles['quantity']}>
        {line.unit === 'kg' && weight !== null
          ? t('common.kg', { weight: kilograms(weight) })
          : `× ${quantity(line.quantityThousandths)}`}
      </span>
      <span className={styles['amount']}>
        <Fitted text={figure(line.amountMinor, currency)} />
      </span>
    </div>
  );
});
