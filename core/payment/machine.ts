import type { PaymentState } from './types.ts';

/**
 * What can happen to a card payment after its intent is durable. The first seven are journal
 * entries `payment.*`; a reversal gives back an approved payment of the open batch.
 */
export type PaymentEvent =
  | 'sending'
  | 'approved'
  | 'declined'
  | 'unknown'
  | 'neverStarted'
  | 'resolvedPaid'
  | 'resolvedNotPaid'
  | 'reversalStarted'
  | 'reversalApproved'
  | 'reversalDeclined'
  | 'reversalUnknown';

/**
 * `repeat`: it is already so, ignore it (a terminal that answers twice). `contradiction`: the
 * terminal took back what it had said; money may have moved, someone must look. `notAllowed`:
 * the caller skipped a step, which is a bug in the flow.
 */
export type PaymentRefusal = 'repeat' | 'contradiction' | 'notAllowed';

export type PaymentStep =
  | { readonly ok: true; readonly state: PaymentState }
  | { readonly ok: false; readonly reason: PaymentRefusal };

type Moves = Readonly<Partial<Record<PaymentEvent, PaymentState>>>;

/**
 * Every move there is. No arrow leads back to `sending`: nothing repeats a charge. `sending` has
 * none to `neverStarted`, because bytes may have left; only asking the terminal leads there.
 */
const MOVES = {
  intended: { sending: 'sending', neverStarted: 'neverStarted' },
  sending: { approved: 'approved', declined: 'declined', unknown: 'unknown' },
  unknown: {
    approved: 'approved',
    declined: 'declined',
    neverStarted: 'neverStarted',
    resolvedPaid: 'resolvedPaid',
    resolvedNotPaid: 'resolvedNotPaid',
  },
  approved: { reversalStarted: 'reversing' },
  reversing: {
    reversalApproved: 'reversed',
    reversalDeclined: 'approved',
    reversalUnknown: 'reversalUnknown',
  },
  reversalUnknown: { reversalApproved: 'reversed', reversalDeclined: 'approved' },
  declined: {},
  neverStarted: {},
  reversed: {},
  resolvedPaid: {},
  resolvedNotPaid: {},
} as const satisfies Record<PaymentState, Moves>;

/** The state each event asserts: what makes a second one a repeat. */
const ASSERTS = {
  sending: 'sending',
  approved: 'approved',
  declined: 'declined',
  unknown: 'unknown',
  neverStarted: 'neverStarted',
  resolvedPaid: 'resolvedPaid',
  resolvedNotPaid: 'resolvedNotPaid',
  reversalStarted: 'reversing',
  reversalApproved: 'reversed',
  reversalDeclined: 'approved',
  reversalUnknown: 'reversalUnknown',
} as const satisfies Record<PaymentEvent, PaymentState>;

/** Events that say something of the money itself, so that two of them can contradict. */
const VERDICTS: ReadonlySet<PaymentEvent> = new Set<PaymentEvent>([
  'approved',
  'declined',
  'neverStarted',
]);

/** The state after an event, or why there is none. Total: every pair has an answer. */
export function step(state: PaymentState, event: PaymentEvent): PaymentStep {
  const moves: Moves = MOVES[state];
  const next = moves[event];
  if (next !== undefined) return { ok: true, state: next };
  if (ASSERTS[event] === state) return { ok: false, reason: 'repeat' };
  const isSettled = !isOpen(state);
  return {
    ok: false,
    reason: isSettled && VERDICTS.has(event) ? 'contradiction' : 'notAllowed',
  };
}

/** The terminal is taken: no other attempt may begin on it (the database enforces it too). */
export function isOpen(state: PaymentState): boolean {
  return (
    state === 'intended' ||
    state === 'sending' ||
    state === 'unknown' ||
    state === 'reversing' ||
    state === 'reversalUnknown'
  );
}

/** Nothing more can happen to it. `approved` is neither open nor final: it can be reversed. */
export function isFinal(state: PaymentState): boolean {
  return Object.keys(MOVES[state]).length === 0;
}

/** The customer's money is with the shop: the sale may complete on it. */
export function isPaid(state: PaymentState): boolean {
  return state === 'approved' || state === 'resolvedPaid';
}
