import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RefundStep } from '../journal/events/returns.ts';
import { CURRENCIES } from '../money/currency.ts';
import { minor, ZERO } from '../money/minor.ts';
import { isOpen, isPaid, type PaymentEvent, step } from '../payment/machine.ts';
import { type RefundRules, planRefund, replan } from './refund-plan.ts';
import { countsAsRefunded, type RefundedAmount, refundable, stillHeld } from './refundable.ts';
import type { PaymentState } from '../payment/types.ts';

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
  it('counts what is pending or unknown as refunded', () => {
    for (const state of STATES) {
      expect(countsAsRefunded(state)).toBe(isOpen(state) || isPaid(state));
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
        const ledger: RefundedAmount[] = [];
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
    expect(() => refundable(minor(1_000), twice)).toThrow('more refunded');
  });
});

describe('stillHeld', () => {
  const tries = fc.array(
    fc.record({
      amountMinor: fc.integer({ min: 1, max: 1_500 }).map(minor),
      state: fc.constantFrom(...STATES),
    }),
    { maxLength: 8 },
  );

  it('lies between what may still go back and what was paid, and meets them when all is clear', () => {
    fc.assert(
      fc.property(tries, (list) => {
        const paidMinor = minor(1_000);
        const ledger: RefundedAmount[] = [];
        for (const one of list) {
          if (one.amountMinor <= refundable(paidMinor, ledger)) ledger.push(one);
        }
        const held = stillHeld(paidMinor, ledger);
        expect(held).toBeGreaterThanOrEqual(refundable(paidMinor, ledger));
        expect(held).toBeLessThanOrEqual(paidMinor);
        const isClear = ledger.every(({ state }) => !isOpen(state));
        if (isClear) expect(held).toBe(refundable(paidMinor, ledger));
      }),
    );
  });

  it('counts money in doubt as held: a basket is not thrown away on a guess', () => {
    const amountMinor = minor(400);
    expect(stillHeld(amountMinor, [{ state: 'unknown', amountMinor }])).toBe(400);
    expect(stillHeld(amountMinor, [{ state: 'resolvedPaid', amountMinor }])).toBe(0);
  });

  it('takes a ledger that gave back too much for a bug', () => {
    const once = { state: 'approved', amountMinor: minor(600) } as const;
    expect(() => stillHeld(minor(1_000), [once, once])).toThrow('more refunded');
  });
});

const rules = (changes: Partial<RefundRules> = {}): RefundRules => ({
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
const ways = (steps: readonly RefundStep[] | null) => steps?.map(({ way }) => way);

describe('planRefund', () => {
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
    expect(ways(planRefund({ cards: [paid], cashMinor: ZERO }, given))).toEqual(expected);
  });

  it('refunds each payment once, all of it, and no card money in cash unless allowed', () => {
    const cards = fc.uniqueArray(
      fc.record({
        attemptId: fc.uuid(),
        amountMinor: fc.integer({ min: 1, max: 100_000 }).map(minor),
        inOpenBatch: fc.boolean(),
      }),
      { maxLength: 6, selector: ({ attemptId }) => attemptId },
    );
    const paid = fc.record({ cards, cashMinor: fc.nat(100_000).map(minor) });
    const capabilities = fc.record({ reversal: fc.boolean(), refund: fc.boolean() });
    fc.assert(
      fc.property(paid, capabilities, (given, can) => {
        const steps = planRefund(given, rules({ capabilities: can }));
        if (steps === null) {
          expect(can.refund).toBe(false);
          return;
        }
        const back = steps.map(({ originalAttemptId, amountMinor }) => {
          return [originalAttemptId, amountMinor];
        });
        const byCard = given.cards.map(({ attemptId, amountMinor }) => [attemptId, amountMinor]);
        const inCash = given.cashMinor === 0 ? [] : [[null, given.cashMinor]];
        expect(back).toEqual([...byCard, ...inCash]);
        for (const { way, originalAttemptId } of steps) {
          expect(way === 'cash').toBe(originalAttemptId === null);
        }
      }),
    );
  });

  it('gives cash last, and what it gives for a card in coins that exist', () => {
    const paid = { cards: [card('a', 103, false), card('b', 200)], cashMinor: minor(55) };
    const given = rules({
      capabilities: { reversal: true, refund: false },
      cashForCard: true,
      cashRule: CURRENCIES.CHF.cashRule,
    });
    expect(planRefund(paid, given)).toEqual([
      { way: 'void', originalAttemptId: 'b', amountMinor: 200 },
      { way: 'cash', originalAttemptId: 'a', amountMinor: 105 },
      { way: 'cash', originalAttemptId: null, amountMinor: 55 },
    ]);
  });
});

describe('replan', () => {
  const steps: RefundStep[] = [
    { way: 'void', originalAttemptId: 'a', amountMinor: minor(103) },
    { way: 'void', originalAttemptId: 'b', amountMinor: minor(200) },
    { way: 'cash', originalAttemptId: null, amountMinor: minor(50) },
  ];
  const [refused] = steps;
  if (refused === undefined) throw new Error('no step');
  const as = (way: 'same' | 'refund' | 'cash', given: RefundRules) =>
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
