import { invariant } from '../core/assert.ts';
import { canonicalJson } from '../core/journal/canonical.ts';
import { hashEntry } from '../core/journal/chain.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import { events, type JournalPayloads, type JournalType } from '../core/journal/events/all.ts';
import type { Clock, Ids } from '../till/ports/system.ts';
import { prepareJournalReader } from './journal-rows.ts';
import type { WriteDb } from './open.ts';
import { prepareProjection } from './project/projection.ts';
import { prepareJournalMarks } from './repo/journal-marks.ts';
import { sha256 } from './sha256.ts';

/** Who this register is: stands in every entry. */
export interface RegisterIdentity {
  readonly storeId: string;
  readonly registerId: string;
}

export interface JournalWriterOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly identity: RegisterIdentity;
}

export interface JournalWriter {
  /**
   * Appends an entry and brings the read tables up to it, in the transaction that is open. The
   * entry belongs to the open business day; `day.opened` to the day it opens.
   *
   * Throws an `InvariantError` or a constraint error when the event cannot follow what is there:
   * a receipt number out of turn, an unbalanced sale, a second open payment on a terminal.
   */
  append<T extends JournalType>(type: T, payload: JournalPayloads[T], actor: string): JournalEntry;
}

const INSERT = `
INSERT INTO journal (seq, id, type, version, at_ms, business_day, actor, store_id, register_id,
  payload, prev_hash, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/**
 * Returns what stores an entry as it is: the one statement that writes the journal. A caller that
 * has the payload's canonical JSON already hands it in; making it is the dearest part.
 */
export function prepareEntryInsert(
  db: WriteDb,
): (entry: JournalEntry, payloadJson?: string) => void {
  const insert = db.prepare(INSERT);
  return (entry, payloadJson = canonicalJson(entry.payload)) => {
    insert.run(
      entry.seq,
      entry.id,
      entry.type,
      entry.version,
      entry.atMs,
      entry.businessDay,
      entry.actor,
      entry.storeId,
      entry.registerId,
      payloadJson,
      entry.prevHash,
      entry.hash,
    );
  };
}

/** Prepares appending for this register. */
export function prepareJournalWriter(db: WriteDb, options: JournalWriterOptions): JournalWriter {
  const reader = prepareJournalReader(db);
  const insert = prepareEntryInsert(db);
  const project = prepareProjection(db);
  const marks = prepareJournalMarks(db);
  return {
    append: (type, payload, actor) => {
      // What is projected is what was stored: a field that JSON drops must not reach a read
      // table, or a rebuild would give another one.
      checkFigures(marks, type, payload);
      const payloadJson = canonicalJson(payload);
      const stored: unknown = JSON.parse(payloadJson);
      const head = reader.head();
      const unhashed = {
        seq: head.seq + 1,
        id: options.ids.next(),
        type,
        version: events[type].version,
        atMs: options.clock.nowMs(),
        businessDay: dayOpenedBy(type, payload) ?? marks.openDay()?.businessDay ?? null,
        actor,
        storeId: options.identity.storeId,
        registerId: options.identity.registerId,
        payload: stored,
        prevHash: head.hash,
      } satisfies Omit<JournalEntry, 'hash'>;
      const entry: JournalEntry = { ...unhashed, hash: hashEntry(unhashed, sha256) };
      insert(entry, payloadJson);
      project(entry);
      return entry;
    },
  };
}

/** The figures that entries carry on must follow from the entries before, whoever made them. */
function checkFigures(
  marks: ReturnType<typeof prepareJournalMarks>,
  type: JournalType,
  payload: JournalPayloads[JournalType],
): void {
  if (type === 'sale.completed' && 'receiptSeq' in payload) {
    const due = marks.nextReceiptSeq();
    invariant(payload.receiptSeq === due, `receipt number ${payload.receiptSeq}, expected ${due}`);
  }
  if (type === 'day.closed' && 'report' in payload) {
    const { zNumber } = payload.report;
    const due = marks.nextZNumber();
    invariant(zNumber === due, `Z number ${zNumber}, expected ${due}`);
  }
  if (type === 'shift.closed' && 'expectedMinor' in payload) {
    const { shiftId, expectedMinor } = payload;
    const due = marks.expectedCash(shiftId);
    invariant(expectedMinor === due, `shift ${shiftId}: cash ${expectedMinor}, expected ${due}`);
  }
}

function dayOpenedBy(type: JournalType, payload: JournalPayloads[JournalType]): string | null {
  return type === 'day.opened' && 'businessDay' in payload ? payload.businessDay : null;
}
