import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefundingTerminal } from './refunding-terminal.ts';
import { handOver } from './hand-over.ts';
import { returnKit, SUPERVISOR } from './return-kit.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  terminalResult,
  until,
  type TestTill,
} from './till-kit.ts';

let till: TestTill;
let terminal: RefundingTerminal;
const kit = returnKit(() => ({ till, terminal }));
const { snapshot, sales, isQuiet, types, cashInDrawer } = kit;
const { sell, begin, beginInDoubt, retry, isDone, stands } = kit;

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => till.close());

describe('a driver that says "not started" after it had announced the first byte', () => {
  /** The next refund: the first byte leaves, and the driver says none did. */
  function contradictsItself(): void {
    terminal.answers.push((observer) => {
      observer.sending();
      return Promise.resolve({ kind: 'notStarted', reason: 'lineLost' });
    });
  }

  it('of a void is not believed: it is asked for once more, which moves no money twice', async () => {
    const saleId = await sell(1000);
    contradictsItself();
    terminal.gaveBackBefore();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008') };
    await begin(saleId);
    await isDone();
    expect(types()).toContain('payment.unknown');
    expect(types()).not.toContain('payment.neverStarted');
    expect(sales()[0]?.totalMinor).toBe(-1000);
  });

  it('of a refund is not believed: it is looked for, and never paid out a second time', async () => {
    const saleId = await sell(1000);
    terminal.capabilities = { ...terminal.capabilities, reversal: false };
    terminal.last = { kind: 'unreachable', reason: 'disconnected' };
    contradictsItself();
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    expect(types()).not.toContain('payment.neverStarted');
    expect(await retry('same')).toMatchObject({ error: { code: 'paymentUnresolved' } });
    expect(terminal.asks.map(({ way }) => way)).toEqual(['refund']);
  });
});

describe('a void in doubt', () => {
  it('is asked for once more, and "already voided" counts as done', async () => {
    const saleId = await sell(1000);
    terminal.isSilent();
    terminal.gaveBackBefore();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008') };
    await begin(saleId);
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['void', 'void']);
    expect(types()).toContain('payment.unknown');
    expect(sales()[0]?.totalMinor).toBe(-1000);
    // The void has its numbers, so that no later payment is taken for it.
    expect(till.store.read((tx) => tx.lastTerminalMark('T1'))?.receiptNo).toBe('0008');
  });

  it('frees the lane, stands in the list, and is asked about every 15 s until it is done', async () => {
    const saleId = await sell(1000);
    await beginInDoubt(saleId);
    expect(snapshot().pendingPayments).toMatchObject([{ way: 'void', amountMinor: 1000 }]);
    expect(await retry('refund')).toMatchObject({
      ok: false,
      error: { code: 'paymentUnresolved' },
    });
    await sell(0);
    terminal.nextRefund('0008');
    till.runTimers();
    await isDone();
    expect(till.waits).toContain(15_000);
    expect(terminal.asks).toHaveLength(3);
    expect(sales().map(({ totalMinor }) => totalMinor)).toEqual([-1000, 1000, 1000]);
  });

  it('stays unknown when the batch was closed, for a person to settle', async () => {
    const saleId = await sell(1000);
    await beginInDoubt(saleId);
    await handOver(till, 'manager');
    await must(till, 'settlement.close', {});
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008') };
    till.runTimers();
    await isQuiet();
    const [pending] = snapshot().pendingPayments;
    await must(till, 'pay.ask', { attemptId: pending?.attemptId ?? '' });
    await until(till, () => snapshot().notice?.code === 'refundUnknown');
    expect(terminal.asks).toHaveLength(2);
    await must(till, 'pay.resolve', {
      attemptId: pending?.attemptId ?? '',
      paid: true,
      evidence: 'slip 0008',
      ...SUPERVISOR,
    });
    expect(sales()[0]?.totalMinor).toBe(-1000);
    expect(snapshot().saleReturn).toBeNull();
    // The next payment is lost before the terminal heard of it: the void is not that payment.
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    terminal.goesSilent();
    await must(till, 'pay.card', { amountMinor: 1000 });
    await isQuiet();
    expect(snapshot().notice).toMatchObject({ code: 'cardNotStarted' });
    expect(sales()).toHaveLength(2);
  });

  it('cannot be settled by hand while the terminal is doing it', async () => {
    const saleId = await sell(1000);
    await beginInDoubt(saleId);
    let end: () => void = () => undefined;
    terminal.answers.push(
      (_, request) =>
        new Promise((resolve) => {
          const result = terminalResult(request.amountMinor, '0008');
          end = () => resolve({ kind: 'approved', result });
        }),
    );
    till.runTimers();
    const settled = {
      attemptId: snapshot().pendingPayments[0]?.attemptId ?? '',
      paid: false,
      evidence: 'nothing in its journal',
      ...SUPERVISOR,
    };
    expect(await call(till, 'pay.resolve', settled)).toMatchObject({ error: { code: 'busy' } });
    end();
    await isDone();
    expect(terminal.asks).toHaveLength(3);
    expect(sales()[0]?.totalMinor).toBe(-1000);
  });

  it('that is refused when asked for again stays unknown, and is not asked over and over', async () => {
    const saleId = await sell(1000);
    terminal.isSilent();
    terminal.refuses('B5');
    await begin(saleId);
    await until(till, () => snapshot().pendingPayments[0]?.reason === 'B5');
    await isQuiet();
    till.runTimers();
    await isQuiet();
    expect(terminal.asks).toHaveLength(2);
    expect(snapshot().saleReturn).toMatchObject({ canRetry: false, canAbandon: false });
  });

  it('is left to a person where the terminal does not say "already voided"', async () => {
    const saleId = await sell(1000);
    terminal.capabilities = { ...terminal.capabilities, reversalRepeatable: false };
    terminal.isSilent();
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    till.runTimers();
    expect(terminal.asks).toHaveLength(1);
  });
});

