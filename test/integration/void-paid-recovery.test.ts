import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { events, isJournalType } from '../../core/journal/events/all.ts';
import { checkManifest } from '../../core/upload/build.ts';
import { minor } from '../../core/money/minor.ts';
import { openReadOnly } from '../../db/open.ts';
import { checkDerived } from '../../db/rebuild.ts';
import { StoreFault } from '../../till/ports/store.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { SUPERVISOR, returnKit } from './return-kit.ts';
import {
  must,
  openForSelling,
  openTestTill,
  terminalResult,
  until,
  type TestTill,
} from './till-kit.ts';
import { voidPaidKit } from './void-paid-kit.ts';

let till: TestTill;
let terminal: RefundingTerminal;
const now = () => ({ till, terminal });
const { sales, types, isQuiet, isDone, stands, retry, sell, cashInDrawer } = returnKit(now);
const kit = voidPaidKit(now);
const { snapshot, payPart, voidOpen, resume, entriesOf, batch } = kit;

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => till.close());

/** The power goes, and the register starts again on the same data. */
function restart(wakesTo: RefundingTerminal): void {
  till.register.stop();
  till.store.close();
  terminal = wakesTo;
  till = openTestTill({ dir: till.dir, terminal });
}

function voidedBefore(): RefundingTerminal {
  const wakesTo = new RefundingTerminal();
  wakesTo.gaveBackBefore();
  wakesTo.last = { kind: 'found', result: terminalResult(400, '0008') };
  return wakesTo;
}

describe('a register that was killed while it voided a part-paid basket', () => {
  it('after the intent: nothing was sent, nothing is sent by itself, the basket is parked', async () => {
    const basketId = await payPart([400, '0007']);
    terminal.dies('sending');
    await voidOpen();
    restart(new RefundingTerminal());
    expect(snapshot().saleReturn?.steps).toMatchObject([{ state: 'failed', reason: 'restart' }]);
    till.runTimers();
    expect(terminal.asks).toEqual([]);
    expect(snapshot().suspended).toMatchObject([{ basketId }]);
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    terminal.nextRefund('0008');
    await retry('same');
    await isDone();
    expect(snapshot().suspended).toEqual([]);
  });

  it.each(['result', 'end'] as const)(
    'before the %s: the void is asked for once more, and the basket voided',
    async (before) => {
      await payPart([400, '0007']);
      terminal.dies(before);
      await voidOpen();
      restart(voidedBefore());
      await isDone();
      expect(terminal.asks.map(({ way }) => way)).toEqual(['void']);
      expect(entriesOf('basket.voided')).toHaveLength(1);
      expect(snapshot()).toMatchObject({ basket: null, suspended: [] });
      expect(batch()).toEqual({ transactions: 2, count: 0, amountMinor: 0 });
    },
  );

  it('between two cards: the first stays refunded, the second waits for a person', async () => {
    await payPart([300, '0007'], [200, '0009']);
    terminal.nextRefund('0010');
    terminal.dies('sending');
    await voidOpen();
    await until(till, () => terminal.asks.length === 2);
    restart(new RefundingTerminal());
    expect(snapshot().saleReturn?.steps).toMatchObject([{ state: 'done' }, { state: 'failed' }]);
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    terminal.nextRefund('0011');
    await retry('same');
    await isDone();
    expect(terminal.asks.map(({ request }) => request.amountMinor)).toEqual([200]);
    expect(batch()).toEqual({ transactions: 4, count: 0, amountMinor: 0 });
  });

  it('while a refund was paid out: the terminal is asked, and pays nothing more', async () => {
    await payPart([400, '0007']);
    terminal.capabilities = { ...terminal.capabilities, reversal: false };
    terminal.dies('end');
    await voidOpen();
    const wakesTo = new RefundingTerminal();
    wakesTo.last = { kind: 'found', result: terminalResult(400, '0008') };
    restart(wakesTo);
    await isDone();
    expect(terminal.asks).toEqual([]);
    expect(entriesOf('basket.voided')).toHaveLength(1);
  });

  it('leaves the cash to a person, and no drawer opens by itself', async () => {
    await payPart([400, '0007']);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 100 });
    terminal.dies('end');
    await voidOpen();
    restart(voidedBefore());
    await until(till, () => snapshot().saleReturn?.steps[0]?.state === 'done');
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    expect(till.printer.drawerOpenings).toBe(0);
    expect(snapshot().saleReturn).toMatchObject({ canRetry: true, retryAs: ['same'] });
    await retry('same');
    await isDone();
    await until(till, () => till.printer.drawerOpenings === 1);
  });
});

