import { subtract, ZERO } from '../../core/money/minor.ts';
import {
  type SettlementAttempt,
  bookedLines,
  type CountAndSum,
  totalOf,
} from '../../core/settlement/batch-book.ts';
import { compareSettlement } from '../../core/settlement/compare-batch.ts';
import { closeReason } from './settlement-fault.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import type { TerminalBatchTotals } from '../ports/card-terminal.ts';
import { type Reply, refuse, reply } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import { CLOSING_BATCH, forgetFlow, keepFlow, readFlow } from '../ports/flow-state.ts';
import type { ReadTx, WriteTx } from '../ports/store.ts';

export interface SettlementAnswer {
  readonly closed: boolean;
  readonly terminalTotalMinor: number;
  readonly registerTotalMinor: number;
  readonly differenceMinor: number;
  /**
   * Why it did not close, or that its totals were not seen: a key under `closing.terminal.`,
   * behind a colon what the terminal said. Empty when it closed and told its totals.
   */
  readonly reason: string;
}

/** What one asking came to. `closed` without totals: it is closed, its answer was lost. */
type Closing =
  | { readonly kind: 'closed'; readonly totals: TerminalBatchTotals | null }
  | { readonly kind: 'open'; readonly resultCode: string; readonly reason: string }
  | { readonly kind: 'inDoubt'; readonly reason: string };

/**
 * Closes the card batch at the terminal and sets its totals against the register's own, both in
 * one commit. Refused while an attempt of this terminal is on its way; unknown ones are listed
 * and do not hinder. A failed close leaves both sides usable and is tried again by a person; one
 * whose answer was lost is looked into, and nothing counts as closed until that is certain.
 */
export async function settleTerminal(
  ctx: TillContext,
  command: CommandContext,
): Promise<Reply<SettlementAnswer>> {
  const operator = authorise(ctx, 'settleTerminal');
  if (!operator.ok) return operator;
  if (ctx.state.checkingTerminal) return refuse('terminalBusy');
  if (ctx.terminal.status().state === 'off') return refuse('terminalOff');
  const { terminalId } = ctx.terminal;
  const before = ctx.store.read((tx) => ({
    day: tx.openDay(),
    isBusy: tx
      .openAttempts()
      .some((one) => one.terminalId === terminalId && one.state !== 'unknown'),
    doubtSeq: closingSeq(tx, terminalId),
  }));
  if (before.day === null) return refuse('dayNotOpen');
  if (before.isBusy) return refuse('paymentOpen');

  const { doubtSeq } = before;
  const now = doubtSeq === null ? null : await openTotals(ctx);
  const closing: Closing =
    now !== null && isEmpty(now) ? { kind: 'closed', totals: null } : await closeAtTerminal(ctx);
  const actor = operator.value.operatorId;
  return commit(ctx, command, (tx) =>
    closing.kind === 'closed'
      ? bookClosed(ctx, tx, { totals: closing.totals, doubtSeq, actor })
      : bookFailed(ctx, tx, closing, { isNew: doubtSeq === null, now, actor }),
  );
}

/** What the terminal's open batch holds, or null when it does not say: silence is not "empty". */
async function openTotals(ctx: TillContext): Promise<TerminalBatchTotals | null> {
  if (!ctx.terminal.capabilities.totals) return null;
  const told = await ctx.terminal.totals();
  return told.kind === 'totals' && !saysNothing(told.totals) ? told.totals : null;
}

async function closeAtTerminal(ctx: TillContext): Promise<Closing> {
  const { terminalId } = ctx.terminal;
  ctx.store.write((tx) => {
    if (closingSeq(tx, terminalId) === null) {
      keepFlow(tx, CLOSING_BATCH, tx.journalHead().seq, terminalId);
    }
  });
  const outcome = await ctx.terminal.closeBatch({
    progress: () => undefined,
    receipt: (receipt) => ctx.log.info('terminal report', { lines: receipt.lines.length }),
  });
  switch (outcome.kind) {
    case 'closed':
      return outcome;
    case 'failed':
      return { kind: 'open', resultCode: outcome.resultCode, reason: outcome.reason };
    case 'unknown':
      return findOut(ctx, outcome.reason);
  }
}

/** The answer was lost: a batch that holds nothing any more was closed. */
async function findOut(ctx: TillContext, reason: string): Promise<Closing> {
  const now = await openTotals(ctx);
  if (now === null) return { kind: 'inDoubt', reason };
  return isEmpty(now)
    ? { kind: 'closed', totals: null }
    : { kind: 'open', resultCode: '', reason: 'batchStillOpen' };
}

function isEmpty({ totalMinor, count }: TerminalBatchTotals): boolean {
  return totalMinor === 0 && count === 0;
}

