import { type UploadSummary, startUploadSummary } from '../../core/upload/build.ts';
import { type DayHeader, startDayFold } from '../../core/day/fold.ts';
import type { DayReport } from '../../core/journal/events/day-report.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { TillContext } from '../runtime/context.ts';
import { entrySlices, SLICE_ENTRIES } from '../runtime/entry-slices.ts';
import type { OpenDay, ReadTx } from '../ports/store.ts';

/** An entry that does not follow from the one before, or was changed since it was written. */
export interface BrokenEntry {
  readonly seq: number;
  readonly reason: string;
}

/** What the journal says of the open day and of the batch that is due, up to some entry. */
export interface DayFigures {
  /** The report of the entries read so far. */
  report(header: DayHeader): DayReport;
  /** Counts and totals of the entries that no batch holds yet, of those read so far. */
  batch(): UploadSummary;
  /** Reads what was appended since, so that nothing is missing: cheap when that is little. */
  catchUp(tx: ReadTx): void;
  /** The first entry read so far that is not what was written; null while all are proved. */
  readonly broken: BrokenEntry | null;
  /** Whether these are of this day and this batch; if not, they are of no use. */
  areOf(tx: ReadTx, day: OpenDay): boolean;
}

/** Figures of the open day of which nothing has been read yet. */
export function startDayFigures(tx: ReadTx, day: OpenDay): Figures {
  return new Figures(tx, day);
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
  const read = (tx: ReadTx, first: number, last: number) => figures.read(tx, first, last);
  for await (const slice of entrySlices(ctx, figures.next, to, read)) figures.add(slice);
  return figures;
}

class Figures implements DayFigures {
  /** The first entry that was not read yet. */
  next: number;
  broken: BrokenEntry | null = null;
  private readonly day: OpenDay;
  private readonly batchFrom: number;
  /** Of the entry before `next`, as it was signed with the last batch or proved since. */
  private headHash: string;
  private readonly dayFold = startDayFold();
  private readonly summary = startUploadSummary();

  constructor(tx: ReadTx, day: OpenDay) {
    const { from, prevHash } = tx.nextBatchFrom();
    this.day = day;
    this.batchFrom = from;
    this.next = Math.min(from, day.openedSeq);
    const before = this.next < from ? tx.entries(this.next - 1, this.next - 1)[0] : undefined;
    this.headHash = before?.hash ?? prevHash;
  }

  /**
   * Reads entries and proves each: what is signed must be what was written. Behind one that is not,
   * they are read as they stand, for a report that is not signed.
   */
  read(tx: ReadTx, from: number, to: number): readonly JournalEntry[] {
    if (this.broken === null) {
      const proved = tx.provedEntries(from, to, this.headHash);
      if (proved.ok) {
        this.headHash = proved.entries.at(-1)?.hash ?? this.headHash;
        return proved.entries;
      }
      this.broken = { seq: proved.seq, reason: proved.reason };
    }
    return tx.entries(from, to);
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
    while (this.next <= seq) this.add(this.read(tx, this.next, this.next + SLICE_ENTRIES - 1));
  }

  report(header: DayHeader): DayReport {
    return this.dayFold.report(header);
  }

  batch(): UploadSummary {
    return this.summary.summary();
  }

  areOf(tx: ReadTx, day: OpenDay): boolean {
    return day.openedSeq === this.day.openedSeq && tx.nextBatchFrom().from === this.batchFrom;
  }
}
