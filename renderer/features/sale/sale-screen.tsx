import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { sendTill } from '../../state/commands.ts';
import { noticeStore, raiseNotice } from '../../state/notices.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { quantity } from '../../ui/figures.ts';
import { DEPTH, useExpectedScans, useKeyLayer } from '../../ui/key-layer.tsx';
import { pressPad, readPieces, readQuickEntry, SALE_ENTRY } from '../pad/entry.ts';
import { NumberPad, type PadSideKey } from '../pad/number-pad.tsx';
import { CardPanel } from '../pay/card-panel.tsx';
import { ChangeScreen } from '../pay/change-screen.tsx';
import { useChangeShown } from '../pay/change-shown.ts';
import { usePaying } from '../pay/paying.ts';
import { PayPanel } from '../pay/pay-panel.tsx';
import { FunctionBar, type FunctionKey } from '../shell/function-bar.tsx';
import { useWindowState } from '../shell/window-state.ts';
import { AgeDialog } from './age-dialog.tsx';
import { AmountPanel } from './amount-panel.tsx';
import { EmptyBasket } from './empty-basket.tsx';
import { LineList } from './line-list.tsx';
import { markedLine, moveMark } from './marked-line.ts';
import { QuickKeys, type QuickItem } from './quick-keys.tsx';
import { addItem, enterTyped, weightRequest } from './sale-commands.ts';
import { NO_DIALOG, type SaleDialog, type WeightRequest } from './sale-dialog.ts';
import { SaleDialogs } from './sale-dialogs.tsx';
import styles from './sale-screen.module.css';
import { useSteadyActions } from './steady-actions.ts';

const NO_LINES: NonNullable<TillSnapshot['basket']>['lines'] = [];

/** Opens the weight dialog when a scan named an item that is sold by weight. */
function useWeightNotice(askWeight: (request: WeightRequest) => void): void {
  const notice = useStore(noticeStore, (state) => state.notice);
  const seen = useRef(notice?.id);
  useEffect(() => {
    if (notice === null || notice.id === seen.current) return;
    seen.current = notice.id;
    if (notice.code !== 'needsWeight') return;
    askWeight(weightRequest(notice.params, { itemId: '', plu: null, name: '' }));
  }, [notice, askWeight]);
}

