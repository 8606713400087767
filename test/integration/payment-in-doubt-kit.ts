import type { RefundingTerminal } from './refunding-terminal.ts';
import { SUPERVISOR, returnKit } from './return-kit.ts';
import { BREAD, must, type TestTill, until } from './till-kit.ts';

/** What tests of payments in doubt do and see; `now` is the till of the running test. */
export function paymentInDoubtKit(now: () => { till: TestTill; terminal: RefundingTerminal }) {
  const kit = returnKit(now);
  /** Every card payment, oldest first. */
  const payments = () =>
    now().till.store.read((tx) =>
      tx
        .entries(1, tx.journalHead().seq)
        .flatMap(({ type, payload }) =>
          type === 'payment.intended'
            ? [tx.attempt((payload as { attemptId: string }).attemptId)]
            : [],
        ),
    );
  return {
    ...kit,
    payments,
    /** The command leaves, and the line is dead from then on. */
    goesSilent(): void {
      now().terminal.goesSilent();
    },
    /** Asks the terminal for one bread, 10.00. */
    async pay(): Promise<void> {
      await must(now().till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
      await must(now().till, 'pay.card', { amountMinor: 1000 });
    },
    /** A supervisor settles what is pending. */
    async resolve(paid: boolean): Promise<void> {
      const attemptId = kit.snapshot().pendingPayments[0]?.attemptId ?? '';
      const settled = { attemptId, paid, evidence: 'slip 0008', ...SUPERVISOR };
      await must(now().till, 'pay.resolve', settled);
    },
    /** The newest of so many has been asked about. */
    async isAsked(count: number): Promise<void> {
      await until(
        now().till,
        () =>
          payments().length === count &&
          payments().at(-1)?.state !== 'sending' &&
          kit.snapshot().payment?.state !== 'asking',
      );
    },
  };
}
