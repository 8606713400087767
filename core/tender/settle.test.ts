import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CashRule } from '../money/cash-rounding.ts';
import { CURRENCIES } from '../money/currency.ts';
import { type Minor, minor } from '../money/minor.ts';
import { anyCashRule, mostRounding } from '../testing/any-cash-rule.ts';
import { CASH } from './kinds/cash.ts';
import { cardDue, cashDue, dueIn, settle } from './settle.ts';
import { amountOf, type TenderKind } from './tender.ts';
import { VOUCHER } from '../testing/voucher-tender.ts';
import { withTender } from '../testing/with-tender.ts';

const TO_FIVE = CURRENCIES.CHF.cashRule;
const CHILE = CURRENCIES.CLP.cashRule;
const FORINT = CURRENCIES.HUF.cashRule;
const DOWN: CashRule = { stepMinor: 5, rounding: 'down' };
/** Takes coins and never gives any back. */
const COIN_MACHINE = { ...CASH, givesChange: false };
const voucher = withTender('voucher', VOUCHER);
const machine = withTender('coinMachine', COIN_MACHINE);
const EXACT = CURRENCIES.CNY.cashRule;

function run(total: number, cashRule: CashRule, ...tenders: [TenderKind, number][]) {
  return settle({
    totals: { totalMinor: minor(total) },
    tenders: tenders.map(([kind, amount]) => ({ kind, amountMinor: minor(amount) })),
    cashRule,
  });
}