describe('a refund in doubt', () => {
  let saleId = '';
  beforeEach(async () => {
    terminal.capabilities = { ...terminal.capabilities, reversal: false };
    saleId = await sell(1000);
    terminal.isSilent();
    terminal.last = { kind: 'unreachable', reason: 'line' };
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
  });

  it('is only ever asked about: nothing pays out a second time by itself', async () => {
    for (let round = 0; round < 5; round += 1) {
      const waits = till.waits.length;
      till.runTimers();
      await until(till, () => till.waits.slice(waits).includes(15_000));
    }
    expect(terminal.asked).toBeGreaterThan(5);
    expect(terminal.asks).toHaveLength(1);
    expect(snapshot().pendingPayments).toMatchObject([{ way: 'refund' }]);
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008') };
    till.runTimers();
    await isDone();
    expect(terminal.asks).toHaveLength(1);
    expect(sales()[0]?.tenders).toMatchObject([
      { amountMinor: -1000, card: { receiptNo: '0008' } },
    ]);
  });

  it('that the terminal has not booked is a failed step', async () => {
    terminal.last = { kind: 'found', result: terminalResult(1000, '0007') };
    till.runTimers();
    await stands('failed');
    expect(snapshot().saleReturn).toMatchObject({
      steps: [{ reason: 'notBookedAtTerminal' }],
      canAbandon: true,
    });
    expect(terminal.asks).toHaveLength(1);
  });

  it('is paid out again only after a supervisor has settled that it was not', async () => {
    expect(await retry('same')).toMatchObject({ ok: false, error: { code: 'paymentUnresolved' } });
    expect(await begin(saleId)).toMatchObject({ ok: false, error: { code: 'returnOpen' } });
    await must(till, 'pay.resolve', {
      attemptId: snapshot().pendingPayments[0]?.attemptId ?? '',
      paid: false,
      evidence: 'nothing in its journal',
      ...SUPERVISOR,
    });
    expect(snapshot().saleReturn?.steps[0]).toMatchObject({
      state: 'failed',
      reason: 'settledNotPaid',
    });
    expect(sales()).toHaveLength(1);
    terminal.nextRefund('0008');
    await retry('same');
    await isDone();
    expect(terminal.asks).toHaveLength(2);
  });
});

describe('a card part that is known to be back only later', () => {
  it('leaves the cash part to a person with the customer, and no drawer opens before', async () => {
    const saleId = await sell(400);
    await beginInDoubt(saleId);
    terminal.nextRefund('0008');
    till.runTimers();
    await stands('done');
    expect(snapshot().saleReturn).toMatchObject({
      steps: [{ state: 'done' }, { way: 'cash', state: 'waiting' }],
      canRetry: true,
      canAbandon: false,
    });
    expect(cashInDrawer()).toBe(20_600);
    await retry('same');
    await isDone();
    expect(terminal.asks).toHaveLength(3);
    expect(cashInDrawer()).toBe(20_000);
    expect(sales()[0]?.tenders.map(({ amountMinor }) => amountMinor)).toEqual([-400, -600]);
  });
});
