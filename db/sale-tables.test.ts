import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { SaleCompleted } from '../core/journal/events/sale.ts';
import { minor } from '../core/money/minor.ts';
import { openReadOnly } from './open.ts';
import { beginReturn, finishReturn } from './testing/return.ts';
import { testRegister } from './testing/register.ts';
import {
  closeDay,
  closeShift,
  intend,
  OPERATOR,
  openShop,
  saleFor,
  sellForCash,
  terminalResult,
} from './testing/shop.ts';

/** An open shop, and all rows of its tables as they stand on the disk. */
function withShop() {
  const { store, options } = testRegister();
  store.write(openShop);
  const rows = (sql: string): unknown[] => {
    const db = openReadOnly(options.path);
    try {
      return db.prepare(sql).all();
    } finally {
      db.close();
    }
  };
  const complete = (sale: SaleCompleted) =>
    store.write((tx) => tx.append('sale.completed', sale, OPERATOR));
  const next = (amountMinor: number, change: Partial<SaleCompleted> = {}) => ({
    ...store.write((tx) => saleFor(tx, { amountMinor })),
    ...change,
  });
  return { store, path: options.path, rows, complete, next };
}

/** Journals an approved card payment; returns its attempt's id. */
function paidByCard({ store }: ReturnType<typeof withShop>, name: string, amountMinor: number) {
  return store.write((tx) => {
    const attemptId = intend(tx, name, amountMinor);
    tx.append('payment.sending', { attemptId }, OPERATOR);
    tx.append('payment.approved', { attemptId, result: terminalResult(7, amountMinor) }, OPERATOR);
    return attemptId;
  });
}

describe('the tables of a sale', () => {
  test('hold the lines that were sold, each with what was paid for it', () => {
    const shop = withShop();
    const sale = shop.store.write((tx) => saleFor(tx, { amountMinor: 700 }));
    const [line] = sale.lines;
    if (line === undefined) throw new Error('no line');
    const weighed = {
      ...line,
      lineId: 'L2',
      weightGrams: 512,
      labelPriceMinor: minor(300),
      voided: true,
    };
    shop.complete({ ...sale, lines: [line, weighed] });
    // The second was taken off before payment: it was never sold.
    expect(shop.rows('SELECT * FROM sale_line')).toEqual([
      {
        seq: 3,
        position: 0,
        line_id: 'L1',
        item_id: 'I1',
        quantity_thousandths: 1000,
        weight_grams: null,
        amount_minor: 700,
        returned_thousandths: 0,
        returned_minor: 0,
      },
    ]);
  });

  test('take no more back than was sold, in pieces and in money, and the last money with the last piece', () => {
    const shop = withShop();
    const sale = shop.store.write((tx) => saleFor(tx, { amountMinor: 700 }));
    const [line] = sale.lines;
    if (line === undefined) throw new Error('no line');
    shop.complete({ ...sale, lines: [{ ...line, quantityThousandths: 2_000 }] });
    const raw = new Database(shop.path);
    const take = (thousandths: number, amountMinor: number) =>
      raw
        .prepare(`UPDATE sale_line SET returned_thousandths = returned_thousandths + ?,
          returned_minor = returned_minor + ?`)
        .run(thousandths, amountMinor).changes;
    expect(() => take(3_000, 700)).toThrow('CHECK');
    expect(() => take(1_000, 701)).toThrow('CHECK');
    expect(() => take(2_000, 699)).toThrow('CHECK');
    expect(() => take(-1, 0)).toThrow('CHECK');
    expect(take(1_000, 350)).toBe(1);
    expect(() => take(1_000, 351)).toThrow('CHECK');
    expect(take(1_000, 350)).toBe(1);
    expect(() => take(1_000, 0)).toThrow('CHECK');
    raw.close();
  });

  test('hold what was paid with what, and the card with its payment', () => {
    const shop = withShop();
    const attemptId = paidByCard(shop, 'a', 300);
    const [byCard, byCash] = shop.store.write((tx) => [
      saleFor(tx, { amountMinor: 300, card: { attemptId, basketId: 'basket-a' } }),
      saleFor(tx, { amountMinor: 700, extraMinor: 50 }),
    ]) as [SaleCompleted, SaleCompleted];
    const tenders = [
      ...byCard.tenders,
      ...byCash.tenders.map((one) => ({ ...one, tenderId: 'x' })),
    ];
    shop.complete({ ...byCash, basketId: 'basket-a', totalMinor: minor(1_000), tenders });
    const { seq } = shop.store.read((tx) => tx.journalHead());
    expect(shop.rows('SELECT * FROM sale_tender ORDER BY position')).toEqual([
      {
        seq,
        position: 0,
        tender_id: 't-1',
        kind: 'card',
        amount_minor: 300,
        attempt_id: attemptId,
      },
      { seq, position: 1, tender_id: 'x', kind: 'cash', amount_minor: 750, attempt_id: null },
    ]);
    expect(shop.rows('SELECT * FROM sale')).toEqual([
      {
        seq,
        sale_id: 'sale-1',
        basket_id: 'basket-a',
        receipt_no: 'S001-3-1',
        receipt_seq: 1,
        at_ms: shop.store.read((tx) => tx.entries(seq, seq)[0]?.atMs),
        business_day: '2026-03-01',
        shift_id: byCash.shiftId,
        operator_id: OPERATOR,
        currency: 'CNY',
        tax_mode: 'inside',
        total_minor: 1_000,
        tax_minor: 0,
        rounding_minor: 0,
        tendered_minor: 1_050,
        change_minor: 50,
        item_count: 1,
      },
    ]);
    expect(shop.rows('SELECT sale_id, copy, prints FROM print_job')).toEqual([
      { sale_id: 'sale-1', copy: 0, prints: 0 },
    ]);
    // Only what was paid in cash lies in the drawer, less the change.
    expect(shop.rows('SELECT cash_net_minor FROM shift')).toEqual([{ cash_net_minor: 700 }]);
  });

  test('add sales up, and what is returned by itself', () => {
    const shop = withShop();
    const totals = () => shop.store.read((tx) => tx.grandTotals());
    const first = shop.store.write((tx) => sellForCash(tx, 300));
    shop.store.write((tx) => sellForCash(tx, 450));
    expect(totals()).toEqual({ salesMinor: 750, returnsMinor: 0 });
    shop.store.write((tx) => beginReturn(tx, first));
    shop.store.write(finishReturn);
    expect(totals()).toEqual({ salesMinor: 750, returnsMinor: 300 });
    expect(shop.rows('SELECT cash_net_minor FROM shift')).toEqual([{ cash_net_minor: 450 }]);
    expect(shop.store.read((tx) => tx.openReturn())).toBeNull();
  });
});

