import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VOUCHER } from '../../core/testing/voucher-tender.ts';
import { withTender } from '../../core/testing/with-tender.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { returnKit, textOf } from './return-kit.ts';
import { call, must, openForSelling, openTestTill, until, type TestTill } from './till-kit.ts';
import { voidPaidKit } from './void-paid-kit.ts';

const voucher = withTender('voucher', VOUCHER);

let till: TestTill;
let terminal: RefundingTerminal;
const now = () => ({ till, terminal });
const { sales, types, isQuiet, cashInDrawer, isDone, stands, retry } = returnKit(now);
const kit = voidPaidKit(now);
const { snapshot, payPart, voidOpen, voidRefusal, resume, abandon, entriesOf, batch } = kit;

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => till.close());

describe('a basket that a card has paid in part', () => {
  it('is voided with the approval that gives the card money back, and not before', async () => {
    const basketId = await payPart([400, '0007']);
    expect(snapshot().basket?.refund).toEqual({
      steps: [{ way: 'void', amountMinor: 400, label: 'VISA ····0119' }],
      refusal: null,
    });
    terminal.nextRefund('0008');
    await voidOpen();
    await isDone();
    expect(terminal.asks).toMatchObject([
      { way: 'void', request: { amountMinor: 400, original: { receiptNo: '0007' } } },
    ]);
    expect(types().slice(-7)).toEqual([
      'basket.suspended',
      'basketVoid.intended',
      'refund.intended',
      'payment.sending',
      'payment.resultSeen',
      'payment.approved',
      'basket.voided',
    ]);
    expect(entriesOf('basket.voided')).toMatchObject([
      {
        basketId,
        totalMinor: 1000,
        reason: 'customer',
        refunded: { approvedBy: '5', cashMinor: 0 },
      },
    ]);
    expect(snapshot()).toMatchObject({
      basket: null,
      suspended: [],
      notice: { code: 'basketRefunded' },
    });
    expect(till.printer.drawerOpenings).toBe(0);
  });

  it('and a voucher another: the voucher is handed back as it came, once the card money is', async () => {
    await payPart([400, '0007']);
    await must(till, 'pay.tender', { kind: voucher, amountMinor: 250 });
    terminal.nextRefund('0008');
    await voidOpen();
    await isDone();
    const part = { kind: 'voucher', amountMinor: 250 };
    expect(entriesOf('tender.taken')).toMatchObject([part]);
    expect(entriesOf('tender.handedBack')).toMatchObject([{ ...part, why: 'voided' }]);
    expect(types().slice(-3)).toEqual(['payment.approved', 'tender.handedBack', 'basket.voided']);
    expect(snapshot()).toMatchObject({
      basket: null,
      notice: { kind: 'attention', code: 'tenderHandedBack', params: { amountMinor: 250 } },
    });
    expect(till.printer.drawerOpenings).toBe(0);
  });

  it('needs a manager above the limit of a supervisor, and no card is asked before', async () => {
    till.close();
    const none = { amountMinor: null, basketMinor: null, basketCount: null, shiftCount: null };
    const voidLimits = {
      cashier: { ...none, amountMinor: 100 },
      supervisor: { ...none, amountMinor: 999 },
    };
    terminal = new RefundingTerminal();
    till = openTestTill({ terminal, settings: { voidLimits } });
    await openForSelling(till);
    await payPart([400, '0007']);
    expect(await voidRefusal()).toBe('approverMayNot');
    expect(terminal.asks).toEqual([]);
    terminal.nextRefund('0008');
    await voidOpen({ approval: { operatorId: '9', pin: '9999' } });
    await isDone();
    expect(entriesOf('basket.voided')).toMatchObject([{ refunded: { approvedBy: '9' } }]);
  });

  it('leaves no sale, and payment and void in the book of the batch', async () => {
    await payPart([400, '0007']);
    terminal.nextRefund('0008');
    await voidOpen();
    await isDone();
    expect(sales()).toEqual([]);
    expect(batch()).toEqual({ transactions: 2, count: 0, amountMinor: 0 });
    expect(cashInDrawer()).toBe(20_000);
    await kit.asManager();
    expect(await kit.xReport()).toMatchObject({
      sales: { count: 0, amountMinor: 0 },
      returns: { count: 0, amountMinor: 0 },
      tenders: [],
      voidedBaskets: { count: 1, amountMinor: 1000 },
      expectedCashMinor: 20_000,
      unresolvedPayments: [],
      drawerOpeningsNoSale: 0,
    });
  });

  it('is refunded after the batch was closed', async () => {
    const basketId = await payPart([400, '0007']);
    await must(till, 'sale.park', { label: '' });
    await kit.asManager();
    await must(till, 'settlement.close', {});
    await resume(basketId);
    expect(snapshot().basket?.refund?.steps).toMatchObject([{ way: 'refund' }]);
    terminal.nextRefund('0009');
    await voidOpen();
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['refund']);
    expect(batch()).toEqual({ transactions: 1, count: 1, amountMinor: -400 });
  });

  it('with two cards gives both back, one after the other, before it is voided', async () => {
    await payPart([300, '0007'], [200, '0008']);
    terminal.nextRefund('0009');
    terminal.nextRefund('0010');
    await voidOpen();
    await isDone();
    expect(terminal.asks.map(({ request }) => request.amountMinor)).toEqual([300, 200]);
    expect(entriesOf('basket.voided')).toHaveLength(1);
    expect(batch()).toEqual({ transactions: 4, count: 0, amountMinor: 0 });
  });

  it('hands the cash part back last, from a drawer that is counted as opened', async () => {
    await payPart([300, '0007']);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 250 });
    expect(snapshot().basket?.refund?.steps).toMatchObject([
      { way: 'void', amountMinor: 300 },
      { way: 'cash', amountMinor: 250 },
    ]);
    terminal.refuses('05');
    await voidOpen();
    await stands('failed');
    await isQuiet();
    expect(till.printer.drawerOpenings).toBe(0);
    terminal.nextRefund('0008');
    await retry('same');
    await isDone();
    await until(till, () => till.printer.drawerOpenings === 1);
    expect(entriesOf('basket.voided')).toMatchObject([{ refunded: { cashMinor: 250 } }]);
    // That cash was in no sale, so the drawer's books neither had it nor lose it.
    expect(cashInDrawer()).toBe(20_000);
    await kit.asManager();
    expect(await kit.xReport()).toMatchObject({
      expectedCashMinor: 20_000,
      drawerOpeningsNoSale: 0,
    });
  });

  it('prints the slip of the void at once, for no receipt follows', async () => {
    await payPart([400, '0007']);
    terminal.answers.push((observer, request) => {
      observer.sending();
      const slip = { lines: ['STORNO 4.00'], mustPrint: null, signature: false };
      observer.receipt({ ...slip, kind: 'customer' });
      terminal.nextRefund('0008');
      const give = terminal.answers.pop();
      if (give === undefined) throw new Error('no answer');
      return give({ ...observer, sending: () => undefined }, request);
    });
    await voidOpen();
    await isDone();
    await until(till, () => till.printer.printed.length === 1);
    expect(textOf(till.printer.printed[0])).toContain('STORNO 4.00');
  });
});

