import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSale } from '../../core/upload/build.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { handOver } from './hand-over.ts';
import { returnKit, textOf } from './return-kit.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  until,
  type TestTill,
} from './till-kit.ts';

let till: TestTill;
let terminal: RefundingTerminal;
const { snapshot, sales, isQuiet, types, cashInDrawer, sell, begin, retry, isDone, stands } =
  returnKit(() => ({ till, terminal }));

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => till.close());

describe('a sale that was paid in cash', () => {
  it('is returned in one commit, out of the drawer, with a receipt to sign', async () => {
    const saleId = await sell(0);
    const before = cashInDrawer();
    expect(await begin(saleId)).toMatchObject({ ok: true });
    const [back] = sales();
    expect(back).toMatchObject({
      totalMinor: -1000,
      itemCount: 1,
      tenders: [{ kind: 'cash', amountMinor: -1000 }],
      returnOf: { saleId },
    });
    expect(back === undefined ? ['none'] : checkSale(back)).toEqual([]);
    expect(cashInDrawer()).toBe(before - 1000);
    expect(types().slice(-4)).toEqual(
      expect.arrayContaining(['return.intended', 'sale.completed', 'drawer.opened']),
    );
    await until(till, () => till.printer.printed.length === 2);
    const printed = till.printer.printed[1];
    expect(textOf(printed)).toMatch(/RETURN[\s\S]*Original receipt +S001-03-000001/);
    expect(till.printer.drawerOpenings).toBe(2);
    expect(terminal.asks).toEqual([]);
    expect(snapshot().notice).toMatchObject({ code: 'returnDone' });
  });

  it('gives what was handed over less the change', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 5000 });
    await begin(sales()[0]?.saleId ?? '');
    expect(cashInDrawer()).toBe(20_000);
    expect(sales()[0]).toMatchObject({ changeMinor: 0, tenders: [{ amountMinor: -1000 }] });
  });
});

describe('a sale that was paid by card', () => {
  it('is voided while the batch is open, and the return receipt comes with the approval', async () => {
    const saleId = await sell(1000);
    terminal.nextRefund('0008');
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
      'return.intended',
      'refund.intended',
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
    await handOver(till, 'manager');
    await must(till, 'settlement.close', {});
    terminal.nextRefund('0009');
    const look = await must(till, 'return.query', { receiptNo: sales()[0]?.receiptNo ?? '' });
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
    terminal.nextRefund('0008');
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
    terminal.nextRefund('0009');
    terminal.refuses('B5');
    await begin(sales()[0]?.saleId ?? '');
    await stands('failed');
    await isQuiet();
    expect(snapshot().saleReturn).toMatchObject({
      steps: [{ state: 'done' }, { state: 'failed', reason: 'B5', text: 'CODE B5' }],
      canRetry: true,
      // The terminal can refund; the shop's setting allows no cash for cards.
      retryAs: ['same', 'refund'],
      canAbandon: false,
    });
    const { returnId = '' } = snapshot().saleReturn ?? {};
    expect(await call(till, 'return.abandon', { returnId })).toMatchObject({
      ok: false,
      error: { code: 'partlyRefunded' },
    });
    terminal.nextRefund('0010');
    await retry('refund');
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['void', 'void', 'refund']);
    expect(sales()[0]?.tenders.map(({ amountMinor }) => amountMinor)).toEqual([-300, -700]);
  });
});

describe('a basket of which a card has paid a part, and whose customer leaves', () => {
  it('is finished in cash and returned whole: nothing is left in drawer or batch', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    terminal.approve('0007');
    await must(till, 'pay.card', { amountMinor: 400 });
    await isQuiet();
    expect(await call(till, 'sale.voidBasket', { reason: 'customer' })).toMatchObject({
      error: { code: 'partPaid' },
    });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 600 });
    terminal.nextRefund('0008');
    await begin(sales()[0]?.saleId ?? '');
    await isDone();
    expect(terminal.asks).toMatchObject([{ way: 'void', request: { amountMinor: 400 } }]);
    expect(sales().map(({ totalMinor }) => totalMinor)).toEqual([-1000, 1000]);
    expect(cashInDrawer()).toBe(20_000);
    const batch = till.store.read((tx) => tx.cardTotalsSinceBatchClose('T1'));
    expect(batch).toMatchObject({ count: 0, amountMinor: 0 });
    await handOver(till, 'manager');
    const { reportJson } = await must(till, 'report.x', {});
    expect(JSON.parse(reportJson)).toMatchObject({
      sales: { count: 1, amountMinor: 1000 },
      returns: { count: 1, amountMinor: 1000 },
      expectedCashMinor: 20_000,
    });
  });
});

