import { DRAWER_MONEY, type TenderKind, TENDERS } from '../../../core/tender/tender.ts';
import { tenderName } from '../../../core/tender/tender-name.ts';
import { Banknote, CreditCard, Undo2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { type Action, ActionKey, useActions } from '../../ui/actions.tsx';
import { denomination, money } from '../../words/figures.ts';
import { Fitted } from '../../ui/fitted.tsx';
import { DEPTH, useExpectedScans } from '../../ui/key-layer.tsx';
import { pressPad, readAmount } from '../../input/entry.ts';
import { NumberPad } from '../../ui/number-pad.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { CASH_CAPS, cashKeys, type PayPreview, previewPayment } from './cash-keys.ts';
import { Declined } from './declined.tsx';
import { otherTenders } from './other-tenders.ts';
import styles from './pay-panel.module.css';
import { TenderList } from './tender-list.tsx';

export interface PayPanelProps {
  readonly basket: NonNullable<TillSnapshot['basket']>;
  readonly snapshot: TillSnapshot;
  readonly onBack: () => void;
  /** Voids the basket and refunds what was paid of it. */
  readonly onVoid: () => void;
  /** Takes cash out of the payment again. */
  readonly onReturnCash: (tenderId: string) => void;
  readonly onHelp: () => void;
}

/** What is typed of an amount, and what it would do. */
function useTypedAmount(basket: PayPanelProps['basket']) {
  const { currency } = useWindowState();
  const [typed, setTyped] = useState('');
  const rules = { maxChars: 10, decimals: currency.decimals };
  const press = (key: string) => setTyped((before) => pressPad(before, key, rules));
  const preview = previewPayment(readAmount(typed, currency.decimals), basket);
  return { typed, press, clear: () => setTyped(''), preview };
}

type TypedAmount = ReturnType<typeof useTypedAmount>;

function takeTender(kind: TenderKind, amountMinor: number): void {
  void sendTill('pay.tender', { kind, amountMinor });
}

/** Every other kind that needs no terminal, which names what it takes. */
function useOtherTenders({ basket }: PayPanelProps, { clear, preview }: TypedAmount): Action[] {
  const { t } = useTranslation();
  const { currency, locale } = useWindowState();
  return otherTenders(preview.cashMinor, basket).map(({ kind, key, amountMinor }) => ({
    key,
    label: t('pay.otherFor', {
      name: tenderName(kind, locale),
      amount: money(amountMinor, currency),
    }),
    run() {
      clear();
      takeTender(kind, amountMinor);
    },
    testId: `tender-${kind}`,
  }));
}

/** The ways to pay in cash: the notes, what is due exactly, what is typed. */
function useCashActions(props: PayPanelProps, { typed, clear, preview }: TypedAmount) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { basket, snapshot } = props;
  const notes = useMemo(
    () => cashKeys(snapshot.currency.denominationsMinor, currency.decimals, basket.cashDueMinor),
    [snapshot.currency, currency.decimals, basket.cashDueMinor],
  );
  const take = (amountMinor: number) => () => {
    clear();
    takeTender(DRAWER_MONEY, amountMinor);
  };
  const { cashMinor } = preview;
  const exact: Action = {
    key: 'e',
    label: t('pay.exact'),
    icon: <Banknote size="1.5rem" aria-hidden="true" />,
    run: take(basket.cashDueMinor),
    testId: 'cash-exact',
  };
  const amount: Action = {
    key: 'Enter',
    label:
      cashMinor === null
        ? t('pay.takeCash')
        : t('pay.takeTyped', { amount: money(cashMinor, currency) }),
    tone: 'accent',
    enabled: cashMinor !== null,
    // Nothing typed is nothing meant; what is no amount was meant to be one.
    ...(typed === '' ? {} : { whyNot: 'badInput' }),
    run: take(cashMinor ?? 0),
    testId: 'cash-typed',
  };
  const noteActions = notes.map((note, index): Action => {
    const label = denomination(note, currency);
    return { key: CASH_CAPS[index], label, run: take(note), testId: `cash-${note}` };
  });
  return { notes: noteActions, exact, amount };
}

/** By card: the typed part, or all that a card may still pay. */
function useCardAction({ snapshot }: PayPanelProps, { clear, preview }: TypedAmount): Action {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const amountMinor = preview.cardMinor;
  return {
    key: 'k',
    label: t('pay.cardFor', { amount: money(amountMinor, currency) }),
    icon: <CreditCard size="1.5rem" aria-hidden="true" />,
    enabled: snapshot.devices.terminal.state !== 'off',
    whyNot: 'terminalOff',
    run() {
      clear();
      void sendTill('pay.card', { amountMinor });
    },
    testId: 'card-key',
  };
}