describe('voiding it is refused', () => {
  it('without a supervisor, and changes nothing', async () => {
    await payPart([400, '0007']);
    const before = types();
    expect(await voidRefusal({ approval: { operatorId: '1', pin: '1111' } })).toBe('approvalOwn');
    expect(await voidRefusal({ approval: { operatorId: '9', pin: '0000' } })).toBe('wrongPin');
    expect(await voidRefusal({ basketId: 'another' })).toBe('noBasket');
    expect(types().filter((type) => !type.startsWith('approval.'))).toEqual(
      before.filter((type) => !type.startsWith('approval.')),
    );
    expect(snapshot().basket).not.toBeNull();
    expect(terminal.asks).toEqual([]);
  });

  it('for a basket that no card has paid any of: that is simply voided', async () => {
    await payPart();
    expect(snapshot().basket?.refund).toBeNull();
    expect(await voidRefusal()).toBe('notPossible');
    await must(till, 'sale.voidBasket', { reason: 'customer' });
  });

  it('while another payment of it is not clear, which is solved first', async () => {
    const basketId = await payPart([400, '0007']);
    terminal.pays = (observer) => {
      observer.sending();
      return Promise.resolve({ kind: 'unknown', reason: 'timeout' });
    };
    terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 100 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    expect(await voidRefusal()).toBe('paymentOpen');
    await must(till, 'sale.park', { label: '' });
    await resume(basketId);
    expect(snapshot().basket?.refund?.refusal).toBe('paymentUnresolved');
    expect(await voidRefusal()).toBe('paymentUnresolved');
    expect(terminal.asks).toEqual([]);
  });

  it('while a sale is being returned: one at a time', async () => {
    terminal.approve('0001');
    const { sell, begin } = returnKit(now);
    const saleId = await sell(1000, '0001');
    terminal.refuses('05');
    await begin(saleId);
    await stands('failed');
    await isQuiet();
    await payPart([400, '0007']);
    expect(await voidRefusal()).toBe('returnOpen');
    expect(snapshot().basket?.refund?.refusal).toBe('returnOpen');
  });

  it('where the terminal can do neither, although the shop gives cash for cards', async () => {
    till.close();
    till = openTestTill({ terminal, settings: { cashForCardRefund: true } });
    await openForSelling(till);
    await payPart([400, '0007']);
    terminal.capabilities = { ...terminal.capabilities, reversal: false, refund: false };
    expect(await voidRefusal()).toBe('refundNotPossible');
    // Cash for a card's money needs a sale that books it: finish in cash, then take it back.
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 600 });
    const look = await must(till, 'return.query', { receiptNo: '1' });
    expect(look.sale).toMatchObject({ refusal: null, cashInstead: true });
  });

  it('never offers cash for a card that the terminal refused', async () => {
    till.close();
    till = openTestTill({ terminal, settings: { cashForCardRefund: true } });
    await openForSelling(till);
    await payPart([400, '0007']);
    terminal.refuses('B5');
    await voidOpen();
    await stands('failed');
    await isQuiet();
    expect(snapshot().saleReturn?.retryAs).toEqual(['same', 'refund']);
    expect(await retry('cash')).toMatchObject({ error: { code: 'cashNotAllowed' } });
  });
});

