import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handOver } from './hand-over.ts';
import { tenderCode } from '../../till/selling/take-tender.ts';
import {
  BREAD,
  call,
  MILK,
  must,
  openForSelling,
  openTestTill,
  type TestTill,
  until,
} from './till-kit.ts';

let till: TestTill;

beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
});
afterEach(() => till.close());

const types = () => till.store.read((tx) => tx.entries(1, 999)).map((entry) => entry.type);
const sales = () => till.store.read((tx) => tx.recentSales(99));

describe('a basket paid in cash', () => {
  it('is one entry, one receipt number and one receipt, with the change told', async () => {
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    const paid = await must(till, 'pay.tender', { kind: 'cash', amountMinor: 2000 });
    expect(paid).toEqual({ complete: true, changeMinor: 350 });
    expect(sales().map((stored) => stored.sale.receiptNo)).toEqual(['S001-03-000001']);
    await until(till, () => till.register.tillSnapshot().receiptsWaiting === 0);
    expect(till.printer.printed).toHaveLength(1);
    expect(till.printer.drawerOpenings).toBe(1);
    expect(types().filter((type) => type === 'drawer.opened')).toHaveLength(1);
  });

  it('may come in parts; the last part completes it', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    expect(await must(till, 'pay.tender', { kind: 'cash', amountMinor: 400 })).toEqual({
      complete: false,
      changeMinor: 0,
    });
    expect(till.register.tillSnapshot().basket?.remainingMinor).toBe(600);
    expect(await must(till, 'pay.tender', { kind: 'cash', amountMinor: 600 })).toMatchObject({
      complete: true,
    });
  });

  it('answers a repeated command with the first answer and no second sale', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    const command = { commandId: till.ctx.ids.next() };
    const first = await till.register.handlers['pay.tender'](
      { kind: 'cash', amountMinor: 1000 },
      command,
    );
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    const second = await till.register.handlers['pay.tender'](
      { kind: 'cash', amountMinor: 1000 },
      command,
    );
    expect(second).toEqual(first);
    expect(sales()).toHaveLength(1);
  });
});

describe('cash that is refused', () => {
  const refusal = async (amountMinor: number) => {
    const answer = await call(till, 'pay.tender', { kind: 'cash', amountMinor });
    return answer.ok ? null : answer.error.code;
  };
  const tenders = () => till.register.tillSnapshot().basket?.tenders.length;

  it('has no basket, or one without goods, to pay for', async () => {
    expect(await refusal(1000)).toBe('noBasket');
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    const lineId = till.register.tillSnapshot().basket?.lines[0]?.lineId ?? '';
    await must(till, 'sale.voidLine', { lineId, reason: 'mistake' });
    expect(await refusal(1000)).toBe('emptyBasket');
    // Also an amount that nobody hands over: there is nothing that it is too much for.
    expect(await refusal(69_012_300)).toBe('emptyBasket');
    expect(sales()).toEqual([]);
  });

  it('has no drawer to go to between two shifts, and none on a day that is not open', async () => {
    await must(till, 'shift.close', { counted: [] });
    expect(await refusal(1000)).toBe('shiftNotOpen');
    await handOver(till, 'manager');
    await must(till, 'day.close', { skipSettlement: true });
    expect(await refusal(1000)).toBe('dayNotOpen');
  });

  it('is no amount, or one tender more than a basket has', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    expect(await refusal(0)).toBe('badInput');
    for (let n = 0; n < 20; n += 1)
      await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1 });
    expect(await refusal(980)).toBe('tooManyTenders');
    expect(tenders()).toBe(20);
    expect(sales()).toEqual([]);
  });

  it('comes while nobody is signed on', async () => {
    await must(till, 'session.signOff', {});
    expect(await refusal(1000)).toBe('notSignedOn');
  });

  it('comes while the terminal charges a card, which then pays', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    let finish = () => {};
    till.terminal.approve();
    const { pays } = till.terminal;
    till.terminal.pays = async (observer, amountMinor) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return pays(observer, amountMinor);
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    expect(await refusal(1000)).toBe('paymentOpen');
    expect(tenders()).toBe(0);
    finish();
    await until(till, () => sales().length === 1);
    expect(sales()[0]?.sale.tenders.map(({ kind }) => kind)).toEqual(['card']);
  });

  it.each([
    ['nothingOwed', 'nothingDue'],
    ['notPositive', 'badInput'],
    ['tooManyTenders', 'tooManyTenders'],
    ['aboveRemaining', 'amountTooHigh'],
    ['amountTooLarge', 'amountTooHigh'],
  ] as const)('is told in the screen’s words: %s is %s', (refused, code) => {
    expect(tenderCode(refused)).toBe(code);
  });
});

