import type { TillInput } from '../../contracts/till/contract.ts';
import { isOpen } from '../../core/payment/machine.ts';
import { maskCardNumbers } from '../../core/payment/mask-card-numbers.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import type { TerminalOutcome } from '../ports/card-terminal.ts';
import type { PaymentAttempt, WriteTx } from '../ports/store.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import type { LivePayment } from '../runtime/state.ts';
import { inBackground } from '../runtime/stop-selling.ts';
import { authoriseByTwo } from '../session/approval.ts';
import { authorise } from '../session/session.ts';
import { askedBy, misfit } from './asked-of-terminal.ts';
import type { Approval, AttemptKind, AttemptKinds } from './attempt-kind.ts';
import { amountToBook } from './decided-amount.ts';
import { forgetTold, toldAtSettling } from './last-transaction.ts';
import { fetchSlips, oweSlips } from './missing-slips.ts';
import { type Operation, runAttempt } from './run-attempt.ts';
import { told } from './told.ts';
import { askAgainLater, markUnknown, showAsking, tellUnknown } from './unknown-attempt.ts';

type Empty = Record<string, never>;

/** What the register books without anybody's command. */
const BY_ITSELF: CommandContext = { commandId: null };

/** Starts an attempt whose intent is durable; how it goes arrives in snapshots. */
export function startAttempt(
  ctx: TillContext,
  kind: AttemptKind,
  started: Pick<LivePayment, 'attemptId' | 'way' | 'amountMinor'>,
  operation: Operation,
): void {
  ctx.faultPoint('afterIntent');
  ctx.state.payment = {
    ...started,
    sinceMs: ctx.clock.nowMs(),
    state: 'working',
    terminalText: '',
    statusCode: '',
    cancelRequested: false,
  };
  void runAttempt(ctx, started.attemptId, operation, (_, attemptId, outcome) =>
    applyOutcome(ctx, kind, attemptId, outcome),
  );
}

/**
 * Books what became of an attempt. A time-out is never "declined": an unknown outcome is recorded
 * as such and the terminal is asked; nothing here can start a second charge.
 */
async function applyOutcome(
  ctx: TillContext,
  kind: AttemptKind,
  attemptId: string,
  outcome: TerminalOutcome,
): Promise<void> {
  switch (outcome.kind) {
    case 'approved':
      return bookApproved(ctx, kind, attemptId, {
        result: outcome.result,
        lacksSlips: outcome.endLost === true,
      });
    case 'declined': {
      const { result, reason } = outcome;
      bookNotDone(ctx, BY_ITSELF, attemptId, (tx) =>
        tx.append('payment.declined', { attemptId, result, reason }, 'system'),
      );
      const text = result?.text ?? '';
      ctx.state.notify('refused', kind.words.declined, { text, ...told(ctx, reason) });
      return;
    }
    case 'notStarted':
      return notStarted(ctx, kind, attemptId, outcome.reason);
    case 'unknown':
      markUnknown(ctx, attemptId, outcome.reason);
      await askTerminal(ctx, kind, attemptId);
  }
}

/**
 * Asks the terminal what became of an unknown attempt and books the answer when it is certain.
 * Moves no money twice; may be called any number of times. While the answer stays open it is asked
 * again by itself.
 */
export async function askTerminal(
  ctx: TillContext,
  kind: AttemptKind,
  attemptId: string,
): Promise<void> {
  const attempt = ctx.store.read((tx) => tx.attempt(attemptId));
  if (attempt === null || attempt.state !== 'unknown') return;
  const { state } = ctx;
  if (kind.asksAgain) {
    if (state.repeatingVoid !== null) return;
    // Nobody may settle it by hand while the terminal is doing it, until its end is booked.
    state.repeatingVoid = attemptId;
  }
  try {
    await settleByAsking(ctx, kind, attempt);
  } finally {
    if (state.repeatingVoid === attemptId) state.repeatingVoid = null;
    if (!state.ended) state.changed();
  }
}

