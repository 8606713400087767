import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFinal, isOpen, isPaid, type PaymentEvent, step } from './machine.ts';
import type { PaymentState } from './types.ts';

const EVENTS: PaymentEvent[] = [
  'sending',
  'approved',
  'declined',
  'unknown',
  'neverStarted',
  'resolvedPaid',
  'resolvedNotPaid',
];

// One row per state, one column per event above: r repeat, c contradiction, - not allowed.
const TABLE: Record<PaymentState, string> = {
  intended: 'sending - - - neverStarted - -',
  sending: 'r approved declined unknown - - -',
  approved: '- r c - c - -',
  declined: '- c r - c - -',
  unknown: '- approved declined r neverStarted resolvedPaid resolvedNotPaid',
  neverStarted: '- c c - r - -',
  resolvedPaid: '- c c - c r -',
  resolvedNotPaid: '- c c - c - r',
};
const STATES = Object.keys(TABLE) as PaymentState[];
const REASONS: Record<string, string> = { r: 'repeat', c: 'contradiction', '-': 'notAllowed' };

describe('payment machine', () => {
  const pairs = STATES.flatMap((state) =>
    TABLE[state].split(' ').map((cell, index) => ({ state, event: EVENTS[index], cell })),
  );

  it('has every pair in its table', () => {
    expect(pairs).toHaveLength(STATES.length * EVENTS.length);
  });

  it.each(pairs)('$state × $event → $cell', ({ state, event, cell }) => {
    if (event === undefined) throw new Error('table row too long');
    const reason = REASONS[cell];
    expect(step(state, event)).toEqual(
      reason === undefined ? { ok: true, state: cell } : { ok: false, reason },
    );
  });

  it('is open, paid and final where it should be', () => {
    expect(STATES.filter(isOpen)).toEqual(['intended', 'sending', 'unknown']);
    expect(STATES.filter(isPaid)).toEqual(['approved', 'resolvedPaid']);
    expect(STATES.filter(isFinal)).toEqual([
      'approved',
      'declined',
      'neverStarted',
      'resolvedPaid',
      'resolvedNotPaid',
    ]);
  });

  it('never sends twice and never forgets, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 40 }), (events) => {
        let state: PaymentState = 'intended';
        let sent = 0;
        for (const event of events) {
          const next = step(state, event);
          if (!next.ok) continue;
          if (next.state === 'sending') sent += 1;
          if (isFinal(state)) throw new Error(`left ${state}`);
          state = next.state;
        }
        expect(sent).toBeLessThanOrEqual(1);
      }),
    );
  });
});
