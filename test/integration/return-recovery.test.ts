import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { events, isJournalType } from '../../core/journal/events/all.ts';
import { checkManifest } from '../../core/upload/build.ts';
import { minor } from '../../core/money/minor.ts';
import { StoreFault } from '../../till/ports/store.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { handOver } from './hand-over.ts';
import { returnKit } from './return-kit.ts';
import {
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
const { snapshot, sales, isQuiet, types } = kit;
const { sell, begin, beginInDoubt, retry, isDone, stands } = kit;

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => till.close());

describe('a register that was killed while it gave back', () => {
  /** Sells, begins, lets the power go, and starts again on the same data. */
  async function killed(
    before: 'sending' | 'result' | 'end',
    wakesTo: RefundingTerminal,
  ): Promise<void> {
    const saleId = await sell(1000);
    terminal.dies(before);
    await begin(saleId);
    till.register.stop();
    till.store.close();
    terminal = wakesTo;
    till = openTestTill({ dir: till.dir, terminal });
  }

  it('after the intent: nothing was sent, and nothing is sent by itself', async () => {
    await killed('sending', new RefundingTerminal());
    expect(snapshot().saleReturn?.steps[0]).toMatchObject({ state: 'failed', reason: 'restart' });
    till.runTimers();
    expect(terminal.asks).toEqual([]);
    expect(sales()).toHaveLength(1);
  });

  it.each(['result', 'end'] as const)(
    'before the %s: the void is asked for once more, and the return receipt completed',
    async (before) => {
      const wakesTo = new RefundingTerminal();
      wakesTo.gaveBackBefore();
      wakesTo.last = { kind: 'found', result: terminalResult(1000, '0008') };
      await killed(before, wakesTo);
      await isDone();
      expect(terminal.asks.map(({ way }) => way)).toEqual(['void']);
      expect(sales().map(({ totalMinor }) => totalMinor)).toEqual([-1000, 1000]);
    },
  );

  it('while a refund was paid out: the terminal is asked, and pays nothing more', async () => {
    terminal.capabilities = { ...terminal.capabilities, reversal: false };
    const wakesTo = new RefundingTerminal();
    wakesTo.last = { kind: 'found', result: terminalResult(1000, '0008') };
    await killed('end', wakesTo);
    await isDone();
    expect(terminal.asks).toEqual([]);
    expect(sales()[0]?.totalMinor).toBe(-1000);
  });
});

describe('a power cut while the terminal closes its batch', () => {
  /** Nothing of the close is booked, and all of the batch may be closed. */
  async function dieWhileClosing(): Promise<void> {
    await handOver(till, 'manager');
    const isAsked = new Promise<void>((asked) => {
      terminal.closeBatch = () => {
        asked();
        return new Promise(() => undefined);
      };
    });
    void call(till, 'settlement.close', {});
    await isAsked;
    till.register.stop();
    till.store.close();
    terminal = new RefundingTerminal();
    till = openTestTill({ dir: till.dir, terminal });
  }

  it('leaves nothing to void: the number may be another payment’s by now', async () => {
    const saleId = await sell(1000);
    await dieWhileClosing();
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    terminal.nextRefund('0008');
    await begin(saleId);
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['refund']);
  });

  it('leaves a void in doubt to a person', async () => {
    const saleId = await sell(1000);
    terminal.isSilent();
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    await dieWhileClosing();
    // What it told last is noted; the void itself is not touched.
    while (terminal.asked === 0 && terminal.asks.length === 0) {
      await new Promise((next) => setImmediate(next));
    }
    expect(terminal.asks).toEqual([]);
    expect(snapshot().pendingPayments).toHaveLength(1);
  });

  it('is over when the close has been looked into', async () => {
    const saleId = await sell(1000);
    await dieWhileClosing();
    terminal.closeBatch = () => Promise.resolve({ kind: 'failed', resultCode: '77', reason: '77' });
    terminal.capabilities = { ...terminal.capabilities, totals: true };
    const whole = { totalMinor: minor(1000), count: 1, lines: [], groups: null, items: null };
    terminal.totals = () => Promise.resolve({ kind: 'totals', totals: whole });
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    await must(till, 'settlement.close', {});
    terminal.nextRefund('0008');
    await begin(saleId);
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['void']);
  });
});

