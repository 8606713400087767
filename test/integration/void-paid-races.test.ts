import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefundingTerminal } from './refunding-terminal.ts';
import { SUPERVISOR, returnKit } from './return-kit.ts';
import { must, openForSelling, openTestTill, type TestTill, until } from './till-kit.ts';
import { voidPaidKit } from './void-paid-kit.ts';

let till: TestTill;
let terminal: RefundingTerminal;
const now = () => ({ till, terminal });
const { isQuiet, isDone, stands, retry, sales, begin } = returnKit(now);
const kit = voidPaidKit(now);
const { snapshot, payPart, voidOpen, voidRefusal, batch } = kit;

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => till.close());

describe('two cards of which the first was refused, and the batch closed since', () => {
  const ways = () => terminal.asks.map(({ way }) => way);

  async function closeBatchAndRefundFirst(): Promise<void> {
    await stands('failed');
    await isQuiet();
    await kit.asManager();
    await must(till, 'settlement.close', {});
    terminal.nextRefund('0003');
    // In the new batch this number is another customer's payment: a void would reach that.
    terminal.nextRefund('0004');
    expect(await retry('refund')).toMatchObject({ ok: true });
    await isQuiet();
  }

  it('no void follows by itself: its number is of the closed batch', async () => {
    await payPart([300, '0007'], [200, '0008']);
    terminal.refuses('05');
    await voidOpen();
    await closeBatchAndRefundFirst();
    expect(ways()).toEqual(['void', 'refund']);
    expect(snapshot().saleReturn).toMatchObject({
      steps: [{ state: 'done' }, { state: 'waiting' }],
      canRetry: true,
      retryAs: ['refund'],
    });
    expect(await retry('same')).toMatchObject({ error: { code: 'voidNotPossible' } });
    expect(await retry('refund')).toMatchObject({ ok: true });
    await isDone();
    expect(ways()).toEqual(['void', 'refund', 'refund']);
    expect(batch()).toEqual({ transactions: 2, count: 2, amountMinor: -500 });
  });

  it('nor for a sale that is returned', async () => {
    await payPart([300, '0007'], [200, '0008']);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 500 });
    terminal.refuses('05');
    await begin(sales()[0]?.saleId ?? '');
    await closeBatchAndRefundFirst();
    expect(ways()).toEqual(['void', 'refund']);
    await retry('refund');
    await isDone();
    expect(sales()).toHaveLength(2);
  });
});

it('nothing goes back while a test of the connection has the terminal', async () => {
  await payPart([400, '0007']);
  till.ctx.state.checkingTerminal = true;
  terminal.nextRefund('0008');
  expect(await voidRefusal()).toBe('terminalBusy');
  expect(terminal.asks).toEqual([]);
  expect(snapshot().basket).toMatchObject({ remainingMinor: 600 });
});

it('left half done, taken up, paid anew and voided again: each card has its own money once', async () => {
  const basketId = await payPart([300, '0007'], [200, '0008']);
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 100 });
  terminal.nextRefund('0009');
  terminal.refuses('05');
  await voidOpen();
  await stands('failed');
  await isQuiet();
  await kit.abandon();
  expect(await kit.resume(basketId)).toMatchObject({ ok: true });
  expect(snapshot().basket).toMatchObject({ remainingMinor: 700 });
  terminal.approve('0010');
  await must(till, 'pay.card', { amountMinor: 300 });
  await isQuiet();
  terminal.nextRefund('0011');
  terminal.nextRefund('0012');
  await voidOpen();
  await isDone();
  const given = terminal.asks.map(({ request }) => request.original.receiptNo);
  expect(given).toEqual(['0007', '0008', '0008', '0010']);
  expect(kit.entriesOf('basket.voided')).toMatchObject([{ refunded: { cashMinor: 100 } }]);
  expect(batch()).toMatchObject({ count: 0, amountMinor: 0 });
  await until(till, () => till.printer.drawerOpenings === 1);
});

it('the same command given twice begins one void, and the second gets the answer of the first', async () => {
  const basketId = await payPart([400, '0007']);
  terminal.nextRefund('0008');
  const input = { basketId, label: '', reason: 'customer', ...SUPERVISOR } as const;
  const handler = till.register.handlers['sale.voidPaid'];
  const command = { commandId: till.ctx.ids.next() };
  const [first, second] = await Promise.all([handler(input, command), handler(input, command)]);
  expect(second).toEqual(first);
  await isDone();
  expect(await handler(input, command)).toEqual(first);
  expect(terminal.asks).toHaveLength(1);
  expect(kit.entriesOf('basketVoid.intended')).toHaveLength(1);
});
