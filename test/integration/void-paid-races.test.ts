import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GivingTerminal } from './giving-terminal.ts';
import { takeBackKit } from './take-back-kit.ts';
import { must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';
import { voidPaidKit } from './void-paid-kit.ts';

let till: TestTill;
let terminal: GivingTerminal;
const now = () => ({ till, terminal });
const { isQuiet, isDone, stands, retry, sales, begin } = takeBackKit(now);
const kit = voidPaidKit(now);
const { snapshot, payPart, voidOpen, voidRefusal, batch } = kit;

beforeEach(async () => {
  terminal = new GivingTerminal();
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
    await must(till, 'terminal.closeBatch', {});
    terminal.givesBack('0003');
    // In the new batch this number is another customer's payment: a void would reach that.
    terminal.givesBack('0004');
    expect(await retry('refund')).toMatchObject({ ok: true });
    await isQuiet();
  }

  it('no void follows by itself: its number is of the closed batch', async () => {
    await payPart([300, '0007'], [200, '0008']);
    terminal.refuses('05');
    await voidOpen();
    await closeBatchAndRefundFirst();
    expect(ways()).toEqual(['void', 'refund']);
    expect(snapshot().takeBack).toMatchObject({
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

  it('nor for a sale that is taken back', async () => {
    await payPart([300, '0007'], [200, '0008']);
    await must(till, 'pay.cash', { amountMinor: 500 });
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
  terminal.givesBack('0008');
  expect(await voidRefusal()).toBe('terminalBusy');
  expect(terminal.asks).toEqual([]);
  expect(snapshot().basket).toMatchObject({ remainingMinor: 600 });
});