describe('a disk that fails at the last commit', () => {
  it('keeps neither the approval nor the return receipt, and then both', async () => {
    const saleId = await sell(1000);
    terminal.nextRefund('0008');
    const isFull = { now: true };
    Object.assign(till.ctx, {
      faultPoint: (name: string) => {
        if (name !== 'beforeCommit' || !isFull.now) return;
        throw new StoreFault('diskFull', 'no space left');
      },
    });
    await begin(saleId);
    await until(till, () => snapshot().phase === 'stopped');
    expect(types().slice(-2)).toEqual(['payment.sending', 'payment.resultSeen']);
    expect(sales()).toHaveLength(1);
    isFull.now = false;
    terminal.gaveBackBefore();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008') };
    till.runTimers();
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['void', 'void']);
    expect(sales().map(({ totalMinor }) => totalMinor)).toEqual([-1000, 1000]);
  });
});

describe('the days go on around a refund in doubt', () => {
  it('is completed at the next start when the power went as the shift opened', async () => {
    const saleId = await sell(1000);
    await beginInDoubt(saleId);
    await must(till, 'shift.close', { counted: [] });
    terminal.nextRefund('0008');
    till.runTimers();
    await until(till, () => snapshot().pendingPayments.length === 0);
    Object.assign(till.ctx, {
      faultPoint: (name: string) => {
        if (name === 'beforeCommit') throw new StoreFault('io', 'gone');
      },
    });
    await call(till, 'shift.open', { floatMinor: 20_000 });
    expect(sales()).toHaveLength(1);
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir, terminal: new RefundingTerminal() });
    expect(snapshot().saleReturn).toBeNull();
    expect(sales()[0]?.totalMinor).toBe(-1000);
  });

  it('is listed in the Z, and completed in the next shift when the answer comes', async () => {
    const saleId = await sell(1000);
    await beginInDoubt(saleId);
    await must(till, 'shift.close', { counted: [] });
    terminal.nextRefund('0008');
    till.runTimers();
    await until(till, () => snapshot().pendingPayments.length === 0);
    // The money is back, but there is no drawer to book it in. Ending the day says so.
    await handOver(till, 'manager');
    expect(snapshot().closing?.steps).toContainEqual(
      expect.objectContaining({ step: 'payments', state: 'failed', code: 'returnOpen' }),
    );
    expect(snapshot().saleReturn?.steps).toMatchObject([{ state: 'done' }]);
    expect(sales()).toHaveLength(1);
    await must(till, 'shift.open', { floatMinor: 20_000 });
    expect(snapshot().saleReturn).toBeNull();
    expect(sales()[0]?.totalMinor).toBe(-1000);
  });

  it('counts as a return in the X, with a minus while it is unknown', async () => {
    const saleId = await sell(1000);
    await beginInDoubt(saleId);
    await handOver(till, 'manager');
    const report = async () =>
      JSON.parse((await must(till, 'report.x', {})).reportJson) as Record<string, unknown>;
    expect(await report()).toMatchObject({
      unresolvedPayments: [{ amountMinor: -1000 }],
      returns: { count: 0 },
    });
    terminal.nextRefund('0008');
    till.runTimers();
    await isDone();
    expect(await report()).toMatchObject({
      unresolvedPayments: [],
      returns: { count: 1, amountMinor: 1000 },
      grandNetMinor: 0,
    });
  });

  it('builds a batch that head office finds right', async () => {
    await begin(await sell(0));
    const saleId = await sell(600);
    terminal.refuses('05');
    await begin(saleId);
    await stands('failed');
    await isQuiet();
    terminal.nextRefund('0008');
    await retry('refund');
    await isDone();
    await sell(0);
    await must(till, 'shift.close', { counted: [] });
    await handOver(till, 'manager');
    await must(till, 'day.close', { skipSettlement: true });
    const manifest = till.store.read((tx) => tx.lastBatch())?.header.manifest;
    if (manifest === undefined) throw new Error('no batch');
    const entries = till.store.read((tx) => tx.entries(manifest.from, manifest.to));
    expect(checkManifest(manifest, entries, minor(0))).toEqual([]);
    expect(manifest).toMatchObject({
      sales: 5,
      salesTotalMinor: 1000,
      tenders: expect.arrayContaining([expect.objectContaining({ key: 'card', amountMinor: 0 })]),
      grandSalesMinor: 3000,
    });
    const unreadable = entries.filter(
      ({ type, payload }) =>
        !isJournalType(type) || !events[type].payload.safeParse(payload).success,
    );
    expect(unreadable).toEqual([]);
  });
});