describe('a void that the terminal refuses', () => {
  let basketId = '';
  beforeEach(async () => {
    basketId = await payPart([400, '0007']);
    terminal.refuses('05');
    await voidOpen();
    await stands('failed');
    await isQuiet();
  });

  it('tells the reason and keeps the basket parked and part-paid', () => {
    expect(snapshot()).toMatchObject({
      basket: null,
      suspended: [{ basketId, label: 'card part paid', totalMinor: 1000 }],
      notice: { code: 'refundDeclined' },
      saleReturn: {
        basket: { basketId, label: 'card part paid' },
        totalMinor: 400,
        steps: [{ state: 'failed', reason: '05', text: 'CODE 05' }],
        canRetry: true,
        retryAs: ['same', 'refund'],
        canAbandon: true,
      },
    });
    expect(types()).not.toContain('basket.voided');
  });

  it('is tried again, or done as a refund, as a supervisor decides', async () => {
    terminal.nextRefund('0008');
    await retry('refund');
    await isDone();
    expect(terminal.asks.map(({ way }) => way)).toEqual(['void', 'refund']);
    expect(snapshot().suspended).toEqual([]);
    expect(batch()).toEqual({ transactions: 2, count: 2, amountMinor: 0 });
  });

  it('keeps the basket from being taken up while it is not decided', async () => {
    expect(await resume(basketId)).toMatchObject({ error: { code: 'basketBeingVoided' } });
  });

  it('can be left, and the basket finished in cash', async () => {
    expect(await abandon()).toMatchObject({ ok: true });
    await resume(basketId);
    expect(snapshot().basket).toMatchObject({ remainingMinor: 600, refund: { refusal: null } });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 600 });
    expect(sales()).toMatchObject([{ totalMinor: 1000, tenders: [{}, { kind: 'cash' }] }]);
    expect(batch()).toEqual({ transactions: 1, count: 1, amountMinor: 400 });
  });

  it('can be left, and begun anew with a supervisor', async () => {
    await abandon();
    await resume(basketId);
    terminal.nextRefund('0008');
    await voidOpen();
    await isDone();
    expect(entriesOf('basketVoid.intended')).toHaveLength(2);
    expect(batch()).toEqual({ transactions: 2, count: 0, amountMinor: 0 });
  });

  it('lets the lane go on with the next customer, and waits into the next day', async () => {
    await kit.asManager();
    expect(snapshot().closing?.steps).toContainEqual(
      expect.objectContaining({ step: 'payments', state: 'failed', code: 'basketVoidOpen' }),
    );
    await must(till, 'shift.close', { counted: [] });
    await must(till, 'day.close', { skipSettlement: true });
    till.clock.now += 24 * 3_600_000;
    await must(till, 'day.open', {});
    await must(till, 'shift.open', { floatMinor: 0 });
    terminal.nextRefund('0008');
    await retry('same');
    await isDone();
    expect(snapshot().suspended).toEqual([]);
  });
});

describe('one card refunded and the other refused', () => {
  it('is finished in cash without the part that went back', async () => {
    const basketId = await payPart([300, '0007'], [200, '0008']);
    terminal.nextRefund('0009');
    terminal.refuses('B5');
    await voidOpen();
    await stands('failed');
    await isQuiet();
    expect(snapshot().saleReturn).toMatchObject({
      steps: [{ state: 'done' }, { state: 'failed' }],
      canAbandon: true,
    });
    await abandon();
    await resume(basketId);
    expect(snapshot().basket).toMatchObject({
      remainingMinor: 800,
      tenders: [{ kind: 'card', amountMinor: 200 }],
      refund: { steps: [{ way: 'void', amountMinor: 200 }] },
    });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 800 });
    expect(sales()[0]?.tenders.map(({ amountMinor }) => amountMinor)).toEqual([200, 800]);
    expect(batch()).toEqual({ transactions: 3, count: 1, amountMinor: 200 });
  });

  it('whose card money is back but not the cash can be left too, and holds nothing', async () => {
    const basketId = await payPart([300, '0007']);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 100 });
    // The answer comes when the customer is gone: the cash waits for a person.
    terminal.isSilent();
    terminal.isSilent();
    await voidOpen();
    await stands('unknown');
    await isQuiet();
    terminal.nextRefund('0008');
    till.runTimers();
    await stands('done');
    expect(snapshot().saleReturn?.steps).toMatchObject([{ state: 'done' }, { way: 'cash' }]);
    expect(till.printer.drawerOpenings).toBe(0);
    await abandon();
    await resume(basketId);
    expect(snapshot().basket).toMatchObject({ tenders: [{ kind: 'cash' }], refund: null });
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    expect(await call(till, 'sale.resume', { basketId })).toMatchObject({ ok: false });
  });
});