describe('a void in doubt', () => {
  beforeEach(async () => {
    await payPart([400, '0007']);
    terminal.isSilent();
    terminal.isSilent();
    await voidOpen();
    await stands('unknown');
    await isQuiet();
  });

  it('frees the lane, is asked about, and voids the basket beside the next customer’s', async () => {
    expect(snapshot().pendingPayments).toMatchObject([{ way: 'void', amountMinor: 400 }]);
    expect(await retry('refund')).toMatchObject({ error: { code: 'paymentUnresolved' } });
    expect(await kit.abandon()).toMatchObject({ error: { code: 'paymentUnresolved' } });
    await sell(0);
    const next = await payPart();
    terminal.nextRefund('0008');
    till.runTimers();
    await isDone();
    expect(snapshot()).toMatchObject({ basket: { basketId: next }, suspended: [] });
    expect(cashInDrawer()).toBe(21_000);
  });

  it('that a supervisor settles as refunded voids the basket', async () => {
    await settle(true);
    await isDone();
    expect(entriesOf('basket.voided')).toHaveLength(1);
    expect(terminal.asks).toHaveLength(2);
  });

  it('that a supervisor settles as not refunded leaves it parked and part-paid', async () => {
    await settle(false);
    expect(snapshot().saleReturn).toMatchObject({
      steps: [{ state: 'failed', reason: 'settledNotPaid' }],
      canAbandon: true,
    });
    await kit.abandon();
    await resume(snapshot().suspended[0]?.basketId ?? '');
    expect(snapshot().basket).toMatchObject({ remainingMinor: 600 });
  });

  it('waits for an open shift when its answer comes after the close', async () => {
    await must(till, 'shift.close', { counted: [] });
    terminal.nextRefund('0008');
    till.runTimers();
    await until(till, () => snapshot().pendingPayments.length === 0);
    expect(types()).not.toContain('basket.voided');
    // The day is not held up by it.
    await kit.asManager();
    await must(till, 'day.close', { skipSettlement: true });
    till.clock.now += 24 * 3_600_000;
    await must(till, 'day.open', {});
    await must(till, 'shift.open', { floatMinor: 0 });
    expect(snapshot()).toMatchObject({ saleReturn: null, suspended: [] });
  });

  async function settle(paid: boolean): Promise<void> {
    await must(till, 'pay.resolve', {
      attemptId: snapshot().pendingPayments[0]?.attemptId ?? '',
      paid,
      evidence: 'its journal',
      ...SUPERVISOR,
    });
  }
});

describe('a disk that fails at the last commit', () => {
  it('keeps neither the approval nor the void of the basket, and then both', async () => {
    const basketId = await payPart([400, '0007']);
    terminal.nextRefund('0008');
    const isFull = { now: true };
    Object.assign(till.ctx, {
      faultPoint: (name: string) => {
        if (name !== 'beforeCommit' || !isFull.now) return;
        throw new StoreFault('diskFull', 'no space left');
      },
    });
    await voidOpen();
    await until(till, () => snapshot().phase === 'stopped');
    expect(types().slice(-2)).toEqual(['payment.sending', 'payment.resultSeen']);
    expect(till.store.read((tx) => tx.suspendedBaskets())).toMatchObject([{ basketId }]);
    isFull.now = false;
    terminal.gaveBackBefore();
    terminal.last = { kind: 'found', result: terminalResult(400, '0008') };
    till.runTimers();
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['void', 'void']);
    expect(types().filter((type) => type === 'basket.voided')).toHaveLength(1);
  });
});

describe('what leaves the register of it', () => {
  it('is a Z, a batch that head office finds right, and a journal that a rebuild agrees with', async () => {
    await sell(0);
    await payPart([400, '0007']);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 100 });
    terminal.refuses('05');
    await voidOpen();
    await stands('failed');
    await isQuiet();
    terminal.nextRefund('0008');
    await retry('refund');
    await isDone();
    await sell(1000, '0009');
    await must(till, 'shift.close', { counted: [] });
    await kit.asManager();
    await must(till, 'day.close', { skipSettlement: true });
    const manifest = till.store.read((tx) => tx.lastBatch())?.header.manifest;
    if (manifest === undefined) throw new Error('no batch');
    const entries = till.store.read((tx) => tx.entries(manifest.from, manifest.to));
    expect(checkManifest(manifest, entries, minor(0))).toEqual([]);
    expect(manifest).toMatchObject({
      sales: 2,
      salesTotalMinor: 2000,
      tenders: [
        { key: 'card', count: 1, amountMinor: 1000 },
        { key: 'cash', count: 1, amountMinor: 1000 },
      ],
    });
    const unreadable = entries.filter(
      ({ type, payload }) =>
        !isJournalType(type) || !events[type].payload.safeParse(payload).success,
    );
    expect(unreadable).toEqual([]);
    expect(sales().map(({ totalMinor }) => totalMinor)).toEqual([1000, 1000]);
    expect(entriesOf('day.closed')).toMatchObject([
      {
        report: {
          sales: { count: 2, amountMinor: 2000 },
          returns: { count: 0 },
          voidedBaskets: { count: 1, amountMinor: 1000 },
          expectedCashMinor: 21_000,
          overShortMinor: -21_000,
          unresolvedPayments: [],
        },
      },
    ]);
    const db = openReadOnly(join(till.dir, 'register.db'));
    expect(checkDerived(db).differences).toEqual([]);
    db.close();
  });
});
