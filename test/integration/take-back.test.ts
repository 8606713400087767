import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkManifest, checkSale } from '../../core/batch/build.ts';
import { isJournalType, journalPayloadSchemas } from '../../contracts/journal.ts';
import { minor } from '../../core/money/minor.ts';
import type { PrintDocument } from '../../core/receipt/types.ts';
import { StoreFault } from '../../till/store.ts';
import { GivingTerminal } from './giving-terminal.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  terminalResult,
  type TestTill,
  until,
} from './till-kit.ts';

const SUPERVISOR = { supervisorId: '9', supervisorPin: '9999' };
const REASON = { reason: 'customer', note: '', cardAs: 'terminal' } as const;

let till: TestTill;
let terminal: GivingTerminal;

beforeEach(async () => {
  terminal = new GivingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => till.close());

const snapshot = () => till.register.tillSnapshot();
const sales = () => till.store.read((tx) => tx.recentSales(99)).map(({ sale }) => sale);
const types = () =>
  till.store.read((tx) => tx.entries(1, tx.journalHead().seq)).map(({ type }) => type);
const cashInDrawer = () =>
  till.store.read((tx) => tx.expectedCash(tx.openShift()?.shiftId ?? '')) as number;
const text = (document: PrintDocument | undefined) =>
  document?.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('\n') ?? '';

/** Sells one bread, 10.00: so much by card, the rest in cash. */
async function sell(cardMinor: number, receiptNo = '0007'): Promise<string> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  if (cardMinor > 0) {
    terminal.approve(receiptNo);
    await must(till, 'pay.card', { amountMinor: cardMinor });
    await until(till, () => snapshot().payment === null);
  }
  if (cardMinor < 1000) await must(till, 'pay.cash', { amountMinor: 1000 - cardMinor });
  return sales()[0]?.saleId ?? '';
}

const begin = (saleId: string, changes: object = {}) =>
  call(till, 'takeBack.begin', { saleId, ...REASON, ...SUPERVISOR, ...changes });
const retry = (as: 'same' | 'refund' | 'cash') =>
  call(till, 'takeBack.retry', {
    takeBackId: snapshot().takeBack?.takeBackId ?? '',
    as,
    ...SUPERVISOR,
  });
const isDone = () => until(till, () => snapshot().takeBack === null);
const stands = (state: string) =>
  until(till, () => snapshot().takeBack?.steps.some((step) => step.state === state) === true);
const isQuiet = () => until(till, () => snapshot().payment === null);

describe('a sale that was paid in cash', () => {
  it('is taken back in one commit, out of the drawer, with a receipt to sign', async () => {
    const saleId = await sell(0);
    const before = cashInDrawer();
    expect(await begin(saleId)).toMatchObject({ ok: true });
    const [back] = sales();
    expect(back).toMatchObject({
      totalMinor: -1000,
      itemCount: 1,
      tenders: [{ kind: 'cash', amountMinor: -1000 }],
      takesBack: { saleId },
    });
    expect(back === undefined ? ['none'] : checkSale(back)).toEqual([]);
    expect(cashInDrawer()).toBe(before - 1000);
    expect(types().slice(-4)).toEqual(
      expect.arrayContaining(['takeBack.intended', 'sale.completed', 'drawer.opened']),
    );
    await until(till, () => till.printer.printed.length === 2);
    const printed = till.printer.printed[1];
    expect(text(printed)).toMatch(/RETURN[\s\S]*Original receipt +S001-03-000001/);
    expect(printed?.openDrawer).toBe(true);
    expect(terminal.asks).toEqual([]);
    expect(snapshot().notice).toMatchObject({ code: 'takeBackDone' });
  });

  it('gives what was handed over less the change', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.cash', { amountMinor: 5000 });
    await begin(sales()[0]?.saleId ?? '');
    expect(cashInDrawer()).toBe(20_000);
    expect(sales()[0]).toMatchObject({ changeMinor: 0, tenders: [{ amountMinor: -1000 }] });
  });
});