async function settleByAsking(
  ctx: TillContext,
  kind: AttemptKind,
  attempt: PaymentAttempt,
): Promise<void> {
  const { attemptId, terminalId } = attempt;
  // The terminal it ran on was exchanged: what the one here has, or has not, says nothing of it.
  if (terminalId !== ctx.terminal.terminalId) return leaveUnknown(ctx, kind, attemptId);
  showAsking(ctx, attemptId);
  const found = await kind.findOut(ctx, attempt);
  // After the end of the register the database is closed; the next start asks again.
  if (ctx.state.ended) return;
  const still = ctx.store.read((tx) => tx.attempt(attemptId));
  // A supervisor may have settled it while the terminal was thinking.
  if (still === null || still.state !== 'unknown') return;
  if (found.kind === 'done') {
    await bookApproved(ctx, kind, attemptId, found);
  } else if (found.kind === 'notDone') {
    const reason = 'notBookedAtTerminal';
    bookNotDone(ctx, BY_ITSELF, attemptId, (tx) =>
      tx.append('payment.declined', { attemptId, result: null, reason }, 'system'),
    );
    ctx.state.notify('attention', kind.words.notStarted, { reason });
  } else {
    leaveUnknown(ctx, kind, attemptId);
    if (found.ask) askAgainLater(ctx, () => askAside(ctx, attemptId, () => kind));
  }
}

function leaveUnknown(ctx: TillContext, kind: AttemptKind, attemptId: string): void {
  const live = ctx.state.payment;
  if (!kind.holdsLane) endLive(ctx, attemptId);
  else if (live?.attemptId === attemptId) live.state = 'unknown';
  tellUnknown(ctx, attemptId, kind.words.unknown);
}

/** The cashier asks: the answer is told, also when it is the same as before. */
export function askForCashier(
  ctx: TillContext,
  kinds: AttemptKinds,
  attemptId: string,
): Reply<Empty> {
  const operator = authorise(ctx, 'sell');
  if (!operator.ok) return operator;
  ctx.state.toldUnknown = null;
  // One that is in front of the cashier shows it by itself; one in the list says so here.
  const isShown = ctx.state.payment?.attemptId === attemptId;
  if (!isShown) ctx.state.notify('accepted', 'terminalAsked');
  askInBackground(ctx, kinds, attemptId);
  return DONE;
}

/** Asks without anybody waiting for the answer: it shows in the snapshots. */
export function askInBackground(ctx: TillContext, kinds: AttemptKinds, attemptId: string): void {
  askAside(ctx, attemptId, ({ way }) => kinds[way]);
}

function askAside(
  ctx: TillContext,
  attemptId: string,
  kindOf: (attempt: PaymentAttempt) => AttemptKind,
): void {
  // A time that runs out after the end finds the database closed.
  if (ctx.state.ended) return;
  void inBackground(ctx, async () => {
    const attempt = ctx.store.read((tx) => tx.attempt(attemptId));
    if (attempt !== null) await askTerminal(ctx, kindOf(attempt), attemptId);
  });
}

/**
 * Settles an unknown payment with evidence (the terminal's slip, its journal, the acquirer's
 * portal); a supervisor who is not the one signed on agrees. Both names stay in the journal.
 */
export async function settleByHand(
  ctx: TillContext,
  kinds: AttemptKinds,
  command: CommandContext,
  input: TillInput<'pay.resolve'>,
): Promise<Reply<Empty>> {
  const asked = { right: 'settleUnknownPayment', rule: 'settle' } as const;
  const agreed = await authoriseByTwo(ctx, asked, input.approval);
  if (!agreed.ok) return agreed;
  const attempt = ctx.store.read((tx) => tx.attempt(input.attemptId));
  // The terminal may have answered while the supervisor typed.
  if (attempt === null || attempt.state !== 'unknown') return refuse('alreadyClear');
  // Money may be moving this very moment: what was seen before says nothing of it.
  if (ctx.state.repeatingVoid === attempt.attemptId) return refuse('busy');
  const kind = kinds[attempt.way];
  const settled = {
    attemptId: input.attemptId,
    approvedBy: agreed.value.approvedBy,
    // People copy what they see on a slip; a card number has no business here.
    evidence: maskCardNumbers(input.evidence),
    result: attempt.result,
    ...toldAtSettling(ctx, attempt, input.paid),
  };
  const actor = agreed.value.operator.operatorId;
  if (input.paid) {
    const paid = amountToBook(ctx, attempt);
    if (!paid.ok) return refuse('amountDiffers', { reason: paid.reason });
    const booked = {
      ...(paid.amountMinor === attempt.amountMinor ? {} : { bookedMinor: paid.amountMinor }),
      ...(wentElsewhere(ctx, attempt) ? ({ otherCard: true } as const) : {}),
    };
    return bookDone(ctx, kind, command, input.attemptId, (tx) => {
      tx.append('payment.resolvedPaid', { ...settled, ...booked }, actor);
      // From here on the entry says what the next attempt begins after.
      forgetTold(tx, attempt.terminalId);
    });
  }
  const answer = bookNotDone(ctx, command, input.attemptId, (tx) =>
    tx.append('payment.resolvedNotPaid', settled, actor),
  );
  // Else the last word on the screen stays "not known whether the card was charged".
  const { settledNotDone } = kind.words;
  if (settledNotDone !== null) ctx.state.notify('accepted', settledNotDone);
  return answer;
}