/** Scanning, typing, quick keys and everything F1 to F12 does while selling. */
export function SaleScreen({ snapshot }: { readonly snapshot: TillSnapshot }) {
  const { t } = useTranslation();
  const { locale, currency, openOffice, openReturn } = useWindowState();
  const [typed, setTyped] = useState('');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [dialog, setDialog] = useState<SaleDialog>(NO_DIALOG);
  const change = useChangeShown(snapshot);
  const { basket, suspended, lastSale } = snapshot;
  const lines = basket?.lines ?? NO_LINES;
  const marked = markedLine(lines, chosenId);
  const newestId = lines.at(-1)?.lineId;

  // What was just scanned is what "void" and "quantity" mean next.
  useEffect(() => setChosenId(null), [newestId]);
  const scanCount = snapshot.scans.count;
  // A number that stood there belonged to no scan: it must not become part of the next one's.
  useEffect(() => setTyped(''), [scanCount]);
  const { multiplierThousandths } = snapshot;
  const paying = usePaying(basket?.basketId ?? null);
  const { begin: beginPaying } = paying;
  const isPaying = paying.isPaying && basket !== null && lines.some((line) => !line.voided);

  const askWeight = useCallback(
    (request: WeightRequest) => setDialog({ kind: 'weight', request }),
    [],
  );
  useWeightNotice(askWeight);

  const actions = useMemo(() => {
    const noLine = () => raiseNotice('refused', 'error', 'noBasket');
    const setQuantity = (lineId: string, quantityThousandths: number) => {
      const line = lines.find((each) => each.lineId === lineId);
      // Fewer pieces are goods taken off: that has a cause.
      if (line !== undefined && quantityThousandths < line.quantityThousandths) {
        return setDialog({ kind: 'cutQuantity', lineId, quantityThousandths });
      }
      void sendTill('sale.setQuantity', { lineId, quantityThousandths });
    };
    const times = () => {
      const pieces = readPieces(typed);
      setTyped('');
      if (pieces === null) raiseNotice('refused', 'error', 'badInput');
      else void sendTill('sale.multiply', { quantityThousandths: pieces });
    };
    return {
      setQuantity,
      times,
      quantity() {
        if (typed !== '' && chosenId === null) return times();
        if (marked === null) return noLine();
        if (marked.unit === 'kg') return raiseNotice('refused', 'error', 'badInput');
        if (typed === '') return setDialog({ kind: 'quantity', lineId: marked.lineId });
        const pieces = readPieces(typed);
        setTyped('');
        if (pieces === null) raiseNotice('refused', 'error', 'badInput');
        else setQuantity(marked.lineId, pieces);
      },
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
        else beginPaying();
      },
      saleReturn() {
        // A return is a receipt of its own and never mixes with what is being sold.
        if (lines.length > 0) raiseNotice('refused', 'error', 'basketOpen');
        else openReturn(null);
      },
      park: () => setDialog({ kind: lines.length > 0 ? 'park' : 'resume' }),
      repeat: () => void sendTill('sale.repeatLast', {}),
    };
  }, [marked, chosenId, typed, lines, beginPaying, openReturn]);

  const press = useCallback((key: string) => {
    setTyped((before) => pressPad(before, key, SALE_ENTRY));
  }, []);
  const enter = () => {
    if (enterTyped(typed, askWeight)) setTyped('');
  };
  const pickQuick = useCallback(
    (item: QuickItem) => {
      const name = locale === 'en' ? item.name.en : item.name.zh;
      const entry = readQuickEntry(typed, item.unit);
      setTyped('');
      const { itemId } = item;
      const add = (quantityThousandths: number | null, weightGrams: number | null) =>
        void addItem({ itemId, quantityThousandths, weightGrams }, name, askWeight);
      if (entry.kind === 'one') add(null, null);
      else if (entry.kind === 'quantity') add(entry.quantityThousandths, null);
      else if (entry.kind === 'weight') add(null, entry.weightGrams);
      else if (entry.kind === 'askWeight')
        askWeight({ itemId, plu: null, name, priceMinor: item.priceMinor });
      else raiseNotice('refused', 'error', 'badInput');
    },
    [typed, locale, askWeight],
  );

  const { setQuantity, ...pressed } = actions;
  const keys = useSteadyActions({ ...pressed, enter });
  const hasLines = lines.length > 0;
  const functionKeys = useMemo<readonly FunctionKey[]>(() => {
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
  }, [t, keys, hasLines, openOffice]);
  // Refunding has a screen of its own; left aside in doubt, it must not stop the lane.
  const payment = snapshot.payment?.way === 'payment' ? snapshot.payment : null;
  useExpectedScans(isPaying && payment === null ? 'payment' : null);
  const covered = isPaying || change.shown || payment !== null;
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
      '*': typed === '' ? actions.quantity : actions.times,
      '+': actions.repeat,
      v: actions.voidBasket,
      Enter: enter,
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

  const hasNothing = marked === null;
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
    <main className={styles['screen']} data-testid="phase-selling">
      {covered ? null : (
        <div className={styles['grid']}>
          {lines.length === 0 ? (
            <EmptyBasket />
          ) : (
            <LineList
              lines={lines}
              markedId={marked?.lineId ?? null}
              onMark={setChosenId}
              locale={locale}
              currency={currency}
            />
          )}
          <div className={styles['right']}>
            <AmountPanel basket={basket} lastSale={lastSale} currency={currency} />
            <QuickKeys items={snapshot.quickItems} locale={locale} onPick={pickQuick} />
            <div className={styles['pad']}>
              <div className={styles['entry']}>
                <output aria-label={t('pad.entry')} data-testid="typed">
                  {typed === '' ? <span className={styles['hint']}>{t('pad.hint')}</span> : typed}
                </output>
                <Multiplier thousandths={multiplierThousandths} />
                <RepeatKey onPress={keys.repeat} isDisabled={hasNothing} />
              </div>
              <NumberPad onKey={press} side={side} extraKey="." />
            </div>
          </div>
        </div>
      )}
      {payment === null ? null : (
        <CardPanel payment={payment} operator={snapshot.operator} operators={snapshot.operators} />
      )}
      {isPaying && payment === null ? (
        <PayPanel
          basket={basket}
          snapshot={snapshot}
          onBack={paying.leave}
          onVoid={actions.voidBasket}
          onReturnCash={(tenderId) => setDialog({ kind: 'returnCash', tenderId })}
          onHelp={() => setDialog({ kind: 'help' })}
        />
      ) : null}
      {change.shown && lastSale !== null ? (
        <ChangeScreen
          sale={lastSale}
          onNext={change.dismiss}
          onDigit={(char) => {
            change.dismiss();
            press(char);
          }}
        />
      ) : null}
      {isPaying || payment !== null ? null : <FunctionBar keys={functionKeys} />}
      {basket === null || basket.ageQuestion === null ? null : (
        <AgeDialog question={basket.ageQuestion} lines={basket.lines} />
      )}
      <SaleDialogs
        dialog={dialog}
        lines={lines}
        basket={basket}
        suspended={suspended}
        operator={snapshot.operator}
        operators={snapshot.operators}
        askWeight={askWeight}
        onClose={() => setDialog(NO_DIALOG)}
        onVoidBasket={actions.voidBasket}
        onQuantity={setQuantity}
      />
    </main>
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
