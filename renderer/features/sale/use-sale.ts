import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { localName } from '../../../core/local-text.ts';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { pressPad, readPieces, readQuickEntry, SALE_ENTRY } from '../../input/entry.ts';
import { sendTill } from '../../state/commands.ts';
import { noticeStore, raiseNotice } from '../../state/notices.ts';
import { useWindowState } from '../../state/window-state.ts';
import { markedLine } from './marked-line.ts';
import type { QuickItem } from './quick-keys.tsx';
import { addItem, enterTyped, weightRequest } from './sale-commands.ts';
import { NO_DIALOG, type SaleDialog, type WeightRequest } from './sale-dialog.ts';

export type Line = NonNullable<TillSnapshot['basket']>['lines'][number];

const NO_LINES: readonly Line[] = [];

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

/** What is typed, which line is marked, and what lies over the screen. */
function useHand(snapshot: TillSnapshot) {
  const [typed, setTyped] = useState('');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [dialog, setDialog] = useState<SaleDialog>(NO_DIALOG);
  const lines = snapshot.basket?.lines ?? NO_LINES;
  const newestId = lines.at(-1)?.lineId;
  // What was just scanned is what "void" and "quantity" mean next.
  useEffect(() => setChosenId(null), [newestId]);
  const scanCount = snapshot.scans.count;
  // A number that stood there belonged to no scan: it must not become part of the next one's.
  useEffect(() => setTyped(''), [scanCount]);
  const askWeight = useCallback(
    (request: WeightRequest) => setDialog({ kind: 'weight', request }),
    [],
  );
  useWeightNotice(askWeight);
  const press = useCallback((key: string) => {
    setTyped((before) => pressPad(before, key, SALE_ENTRY));
  }, []);
  const marked = markedLine(lines, chosenId);
  return {
    lines,
    marked,
    typed,
    setTyped,
    chosenId,
    setChosenId,
    dialog,
    setDialog,
    press,
    askWeight,
  };
}

type Hand = ReturnType<typeof useHand>;

/** Sets the pieces of a line, or asks first why there are fewer: goods taken off have a cause. */
function useSetQuantity({ lines, setDialog }: Hand) {
  return useCallback(
    (lineId: string, quantityThousandths: number) => {
      const line = lines.find((each) => each.lineId === lineId);
      if (line !== undefined && quantityThousandths < line.quantityThousandths) {
        setDialog({ kind: 'cutQuantity', lineId, quantityThousandths });
      } else void sendTill('sale.setQuantity', { lineId, quantityThousandths });
    },
    [lines, setDialog],
  );
}

/** Adds the item of a quick key, as often or as heavy as was typed before it. */
function usePickQuick({ typed, setTyped, askWeight }: Hand) {
  const { locale } = useWindowState();
  return useCallback(
    (item: QuickItem) => {
      const name = localName(item.name, locale);
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
    [typed, setTyped, locale, askWeight],
  );
}

/** What typing a number and a key does: items by number, pieces of a line, a multiplier. */
function useNumbers(hand: Hand, setQuantity: (lineId: string, pieces: number) => void) {
  const { typed, setTyped, chosenId, marked, setDialog, askWeight } = hand;
  return useMemo(() => {
    const times = () => {
      const pieces = readPieces(typed);
      setTyped('');
      if (pieces === null) raiseNotice('refused', 'error', 'badInput');
      else void sendTill('sale.multiply', { quantityThousandths: pieces });
    };
    return {
      times,
      enter() {
        if (enterTyped(typed, askWeight)) setTyped('');
      },
      quantity() {
        if (typed !== '' && chosenId === null) return times();
        if (marked === null) return raiseNotice('refused', 'error', 'noBasket');
        if (marked.unit === 'kg') return raiseNotice('refused', 'error', 'badInput');
        if (typed === '') return setDialog({ kind: 'quantity', lineId: marked.lineId });
        const pieces = readPieces(typed);
        setTyped('');
        if (pieces === null) raiseNotice('refused', 'error', 'badInput');
        else setQuantity(marked.lineId, pieces);
      },
    };
  }, [typed, setTyped, chosenId, marked, setDialog, askWeight, setQuantity]);
}

/**
 * A sale at this window: what the operator has typed, marked and opened, and what that does. Kept
 * above the sale's own screen, because taking the money covers it and goes back to it.
 */
export function useSale(snapshot: TillSnapshot) {
  const hand = useHand(snapshot);
  const setQuantity = useSetQuantity(hand);
  const numbers = useNumbers(hand, setQuantity);
  return { ...hand, setQuantity, ...numbers, pickQuick: usePickQuick(hand) };
}

export type Sale = ReturnType<typeof useSale>;
