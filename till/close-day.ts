import type { TillInput } from '../contracts/till.ts';
import { canonicalJson } from '../core/journal/canonical.ts';
import { summariseEntries } from '../core/batch/build.ts';
import type { BatchManifest } from '../core/batch/types.ts';
import { foldDay } from '../core/day/fold.ts';
import type { DayReport } from '../core/day/report-types.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import { negate, ZERO } from '../core/money/minor.ts';
import { parkedToSolve } from './closing-steps.ts';
import { approvedPart, authoriseOrAsk } from './approval.ts';
import { announceParked, completeParked, type ParkedSale, parkedPaid } from './complete-parked.ts';
import { type CommandContext, commit } from './commit.ts';
import type { TillContext } from './context.ts';
import { type Reply, refuse, reply } from './reply.ts';
import { authorise } from './session.ts';
import type { OpenDay, ReadTx, WriteTx } from './store.ts';

export interface DayClosed {
  readonly zNumber: number;
  readonly batchId: string;
}

/**
 * Closes the business day: the Z report, the day's end and the signed batch for head office in
 * one commit. Sending comes after and may wait for days; nothing of the day can change any more.
 */
export async function closeDay(
  ctx: TillContext,
  command: CommandContext,
  input: TillInput<'day.close'>,
): Promise<Reply<DayClosed>> {
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  const agreed = await authoriseOrAsk(ctx, 'closeDay', input.approval);
  if (!agreed.ok) return agreed;
  let parked: readonly ParkedSale[] = [];
  const answer = commit(ctx, command, (tx) => {
    const day = tx.openDay();
    if (day === null) return refuse('dayNotOpen');
    if (tx.openBasket() !== null) return refuse('basketOpen');
    if (tx.openShift() !== null) return refuse('shiftOpen');
    parked = completeParked(ctx, tx);
    if (parkedToSolve(tx).length > 0) return refuse('parkedOpen');
    const isBatchOpen = tx.cardTotalsSinceBatchClose(ctx.terminal.terminalId).transactions > 0;
    if (isBatchOpen && !input.skipTerminalBatch) return refuse('terminalBatchOpen');

    const report = dayReport(ctx, tx, day, tx.nextZNumber());
    const { operatorId } = agreed.value.operator;
    tx.append('day.closed', { report, ...approvedPart(agreed.value) }, operatorId);
    const batchId = buildBatch(ctx, tx, report);
    return reply({ zNumber: report.zNumber, batchId });
  });
  if (answer.ok) announceParked(ctx, parked);
  return answer;
}

/** The same figures without closing anything: as often as wanted. */
export function xReport(ctx: TillContext): Reply<{ reportJson: string }> {
  const operator = authorise(ctx, 'report');
  if (!operator.ok) return operator;
  return ctx.store.read((tx) => {
    const day = tx.openDay();
    if (day === null) return refuse('dayNotOpen');
    return reply({ reportJson: JSON.stringify(dayReport(ctx, tx, day, 0)) });
  });
}

function dayReport(ctx: TillContext, tx: ReadTx, day: OpenDay, zNumber: number): DayReport {
  const { storeId, registerId, currency } = ctx.settings;
  const last = tx.lastClosedDay()?.report;
  // Those of today are among them too and count once; the clock would not tell them apart.
  const unresolvedBefore = tx
    .openAttempts()
    .filter((attempt) => attempt.state === 'unknown')
    .map(({ attemptId, way, amountMinor }) => ({
      attemptId,
      amountMinor: way === 'payment' ? amountMinor : negate(amountMinor),
    }));
  return foldDay(tx.entriesOfDay(day), {
    businessDay: day.businessDay,
    storeId,
    registerId,
    zNumber,
    closedAtMs: ctx.clock.nowMs(),
    currency: currency.code,
    grandSalesBefore: last?.grandSalesMinor ?? ZERO,
    grandReturnsBefore: last?.grandReturnsMinor ?? ZERO,
    unresolvedBefore,
    lateChargesBefore: tx.lateChargesBetweenDays(),
    parkedPaid: parkedPaid(ctx, tx),
  });
}

/** Signs the slice of the journal that no batch holds yet; the day's end is its last entry. */
function buildBatch(ctx: TillContext, tx: WriteTx, report: DayReport): string {
  const { from, batchNo } = tx.nextBatchFrom();
  const entries: JournalEntry[] = tx.entries(from, tx.journalHead().seq);
  const { storeId, registerId, currency } = ctx.settings;
  const manifest: BatchManifest = {
    kind: 'tillwright-batch',
    version: 1,
    batchId: ctx.ids.next(),
    batchNo,
    storeId,
    registerId,
    businessDay: report.businessDay,
    builtAtMs: ctx.clock.nowMs(),
    currency: currency.code,
    grandSalesMinor: report.grandSalesMinor,
    ...summariseEntries(entries),
  };
  tx.saveBatch({ manifest, signature: ctx.signer.sign(canonicalJson(manifest)) });
  return manifest.batchId;
}