describe('a sale that was paid by card', () => {
  it('is voided while the batch is open, and the counter-sale comes with the approval', async () => {
    const saleId = await sell(1000);
    terminal.givesBack('0008');
    await begin(saleId);
    await isDone();
    expect(terminal.asks).toMatchObject([
      { way: 'void', request: { amountMinor: 1000, original: { receiptNo: '0007' } } },
    ]);
    expect(
      types()
        .slice(-8)
        .filter((type) => !type.startsWith('receipt')),
    ).toEqual([
      'takeBack.intended',
      'giveBack.intended',
      'payment.sending',
      'payment.resultSeen',
      'payment.approved',
      'sale.completed',
    ]);
    expect(sales()[0]?.tenders).toMatchObject([
      { kind: 'card', amountMinor: -1000, card: { receiptNo: '0008' } },
    ]);
    expect(till.printer.drawerOpenings).toBe(0);
    expect(cashInDrawer()).toBe(20_000);
  });

  it('is refunded after the batch was closed', async () => {
    const saleId = await sell(1000);
    await must(till, 'session.signOff', {});
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    await must(till, 'terminal.closeBatch', {});
    terminal.givesBack('0009');
    const look = await must(till, 'takeBack.look', { receiptNo: sales()[0]?.receiptNo ?? '' });
    expect(look.sale?.steps).toEqual([
      { way: 'refund', amountMinor: 1000, label: 'VISA ····0119' },
    ]);
    await begin(saleId);
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['refund']);
    expect(terminal.asks[0]?.request.original.receiptNo).toBe('0007');
  });

  it('gives the cash part only when the card part is back', async () => {
    const saleId = await sell(400);
    terminal.refuses('05');
    await begin(saleId);
    await stands('failed');
    await isQuiet();
    expect(sales()).toHaveLength(1);
    expect(cashInDrawer()).toBe(20_600);
    expect(till.printer.printed).toHaveLength(1);
    terminal.givesBack('0008');
    await retry('same');
    await isDone();
    expect(sales()[0]?.tenders).toMatchObject([
      { kind: 'card', amountMinor: -400 },
      { kind: 'cash', amountMinor: -600 },
    ]);
    expect(cashInDrawer()).toBe(20_000);
  });

  it('with two cards goes back to both, one after the other', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    for (const [amountMinor, receiptNo] of [
      [300, '0007'],
      [700, '0008'],
    ] as const) {
      terminal.approve(receiptNo);
      await must(till, 'pay.card', { amountMinor });
      await isQuiet();
    }
    terminal.givesBack('0009');
    terminal.refuses('B5');
    await begin(sales()[0]?.saleId ?? '');
    await stands('failed');
    await isQuiet();
    expect(snapshot().takeBack).toMatchObject({
      steps: [{ state: 'done' }, { state: 'failed', reason: 'B5', text: 'CODE B5' }],
      canRetry: true,
      canAbandon: false,
    });
    const { takeBackId = '' } = snapshot().takeBack ?? {};
    expect(await call(till, 'takeBack.abandon', { takeBackId })).toMatchObject({
      ok: false,
      error: { code: 'partlyGivenBack' },
    });
    terminal.givesBack('0010');
    await retry('refund');
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['void', 'void', 'refund']);
    expect(sales()[0]?.tenders.map(({ amountMinor }) => amountMinor)).toEqual([-300, -700]);
  });
});