describe('a sale is refused', () => {
  test('that returns what is not being returned, or something else', () => {
    const shop = withShop();
    const first = shop.store.write((tx) => sellForCash(tx, 300));
    const other = shop.store.write((tx) => sellForCash(tx, 300));
    const returnOf = (returnId: string, { saleId }: SaleCompleted) =>
      shop.complete(
        shop.next(300, {
          returnOf: { returnId, saleId, receiptNo: 'S001-3-1' },
        } as Partial<SaleCompleted>),
      );
    expect(() => returnOf('nobody', first)).toThrow('is not being returned');
    shop.store.write((tx) => beginReturn(tx, first));
    const open = shop.store.read((tx) => tx.openReturn()?.returnId ?? '');
    expect(() => returnOf(open, other)).toThrow('is not being returned');
    expect(shop.store.read((tx) => tx.recentSales(9))).toHaveLength(2);
  });

  test('with a card tender whose payment was declined', () => {
    const shop = withShop();
    const attemptId = shop.store.write((tx) => {
      const id = intend(tx, 'a', 300);
      tx.append('payment.sending', { attemptId: id }, OPERATOR);
      tx.append('payment.declined', { attemptId: id, result: null, reason: 'x' }, OPERATOR);
      return id;
    });
    const card = { attemptId, basketId: 'basket-a' };
    const sale = shop.store.write((tx) => saleFor(tx, { amountMinor: 300, card }));
    expect(() => shop.complete(sale)).toThrow('not an approved one');
    expect(shop.store.read((tx) => tx.recentSales(9))).toEqual([]);
  });

  test('with a card tender that names no payment', () => {
    const shop = withShop();
    const sale = shop.next(300);
    const tenders = sale.tenders.map((one) => ({ ...one, kind: 'card' as const }));
    expect(() => shop.complete({ ...sale, tenders })).toThrow('without its payment');
    expect(shop.store.read((tx) => tx.recentSales(9))).toEqual([]);
  });
});

describe('after the drawer was counted', () => {
  /** A shift that is counted, with a basket paid by card and one that cash was to pay. */
  function counted() {
    const shop = withShop();
    const attemptId = paidByCard(shop, 'a', 300);
    const card = { attemptId, basketId: 'basket-a' };
    const [byCard, byCash] = shop.store.write((tx) => [
      saleFor(tx, { amountMinor: 300, card }),
      saleFor(tx, { amountMinor: 500 }),
    ]) as [SaleCompleted, SaleCompleted];
    shop.store.write((tx) => closeShift(tx));
    return { shop, byCard, byCash };
  }

  test('a basket that a card paid becomes a sale of its shift, while the day is open', () => {
    const { shop, byCard } = counted();
    shop.complete(byCard);
    expect(shop.store.read((tx) => tx.recentSales(9))).toHaveLength(1);
    expect(shop.rows('SELECT cash_net_minor FROM shift')).toEqual([{ cash_net_minor: 0 }]);
  });

  test('cash is taken for no sale of that shift', () => {
    const { shop, byCash } = counted();
    expect(() => shop.complete(byCash)).toThrow('is not open');
    expect(shop.store.read((tx) => tx.recentSales(9))).toEqual([]);
  });

  test('a card’s sale is of a shift that there is', () => {
    const { shop, byCard } = counted();
    expect(() => shop.complete({ ...byCard, shiftId: 'nobody' })).toThrow();
  });

  test('nothing becomes a sale of a day that is closed', () => {
    const { shop, byCard } = counted();
    shop.store.write(closeDay);
    shop.store.write((tx) => tx.append('day.opened', { businessDay: '2026-03-02' }, OPERATOR));
    expect(() => shop.complete(byCard)).toThrow('is not open');
  });
});