/** Neither a sum nor a kind of card nor a list was told: at most a report was printed. */
function saysNothing(totals: TerminalBatchTotals): boolean {
  return isEmpty(totals) && totals.groups?.length === 0 && totals.items === null;
}

function registerTotal(attempts: readonly SettlementAttempt[]): CountAndSum {
  return totalOf(bookedLines(attempts));
}

function isSame(told: TerminalBatchTotals, register: CountAndSum): boolean {
  return told.count === register.count && told.totalMinor === register.amountMinor;
}

/** The entry of a close of this terminal whose end is not known, or null. */
function closingSeq(tx: ReadTx, terminalId: string): number | null {
  return readFlow(tx, CLOSING_BATCH, terminalId);
}

/**
 * Books the batch, or two: totals that are those of the attempts after a doubtful close alone
 * show that it had closed.
 */
function bookClosed(
  ctx: TillContext,
  tx: WriteTx,
  closing: {
    readonly totals: TerminalBatchTotals | null;
    readonly doubtSeq: number | null;
    readonly actor: string;
  },
): Reply<SettlementAnswer> {
  const { doubtSeq, actor } = closing;
  const totals = closing.totals === null || saysNothing(closing.totals) ? null : closing.totals;
  const lines = closing.totals?.lines ?? [];
  const { terminalId } = ctx.terminal;
  const all = tx.batchAttempts(terminalId);
  const since = doubtSeq === null ? all : tx.batchAttempts(terminalId, doubtSeq);
  const wasClosed =
    totals !== null && isSame(totals, registerTotal(since)) && !isSame(totals, registerTotal(all));
  const attempts = wasClosed ? since : all;
  if (wasClosed) {
    const earlier = all.slice(0, all.length - since.length);
    appendClosed(tx, { terminalId, attempts: earlier, totals: null, lines: [], actor });
  }
  const register = appendClosed(tx, { terminalId, attempts, totals, lines, actor });
  forgetFlow(tx, CLOSING_BATCH, terminalId);
  const terminalTotalMinor = totals?.totalMinor ?? ZERO;
  return reply({
    closed: true,
    terminalTotalMinor,
    registerTotalMinor: register.amountMinor,
    differenceMinor: totals === null ? ZERO : subtract(terminalTotalMinor, register.amountMinor),
    reason: totals === null ? 'totalsNotSeen' : '',
  });
}

/** One closed batch and its comparison. Returns the register's side. */
function appendClosed(
  tx: WriteTx,
  batch: {
    readonly terminalId: string;
    readonly attempts: readonly SettlementAttempt[];
    readonly totals: TerminalBatchTotals | null;
    readonly lines: readonly string[];
    readonly actor: string;
  },
): CountAndSum {
  const { terminalId, attempts, totals, lines, actor } = batch;
  const register = registerTotal(attempts);
  const book = totals ?? { totalMinor: ZERO, count: 0, groups: null, items: null };
  const compared = compareSettlement(book, attempts);
  tx.append(
    'settlement.closed',
    {
      terminalId,
      terminalTotalMinor: book.totalMinor,
      terminalCount: book.count,
      registerTotalMinor: register.amountMinor,
      // Below 0 only when a void's payment stands in an earlier batch.
      registerCount: Math.max(0, register.count),
      differenceMinor: totals === null ? ZERO : subtract(book.totalMinor, register.amountMinor),
      reportLines: [...lines],
      ...(totals === null ? { totalsKnown: false as const } : {}),
    },
    actor,
  );
  // With nothing to compare with, nothing is said to agree.
  const result = totals === null ? { ...compared, agrees: false, differences: [] } : compared;
  tx.append('settlement.compared', { terminalId, ...result }, actor);
  return register;
}

/** A failure ends a doubt only when the terminal still holds the whole batch. */
function bookFailed(
  ctx: TillContext,
  tx: WriteTx,
  closing: Exclude<Closing, { kind: 'closed' }>,
  how: {
    readonly isNew: boolean;
    readonly now: TerminalBatchTotals | null;
    readonly actor: string;
  },
): Reply<SettlementAnswer> {
  const { terminalId } = ctx.terminal;
  const register = registerTotal(tx.batchAttempts(terminalId));
  const isWhole = how.now !== null && isSame(how.now, register);
  const isInDoubt = closing.kind === 'inDoubt' || !(how.isNew || isWhole);
  if (!isInDoubt) forgetFlow(tx, CLOSING_BATCH, terminalId);
  const failure = {
    terminalId,
    resultCode: closing.kind === 'open' ? closing.resultCode : '',
    reason: closing.reason,
    ...(isInDoubt ? { inDoubt: true as const } : {}),
  };
  tx.append('settlement.failed', failure, how.actor);
  return reply({
    closed: false,
    terminalTotalMinor: ZERO,
    registerTotalMinor: register.amountMinor,
    differenceMinor: ZERO,
    reason: closeReason(failure, ctx.reasonOf),
  });
}
