import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TerminalResult } from '../../core/payment/types.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { returnKit } from './return-kit.ts';
import { BREAD, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

let till: TestTill;
let terminal: RefundingTerminal;
const { sales, isQuiet, sell, begin, retry, isDone, stands } = returnKit(() => ({
  till,
  terminal,
}));

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => till.close());

/** Sells one bread by card with what this terminal tells of it. */
async function sellTold(told: Partial<TerminalResult>): Promise<string> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  terminal.approve('0007', told);
  await must(till, 'pay.card', { amountMinor: 1000 });
  await isQuiet();
  return sales()[0]?.saleId ?? '';
}

describe('a number that the terminal has given twice since the batch was closed here', () => {
  // It has closed its batch by itself, say, or was set up anew, and counts from the beginning.
  it('voids nothing of the older payment: it would be the later customer’s money', async () => {
    const older = await sell(1000, '0007');
    await sell(1000, '0007');
    terminal.nextRefund('0008');
    await begin(older);
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['refund']);
  });

  it('still voids the later payment', async () => {
    await sell(1000, '0007');
    const later = await sell(1000, '0007');
    terminal.nextRefund('0008');
    await begin(later);
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['void']);
  });

  it('voids nothing when a refund has the number since', async () => {
    const older = await sell(1000, '0007');
    terminal.nextRefund('0007');
    await begin(await sell(1000, '0006'));
    await isDone();
    terminal.nextRefund('0008');
    await begin(older);
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['void', 'refund']);
  });

  it('is not voided either when it was given anew while the refused void waited', async () => {
    const older = await sell(1000, '0007');
    terminal.refuses('05');
    await begin(older);
    await stands('failed');
    await isQuiet();
    await sell(1000, '0007');
    expect(await retry('same')).toMatchObject({ ok: false, error: { code: 'voidNotPossible' } });
  });
});

describe('a payment that the terminal gave no number', () => {
  it.each([
    ['none', { receiptNo: '', trace: '' }],
    ['zeros', { receiptNo: '0000', trace: '000012' }],
  ])('is refunded, not voided: %s', async (_, told) => {
    terminal.nextRefund('0008');
    await begin(await sellTold(told));
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['refund']);
  });
});
