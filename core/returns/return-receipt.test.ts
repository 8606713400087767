import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSale } from '../upload/build.ts';
import type { Tender } from '../tender/tender.ts';
import { foldDay } from '../day/fold.ts';
import type { SaleCompleted } from '../journal/events/sale.ts';
import type { RefundStep } from '../journal/events/returns.ts';
import type { CashRule } from '../money/cash-rounding.ts';
import { CURRENCIES } from '../money/currency.ts';
import { minor, negate, subtract, sum, ZERO } from '../money/minor.ts';
import { planRefund } from './refund-plan.ts';
import { anyCashRule, mostRounding } from '../testing/any-cash-rule.ts';
import { THREE_MILK_FOR_TWO, threeForTwo } from '../testing/three-for-two.ts';
import { withPromotion } from '../testing/with-promotion.ts';
import { APPLES, MILK, sampleJournal, sampleSale } from '../testing/sample-day.ts';
import { counterSale } from './return-receipt.ts';

withPromotion('threeForTwo', threeForTwo);

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

const anySale = fc
  .record({
    lines: fc.array(
      fc.record({
        item: fc.constantFrom(MILK, APPLES),
        pieces: fc.integer({ min: 1, max: 20 }),
        weightGrams: fc.integer({ min: 1, max: 9_000 }),
        labelPriceMinor: fc.option(fc.integer({ min: 1, max: 9_999 }).map(minor), {
          nil: undefined,
        }),
        voided: fc.boolean(),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    cardShare: fc.integer({ min: 0, max: 100 }),
    overMinor: fc.integer({ min: 0, max: 5_000 }),
    taxMode: fc.constantFrom('inside' as const, 'onTop' as const),
    taxRounding: fc.constantFrom('perLine' as const, 'perReceipt' as const),
    cashRule: anyCashRule,
    promotions: fc.constantFrom([], [THREE_MILK_FOR_TWO]),
  })
  .map(({ lines, cardShare, ...sample }) => {
    const goods = lines.map(({ item, pieces, weightGrams, labelPriceMinor, voided }) =>
      item.unit === 'kg'
        ? { item, weightGrams, voided }
        : {
            item,
            pieces,
            voided,
            ...(labelPriceMinor === undefined ? {} : { labelPriceMinor }),
          },
    );
    const { promotions } = sample;
    const { totalMinor } = sampleSale({ receiptSeq: 41, lines: goods, promotions });
    const cardMinor = Math.trunc((totalMinor * cardShare) / 100);
    // Cash beyond the total would be change; a card never gives any.
    const overMinor = cardShare === 100 ? 0 : sample.overMinor;
    return {
      cashRule: sample.cashRule,
      sale: sampleSale({ receiptSeq: 41, lines: goods, ...sample, cardMinor, overMinor }),
    };
  })
  .filter(({ sale }) => checkSale(sale).length === 0);

function returned(
  original: SaleCompleted,
  rules: { cardInCash: boolean; cashRule: CashRule },
): { sale: SaleCompleted; steps: RefundStep[] } {
  const cash = original.tenders.filter(({ kind }) => kind === 'cash');
  const cards = original.tenders.flatMap(({ card, amountMinor }) =>
    card === null ? [] : [{ attemptId: card.attemptId, amountMinor, inOpenBatch: true }],
  );
  const canGive = !rules.cardInCash;
  const steps = planRefund(
    {
      cards,
      cashMinor: subtract(sum(cash.map(({ amountMinor }) => amountMinor)), original.changeMinor),
    },
    {
      capabilities: { reversal: canGive, refund: canGive },
      cashForCard: rules.cardInCash,
      cashRule: rules.cashRule,
    },
  );
  if (steps === null) throw new Error('no plan');
  const given = original.tenders.filter(({ kind }) => kind === 'card' && canGive);
  const sale = counterSale({
    original,
    returnId: 'return',
    steps,
    cards: given.map((tender): Tender => ({ ...tender, amountMinor: negate(tender.amountMinor) })),
    cashTenderId: 'cash-back',
    numbers: {
      saleId: 'sale-42',
      receiptNo: 'S001-3-000042',
      receiptSeq: 42,
      shiftId: 'shift-1',
      operatorId: 'li',
    },
  });
  return { sale, steps };
}

describe('counterSale', () => {
  it('is a sale that agrees with itself, and nothing together with the one it returns', () => {
    fc.assert(
      fc.property(anySale, ({ sale: original, cashRule }) => {
        const { sale, steps } = returned(original, { cardInCash: false, cashRule });
        expect(checkSale(sale)).toEqual([]);
        expect(sale.totalMinor).toBe(negate(original.totalMinor));
        expect(sale.roundingMinor).toBe(negate(original.roundingMinor));
        expect(sale.itemCount).toBe(original.itemCount);
        // What the customer gets is what the customer paid, in the same ways.
        const given = sum(steps.map(({ amountMinor }) => amountMinor));
        const paid = sum(original.tenders.map(({ amountMinor }) => amountMinor));
        expect(given).toBe(subtract(paid, original.changeMinor));
        const events = [original, sale].map(
          (payload) => ({ type: 'sale.completed', payload }) as const,
        );
        const report = foldDay(sampleJournal(events, sha256), {
          businessDay: '2026-03-01',
          storeId: 'S001',
          registerId: '3',
          zNumber: 1,
          closedAtMs: 0,
          currency: 'CNY',
          grandSalesBefore: ZERO,
          grandReturnsBefore: ZERO,
        });
        expect(report.sales).toEqual({ count: 1, amountMinor: original.totalMinor });
        expect(report.returns).toEqual({ count: 1, amountMinor: original.totalMinor });
        expect(report.grandNetMinor).toBe(0);
        expect(report.roundingMinor).toBe(0);
        expect(report.expectedCashMinor).toBe(0);
        for (const tax of report.taxes) {
          expect([tax.baseMinor, tax.taxMinor, tax.grossMinor]).toEqual([0, 0, 0]);
        }
        for (const rows of [report.tenders, report.departments]) {
          expect(rows.every(({ amountMinor }) => amountMinor === 0)).toBe(true);
        }
        expect(report.departments.every(({ count }) => count === 0)).toBe(true);
      }),
    );
  });

  it('rounds the cash that is given for a card to coins, and says so', () => {
    fc.assert(
      fc.property(anySale, ({ sale: original, cashRule }) => {
        const { sale } = returned(original, { cardInCash: true, cashRule });
        expect(checkSale(sale)).toEqual([]);
        expect(sale.tenders.every(({ kind }) => kind === 'cash')).toBe(true);
        const apart = Math.abs(sale.roundingMinor + original.roundingMinor);
        expect(apart).toBeLessThanOrEqual(mostRounding(cashRule));
      }),
    );
  });

  it('names the sale it returns and leaves out what was voided before payment', () => {
    const original = sampleSale({
      receiptSeq: 41,
      lines: [
        { item: MILK, pieces: 2 },
        { item: MILK, voided: true },
      ],
    });
    const { sale } = returned(original, { cardInCash: false, cashRule: CURRENCIES.CNY.cashRule });
    expect(sale.returnOf).toEqual({
      returnId: 'return',
      saleId: original.saleId,
      receiptNo: original.receiptNo,
    });
    expect(sale.lines).toHaveLength(1);
    expect(sale.lines[0]).toMatchObject({ quantityThousandths: -2000, amountMinor: -1300 });
    expect(sale.tenders).toMatchObject([{ kind: 'cash', amountMinor: -1300 }]);
  });
});
