import type { TillInput } from '../../contracts/till/contract.ts';
import { canonicalJson } from '../../core/journal/canonical.ts';
import { manifestOf } from '../../core/upload/manifest.ts';
import type { DayReport } from '../../core/journal/events/day-report.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import { ZERO } from '../../core/money/minor.ts';
import { parkedToSolve } from './closing-steps.ts';
import { approvedPart, authoriseOrAsk } from '../session/approval.ts';
import {
  announceParked,
  completeParked,
  type ParkedSale,
  parkedPaid,
} from '../selling/complete-parked.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { type DayFigures, prepareDayFigures, startDayFigures } from './day-figures.ts';
import { type Reply, refuse, reply } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import type { OpenDay, ReadTx, WriteTx } from '../ports/store.ts';

export interface DayClosed {
  readonly zNumber: number;
  readonly batchId: string;
}

/**
 * Closes the business day: the Z report, the day's end and the signed batch for head office in
 * one commit. Sending comes after and may wait for days; nothing of the day can change any more.
 * `prepared`: the day's figures as read before this command had its turn; what was appended since
 * is read inside the commit, and all of it when they are of another day. Every entry is proved
 * before the slice is signed: behind one that was changed the day stays open (`journalBroken`).
 */
export async function closeDay(
  ctx: TillContext,
  command: CommandContext,
  input: TillInput<'day.close'>,
  prepared: DayFigures | null,
): Promise<Reply<DayClosed>> {
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  const agreed = await authoriseOrAsk(ctx, 'closeDay', input.approval);
  if (!agreed.ok) return agreed;
  let parked: readonly ParkedSale[] = [];
  const answer = commit(ctx, command, (tx) => {
    const day = tx.openDay();
    if (day === null) return refuse('dayNotOpen');
    // After a restore the batches of earlier days are made again: this one follows the last of them.
    if (tx.dayEndsWithoutBatch().length > 0) return refuse('busy');
    if (tx.openBasket() !== null) return refuse('basketOpen');
    if (tx.openShift() !== null) return refuse('shiftOpen');
    parked = completeParked(ctx, tx);
    if (parkedToSolve(tx).length > 0) return refuse('parkedOpen');
    const isBatchOpen = tx.cardTotalsSinceBatchClose(ctx.terminal.terminalId).transactions > 0;
    if (isBatchOpen && !input.skipSettlement) return refuse('settlementOpen');

    const figures = figuresOf(tx, day, prepared);
    // Signed, a changed entry would be head office's to refuse, for ever: nothing is booked now.
    if (figures.broken !== null) return refuse('journalBroken', { seq: figures.broken.seq });
    const report = dayReport(ctx, { tx, day, figures, zNumber: tx.nextZNumber() });
    const { operatorId } = agreed.value.operator;
    const end = tx.append('day.closed', { report, ...approvedPart(agreed.value) }, operatorId);
    const batchId = buildUpload(ctx, tx, { end, report, figures });
    return reply({ zNumber: report.zNumber, batchId });
  });
  if (answer.ok) announceParked(ctx, parked);
  return answer;
}

/** The same figures without closing anything: as often as wanted. */
export async function xReport(ctx: TillContext): Promise<Reply<{ reportJson: string }>> {
  const operator = authorise(ctx, 'report');
  if (!operator.ok) return operator;
  const prepared = await prepareDayFigures(ctx);
  return ctx.store.read((tx) => {
    const day = tx.openDay();
    if (day === null) return refuse('dayNotOpen');
    const figures = figuresOf(tx, day, prepared);
    return reply({ reportJson: JSON.stringify(dayReport(ctx, { tx, day, figures, zNumber: 0 })) });
  });
}

/** The figures of this day, whole up to the last entry. */
function figuresOf(tx: ReadTx, day: OpenDay, prepared: DayFigures | null): DayFigures {
  const figures = prepared?.areOf(tx, day) === true ? prepared : startDayFigures(tx, day);
  figures.catchUp(tx);
  return figures;
}

interface ReportParts {
  readonly tx: ReadTx;
  readonly day: OpenDay;
  readonly figures: DayFigures;
  readonly zNumber: number;
}

function dayReport(ctx: TillContext, { tx, day, figures, zNumber }: ReportParts): DayReport {
  const { storeId, registerId, currency } = ctx.settings;
  const last = tx.lastClosedDay()?.report;
  return figures.report({
    businessDay: day.businessDay,
    storeId,
    registerId,
    zNumber,
    closedAtMs: ctx.clock.nowMs(),
    currency: currency.code,
    grandSalesBefore: last?.grandSalesMinor ?? ZERO,
    grandReturnsBefore: last?.grandReturnsMinor ?? ZERO,
    unresolvedBefore: tx.unresolvedBeforeDay(),
    lateChargesBefore: tx.lateChargesBetweenDays(),
    parkedPaid: parkedPaid(ctx, tx),
  });
}

interface UploadParts {
  readonly end: JournalEntry;
  readonly report: DayReport;
  readonly figures: DayFigures;
}

/** Signs the slice of the journal that no batch holds yet; the day's end is its last entry. */
function buildUpload(ctx: TillContext, tx: WriteTx, { end, report, figures }: UploadParts): string {
  const { batchNo } = tx.nextBatchFrom();
  figures.catchUp(tx);
  const manifest = manifestOf({ end, report, summary: figures.batch(), batchNo });
  tx.saveBatch({ manifest, signature: ctx.signer.sign(canonicalJson(manifest)) });
  return manifest.batchId;
}
