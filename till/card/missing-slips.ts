import { z } from 'zod';
import { maskCardNumbers } from '../../core/payment/mask-card-numbers.ts';
import { hasNumbers, isSameTransaction } from '../../core/payment/terminal-mark.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import type { TillContext } from '../runtime/context.ts';
import type { RepeatedSlipsOutcome, TerminalSlip } from '../ports/card-terminal.ts';
import { slipMade } from './slips.ts';
import { inBackground } from '../runtime/stop-selling.ts';
import { flowKey, forgetFlow, keepFlow, readFlow } from '../ports/flow-state.ts';
import type { PaymentAttempt, ReadTx, WriteTx } from '../ports/store.ts';

/** By terminal: the attempt whose slips it is to be asked for. */
const SLIPS_DUE = flowKey('terminal.slipsDue', z.string().min(1));

/** Between two tries at a terminal that is busy or not there, and how many a start makes. */
const TRY_AGAIN_MS = 15_000;
const TRIES = 8;

/**
 * Notes, in the commit that books an attempt whose end was lost, that its slips may be missing: so
 * a crash does not lose them. One without numbers could not be told from another.
 */
export function oweSlips(ctx: TillContext, tx: WriteTx, attemptId: string): void {
  const { terminalId, capabilities } = ctx.terminal;
  const attempt = tx.attempt(attemptId);
  if (!capabilities.repeatsSlips || attempt === null || attempt.terminalId !== terminalId) return;
  if (attempt.result === null || !hasNumbers(attempt.result)) return;
  keepFlow(tx, SLIPS_DUE, attemptId, terminalId);
}

/**
 * Asks the terminal for the slips that are due, aside from selling: no sale and no receipt waits
 * for them, and one that the terminal does not give is not a fault. To be called after the commit
 * that owes them, before anything else goes to the terminal.
 */
export function fetchSlips(ctx: TillContext, tries: number = TRIES): void {
  if (ctx.state.ended || ctx.state.fetchingSlips) return;
  const due = ctx.store.read((tx) => dueAttempt(tx, ctx.terminal.terminalId));
  if (due !== null) void inBackground(ctx, () => fetchThem(ctx, due, tries));
}

/** As `fetchSlips`, when the terminal has had time to end what it is at. */
export function fetchSlipsLater(ctx: TillContext, tries: number = TRIES): void {
  ctx.timers.after(TRY_AGAIN_MS, () => fetchSlips(ctx, tries));
}

async function fetchThem(ctx: TillContext, due: PaymentAttempt, tries: number): Promise<void> {
  ctx.state.fetchingSlips = true;
  let told: RepeatedSlipsOutcome;
  try {
    told = await ctx.terminal.repeatSlips();
  } finally {
    ctx.state.fetchingSlips = false;
  }
  // The register stopped meanwhile: they stay due for the next start.
  if (ctx.state.ended) return;
  if (told.kind === 'unreachable') {
    ctx.log.info('terminal slips still due', { attemptId: due.attemptId, reason: told.reason });
    if (tries > 1) fetchSlipsLater(ctx, tries - 1);
    return;
  }
  keepRepeated(ctx, due, told);
  ctx.state.changed();
  // Another attempt may have been booked by asking in the meantime.
  fetchSlips(ctx);
}

/** One commit: what is missing is kept and nothing is due any more, so that no slip comes twice. */
function keepRepeated(
  ctx: TillContext,
  due: PaymentAttempt,
  told: Exclude<RepeatedSlipsOutcome, { kind: 'unreachable' }>,
): void {
  const { attemptId, terminalId } = due;
  // Whose slips they are only the numbers say: another transaction may have run since.
  const isOfIt = told.kind === 'repeated' && isSame(due, told.result);
  const reason = told.kind === 'none' ? told.reason : 'anotherTransaction';
  if (!isOfIt) ctx.log.warn('terminal did not give slips again', { attemptId, reason });
  const isSignatureMissing = ctx.store.write((tx): boolean => {
    const kept = tx.slipKinds(attemptId);
    const missing = isOfIt ? told.slips.filter(({ kind }) => !kept.includes(kind)) : [];
    for (const slip of missing) {
      tx.append('terminal.receipt', slipMade(attemptId, withoutCodes(due, slip)), 'system');
    }
    if (readFlow(tx, SLIPS_DUE, terminalId) === attemptId) forgetFlow(tx, SLIPS_DUE, terminalId);
    const hasMerchants = [...kept, ...missing.map(({ kind }) => kind)].includes('merchant');
    return !hasMerchants && due.result?.extra['signatureKind'] === 'paper';
  });
  if (isSignatureMissing) {
    const { receiptNo = '' } = due.result ?? {};
    ctx.state.notify('attention', 'signedSlipMissing', { receiptNo });
  }
}

/** A wallet's slip may name the code the customer showed, which is kept nowhere. */
function withoutCodes({ wallet }: PaymentAttempt, slip: TerminalSlip): TerminalSlip {
  if (wallet === null) return slip;
  return { ...slip, lines: slip.lines.map((line) => maskCardNumbers(line)) };
}

function dueAttempt(tx: ReadTx, terminalId: string): PaymentAttempt | null {
  const attemptId = readFlow(tx, SLIPS_DUE, terminalId);
  return attemptId === null ? null : tx.attempt(attemptId);
}

function isSame({ result, amountMinor }: PaymentAttempt, told: TerminalResult): boolean {
  if (result === null || !isSameTransaction(result, told)) return false;
  return told.approved && told.amountMinor === amountMinor;
}
