import type { PrintDocument } from '../../core/receipt/types.ts';
import type { RefundingTerminal } from './refunding-terminal.ts';
import { BREAD, call, must, type TestTill, until } from './till-kit.ts';

export const SUPERVISOR = { approval: { operatorId: '5', pin: '5555' } };
const REASON = { reason: 'customer', note: '', cardAs: 'terminal' } as const;

/** What tests of a return say and see; `now` is the till of the running test. */
export function returnKit(now: () => { till: TestTill; terminal: RefundingTerminal }) {
  const snapshot = () => now().till.register.tillSnapshot();
  const sales = () =>
    now()
      .till.store.read((tx) => tx.recentSales(99))
      .map(({ sale }) => sale);
  const isQuiet = () => until(now().till, () => snapshot().payment === null);
  const begin = (saleId: string, changes: object = {}) =>
    call(now().till, 'return.begin', { saleId, ...REASON, ...SUPERVISOR, ...changes });
  /** Some step has reached this state. */
  const stands = (state: string) =>
    until(
      now().till,
      () => snapshot().saleReturn?.steps.some((step) => step.state === state) === true,
    );
  return {
    snapshot,
    sales,
    isQuiet,
    /** The types of all journal entries, oldest first. */
    types: () =>
      now()
        .till.store.read((tx) => tx.entries(1, tx.journalHead().seq))
        .map(({ type }) => type),
    cashInDrawer: () =>
      now().till.store.read((tx) => tx.expectedCash(tx.openShift()?.shiftId ?? '')) as number,
    /** Sells one bread, 10.00: so much by card, the rest in cash. */
    async sell(cardMinor: number, receiptNo = '0007'): Promise<string> {
      const { till, terminal } = now();
      await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
      if (cardMinor > 0) {
        terminal.approve(receiptNo);
        await must(till, 'pay.card', { amountMinor: cardMinor });
        await isQuiet();
      }
      if (cardMinor < 1000)
        await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 - cardMinor });
      return sales()[0]?.saleId ?? '';
    },
    begin,
    /** Takes it back; the void and its repeat leave, and nothing comes of either. */
    async beginInDoubt(saleId: string): Promise<void> {
      now().terminal.isSilent();
      now().terminal.isSilent();
      await begin(saleId);
      await stands('unknown');
      await isQuiet();
    },
    retry: (as: 'same' | 'refund' | 'cash') =>
      call(now().till, 'return.retry', {
        returnId: snapshot().saleReturn?.returnId ?? '',
        as,
        ...SUPERVISOR,
      }),
    isDone: () => until(now().till, () => snapshot().saleReturn === null),
    stands,
  };
}

export function textOf(document: PrintDocument | undefined): string {
  const blocks = document?.blocks ?? [];
  return blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('\n');
}