describe('taking back is refused', () => {
  const code = async (answer: ReturnType<typeof begin>) => {
    const reply = await answer;
    return reply.ok ? 'done' : reply.error.code;
  };

  it('without a supervisor, beside a basket, and for what is no sale', async () => {
    const saleId = await sell(0);
    const cashier = { supervisorId: '1', supervisorPin: '1111' };
    expect(await code(begin(saleId, cashier))).toBe('notAllowed');
    expect(await code(begin(saleId, { supervisorPin: '0000' }))).toBe('wrongPin');
    expect(await code(begin('none'))).toBe('unknownSale');
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    expect(await code(begin(saleId))).toBe('basketOpen');
    expect(types()).not.toContain('takeBack.intended');
  });

  it('a second time, and for a taking back itself', async () => {
    const saleId = await sell(0);
    await begin(saleId);
    expect(await code(begin(saleId))).toBe('alreadyTakenBack');
    expect(await code(begin(sales()[0]?.saleId ?? ''))).toBe('isTakeBack');
    const look = await must(till, 'takeBack.look', { receiptNo: '1' });
    expect(look.sale).toMatchObject({ refusal: 'alreadyTakenBack', steps: [] });
  });

  it('while a card payment is unknown, if the terminal has to do it', async () => {
    const saleId = await sell(1000);
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    terminal.pays = (observer) => {
      observer.sending();
      return Promise.resolve({ kind: 'unknown', reason: 'timeout' });
    };
    terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    await must(till, 'sale.park', { label: 'A' });
    expect(await code(begin(saleId))).toBe('paymentUnresolved');
    expect(snapshot().takeBack).toBeNull();
  });

  it('where the terminal cannot give back and the shop gives no cash for a card', async () => {
    const saleId = await sell(1000);
    terminal.capabilities = { ...terminal.capabilities, reversal: false, refund: false };
    expect(await code(begin(saleId))).toBe('refundNotPossible');
    expect(await code(begin(saleId, { cardAs: 'cash' }))).toBe('refundNotPossible');
    const look = await must(till, 'takeBack.look', { receiptNo: sales()[0]?.receiptNo ?? '' });
    expect(look.sale).toMatchObject({ refusal: 'refundNotPossible', cashInstead: false });
  });

  it('does not know a receipt of another shop', async () => {
    expect(await must(till, 'takeBack.look', { receiptNo: 'S009-1-000001' })).toEqual({
      sale: null,
    });
  });
});

describe('a shop that gives cash for cards', () => {
  it('does so only where the terminal cannot', async () => {
    till.close();
    till = openTestTill({ terminal, settings: { cashForCardRefund: true } });
    await openForSelling(till);
    const saleId = await sell(1000);
    terminal.capabilities = { ...terminal.capabilities, reversal: false, refund: false };
    // As a scanner reads it, as a person types it, and misread.
    const scanned = await must(till, 'takeBack.look', { receiptNo: 'RS001-03-0000012' });
    expect(await must(till, 'takeBack.look', { receiptNo: '1' })).toEqual(scanned);
    expect(await must(till, 'takeBack.look', { receiptNo: 'RS001-03-0000013' })).toEqual({
      sale: null,
    });
    expect(scanned.sale).toMatchObject({
      refusal: null,
      cashInstead: true,
      steps: [{ way: 'cash', amountMinor: 1000 }],
    });
    await begin(saleId, { cardAs: 'cash' });
    expect(sales()[0]?.tenders).toMatchObject([{ kind: 'cash', amountMinor: -1000 }]);
    expect(terminal.asks).toEqual([]);
  });

  it('lets a supervisor decide so when the terminal refuses', async () => {
    till.close();
    till = openTestTill({ terminal, settings: { cashForCardRefund: true } });
    await openForSelling(till);
    const saleId = await sell(1000);
    terminal.refuses('B5');
    await begin(saleId);
    await stands('failed');
    await isQuiet();
    expect(await retry('cash')).toMatchObject({ ok: true });
    await isDone();
    expect(types()).toContain('takeBack.replanned');
    expect(sales()[0]?.tenders).toMatchObject([{ kind: 'cash', amountMinor: -1000 }]);
  });
});