/** By what the terminal told of a refund it went to another card than the one that paid. */
function wentElsewhere(ctx: TillContext, { attemptId, result }: PaymentAttempt): boolean {
  if (result === null || !result.approved) return false;
  return (
    misfit(
      ctx.store.read((tx) => askedBy(ctx, tx, attemptId)),
      result,
    ) === 'otherCard'
  );
}

async function bookApproved(
  ctx: TillContext,
  kind: AttemptKind,
  attemptId: string,
  { result, lacksSlips }: { readonly result: TerminalResult; readonly lacksSlips: boolean },
): Promise<void> {
  let approval: Approval = { result };
  if (kind.withNumbers !== null) {
    approval = await kind.withNumbers(ctx, attemptId, result);
    // A supervisor may have settled it meanwhile.
    const attempt = ctx.store.read((tx) => tx.attempt(attemptId));
    if (attempt === null || !isOpen(attempt.state)) return;
  }
  bookDone(ctx, kind, BY_ITSELF, attemptId, (tx) => {
    tx.append('payment.approved', { attemptId, ...approval }, 'system');
    // With other numbers than it came with it was done before, and nothing was heard of it.
    if (lacksSlips || approval.result !== result) oweSlips(ctx, tx, attemptId);
  });
}

/** One commit: the money has moved, and what follows from that. */
function bookDone(
  ctx: TillContext,
  kind: AttemptKind,
  command: CommandContext,
  attemptId: string,
  append: (tx: WriteTx) => unknown,
): Reply<Empty> {
  const isShown = ctx.state.payment?.attemptId === attemptId;
  let after: () => void = () => undefined;
  const answer = commit(ctx, command, (tx) => {
    append(tx);
    const attempt = tx.attempt(attemptId);
    if (attempt !== null) after = kind.follow(ctx, tx, attempt, isShown);
    return DONE;
  });
  endLive(ctx, attemptId);
  // Before a next step goes to the terminal, whose last transaction this one is no longer then.
  fetchSlips(ctx);
  ctx.state.notify('accepted', kind.words.approved);
  after();
  ctx.state.changed();
  return answer;
}

/** No money has moved: a payment may be tried anew, a return stays open until a person decides. */
function bookNotDone(
  ctx: TillContext,
  command: CommandContext,
  attemptId: string,
  append: (tx: WriteTx) => unknown,
): Reply<Empty> {
  const answer = commit(ctx, command, (tx) => {
    append(tx);
    return DONE;
  });
  endLive(ctx, attemptId);
  return answer;
}

async function notStarted(
  ctx: TillContext,
  kind: AttemptKind,
  attemptId: string,
  reason: string,
): Promise<void> {
  const attempt = ctx.store.read((tx) => tx.attempt(attemptId));
  if (attempt?.state === 'sending') {
    // The driver promised nothing left, but the journal says bytes may have: believe the journal.
    markUnknown(ctx, attemptId, reason);
    await askTerminal(ctx, kind, attemptId);
    return;
  }
  bookNotDone(ctx, BY_ITSELF, attemptId, (tx) =>
    tx.append('payment.neverStarted', { attemptId, reason }, 'system'),
  );
  ctx.state.notify('refused', kind.words.notStarted, told(ctx, reason));
}

function endLive(ctx: TillContext, attemptId: string): void {
  if (ctx.state.payment?.attemptId === attemptId) ctx.state.payment = null;
}
