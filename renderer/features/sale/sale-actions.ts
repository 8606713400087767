import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { sendTill } from '../../state/commands.ts';
import { useWindowState } from '../../state/window-state.ts';
import type { Action } from '../../ui/actions.tsx';
import { useSteadyActions } from './steady-actions.ts';
import type { Sale } from './use-sale.ts';

/** What the keys do, the same functions at every scan: then their buttons are not drawn again. */
function useRuns(sale: Sale, multiplierThousandths: number | null, onPay: () => void) {
  const { lines, marked, setDialog, setTyped, setChosenId } = sale;
  return useSteadyActions({
    enter: sale.enter,
    times: sale.times,
    quantity: sale.quantity,
    voidLine() {
      if (marked !== null) setDialog({ kind: 'voidLine', lineId: marked.lineId });
    },
    voidBasket: () => setDialog({ kind: 'voidBasket' }),
    pay: onPay,
    park: () => setDialog({ kind: lines.length > 0 ? 'park' : 'resume' }),
    repeat: () => void sendTill('sale.repeatLast', {}),
    clear() {
      setTyped('');
      setChosenId(null);
      if (multiplierThousandths !== null) {
        void sendTill('sale.multiply', { quantityThousandths: null });
      }
    },
  });
}

type Runs = ReturnType<typeof useRuns>;

/** F1 to F12, as they stand in the bar. */
function useBar(sale: Sale, runs: Runs): readonly Action[] {
  const { t } = useTranslation();
  const { openOffice, openReturn } = useWindowState();
  const { setDialog } = sale;
  const hasLines = sale.lines.length > 0;
  const hasMark = sale.marked !== null;
  return useMemo(() => {
    const open = (kind: 'help' | 'priceCheck' | 'search' | 'drawer') => () => setDialog({ kind });
    const needsLine = { enabled: hasMark, whyNot: 'noBasket' } as const;
    // A return is a receipt of its own and never mixes with what is being sold.
    const needsNone = { enabled: !hasLines, whyNot: 'basketOpen' } as const;
    return [
      { key: 'F1', label: t('fn.help'), run: open('help') },
      { key: 'F2', label: t('fn.quantity'), run: runs.quantity },
      { key: 'F3', label: t('fn.priceCheck'), run: open('priceCheck') },
      { key: 'F4', label: t('fn.search'), run: open('search') },
      { key: 'F6', label: t('fn.voidLine'), ...needsLine, run: runs.voidLine },
      { key: 'F7', label: t('fn.receipts'), run: () => openOffice('recent') },
      { key: 'F8', label: t('fn.drawer'), run: open('drawer') },
      { key: 'F9', label: hasLines ? t('fn.park') : t('fn.resume'), run: runs.park },
      { key: 'F10', label: t('fn.office'), run: () => openOffice('menu') },
      { key: 'F11', label: t('fn.return'), ...needsNone, run: () => openReturn(null) },
      { key: 'F12', label: t('fn.pay'), ...needsLine, run: runs.pay },
    ];
  }, [t, runs, hasLines, hasMark, setDialog, openOffice, openReturn]);
}

/** What stands beside the number pad: two keys of the bar once more, large, and Enter. */
function usePad(runs: Runs, hasMark: boolean) {
  const { t } = useTranslation();
  return useMemo(() => {
    const needsLine = { enabled: hasMark, whyNot: 'noBasket' } as const;
    const side: readonly Action[] = [
      { key: 'F2', cap: 'F2 ×', label: t('pad.times'), run: runs.quantity },
      { key: 'Enter', label: t('pad.add'), run: runs.enter },
      {
        key: 'F12',
        label: t('fn.pay'),
        tone: 'accent',
        ...needsLine,
        run: runs.pay,
        testId: 'pay-key',
      },
    ];
    const repeat: Action = {
      key: '+',
      label: t('pad.repeatShort'),
      ...needsLine,
      run: runs.repeat,
      testId: 'repeat-key',
    };
    return { side, repeat };
  }, [t, runs, hasMark]);
}

/** Everything that can be done on the sale screen: the bar, the pad's side, and what has no button. */
export function useSaleActions(
  sale: Sale,
  multiplierThousandths: number | null,
  onPay: () => void,
) {
  const { t } = useTranslation();
  const runs = useRuns(sale, multiplierThousandths, onPay);
  const bar = useBar(sale, runs);
  const pad = usePad(runs, sale.marked !== null);
  const { typed, chosenId, lines } = sale;
  const canClear = typed !== '' || chosenId !== null || multiplierThousandths !== null;
  const voidBasket: Action = {
    key: 'v',
    label: t('void.basket'),
    enabled: lines.length > 0,
    whyNot: 'noBasket',
    run: runs.voidBasket,
  };
  const hidden: readonly Action[] = [
    { key: '*', label: t('pad.times'), run: typed === '' ? runs.quantity : runs.times },
    { key: 'Escape', label: t('help.escape'), enabled: canClear, run: runs.clear },
    voidBasket,
  ];
  return { bar, pad, voidBasket, all: [...bar, ...pad.side, pad.repeat, ...hidden] };
}

export type SaleActions = ReturnType<typeof useSaleActions>;
