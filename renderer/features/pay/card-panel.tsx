import { CircleHelp, CreditCard, RefreshCw } from 'lucide-react';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import type { SettleBox } from '../../state/doubtful-attempt.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { money } from '../../words/figures.ts';
import { Fitted } from '../../ui/fitted.tsx';
import { DEPTH } from '../../ui/key-layer.tsx';
import { useWindowState } from '../../state/window-state.ts';
import styles from './card-panel.module.css';
import { joinSentences, unknownWords } from '../../words/result-words.ts';
import { Seconds } from '../../ui/seconds.tsx';
import { terminalWords } from '../../words/terminal-words.ts';

type Payment = NonNullable<TillSnapshot['payment']>;

function PaymentIcon({ state }: { readonly state: Payment['state'] }) {
  if (state === 'working') return <CreditCard size="4rem" aria-hidden="true" />;
  if (state === 'asking') return <RefreshCw size="4rem" aria-hidden="true" />;
  return <CircleHelp size="4rem" aria-hidden="true" />;
}

/** Why nobody knows, what that means and what to do; or which other amount was approved. */
function Meaning({ payment }: { readonly payment: Payment }) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { approvedMinor, reason } = payment;
  return (
    <div className={styles['meaning']} role="alert">
      {approvedMinor === null ? (
        <>
          <p>{joinSentences(unknownWords(t, reason), t('card.unknownText'))}</p>
          <p>{t('card.unknownNext')}</p>
        </>
      ) : (
        <>
          <p className={styles['differs']} data-testid="card-approved">
            {t('card.approvedOther', { approved: money(approvedMinor, currency) })}
          </p>
          <p>{t('card.otherAmountNext')}</p>
        </>
      )}
    </div>
  );
}

function titleOf(t: TFunction, { state, way, approvedMinor }: Payment): string {
  const isOther = state === 'unknown' && approvedMinor !== null;
  return isOther ? t('card.otherAmount') : t(`card.${state}.${way}`);
}

/** What becomes of a payment that somebody wants to stop, or who can stop it. */
function cancelHint(t: TFunction, { canCancel, cancelRequested, stopsTerminal }: Payment): string {
  if (cancelRequested) return t(stopsTerminal ? 'card.cancelRequested' : 'card.stopRequested');
  if (!canCancel) return t('card.cannotCancel');
  return stopsTerminal ? '' : t('card.cancelThere');
}

/** What can be done while the terminal is at work: stop it, where that is possible. */
function workingActions(t: TFunction, payment: Payment): Action[] {
  if (!payment.canCancel || payment.cancelRequested) return [];
  return [
    {
      key: 'Escape',
      label: t(payment.stopsTerminal ? 'card.cancel' : 'card.stopWaiting'),
      run: () => void sendTill('pay.cancelCard', {}),
      testId: 'pay-cancel',
    },
  ];
}

/** What a person can do about a payment whose end nobody knows. */
function doubtActions(t: TFunction, { state, attemptId }: Payment, settle: () => void): Action[] {
  return [
    {
      key: 'a',
      also: 'Enter',
      label: t('card.askAgain'),
      tone: 'accent',
      enabled: state === 'unknown',
      run: () => void sendTill('pay.ask', { attemptId }),
      testId: 'pay-ask',
    },
    { key: 's', label: t('card.settle'), run: settle, testId: 'pay-settle' },
    {
      // The unclear payment goes with its basket; the lane is free for the next customer.
      key: 'p',
      label: t('card.goOn'),
      run: () => void sendTill('sale.park', { label: t('card.parkLabel') }),
      testId: 'pay-park',
    },
  ];
}

/** Full height while the terminal has the payment: amount, its words, seconds, what can be done. */
export function CardPanel(props: { readonly payment: Payment; readonly settle: SettleBox }) {
  const { payment } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const [settling, setSettling] = useState(false);
  // The terminal is asked again by itself every few seconds: what a person can do, and the dialog
  // a supervisor is typing in, must not go away with each question.
  const inDoubt = payment.state !== 'working';
  const actions = inDoubt
    ? doubtActions(t, payment, () => setSettling(true))
    : workingActions(t, payment);
  useActions(actions, { depth: DEPTH.panel, modal: true });
  const title = titleOf(t, payment);
  return (
    <section
      className={`${styles['panel']} ${inDoubt ? styles['unknown'] : ''}`}
      data-testid={`card-${payment.state}`}
      aria-label={title}
    >
      <p className={styles['title']}>
        <PaymentIcon state={payment.state} />
        <span>{title}</span>
        <Seconds sinceMs={payment.sinceMs} />
      </p>
      <output className={styles['amount']} data-testid="card-amount">
        <Fitted text={money(payment.amountMinor, currency)} />
      </output>
      {inDoubt ? (
        <Meaning payment={payment} />
      ) : (
        <p className={styles['words']} aria-live="polite" data-testid="terminal-words">
          {terminalWords(t, payment.terminalText, payment.statusCode)}
        </p>
      )}
      <div className={styles['actions']}>
        {actions.map((each) => (
          <ActionKey key={each.key} action={each} className={styles['key']} />
        ))}
        {inDoubt ? (
          <p className={`${styles['hint']} ${styles['below']}`}>{t('card.asked')}</p>
        ) : (
          <span className={styles['hint']}>{cancelHint(t, payment)}</span>
        )}
      </div>
      {settling && inDoubt ? props.settle(payment, () => setSettling(false)) : null}
    </section>
  );
}