/** What takes the payment back, in part or whole, and the way out of it. */
function useBackActions(props: PayPanelProps): Action[] {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { tenders } = props.basket;
  const lastCash = tenders.findLast(({ kind }) => TENDERS[kind].inDrawer);
  const actions: Action[] = [];
  if (lastCash !== undefined) {
    actions.push({
      key: 'r',
      label: t('pay.returnCash', { amount: money(lastCash.amountMinor, currency) }),
      icon: <Banknote size="1.5rem" aria-hidden="true" />,
      run: () => props.onReturnCash(lastCash.tenderId),
      testId: 'return-cash',
    });
  }
  if (tenders.length > 0) {
    actions.push({
      key: 'v',
      label: t('pay.voidPaid'),
      icon: <Undo2 size="1.5rem" aria-hidden="true" />,
      run: props.onVoid,
      testId: 'pay-void',
    });
  }
  return actions;
}

/** Takes the payment: notes by one key, an exact or typed amount, a card, or parts of each. */
export function PayPanel(props: PayPanelProps) {
  const { basket, onBack, onHelp } = props;
  const { t } = useTranslation();
  const entry = useTypedAmount(basket);
  const { typed, press, clear } = entry;
  const cash = useCashActions(props, entry);
  const card = useCardAction(props, entry);
  const others = useOtherTenders(props, entry);
  const takeBack = useBackActions(props);
  const back: Action = { key: 'Escape', label: t('pay.back'), run: onBack, testId: 'pay-back' };
  useExpectedScans('payment');
  // The key takes back what is typed first.
  const escape = typed === '' ? back : { ...back, run: clear };
  useActions([...cash.notes, cash.exact, cash.amount, card, ...others, ...takeBack, escape], {
    depth: DEPTH.panel,
    modal: true,
    // A function key is what it is everywhere: none of them is money.
    keys: { F1: onHelp, Backspace: () => press('back'), Delete: () => press('clear') },
    onChar: (char) => {
      press(char);
      return true;
    },
  });
  return (
    <section className={styles['panel']} data-testid="pay-panel" aria-label={t('pay.title')}>
      <div className={styles['left']}>
        <Due basket={basket} />
        <TenderList basket={basket} />
        <Declined />
        <p className={styles['split']}>{t('pay.split')}</p>
        {takeBack.map((each) => (
          <ActionKey key={each.key} action={each} className={styles['void']} />
        ))}
        <ActionKey action={back} className={styles['back']} />
      </div>
      <div className={styles['middle']} role="group" aria-label={t('pay.cashKeys')}>
        {cash.notes.map((note) => (
          <ActionKey key={note.key} action={note} className={styles['note']}>
            <Fitted text={note.label} />
          </ActionKey>
        ))}
        <ActionKey action={cash.exact} className={styles['exact']} />
        <ActionKey action={card} className={styles['card']} />
        {others.map((each) => (
          <ActionKey key={each.testId} action={each} className={styles['exact']} />
        ))}
      </div>
      <div className={styles['right']}>
        <Typed typed={typed} press={press} preview={entry.preview} />
        <ActionKey action={cash.amount} className={styles['take']} />
      </div>
    </section>
  );
}

/** What is still to pay; in cash apart, where that is rounded. */
function Due({ basket }: Pick<PayPanelProps, 'basket'>) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { remainingMinor, cashDueMinor } = basket;
  return (
    <>
      <span className={styles['label']}>{t('pay.due')}</span>
      <output className={styles['due']} data-testid="amount-due">
        <Fitted text={money(remainingMinor, currency)} />
      </output>
      {cashDueMinor === remainingMinor ? null : (
        <p className={styles['cashDue']}>
          <Fitted text={t('pay.cashDue', { amount: money(cashDueMinor, currency) })} />
        </p>
      )}
    </>
  );
}

/** The amount as it is typed, the change it would give, and the pad. */
function Typed(props: {
  readonly typed: string;
  readonly press: (key: string) => void;
  readonly preview: PayPreview;
}) {
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const { typed, press } = props;
  const { changeMinor } = props.preview;
  return (
    <>
      <span className={styles['label']}>{t('pay.typed')}</span>
      <output className={styles['typed']} data-testid="typed" aria-label={t('pay.typed')}>
        {typed === '' ? <span className={styles['hint']}>{t('pay.typedHint')}</span> : typed}
      </output>
      <p className={styles['preview']} data-testid="change-preview">
        {changeMinor === null ? null : (
          <Fitted text={t('pay.changePreview', { amount: money(changeMinor, currency) })} />
        )}
      </p>
      <div className={styles['pad']}>
        <NumberPad onKey={press} side={[]} extraKey={currency.decimals > 0 ? '.' : '00'} />
      </div>
    </>
  );
}
