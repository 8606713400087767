import type { RefundingTerminal } from './refunding-terminal.ts';
import { SUPERVISOR } from './return-kit.ts';
import { BREAD, call, must, type TestTill, until } from './till-kit.ts';

/** What tests of voiding a part-paid basket say and see; `now` is the till of the running test. */
export function voidPaidKit(now: () => { till: TestTill; terminal: RefundingTerminal }) {
  const snapshot = () => now().till.register.tillSnapshot();
  const read = <T>(use: Parameters<TestTill['store']['read']>[0]) =>
    now().till.store.read(use) as T;
  const voidOpen = (changes: object = {}) =>
    call(now().till, 'sale.voidPaid', {
      basketId: snapshot().basket?.basketId ?? '',
      label: 'card part paid',
      reason: 'customer',
      ...SUPERVISOR,
      ...changes,
    });
  return {
    snapshot,
    /** Puts one bread, 10.00, into the basket and pays parts of it by card, the rest stays owed. */
    async payPart(...cards: readonly (readonly [amountMinor: number, receiptNo: string])[]) {
      const { till, terminal } = now();
      await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
      for (const [amountMinor, receiptNo] of cards) {
        terminal.approve(receiptNo);
        await must(till, 'pay.card', { amountMinor });
        await until(till, () => snapshot().payment === null);
      }
      return snapshot().basket?.basketId ?? '';
    },
    /** Voids the basket that is open, or says why not. */
    voidOpen,
    voidRefusal: async (changes: object = {}) => {
      const answer = await voidOpen(changes);
      return answer.ok ? 'begun' : answer.error.code;
    },
    resume: (basketId: string) => call(now().till, 'sale.resume', { basketId }),
    abandon: () =>
      call(now().till, 'return.abandon', { returnId: snapshot().saleReturn?.returnId ?? '' }),
    /** The journal's payloads of a type, oldest first. */
    entriesOf: (type: string) =>
      read<readonly { type: string; payload: unknown }[]>((tx) =>
        tx.entries(1, tx.journalHead().seq),
      )
        .filter((entry) => entry.type === type)
        .map(({ payload }) => payload),
    /** What the register's book says of the terminal's open batch. */
    batch: () =>
      read<{ transactions: number; count: number; amountMinor: number }>((tx) =>
        tx.cardTotalsSinceBatchClose('T1'),
      ),
    async asManager(): Promise<void> {
      await must(now().till, 'session.signOff', {});
      await must(now().till, 'session.signOn', { operatorId: '9', pin: '9999' });
    },
    async xReport(): Promise<Record<string, unknown>> {
      const { reportJson } = await must(now().till, 'report.x', {});
      return JSON.parse(reportJson) as Record<string, unknown>;
    },
  };
}
