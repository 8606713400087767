import type { PaymentState } from './types.ts';

/**
 * What can happen to an attempt after its intent is durable: journal entries `payment.*`. A void
 * or a refund is an attempt too and goes the same way; "approved" then means refunded.
 */
export type PaymentEvent =
  | 'sending'
  | 'approved'
  | 'declined'
  | 'unknown'
  | 'neverStarted'
  | 'resolvedPaid'
  | 'resolvedNotPaid';

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
 * Every move there is. No arrow leads back to `sending`: nothing repeats a charge, and a void in
 * doubt that is asked for once more stays `unknown` until the answer is certain. `sending` has
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
  approved: {},
  declined: {},
  neverStarted: {},
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
  return state === 'intended' || state === 'sending' || state === 'unknown';
}

/** Nothing more can happen to it. */
export function isFinal(state: PaymentState): boolean {
  return Object.keys(MOVES[state]).length === 0;
}

/** The money has moved: the sale, or the return, may complete on it. */
export function isPaid(state: PaymentState): boolean {
  return state === 'approved' || state === 'resolvedPaid';
}
