import { DRAWER_MONEY, type TenderKind } from '../../../core/tender/tender.ts';
import { Banknote, CreditCard } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { pendingStore, sendTill } from '../../state/commands.ts';
import { raiseNotice } from '../../state/notices.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { denomination, money } from '../../words/figures.ts';
import { Fitted } from '../../ui/fitted.tsx';
import { DEPTH, useExpectedScans, useKeyLayer } from '../../ui/key-layer.tsx';
import { pressPad, readAmount } from '../../input/entry.ts';
import { NumberPad } from '../../ui/number-pad.tsx';
import { useWindowState } from '../../state/window-state.ts';
import { CASH_CAPS, cashKeys, previewPayment } from './cash-keys.ts';
import { Declined } from './declined.tsx';
import { lastCashOf, PartPaidKeys } from './part-paid-keys.tsx';
import { type OtherTender, otherTenders, OtherTenderKeys } from './other-tenders.tsx';
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

/** Takes the payment: notes by one key, an exact or typed amount, a card, or parts of each. */
export function PayPanel(props: PayPanelProps) {
  const { basket, snapshot, onBack, onVoid, onReturnCash, onHelp } = props;
  const { t } = useTranslation();
  const { currency } = useWindowState();
  const [typed, setTyped] = useState('');
  const isPending = useStore(pendingStore, (state) => state.keys.includes('pay'));
  const preview = previewPayment(readAmount(typed, currency.decimals), basket);
  const others = otherTenders(preview.cashMinor, basket);
  const notes = useMemo(
    () => cashKeys(snapshot.currency.denominationsMinor, currency.decimals, basket.cashDueMinor),
    [snapshot.currency, currency.decimals, basket.cashDueMinor],
  );
  const lastCash = lastCashOf(basket.tenders);
  const hasTerminal = snapshot.devices.terminal.state !== 'off';

  useExpectedScans('payment');
  const rules = { maxChars: 10, decimals: currency.decimals };
  const press = (key: string) => setTyped((before) => pressPad(before, key, rules));
  const take = (kind: TenderKind, amountMinor: number) => {
    setTyped('');
    void sendTill('pay.tender', { kind, amountMinor });
  };
  const takeCash = (amountMinor: number) => take(DRAWER_MONEY, amountMinor);
  const takeOther = ({ kind, amountMinor }: OtherTender) => take(kind, amountMinor);
  const takeTyped = () => {
    if (preview.cashMinor !== null) takeCash(preview.cashMinor);
    else raiseNotice('refused', 'error', 'badInput');
  };
  const takeCard = () => {
    if (!hasTerminal) return raiseNotice('refused', 'error', 'terminalOff');
    setTyped('');
    void sendTill('pay.card', { amountMinor: preview.cardMinor });
  };

  useKeyLayer({
    depth: DEPTH.panel,
    modal: true,
    keys: {
      ...Object.fromEntries(notes.map((note, index) => [CASH_CAPS[index], () => takeCash(note)])),
      ...Object.fromEntries(others.map((other) => [other.cap, () => takeOther(other)])),
      // A function key is what it is everywhere: none of them is money.
      F1: onHelp,
      r: lastCash === undefined ? undefined : () => onReturnCash(lastCash.tenderId),
      Enter: typed === '' ? undefined : takeTyped,
      Escape: typed === '' ? onBack : () => setTyped(''),
      Backspace: () => press('back'),
      Delete: () => press('clear'),
      e: () => takeCash(basket.cashDueMinor),
      k: takeCard,
      v: basket.tenders.length === 0 ? undefined : onVoid,
    },
    onChar: (char) => {
      press(char);
      return true;
    },
  });

  const amount = (value: number) => money(value, currency);
  return (
    <section className={styles['panel']} data-testid="pay-panel" aria-label={t('pay.title')}>
      <div className={styles['left']}>
        <span className={styles['label']}>{t('pay.due')}</span>
        <output className={styles['due']} data-testid="amount-due">
          <Fitted text={amount(basket.remainingMinor)} />
        </output>
        {basket.cashDueMinor === basket.remainingMinor ? null : (
          <p className={styles['cashDue']}>
            <Fitted text={t('pay.cashDue', { amount: amount(basket.cashDueMinor) })} />
          </p>
        )}
        <TenderList basket={basket} />
        <Declined />
        <p className={styles['split']}>{t('pay.split')}</p>
        <PartPaidKeys tenders={basket.tenders} onVoid={onVoid} onReturnCash={onReturnCash} />
        <ActionButton
          label={t('pay.back')}
          cap="Esc"
          onPress={onBack}
          className={styles['back']}
          testId="pay-back"
        />
      </div>
      <div className={styles['middle']} role="group" aria-label={t('pay.cashKeys')}>
        {notes.map((note, index) => (
          <ActionButton
            key={note}
            label={denomination(note, currency)}
            cap={CASH_CAPS[index]?.toUpperCase()}
            onPress={() => takeCash(note)}
            className={styles['note']}
            testId={`cash-${note}`}
          >
            <Fitted text={denomination(note, currency)} />
          </ActionButton>
        ))}
        <ActionButton
          label={t('pay.exact')}
          cap="E"
          icon={<Banknote size="1.5rem" aria-hidden="true" />}
          onPress={() => takeCash(basket.cashDueMinor)}
          className={styles['exact']}
          testId="cash-exact"
        />
        <ActionButton
          label={t('pay.cardFor', { amount: amount(preview.cardMinor) })}
          cap="K"
          icon={<CreditCard size="1.5rem" aria-hidden="true" />}
          onPress={takeCard}
          isDisabled={!hasTerminal}
          className={styles['card']}
          testId="card-key"
        />
        <OtherTenderKeys tenders={others} className={styles['exact']} onTake={takeOther} />
      </div>
      <div className={styles['right']}>
        <span className={styles['label']}>{t('pay.typed')}</span>
        <output className={styles['typed']} data-testid="typed" aria-label={t('pay.typed')}>
          {typed === '' ? <span className={styles['hint']}>{t('pay.typedHint')}</span> : typed}
        </output>
        <p className={styles['preview']} data-testid="change-preview">
          {preview.changeMinor === null ? null : (
            <Fitted text={t('pay.changePreview', { amount: amount(preview.changeMinor) })} />
          )}
        </p>
        <div className={styles['pad']}>
          <NumberPad onKey={press} side={[]} extraKey={currency.decimals > 0 ? '.' : '00'} />
        </div>
        <ActionButton
          label={
            preview.cashMinor === null
              ? t('pay.takeCash')
              : t('pay.takeTyped', { amount: amount(preview.cashMinor) })
          }
          cap="Enter"
          tone="accent"
          onPress={takeTyped}
          isDisabled={isPending || preview.cashMinor === null}
          className={styles['take']}
          testId="cash-typed"
        />
      </div>
    </section>
  );
}