describe('settle', () => {
  it.each([
    ['cash exact', 1572, EXACT, [['cash', 1572]], [true, 0, 0, 0]],
    ['cash with change', 1572, EXACT, [['cash', 2000]], [true, 0, 0, 428]],
    ['cash short', 1572, EXACT, [['cash', 1500]], [false, 72, 0, 0]],
    ['card exact, never rounded', 1572, TO_FIVE, [['card', 1572]], [true, 0, 0, 0]],
    ['cash rounded down', 1572, TO_FIVE, [['cash', 1570]], [true, 0, -2, 0]],
    ['cash rounded up', 1573, TO_FIVE, [['cash', 2000]], [true, 0, 2, 425]],
    [
      'split: cash rounds its part only',
      1572,
      TO_FIVE,
      [
        ['card', 68],
        ['cash', 1505],
      ],
      [true, 0, 1, 0],
    ],
    ['exact small coins are always enough', 1572, TO_FIVE, [['cash', 1572]], [true, 0, 0, 0]],
    ['between exact and rounded is enough', 1573, TO_FIVE, [['cash', 1574]], [true, 0, 1, 0]],
    [
      'a card that closes pays exactly',
      1572,
      TO_FIVE,
      [
        ['cash', 1000],
        ['card', 572],
      ],
      [true, 0, 0, 0],
    ],
    [
      'a card does not round',
      1572,
      TO_FIVE,
      [
        ['cash', 1000],
        ['card', 570],
      ],
      [false, 2, 0, 0],
    ],
    [
      'no coin left to pay',
      1572,
      TO_FIVE,
      [
        ['card', 1570],
        ['cash', 0],
      ],
      [true, 0, -2, 0],
    ],
    ['1 to 5 pesos go down', 1995, CHILE, [['cash', 1990]], [true, 0, -5, 0]],
    ['change is counted from there', 1995, CHILE, [['cash', 2000]], [true, 0, -5, 10]],
    ['6 to 9 pesos go up', 1996, CHILE, [['cash', 2000]], [true, 0, 4, 0]],
    ['old coins may pay it exactly', 1995, CHILE, [['cash', 1995]], [true, 0, 0, 0]],
    ['a card pays pesos to the last one', 1995, CHILE, [['card', 1995]], [true, 0, 0, 0]],
    ['always down', 1574, DOWN, [['cash', 2000]], [true, 0, -4, 430]],
    ['a forint is the least a card pays', 22_835, FORINT, [['card', 22_800]], [true, 0, -35, 0]],
    ['a card rounds up where it must', 22_850, FORINT, [['card', 22_900]], [true, 0, 50, 0]],
    ['cash rounds to five forints', 22_835, FORINT, [['cash', 23_000]], [true, 0, 165, 0]],
    [
      'a card that pays a part leaves the rest',
      22_835,
      FORINT,
      [
        ['card', 10_000],
        ['card', 12_800],
      ],
      [true, 0, -35, 0],
    ],
    ['a card part is no rounding', 22_835, FORINT, [['card', 10_000]], [false, 12_835, 0, 0]],
    [
      'a card that pays nothing closes nothing',
      22_735,
      FORINT,
      [
        ['cash', 22_770],
        ['card', 0],
      ],
      [true, 0, -235, 270],
    ],
    ['cash does not round as a card', 22_835, FORINT, [['cash', 22_800]], [false, 35, 0, 0]],
    ['nothing yet', 1572, TO_FIVE, [], [false, 1572, 0, 0]],
    ['nothing yet, where a card rounds', 22_835, FORINT, [], [false, 22_835, 0, 0]],
    ['nothing owed', 0, TO_FIVE, [], [true, 0, 0, 0]],
  ] as [string, number, CashRule, [TenderKind, number][], [boolean, number, number, number]][])(
    '%s',
    (_, total, cashRule, tenders, [complete, remainingMinor, roundingMinor, changeMinor]) => {
      expect(run(total, cashRule, ...tenders)).toEqual({
        complete,
        remainingMinor,
        roundingMinor,
        changeMinor,
        overMinor: 0,
      });
    },
  );

  it('never turns a card payment into change', () => {
    expect(run(1000, EXACT, ['card', 1200])).toMatchObject({
      complete: false,
      changeMinor: 0,
      overMinor: 200,
    });
  });

  const cases = fc.record({
    total: fc.nat(100_000),
    cashRule: anyCashRule,
    cards: fc.array(fc.nat(30_000), { maxLength: 3 }),
    cash: fc.array(fc.nat(60_000), { maxLength: 4 }),
    cashLast: fc.boolean(),
  });

  it('balances: total + rounding = tenders − change, change only out of cash', () => {
    fc.assert(
      fc.property(cases, ({ total, cashRule, cards, cash, cashLast }) => {
        const card = cards.map((amount): [TenderKind, number] => ['card', amount]);
        const coins = cash.map((amount): [TenderKind, number] => ['cash', amount]);
        const tenders = cashLast ? [...card, ...coins] : [...coins, ...card];
        const result = run(total, cashRule, ...tenders);
        const tendered = [...cards, ...cash].reduce((a, b) => a + b, 0);
        const cashSum = cash.reduce((a, b) => a + b, 0);
        expect(result.changeMinor).toBeGreaterThanOrEqual(0);
        expect(result.changeMinor).toBeLessThanOrEqual(cashSum);
        if (result.complete) {
          expect(total + result.roundingMinor).toBe(tendered - result.changeMinor);
          expect(result.remainingMinor).toBe(0);
          expect(Math.abs(result.roundingMinor)).toBeLessThanOrEqual(mostRounding(cashRule));
          if (cash.length === 0) expect(result.roundingMinor).toBe(0);
        } else {
          expect(result.remainingMinor > 0 || result.overMinor > 0).toBe(true);
          if (result.overMinor === 0) {
            expect(result.remainingMinor).toBe(total - tendered);
          }
        }
      }),
    );
  });

  it('always completes with what cashDue asks for, exact or rounded', () => {
    fc.assert(
      fc.property(cases, ({ total, cashRule, cards, cash }) => {
        const before = [
          ...cards.map((amount) => ({ kind: 'card' as const, amountMinor: minor(amount) })),
          ...cash.map((amount) => ({ kind: 'cash' as const, amountMinor: minor(amount) })),
        ];
        const input = {
          totals: { totalMinor: minor(total) },
          tenders: before,
          cashRule,
        };
        const now = settle(input);
        fc.pre(!now.complete && now.overMinor === 0);
        const due = cashDue(input);
        for (const amountMinor of [due.exactMinor, due.roundedMinor]) {
          const tenders = [...before, { kind: 'cash' as const, amountMinor }];
          expect(settle({ ...input, tenders })).toMatchObject({ complete: true, changeMinor: 0 });
        }
      }),
    );
  });

  it('asks for nothing once everything is paid, and never for less than nothing', () => {
    const due = (total: number, ...tenders: [TenderKind, number][]) =>
      cashDue({
        totals: { totalMinor: minor(total) },
        tenders: tenders.map(([kind, amount]) => ({ kind, amountMinor: minor(amount) })),
        cashRule: TO_FIVE,
      });
    expect(due(1572, ['cash', 1570])).toEqual({ exactMinor: 0, roundedMinor: 0 });
    expect(due(1573, ['cash', 1574])).toEqual({ exactMinor: 0, roundedMinor: 0 });
    // More cash than the rounded rest, and then a card that leaves a cent.
    expect(due(1672, ['cash', 1571], ['card', 100])).toEqual({ exactMinor: 1, roundedMinor: 0 });
  });

  it('a card that is asked for what cardDue says closes the sale, at most half a card step off', () => {
    const rule = fc.constantFrom(
      CURRENCIES.HUF.cashRule,
      CURRENCIES.TWD.cashRule,
      { stepMinor: 5, rounding: 'halfUp', cardStepMinor: 5 } as const,
      { stepMinor: 10, rounding: 'down', cardStepMinor: 5 } as const,
    );
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(50_000), rule, (total, first, cashRule) => {
        const tenders = [{ kind: 'card' as const, amountMinor: minor(first) }];
        const input = { totals: { totalMinor: minor(total) }, tenders, cashRule };
        const now = settle(input);
        fc.pre(!now.complete && now.overMinor === 0);
        const amountMinor = cardDue(input);
        fc.pre(amountMinor > 0);
        const step = { stepMinor: cashRule.cardStepMinor ?? 1, rounding: cashRule.rounding };
        const after = settle({ ...input, tenders: [...tenders, { kind: 'card', amountMinor }] });
        expect(after).toMatchObject({ complete: true, changeMinor: 0, overMinor: 0 });
        expect(total + after.roundingMinor).toBe(first + amountMinor);
        expect(Math.abs(after.roundingMinor)).toBeLessThanOrEqual(mostRounding(step));
      }),
    );
  });

  it('never leaves a cent, whatever kinds pay and in what order', () => {
    const anyKind = fc.constantFrom<TenderKind>('cash', 'card', voucher, machine);
    const parts = fc.array(fc.tuple(anyKind, fc.nat(30_000)), { maxLength: 5 });
    fc.assert(
      fc.property(fc.nat(100_000), anyCashRule, parts, anyKind, (total, rule, offered, last) => {
        const totals = { totalMinor: minor(total) };
        const tenders: { kind: TenderKind; amountMinor: Minor }[] = [];
        const input = () => ({ totals, tenders, cashRule: rule });
        for (const [kind, amount] of offered) {
          const tender = { kind, amountMinor: minor(amount) };
          const before = input();
          if (settle(before).complete) break;
          if (amount <= dueIn(kind, before)) tenders.push(tender);
        }
        if (!settle(input()).complete) {
          tenders.push({ kind: last, amountMinor: dueIn(last, input()) });
        }
        // What is left where no card can pay the last cents is paid in coins.
        if (!settle(input()).complete) {
          tenders.push({ kind: 'cash', amountMinor: dueIn('cash', input()) });
        }
        const settled = settle(input());
        expect(settled).toMatchObject({ complete: true, remainingMinor: 0, overMinor: 0 });
        expect(settled.changeMinor).toBe(0);
        expect(total + settled.roundingMinor).toBe(amountOf(tenders));
      }),
    );
  });

  it('gives change only for kinds that give it: the rest is paid beyond the total', () => {
    expect(run(1572, TO_FIVE, [voucher, 1600])).toMatchObject({ complete: false, overMinor: 28 });
    expect(run(1572, TO_FIVE, [voucher, 1000], ['cash', 600])).toMatchObject({
      complete: true,
      roundingMinor: -2,
      changeMinor: 30,
    });
    expect(run(1572, TO_FIVE, [machine, 1600])).toMatchObject({ complete: false, overMinor: 30 });
    expect(run(1572, TO_FIVE, [machine, 1570])).toMatchObject({
      complete: true,
      roundingMinor: -2,
    });
  });
});