describe('scanning', () => {
  it('refuses an unknown and a mis-read code aloud and sells nothing', async () => {
    const unknown = await call(till, 'sale.scan', { text: '6900000000021', source: 'wedge' });
    expect(unknown).toMatchObject({
      error: { code: 'unknownCode', params: { code: '6900000000021' }, outcome: 'none' },
    });
    const misread = await call(till, 'sale.scan', { text: '6901234567893', source: 'wedge' });
    expect(misread).toMatchObject({ error: { code: 'misread' } });
    const halfRead = await call(till, 'sale.scan', { text: '690123', source: 'wedge' });
    expect(halfRead).toMatchObject({ error: { code: 'misread' } });
    expect(till.register.tillSnapshot().basket).toBeNull();
  });

  it('asks for the weight of a weighed item and sells it with one', async () => {
    const without = await call(till, 'sale.addPlu', {
      plu: '201',
      quantityThousandths: null,
      weightGrams: null,
    });
    expect(without).toMatchObject({ ok: false, error: { code: 'needsWeight' } });
    await must(till, 'sale.addPlu', { plu: '201', quantityThousandths: null, weightGrams: 1254 });
    expect(till.register.tillSnapshot().basket?.lines[0]?.amountMinor).toBe(1241);
  });

  it('tells aloud of a read that broke off, and sells nothing', () => {
    till.scanner.halfRead();
    expect(till.register.tillSnapshot()).toMatchObject({
      notice: { kind: 'scanRefused', code: 'halfRead' },
      basket: null,
    });
  });

  it('from the serial scanner adds the line by itself', async () => {
    till.scanner.read(MILK.code);
    await until(till, () => till.register.tillSnapshot().basket?.lines.length === 1);
    expect(till.register.tillSnapshot().basket?.totalMinor).toBe(MILK.priceMinor);
  });
});