describe('returning is refused', () => {
  const code = async (answer: ReturnType<typeof begin>) => {
    const reply = await answer;
    return reply.ok ? 'done' : reply.error.code;
  };

  it('without a supervisor, beside a basket, and for what is no sale', async () => {
    const saleId = await sell(0);
    const cashier = { approval: { operatorId: '1', pin: '1111' } };
    expect(await code(begin(saleId, cashier))).toBe('approvalOwn');
    expect(await code(begin(saleId, { approval: { operatorId: '9', pin: '0000' } }))).toBe(
      'wrongPin',
    );
    expect(await code(begin('none'))).toBe('unknownSale');
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    expect(await code(begin(saleId))).toBe('basketOpen');
    expect(types()).not.toContain('return.intended');
  });

  it('a second time, and for a return itself', async () => {
    const saleId = await sell(0);
    await begin(saleId);
    expect(await code(begin(saleId))).toBe('alreadyReturned');
    expect(await code(begin(sales()[0]?.saleId ?? ''))).toBe('isReturn');
    const look = await must(till, 'return.query', { receiptNo: '1' });
    expect(look.sale).toMatchObject({ refusal: 'alreadyReturned', steps: [] });
  });

  it('while a card payment is unknown, if the terminal has to do it', async () => {
    const saleId = await sell(1000);
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    terminal.goesSilent();
    terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    await must(till, 'sale.park', { label: 'A' });
    expect(await code(begin(saleId))).toBe('paymentUnresolved');
    expect(snapshot().saleReturn).toBeNull();
  });

  it('where the terminal cannot refund and the shop gives no cash for a card', async () => {
    const saleId = await sell(1000);
    terminal.capabilities = { ...terminal.capabilities, reversal: false, refund: false };
    expect(await code(begin(saleId))).toBe('refundNotPossible');
    expect(await code(begin(saleId, { cardAs: 'cash' }))).toBe('refundNotPossible');
    const look = await must(till, 'return.query', { receiptNo: sales()[0]?.receiptNo ?? '' });
    expect(look.sale).toMatchObject({ refusal: 'refundNotPossible', cashInstead: false });
  });

  it('does not know a receipt of another shop', async () => {
    expect(await must(till, 'return.query', { receiptNo: 'S009-1-000001' })).toEqual({
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
    const scanned = await must(till, 'return.query', { receiptNo: 'RS001-03-0000012' });
    expect(await must(till, 'return.query', { receiptNo: '1' })).toEqual(scanned);
    expect(await must(till, 'return.query', { receiptNo: 'RS001-03-0000013' })).toEqual({
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
    expect(types()).toContain('return.replanned');
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
    expect(snapshot().notice).toMatchObject({ code: 'refundDeclined' });
    expect(await retry('cash')).toMatchObject({ ok: false, error: { code: 'cashNotAllowed' } });
    const { returnId = '' } = snapshot().saleReturn ?? {};
    await must(till, 'return.abandon', { returnId });
    expect(snapshot().saleReturn).toBeNull();
    expect(sales()).toHaveLength(1);
    // Nothing was refunded, so it can be begun anew.
    terminal.nextRefund('0008');
    await begin(saleId);
    await isDone();
    expect(sales()).toHaveLength(2);
  });

  it('never began: it can be tried again, and counts as nothing', async () => {
    const saleId = await sell(1000);
    await begin(saleId);
    await stands('failed');
    expect(snapshot().saleReturn?.steps[0]?.reason).toBe('portMissing');
    await isQuiet();
    terminal.nextRefund('0008');
    await retry('same');
    await isDone();
  });

  it('is not tried again in another batch, where its number may be another payment', async () => {
    const saleId = await sell(1000);
    terminal.refuses('05');
    await begin(saleId);
    await stands('failed');
    await isQuiet();
    await handOver(till, 'manager');
    await must(till, 'settlement.close', {});
    expect(await retry('same')).toMatchObject({ ok: false, error: { code: 'voidNotPossible' } });
    terminal.nextRefund('0008');
    await retry('refund');
    await isDone();
  });
});
