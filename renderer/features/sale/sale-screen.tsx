import { memo, type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { raiseNotice } from '../../state/notices.ts';
import { useWindowState } from '../../state/window-state.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { FunctionBar, type FunctionKey } from '../../ui/function-bar.tsx';
import { DEPTH, useKeyLayer } from '../../ui/key-layer.tsx';
import { NumberPad, type PadSideKey } from '../../ui/number-pad.tsx';
import { quantity } from '../../words/figures.ts';
import { AgeDialog } from './age-dialog.tsx';
import { AmountPanel } from './amount-panel.tsx';
import { EmptyBasket } from './empty-basket.tsx';
import { LineList } from './line-list.tsx';
import { moveMark } from './marked-line.ts';
import { QuickKeys } from './quick-keys.tsx';
import { NO_DIALOG } from './sale-dialog.ts';
import { SaleDialogs } from './sale-dialogs.tsx';
import styles from './sale-screen.module.css';
import { useSteadyActions } from './steady-actions.ts';
import type { Sale } from './use-sale.ts';

export interface SaleScreenProps {
  readonly snapshot: TillSnapshot;
  readonly sale: Sale;
  /** What covers the lines and keys: the payment takes the function keys away as well. */
  readonly cover: 'none' | 'change' | 'payment';
  readonly onPay: () => void;
  /** What covers it, and what lies over it of other features. */
  readonly children: ReactNode;
}

/** What the function keys do, the same functions at every scan. */
function useSaleKeys({ sale, onPay }: SaleScreenProps) {
  const { openReturn } = useWindowState();
  const { lines, marked, setDialog } = sale;
  const noLine = () => raiseNotice('refused', 'error', 'noBasket');
  return useSteadyActions({
    enter: sale.enter,
    times: sale.times,
    quantity: sale.quantity,
    voidLine() {
      if (marked === null) noLine();
      else setDialog({ kind: 'voidLine', lineId: marked.lineId });
    },
    voidBasket() {
      if (lines.length === 0) noLine();
      else setDialog({ kind: 'voidBasket' });
    },
    pay() {
      if (marked === null) noLine();
      else onPay();
    },
    saleReturn() {
      // A return is a receipt of its own and never mixes with what is being sold.
      if (lines.length > 0) raiseNotice('refused', 'error', 'basketOpen');
      else openReturn(null);
    },
    park: () => setDialog({ kind: lines.length > 0 ? 'park' : 'resume' }),
    repeat: () => void sendTill('sale.repeatLast', {}),
  });
}

type SaleKeys = ReturnType<typeof useSaleKeys>;

/** F1 to F12. */
function useFunctionKeys({ sale }: SaleScreenProps, keys: SaleKeys): readonly FunctionKey[] {
  const { t } = useTranslation();
  const { openOffice } = useWindowState();
  const { setDialog } = sale;
  const hasLines = sale.lines.length > 0;
  return useMemo<readonly FunctionKey[]>(() => {
    const open = (kind: 'help' | 'priceCheck' | 'search' | 'drawer') => () => setDialog({ kind });
    return [
      { cap: 'F1', label: t('fn.help'), onPress: open('help') },
      { cap: 'F2', label: t('fn.quantity'), onPress: keys.quantity },
      { cap: 'F3', label: t('fn.priceCheck'), onPress: open('priceCheck') },
      { cap: 'F4', label: t('fn.search'), onPress: open('search') },
      { cap: 'F6', label: t('fn.voidLine'), onPress: keys.voidLine },
      { cap: 'F7', label: t('fn.receipts'), onPress: () => openOffice('recent') },
      { cap: 'F8', label: t('fn.drawer'), onPress: open('drawer') },
      { cap: 'F9', label: hasLines ? t('fn.park') : t('fn.resume'), onPress: keys.park },
      { cap: 'F10', label: t('fn.office'), onPress: () => openOffice('menu') },
      { cap: 'F11', label: t('fn.return'), onPress: keys.saleReturn },
      { cap: 'F12', label: t('fn.pay'), onPress: keys.pay },
    ];
  }, [t, keys, hasLines, setDialog, openOffice]);
}

/** Listens to all keys of the screen; also while the payment or the change covers it. */
function useSaleKeyboard(
  { sale, snapshot }: SaleScreenProps,
  keys: SaleKeys,
  functionKeys: readonly FunctionKey[],
): void {
  const { lines, typed, setTyped, chosenId, setChosenId, press } = sale;
  const { multiplierThousandths } = snapshot;
  const canClear = typed !== '' || chosenId !== null || multiplierThousandths !== null;
  const clear = () => {
    setTyped('');
    setChosenId(null);
    if (multiplierThousandths !== null) {
      void sendTill('sale.multiply', { quantityThousandths: null });
    }
  };
  useKeyLayer({
    depth: DEPTH.screen,
    keys: {
      ...Object.fromEntries(functionKeys.map((key) => [key.cap, key.onPress])),
      '*': typed === '' ? keys.quantity : keys.times,
      '+': keys.repeat,
      v: keys.voidBasket,
      Enter: keys.enter,
      Backspace: () => press('back'),
      Delete: () => press('clear'),
      Escape: canClear ? clear : undefined,
      ArrowUp: () => setChosenId((id) => moveMark(lines, id, -1)),
      ArrowDown: () => setChosenId((id) => moveMark(lines, id, 1)),
    },
    onChar: (char) => {
      press(char);
      return /[\d.]/.test(char);
    },
  });
}

/** Scanning, typing, quick keys and everything F1 to F12 does while selling. */
export function SaleScreen(props: SaleScreenProps) {
  const { snapshot, sale, cover } = props;
  const keys = useSaleKeys(props);
  const functionKeys = useFunctionKeys(props, keys);
  useSaleKeyboard(props, keys, functionKeys);
  const { basket } = snapshot;
  return (
    <main className={styles['screen']} data-testid="phase-selling">
      {cover === 'none' ? <SaleGrid snapshot={snapshot} sale={sale} keys={keys} /> : null}
      {props.children}
      {cover === 'payment' ? null : <FunctionBar keys={functionKeys} />}
      {basket === null || basket.ageQuestion === null ? null : (
        <AgeDialog question={basket.ageQuestion} lines={basket.lines} />
      )}
      <SaleDialogs
        dialog={sale.dialog}
        basket={basket}
        suspended={snapshot.suspended}
        askWeight={sale.askWeight}
        onClose={() => sale.setDialog(NO_DIALOG)}
        onVoidBasket={keys.voidBasket}
        onQuantity={sale.setQuantity}
      />
    </main>
  );
}

/** The lines, the amount, the quick keys and the number pad. */
function SaleGrid(props: {
  readonly snapshot: TillSnapshot;
  readonly sale: Sale;
  readonly keys: SaleKeys;
}) {
  const { snapshot, sale, keys } = props;
  const { locale, currency } = useWindowState();
  const { lines, marked } = sale;
  return (
    <div className={styles['grid']}>
      {lines.length === 0 ? (
        <EmptyBasket />
      ) : (
        <LineList
          lines={lines}
          markedId={marked?.lineId ?? null}
          onMark={sale.setChosenId}
          locale={locale}
          currency={currency}
        />
      )}
      <div className={styles['right']}>
        <AmountPanel basket={snapshot.basket} lastSale={snapshot.lastSale} currency={currency} />
        <QuickKeys items={snapshot.quickItems} locale={locale} onPick={sale.pickQuick} />
        <SalePad
          typed={sale.typed}
          multiplierThousandths={snapshot.multiplierThousandths}
          hasNothing={marked === null}
          keys={keys}
          press={sale.press}
        />
      </div>
    </div>
  );
}

/** What is typed, and the pad it is typed with. */
function SalePad(props: {
  readonly typed: string;
  readonly multiplierThousandths: number | null;
  readonly hasNothing: boolean;
  readonly keys: SaleKeys;
  readonly press: (key: string) => void;
}) {
  const { t } = useTranslation();
  const { typed, keys, hasNothing } = props;
  const side = useMemo<readonly PadSideKey[]>(
    () => [
      { label: t('pad.times'), cap: 'F2 ×', onPress: keys.quantity },
      { label: t('pad.add'), cap: 'Enter', onPress: keys.enter },
      {
        label: t('fn.pay'),
        cap: 'F12',
        onPress: keys.pay,
        tone: 'accent',
        isDisabled: hasNothing,
        testId: 'pay-key',
      },
    ],
    [t, keys, hasNothing],
  );
  return (
    <div className={styles['pad']}>
      <div className={styles['entry']}>
        <output aria-label={t('pad.entry')} data-testid="typed">
          {typed === '' ? <span className={styles['hint']}>{t('pad.hint')}</span> : typed}
        </output>
        <Multiplier thousandths={props.multiplierThousandths} />
        <RepeatKey onPress={keys.repeat} isDisabled={hasNothing} />
      </div>
      <NumberPad onKey={props.press} side={side} extraKey="." />
    </div>
  );
}

/** "6 ×" beside the entry, for as long as the next item is meant six times. */
function Multiplier({ thousandths }: { readonly thousandths: number | null }) {
  const { t } = useTranslation();
  if (thousandths === null) return null;
  const count = quantity(thousandths);
  return (
    <b className={styles['times']} role="status" data-testid="multiplier">
      <span aria-hidden="true">{count} ×</span>
      <span className="visually-hidden">{t('pad.multiplier', { count })}</span>
    </b>
  );
}

const RepeatKey = memo(function RepeatKey(props: {
  readonly onPress: () => void;
  readonly isDisabled: boolean;
}) {
  const { t } = useTranslation();
  return (
    <ActionButton
      label={t('pad.repeatShort')}
      cap="+"
      onPress={props.onPress}
      isDisabled={props.isDisabled}
      testId="repeat-key"
    />
  );
});
