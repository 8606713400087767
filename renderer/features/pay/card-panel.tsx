import { CircleHelp, CreditCard, RefreshCw } from 'lucide-react';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import type { SettleBox } from '../../state/doubtful-attempt.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { money } from '../../words/figures.ts';
import { Fitted } from '../../ui/fitted.tsx';
import { DEPTH, useKeyLayer } from '../../ui/key-layer.tsx';
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

/** Full height while the terminal has the payment: amount, its words, seconds, what can be done. */
export function CardPanel(props: { readonly payment: Payment; readonly settle: SettleBox }) {
  const { payment } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const [settling, setSettling] = useState(false);
  const isUnknown = payment.state === 'unknown';
  // The terminal is asked again by itself every few seconds: what a person can do, and the dialog
  // a supervisor is typing in, must not go away with each question.
  const inDoubt = payment.state !== 'working';
  const mayCancel = payment.state === 'working' && payment.canCancel && !payment.cancelRequested;
  const cancel = () => void sendTill('pay.cancelCard', {});
  const ask = () => void sendTill('pay.ask', { attemptId: payment.attemptId });
  const settle = () => setSettling(true);
  /** The unclear payment goes with its basket; the lane is free for the next customer. */
  const goOn = () => void sendTill('sale.park', { label: t('card.parkLabel') });
  useKeyLayer({
    depth: DEPTH.panel,
    modal: true,
    keys: {
      Escape: mayCancel ? cancel : undefined,
      Enter: isUnknown ? ask : undefined,
      a: isUnknown ? ask : undefined,
      s: inDoubt ? settle : undefined,
      p: inDoubt ? goOn : undefined,
    },
  });
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
        {inDoubt ? (
          <DoubtActions isUnknown={isUnknown} ask={ask} settle={settle} goOn={goOn} />
        ) : (
          <WorkingActions payment={payment} cancel={mayCancel ? cancel : undefined} />
        )}
      </div>
      {settling && inDoubt ? props.settle(payment, () => setSettling(false)) : null}
    </section>
  );
}

/** What a person can do about a payment whose end nobody knows. */
function DoubtActions(props: {
  readonly isUnknown: boolean;
  readonly ask: () => void;
  readonly settle: () => void;
  readonly goOn: () => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <ActionButton
        label={t('card.askAgain')}
        cap="A"
        tone="accent"
        onPress={props.ask}
        isDisabled={!props.isUnknown}
        className={styles['key']}
        testId="pay-ask"
      />
      <ActionButton
        label={t('card.settle')}
        cap="S"
        onPress={props.settle}
        className={styles['key']}
        testId="pay-settle"
      />
      <ActionButton
        label={t('card.goOn')}
        cap="P"
        onPress={props.goOn}
        className={styles['key']}
        testId="pay-park"
      />
      <p className={`${styles['hint']} ${styles['below']}`}>{t('card.asked')}</p>
    </>
  );
}

/** While the terminal is at work; `cancel` is there when it can be stopped. */
function WorkingActions({
  payment,
  cancel,
}: {
  readonly payment: Payment;
  readonly cancel: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  return (
    <>
      {cancel === undefined ? null : (
        <ActionButton
          label={t(payment.stopsTerminal ? 'card.cancel' : 'card.stopWaiting')}
          cap="Esc"
          onPress={cancel}
          className={styles['key']}
          testId="pay-cancel"
        />
      )}
      <span className={styles['hint']}>{cancelHint(t, payment)}</span>
    </>
  );
}