describe('a void that the terminal refuses', () => {
  it('leaves the sale as it was, and can be left', async () => {
    const saleId = await sell(1000);
    terminal.refuses('05');
    await begin(saleId);
    await stands('failed');
    await isQuiet();
    expect(snapshot().notice).toMatchObject({ code: 'giveBackDeclined' });
    expect(await retry('cash')).toMatchObject({ ok: false, error: { code: 'cashNotAllowed' } });
    const { takeBackId = '' } = snapshot().takeBack ?? {};
    await must(till, 'takeBack.abandon', { takeBackId });
    expect(snapshot().takeBack).toBeNull();
    expect(sales()).toHaveLength(1);
    // Nothing was given back, so it can be begun anew.
    terminal.givesBack('0008');
    await begin(saleId);
    await isDone();
    expect(sales()).toHaveLength(2);
  });

  it('never began: it can be tried again, and counts as nothing', async () => {
    const saleId = await sell(1000);
    await begin(saleId);
    await stands('failed');
    expect(snapshot().takeBack?.steps[0]?.reason).toBe('portMissing');
    await isQuiet();
    terminal.givesBack('0008');
    await retry('same');
    await isDone();
  });

  it('is not tried again in another batch, where its number may be another payment', async () => {
    const saleId = await sell(1000);
    terminal.refuses('05');
    await begin(saleId);
    await stands('failed');
    await isQuiet();
    await must(till, 'session.signOff', {});
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    await must(till, 'terminal.closeBatch', {});
    expect(await retry('same')).toMatchObject({ ok: false, error: { code: 'voidNotPossible' } });
    terminal.givesBack('0008');
    await retry('refund');
    await isDone();
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
    terminal.isSilent();
    terminal.isSilent();
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    expect(snapshot().pendingPayments).toMatchObject([{ way: 'void', amountMinor: 1000 }]);
    expect(await retry('refund')).toMatchObject({
      ok: false,
      error: { code: 'paymentUnresolved' },
    });
    await sell(0);
    terminal.givesBack('0008');
    till.runTimers();
    await isDone();
    expect(till.waits).toContain(15_000);
    expect(terminal.asks).toHaveLength(3);
    expect(sales().map(({ totalMinor }) => totalMinor)).toEqual([-1000, 1000, 1000]);
  });

  it('stays unknown when the batch was closed, for a person to settle', async () => {
    const saleId = await sell(1000);
    terminal.isSilent();
    terminal.isSilent();
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    await must(till, 'session.signOff', {});
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    await must(till, 'terminal.closeBatch', {});
    till.runTimers();
    await isQuiet();
    const [pending] = snapshot().pendingPayments;
    await must(till, 'pay.ask', { attemptId: pending?.attemptId ?? '' });
    await until(till, () => snapshot().notice?.code === 'giveBackUnknown');
    expect(terminal.asks).toHaveLength(2);
    await must(till, 'pay.resolve', {
      attemptId: pending?.attemptId ?? '',
      paid: true,
      evidence: 'slip 0008',
      ...SUPERVISOR,
    });
    expect(sales()[0]?.totalMinor).toBe(-1000);
    expect(snapshot().takeBack).toBeNull();
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
    expect(snapshot().takeBack).toMatchObject({ canRetry: false, canAbandon: false });
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
    expect(snapshot().takeBack).toMatchObject({
      steps: [{ reason: 'notBookedAtTerminal' }],
      canAbandon: true,
    });
    expect(terminal.asks).toHaveLength(1);
  });

  it('is paid out again only after a supervisor has settled that it was not', async () => {
    expect(await retry('same')).toMatchObject({ ok: false, error: { code: 'paymentUnresolved' } });
    expect(await begin(saleId)).toMatchObject({ ok: false, error: { code: 'takeBackOpen' } });
    await must(till, 'pay.resolve', {
      attemptId: snapshot().pendingPayments[0]?.attemptId ?? '',
      paid: false,
      evidence: 'nothing in its journal',
      ...SUPERVISOR,
    });
    expect(snapshot().takeBack?.steps[0]).toMatchObject({
      state: 'failed',
      reason: 'settledNotPaid',
    });
    expect(sales()).toHaveLength(1);
    terminal.givesBack('0008');
    await retry('same');
    await isDone();
    expect(terminal.asks).toHaveLength(2);
  });
});

