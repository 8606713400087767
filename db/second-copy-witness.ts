import { events, isJournalType } from '../core/journal/events/all.ts';
import type { ChainHead } from '../core/journal/chain.ts';
import { GENESIS_HASH, type JournalEntry } from '../core/journal/entry.ts';
import type { Apart, CopyWitness } from '../core/journal/loss.ts';
import type { JournalPayloads } from '../core/journal/events/all.ts';
import { add, ZERO } from '../core/money/minor.ts';
import { linesOf } from './copy-file.ts';
import { entryOfLine, isUnsealed } from './entry-line.ts';
import type { RegisterIdentity } from './journal.ts';

/** What a copy that speaks against the database is held against. */
export interface Held {
  readonly identity: RegisterIdentity;
  /** The database's newest entry. */
  readonly database: ChainHead;
  readonly hashAt: (seq: number) => string | null;
  /** The last entry that head office has, where that is known. */
  readonly headOffice: ChainHead | null;
}

/**
 * Reads a copy that speaks against the database from its first line to its last and says what it
 * holds, also past lines that are damaged. Reads a whole year's journal where it must: only for a copy
 * that does not agree. Throws what the disk says; null when no whole entry is in it.
 */
export function readWitness(path: string, held: Held): CopyWitness | null {
  const reading = new Reading(held);
  for (const { text, ended } of linesOf(path)) {
    // An append that a power cut left unsealed ends a copy that has all of the database. Where the
    // database has more than what stands before it, it is damage in the middle.
    if (isUnsealed(text) && reading.headSeq >= held.database.seq) break;
    const entry = entryOfLine(text);
    // A torn last line is what a power cut leaves.
    if (entry === null && !ended) break;
    reading.take(entry);
  }
  return reading.result();
}

class Reading {
  private readonly held: Held;
  private line = 0;
  private badLine: number | null = null;
  private before: ChainHead = { seq: 0, hash: GENESIS_HASH };
  private atMs = 0;
  private commonTo = 0;
  private hasForked = false;
  private lastReceiptNo: string | null = null;
  private nextReceiptSeq = 1;
  private nextZNumber = 1;
  private apart: Apart = { entries: 0, sales: 0, salesMinor: ZERO };
  private holdsHeadOffice = false;

  constructor(held: Held) {
    this.held = held;
  }

  get headSeq(): number {
    return this.before.seq;
  }

  take(entry: JournalEntry | null): void {
    this.line += 1;
    if (entry === null || !this.follows(entry)) this.badLine ??= this.line;
    if (entry === null) return;
    const { seq, hash, atMs } = entry;
    this.before = { seq, hash };
    this.atMs = atMs;
    const { headOffice } = this.held;
    if (headOffice !== null && seq === headOffice.seq) {
      this.holdsHeadOffice = hash === headOffice.hash;
    }
    if (!this.hasForked && this.held.hashAt(seq) === hash) this.commonTo = seq;
    else this.takeApart(entry);
    this.takeNumbers(entry);
  }

  /** The numbers of papers, and those that an earlier decision over two histories went past. */
  private takeNumbers(entry: JournalEntry): void {
    const sale = payloadOf('sale.completed', entry);
    if (sale !== null) this.lastReceiptNo = sale.receiptNo;
    const jump = payloadOf('loss.decided', entry) ?? payloadOf('journal.fetched', entry);
    const closed = payloadOf('day.closed', entry);
    this.nextReceiptSeq = Math.max(
      this.nextReceiptSeq,
      (sale?.receiptSeq ?? 0) + 1,
      jump?.nextReceiptSeq ?? 1,
    );
    this.nextZNumber = Math.max(
      this.nextZNumber,
      (closed?.report.zNumber ?? 0) + 1,
      jump?.nextZNumber ?? 1,
    );
  }

  private follows(entry: JournalEntry): boolean {
    const { identity } = this.held;
    return (
      entry.seq === this.before.seq + 1 &&
      entry.prevHash === this.before.hash &&
      entry.storeId === identity.storeId &&
      entry.registerId === identity.registerId &&
      (!isJournalType(entry.type) || events[entry.type].payload.safeParse(entry.payload).success)
    );
  }

  private takeApart(entry: JournalEntry): void {
    this.hasForked = true;
    const { entries, sales, salesMinor } = this.apart;
    const sale = payloadOf('sale.completed', entry);
    this.apart = {
      entries: entries + 1,
      sales: sales + (sale === null ? 0 : 1),
      salesMinor: sale === null ? salesMinor : add(salesMinor, sale.totalMinor),
    };
  }

  result(): CopyWitness | null {
    const { before: head, atMs, commonTo, apart, badLine } = this;
    const { lastReceiptNo, nextReceiptSeq, nextZNumber } = this;
    if (head.seq === 0) return null;
    return {
      // Proved only where the copy holds the database's newest entry, the same one.
      says: commonTo === this.held.database.seq ? 'ahead' : 'other',
      head,
      atMs,
      commonTo,
      lastReceiptNo,
      nextReceiptSeq,
      nextZNumber,
      apart,
      badLine,
      holdsHeadOffice: this.holdsHeadOffice,
    };
  }
}

/** The file is somebody else's to write: what it says is looked at before it is believed. */
function payloadOf<T extends 'sale.completed' | 'day.closed' | 'loss.decided' | 'journal.fetched'>(
  type: T,
  entry: JournalEntry,
): JournalPayloads[T] | null {
  if (entry.type !== type) return null;
  const parsed = events[type].payload.safeParse(entry.payload);
  return parsed.success ? (parsed.data as JournalPayloads[T]) : null;
}
