import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TakeBackStep } from '../journal/events.ts';
import { CURRENCIES } from '../money/currency.ts';
import { minor, ZERO } from '../money/minor.ts';
import { isOpen, isPaid, type PaymentEvent, step } from './machine.ts';
import { type GiveBackRules, planGiveBack, replan } from './plan-give-back.ts';
import { countsAsGivenBack, type GivenBack, refundable } from './refundable.ts';
import type { PaymentState } from './types.ts';

const STATES: PaymentState[] = [
  'intended',
  'sending',
  'unknown',
  'approved',
  'declined',
  'neverStarted',
  'resolvedPaid',
  'resolvedNotPaid',
];
const EVENTS: PaymentEvent[] = [
  'sending',
  'approved',
  'declined',
  'unknown',
  'neverStarted',
  'resolvedPaid',
  'resolvedNotPaid',
];

describe('refundable', () => {
  it('counts what is pending or unknown as given back', () => {
    for (const state of STATES) {
      expect(countsAsGivenBack(state)).toBe(isOpen(state) || isPaid(state));
    }
  });

  it('never lets more go back than was paid, whatever is tried and whatever becomes of it', () => {
    const tries = fc.array(
      fc.record({
        amountMinor: fc.integer({ min: 1, max: 1_500 }).map(minor),
        events: fc.array(fc.constantFrom(...EVENTS), { maxLength: 5 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(tries, (list) => {
        const paidMinor = minor(1_000);
        const ledger: GivenBack[] = [];
        for (const { amountMinor, events } of list) {
          if (amountMinor > refundable(paidMinor, ledger)) continue;
          let state: PaymentState = 'intended';
          for (const event of events) {
            const next = step(state, event);
            if (next.ok) state = next.state;
          }
          ledger.push({ state, amountMinor });
          const back = ledger.filter((one) => isPaid(one.state));
          const total = back.reduce((sumMinor, one) => sumMinor + one.amountMinor, 0);
          expect(total).toBeLessThanOrEqual(paidMinor);
        }
      }),
    );
  });

  it('takes a ledger that gave back too much for a bug', () => {
    const amountMinor = minor(600);
    const twice = [
      { state: 'approved', amountMinor },
      { state: 'unknown', amountMinor },
    ] as const;
    expect(() => refundable(minor(1_000), twice)).toThrow('more given back');
  });
});

const rules = (changes: Partial<GiveBackRules> = {}): GiveBackRules => ({
  capabilities: { reversal: true, refund: true },
  cashForCard: false,
  cashRule: CURRENCIES.CNY.cashRule,
  ...changes,
});
const card = (attemptId: string, amountMinor: number, inOpenBatch = true) => ({
  attemptId,
  amountMinor: minor(amountMinor),
  inOpenBatch,
});
const ways = (steps: readonly TakeBackStep[] | null) => steps?.map(({ way }) => way);

describe('planGiveBack', () => {
  const NEITHER = { reversal: false, refund: false };
  it.each([
    ['void in the open batch', card('a', 100), rules(), ['void']],
    ['refund after it', card('a', 100, false), rules(), ['refund']],
    [
      'refund where the terminal cannot void',
      card('a', 100),
      rules({ capabilities: { reversal: false, refund: true } }),
      ['refund'],
    ],
    [
      'nothing after the batch on a terminal that cannot refund',
      card('a', 100, false),
      rules({ capabilities: { reversal: true, refund: false } }),
      undefined,
    ],
    [
      'nothing on a terminal that can neither',
      card('a', 100),
      rules({ capabilities: NEITHER }),
      undefined,
    ],
    [
      'cash there, where the shop allows it',
      card('a', 100),
      rules({ capabilities: NEITHER, cashForCard: true }),
      ['cash'],
    ],
    ['no cash where the terminal can', card('a', 100), rules({ cashForCard: true }), ['void']],
  ])('%s', (_, paid, given, expected) => {
    expect(ways(planGiveBack({ cards: [paid], cashMinor: ZERO }, given))).toEqual(expected);
  });

  it('gives cash last, and what it gives for a card in coins that exist', () => {
    const paid = { cards: [card('a', 103, false), card('b', 200)], cashMinor: minor(55) };
    const given = rules({
      capabilities: { reversal: true, refund: false },
      cashForCard: true,
      cashRule: CURRENCIES.CHF.cashRule,
    });
    expect(planGiveBack(paid, given)).toEqual([
      { way: 'void', originalAttemptId: 'b', amountMinor: 200 },
      { way: 'cash', originalAttemptId: 'a', amountMinor: 105 },
      { way: 'cash', originalAttemptId: null, amountMinor: 55 },
    ]);
  });
});

describe('replan', () => {
  const steps: TakeBackStep[] = [
    { way: 'void', originalAttemptId: 'a', amountMinor: minor(103) },
    { way: 'void', originalAttemptId: 'b', amountMinor: minor(200) },
    { way: 'cash', originalAttemptId: null, amountMinor: minor(50) },
  ];
  const [refused] = steps;
  if (refused === undefined) throw new Error('no step');
  const as = (way: 'same' | 'refund' | 'cash', given: GiveBackRules) =>
    replan(steps, refused, { way, paidMinor: minor(103) }, given);

  it('leaves the plan as it is, makes a void a refund, or moves a card to the cash', () => {
    expect(as('same', rules())).toEqual({ ok: true, steps });
    const refunded = as('refund', rules());
    expect(refunded.ok && ways(refunded.steps)).toEqual(['refund', 'void', 'cash']);
    const inCash = as('cash', rules({ cashForCard: true, cashRule: CURRENCIES.CHF.cashRule }));
    expect(inCash.ok && inCash.steps).toEqual([
      steps[1],
      { way: 'cash', originalAttemptId: 'a', amountMinor: 105 },
      steps[2],
    ]);
  });

  it('does only what terminal and shop allow', () => {
    const noRefund = rules({ capabilities: { reversal: true, refund: false } });
    expect(as('refund', noRefund)).toEqual({ ok: false, refusal: 'refundNotPossible' });
    expect(as('cash', rules())).toEqual({ ok: false, refusal: 'cashNotAllowed' });
  });
});