describe('a register that was killed while it gave back', () => {
  /** Sells, begins, lets the power go, and starts again on the same data. */
  async function killed(
    before: 'sending' | 'result' | 'end',
    wakesTo: GivingTerminal,
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
    await killed('sending', new GivingTerminal());
    expect(snapshot().takeBack?.steps[0]).toMatchObject({ state: 'failed', reason: 'restart' });
    till.runTimers();
    expect(terminal.asks).toEqual([]);
    expect(sales()).toHaveLength(1);
  });

  it.each(['result', 'end'] as const)(
    'before the %s: the void is asked for once more, and the counter-sale completed',
    async (before) => {
      const wakesTo = new GivingTerminal();
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
    const wakesTo = new GivingTerminal();
    wakesTo.last = { kind: 'found', result: terminalResult(1000, '0008') };
    await killed('end', wakesTo);
    await isDone();
    expect(terminal.asks).toEqual([]);
    expect(sales()[0]?.totalMinor).toBe(-1000);
  });
});

describe('a disk that fails at the last commit', () => {
  it('keeps neither the approval nor the counter-sale, and then both', async () => {
    const saleId = await sell(1000);
    terminal.givesBack('0008');
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

describe('the days go on around a giving back in doubt', () => {
  it('is completed at the next start when the power went as the shift opened', async () => {
    const saleId = await sell(1000);
    terminal.isSilent();
    terminal.isSilent();
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    await must(till, 'shift.close', { counted: [] });
    terminal.givesBack('0008');
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
    till = openTestTill({ dir: till.dir, terminal: new GivingTerminal() });
    expect(snapshot().takeBack).toBeNull();
    expect(sales()[0]?.totalMinor).toBe(-1000);
  });

  it('is listed in the Z, and completed in the next shift when the answer comes', async () => {
    const saleId = await sell(1000);
    terminal.isSilent();
    terminal.isSilent();
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    await must(till, 'shift.close', { counted: [] });
    terminal.givesBack('0008');
    till.runTimers();
    await until(till, () => snapshot().pendingPayments.length === 0);
    // The money is back, but there is no drawer to book it in.
    expect(snapshot().takeBack?.steps).toMatchObject([{ state: 'done' }]);
    expect(sales()).toHaveLength(1);
    await must(till, 'shift.open', { floatMinor: 20_000 });
    expect(snapshot().takeBack).toBeNull();
    expect(sales()[0]?.totalMinor).toBe(-1000);
  });

  it('counts as a return in the X, with a minus while it is unknown', async () => {
    const saleId = await sell(1000);
    terminal.isSilent();
    terminal.isSilent();
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    await must(till, 'session.signOff', {});
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    const report = async () =>
      JSON.parse((await must(till, 'report.x', {})).reportJson) as Record<string, unknown>;
    expect(await report()).toMatchObject({
      unresolvedPayments: [{ amountMinor: -1000 }],
      returns: { count: 0 },
    });
    terminal.givesBack('0008');
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
    terminal.givesBack('0008');
    await retry('refund');
    await isDone();
    await sell(0);
    await must(till, 'shift.close', { counted: [] });
    await must(till, 'session.signOff', {});
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    await must(till, 'day.close', { skipTerminalBatch: true });
    const manifest = till.store.read((tx) => tx.lastBatch())?.header.manifest;
    if (manifest === undefined) throw new Error('no batch');
    const entries = till.store.read((tx) => tx.entries(manifest.from, manifest.to));
    expect(checkManifest(manifest, entries, minor(0))).toEqual([]);
    expect(manifest).toMatchObject({
      sales: 5,
      salesTotalMinor: 1000,
      cardTotalMinor: 0,
      grandSalesMinor: 3000,
    });
    const unreadable = entries.filter(
      ({ type, payload }) =>
        !isJournalType(type) || !journalPayloadSchemas[type].safeParse(payload).success,
    );
    expect(unreadable).toEqual([]);
  });
});