describe('changing the basket', () => {
  it('keeps a voided line, marked, and leaves it out of the total', async () => {
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    const [milk] = till.register.tillSnapshot().basket?.lines ?? [];
    await must(till, 'sale.voidLine', { lineId: milk?.lineId ?? '', reason: 'customer' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    expect(sales()[0]?.sale.lines.map((line) => line.voided)).toEqual([true, false]);
    expect(sales()[0]?.sale.totalMinor).toBe(1000);
  });

  it('changes a quantity by its own command only', async () => {
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    const lineId = till.register.tillSnapshot().basket?.lines[0]?.lineId ?? '';
    await must(till, 'sale.setQuantity', { lineId, quantityThousandths: 3000 });
    expect(till.register.tillSnapshot().basket?.totalMinor).toBe(1950);
    const barcodeAsQuantity = await call(till, 'sale.setQuantity', {
      lineId,
      quantityThousandths: 9_999_500,
    });
    expect(barcodeAsQuantity.ok).toBe(false);
  });

  it('parks a basket, serves another customer and takes it up again', async () => {
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    await must(till, 'sale.park', { label: 'forgot wallet' });
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    const [parked] = till.register.tillSnapshot().suspended;
    expect(parked).toMatchObject({ label: 'forgot wallet', totalMinor: 650 });
    await must(till, 'sale.resume', { basketId: parked?.basketId ?? '' });
    expect(till.register.tillSnapshot().basket?.totalMinor).toBe(650);
    expect(till.register.tillSnapshot().suspended).toEqual([]);
  });

  it('leaves nothing behind when the first line of a basket is refused', async () => {
    await call(till, 'sale.addPlu', {
      plu: '101',
      quantityThousandths: 1500,
      weightGrams: null,
    });
    expect(till.store.read((tx) => tx.openBasket())).toBeNull();
  });
});

describe('signing on', () => {
  it('locks an operator out after five wrong PINs, also across a restart', async () => {
    await must(till, 'session.signOff', {});
    for (let tries = 1; tries <= 4; tries += 1) {
      expect(await call(till, 'session.signOn', { operatorId: '1', pin: '0000' })).toMatchObject({
        error: { code: 'wrongPin', params: { left: 5 - tries } },
      });
    }
    const fifth = await call(till, 'session.signOn', { operatorId: '1', pin: '0000' });
    expect(fifth).toMatchObject({ error: { code: 'lockedOut' } });
    const right = await call(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    expect(right).toMatchObject({ error: { code: 'lockedOut' } });
    till.clock.now += 5 * 60_000;
    expect(await call(till, 'session.signOn', { operatorId: '1', pin: '1111' })).toMatchObject({
      ok: true,
    });
  });

  it('lets nobody sell, open or close without the right', async () => {
    expect(await call(till, 'day.close', { skipSettlement: false })).toMatchObject({
      error: { code: 'needsApproval' },
    });
    await must(till, 'session.signOff', {});
    expect(await call(till, 'sale.scan', { text: MILK.code, source: 'wedge' })).toMatchObject({
      error: { code: 'scanIgnored', params: { reason: 'notSignedOn' } },
    });
  });
});

describe('receipts', () => {
  it('wait for paper, block nothing and print once paper is in', async () => {
    till.printer.answer = { outcome: 'none', code: 'paperOut' };
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    await until(till, () => till.register.tillSnapshot().notice?.code === 'printerFault');
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    expect(till.register.tillSnapshot().receiptsWaiting).toBe(2);
    till.printer.paperIn();
    await until(till, () => till.register.tillSnapshot().receiptsWaiting === 0);
    expect(till.printer.printed).toHaveLength(2);
  });

  it('are marked as a copy when they print again', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    await until(till, () => till.register.tillSnapshot().receiptsWaiting === 0);
    await must(till, 'receipt.reprint', { saleId: sales()[0]?.sale.saleId ?? '' });
    await until(till, () => till.printer.printed.length === 2);
    const text = JSON.stringify(till.printer.printed[1]?.blocks);
    expect(text).toMatch(/COPY/);
    expect(till.printer.drawerOpenings).toBe(1);
  });
});

describe('the drawer', () => {
  const sellForCash = async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
  };

  it('opens for change although no receipt can print, and not again with the late receipt', async () => {
    till.printer.answer = { outcome: 'none', code: 'paperOut' };
    await sellForCash();
    await until(till, () => till.printer.drawerOpenings === 1);
    till.printer.paperIn();
    await until(till, () => till.register.tillSnapshot().receiptsWaiting === 0);
    expect(till.printer.printed).toHaveLength(1);
    expect(till.printer.drawerOpenings).toBe(1);
  });
});

describe('the end of the day', () => {
  it('counts, closes, and builds one batch over the whole journal slice', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 2000 });
    const count = await must(till, 'shift.close', {
      counted: [{ denominationMinor: 1000, count: 20 }],
    });
    expect(count).toEqual({ countedMinor: 20_000, expectedMinor: 21_000, overShortMinor: -1000 });
    await handOver(till, 'manager');
    await must(till, 'day.close', { skipSettlement: false });
    const [batch] = till.store.read((tx) => tx.batches());
    const head = till.store.read((tx) => tx.journalHead());
    expect(batch?.header.manifest).toMatchObject({
      from: 1,
      to: head.seq,
      headHash: head.hash,
      sales: 1,
      salesTotalMinor: 1000,
      tenders: [{ key: 'cash', count: 1, amountMinor: 1000 }],
      grandSalesMinor: 1000,
    });
    const z = await must(till, 'report.lastZ', {});
    expect(JSON.parse(z.reportJson ?? '')).toMatchObject({
      zNumber: 1,
      sales: { count: 1, amountMinor: 1000 },
      overShortMinor: -1000,
    });
  });

  it('prints the Z by itself', async () => {
    await must(till, 'shift.close', { counted: [] });
    await handOver(till, 'manager');
    await must(till, 'day.close', { skipSettlement: true });
    await vi.waitFor(() => expect(till.printer.printed).toHaveLength(1));
    expect(JSON.stringify(till.printer.printed[0]?.blocks)).toContain('Z');
  });

  it('opens again on the same calendar date, and both days carry it', async () => {
    await must(till, 'shift.close', { counted: [] });
    await handOver(till, 'manager');
    await must(till, 'day.close', { skipSettlement: true });
    await must(till, 'day.open', {});
    expect(till.register.tillSnapshot().businessDay).toBe('2026-01-02');
  });
});
