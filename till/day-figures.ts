import { type BatchSummary, startBatchSummary } from '../core/batch/build.ts';
import { type DayHeader, startDayFold } from '../core/day/fold.ts';
import type { DayReport } from '../core/day/report-types.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import type { TillContext } from './context.ts';
import { entrySlices, SLICE_ENTRIES } from './entry-slices.ts';
import type { OpenDay, ReadTx } from './store.ts';

/** What the journal says of the open day and of the batch that is due, up to some entry. */
export interface DayFigures {
  /** The report of the entries read so far. */
  report(header: DayHeader): DayReport;
  /** Counts and totals of the entries that no batch holds yet, of those read so far. */
  batch(): BatchSummary;
  /** Reads what was appended since, so that nothing is missing: cheap when that is little. */
  catchUp(tx: ReadTx): void;
  /** Whether these are of this day and this batch; if not, they are of no use. */
  areOf(tx: ReadTx, day: OpenDay): boolean;
}

/** Figures of the open day of which nothing has been read yet. */
export function startDayFigures(tx: ReadTx, day: OpenDay): Figures {
  const { from } = tx.nextBatchFrom();
  return new Figures(day, from);
}

/**
 * Reads the open day in slices, with everything else running in between, so that a report or the
 * end of the day has only the last entries left to read. Null while no day is open.
 */
export async function prepareDayFigures(ctx: TillContext): Promise<DayFigures | null> {
  const start = ctx.store.read((tx) => {
    const day = tx.openDay();
    if (day === null) return null;
    return { figures: startDayFigures(tx, day), to: tx.journalHead().seq };
  });
  if (start === null) return null;
  const { figures, to } = start;
  for await (const slice of entrySlices(ctx, figures.next, to)) figures.add(slice);
  return figures;
}

class Figures implements DayFigures {
  /** The first entry that was not read yet. */
  next: number;
  private readonly day: OpenDay;
  private readonly batchFrom: number;
  private readonly dayFold = startDayFold();
  private readonly summary = startBatchSummary();

  constructor(day: OpenDay, batchFrom: number) {
    this.day = day;
    this.batchFrom = batchFrom;
    this.next = Math.min(batchFrom, day.openedSeq);
  }

  add(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      // The same date may have been closed before: the day begins with its own entry.
      const isOfDay = entry.businessDay === this.day.businessDay && entry.seq >= this.day.openedSeq;
      if (isOfDay) this.dayFold.add(entry);
      if (entry.seq >= this.batchFrom) this.summary.add(entry);
      this.next = entry.seq + 1;
    }
  }

  catchUp(tx: ReadTx): void {
    const { seq } = tx.journalHead();
    while (this.next <= seq) this.add(tx.entries(this.next, this.next + SLICE_ENTRIES - 1));
  }

  report(header: DayHeader): DayReport {
    return this.dayFold.report(header);
  }

  batch(): BatchSummary {
    return this.summary.summary();
  }

  areOf(tx: ReadTx, day: OpenDay): boolean {
    return day.openedSeq === this.day.openedSeq && tx.nextBatchFrom().from === this.batchFrom;
  }
}
