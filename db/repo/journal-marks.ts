import { invariant } from '../../core/assert.ts';
import { expectedCashOf } from '../../core/day/cash-effect.ts';
import type { JournalPayloads } from '../../core/journal/events/all.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import { isEntry } from '../../core/journal/typed-entry.ts';
import type { Minor } from '../../core/money/minor.ts';
import type { ReadTx } from '../../till/ports/store.ts';
import { readable } from '../../core/journal/read-payload.ts';
import { entryOfRow, type JournalRow } from '../journal-rows.ts';
import type { ReadDb } from '../open.ts';

type Marks =
  | 'openDay'
  | 'lastClosedDay'
  | 'unresolvedBeforeDay'
  | 'lateChargesBetweenDays'
  | 'openShift'
  | 'lastShiftOfDay'
  | 'expectedCash'
  | 'nextZNumber'
  | 'nextReceiptSeq';

/** What both kinds of decision over two histories say of numbers. */
type NumbersFrom = Pick<JournalPayloads['journal.fetched'], 'nextReceiptSeq' | 'nextZNumber'>;

const CASH = `
SELECT * FROM journal WHERE seq >= ?
  AND type IN ('shift.opened', 'sale.completed', 'cash.taken', 'cash.handedBack') ORDER BY seq`;

/** Entries since the last day was closed that belong to no day. */
const BETWEEN_DAYS = `
SELECT * FROM journal
WHERE business_day IS NULL
  AND seq > coalesce((SELECT max(seq) FROM journal WHERE type = 'day.closed'), 0)
ORDER BY seq`;

/** They say how a payment that was in doubt ended. */
const SETTLING = [
  'payment.approved',
  'payment.declined',
  'payment.neverStarted',
  'payment.resolvedPaid',
  'payment.resolvedNotPaid',
] as const;

/**
 * What the next entries state about days, shifts and numbers, read from entries alone: a wrong
 * figure in a read table must never be journaled, for the journal keeps it for ever.
 */
export function prepareJournalMarks(db: ReadDb): Pick<ReadTx, Marks> {
  const newest = (type: string) =>
    db.prepare<[], JournalRow>(
      `SELECT * FROM journal WHERE type = '${type}' AND seq > 0 ORDER BY seq DESC LIMIT 1`,
    );
  const dayOpened = newest('day.opened');
  const dayClosed = newest('day.closed');
  const shiftOpened = newest('shift.opened');
  const shiftClosed = newest('shift.closed');
  const sold = newest('sale.completed');
  const from = prepareNumbersFrom(db);
  const openedBefore = db
    .prepare<[number], number>(`
      SELECT seq FROM journal WHERE type = 'day.opened' AND seq < ? ORDER BY seq DESC LIMIT 1`)
    .pluck();
  const entriesBetweenDays = prepareEntriesBetweenDays(db);
  const openDay: ReadTx['openDay'] = () => {
    const opened = dayOpened.get();
    if (opened === undefined || opened.seq < (dayClosed.get()?.seq ?? 0)) return null;
    const { businessDay } = payloadOf<'day.opened'>(opened);
    return { businessDay, openedSeq: opened.seq, openedAtMs: opened.at_ms };
  };
  return {
    openDay,
    lastClosedDay: () => {
      const closed = dayClosed.get();
      if (closed === undefined) return null;
      const { report } = payloadOf<'day.closed'>(closed);
      const openedSeq = openedBefore.get(closed.seq);
      invariant(openedSeq !== undefined, `entry ${closed.seq} closes a day that was never opened`);
      return { businessDay: report.businessDay, openedSeq, closedAtMs: closed.at_ms, report };
    },
    unresolvedBeforeDay: () => {
      const closed = dayClosed.get();
      if (closed === undefined) return [];
      const settled = new Set(entriesBetweenDays(SETTLING).map(attemptOf));
      const { unresolvedPayments } = payloadOf<'day.closed'>(closed).report;
      return unresolvedPayments.filter(({ attemptId }) => !settled.has(attemptId));
    },
    lateChargesBetweenDays: () =>
      entriesBetweenDays(['payment.lateCharge'])
        .filter((entry) => isEntry(entry, 'payment.lateCharge'))
        .map(({ payload }) => payload),
    openShift: () => {
      const opened = shiftOpened.get();
      if (opened === undefined || opened.seq < (shiftClosed.get()?.seq ?? 0)) return null;
      return { ...payloadOf<'shift.opened'>(opened), openedAtMs: opened.at_ms };
    },
    lastShiftOfDay: () => {
      const opened = shiftOpened.get();
      const day = openDay();
      if (opened === undefined || day === null || opened.seq < day.openedSeq) return null;
      return payloadOf<'shift.opened'>(opened).shiftId;
    },
    expectedCash: prepareExpectedCash(db),
    nextZNumber: () => {
      const closed = dayClosed.get();
      const next = closed === undefined ? 1 : payloadOf<'day.closed'>(closed).report.zNumber + 1;
      return Math.max(next, from('nextZNumber'));
    },
    nextReceiptSeq: () => {
      const last = sold.get();
      const next =
        last === undefined ? 1 : (JSON.parse(last.payload) as SaleCompleted).receiptSeq + 1;
      return Math.max(next, from('nextReceiptSeq'));
    },
  };
}

/** Past what every decision over two histories let numbers go on from; 1 without one. */
function prepareNumbersFrom(db: ReadDb): (number: keyof NumbersFrom) => number {
  const jumps = db
    .prepare<[], string>(`
      SELECT payload FROM journal WHERE type IN ('journal.fetched', 'loss.decided') AND seq > 0`)
    .pluck();
  return (number) =>
    Math.max(1, ...jumps.all().map((payload) => (JSON.parse(payload) as NumbersFrom)[number] ?? 1));
}

/** The entries of these types since the last day was closed. */
function prepareEntriesBetweenDays(db: ReadDb): (types: readonly string[]) => JournalEntry[] {
  const betweenDays = db.prepare<[], JournalRow>(BETWEEN_DAYS);
  return (types) =>
    betweenDays
      .all()
      .filter(({ type }) => types.includes(type))
      .map(entryOfRow);
}

/** Reads from the newest opening backwards: the shift that is asked for is one of the last. */
function prepareExpectedCash(db: ReadDb): (shiftId: string) => Minor {
  const opened = db
    .prepare<[string], number>(`
      SELECT seq FROM journal WHERE type = 'shift.opened' AND seq > 0
        AND json_extract(payload, '$.shiftId') = ? ORDER BY seq DESC LIMIT 1`)
    .pluck();
  const rows = db.prepare<[number], JournalRow>(CASH);
  return (shiftId) => {
    const from = opened.get(shiftId);
    invariant(from !== undefined, `no shift ${shiftId}`);
    return expectedCashOf(shiftId, entriesOf(rows.iterate(from)));
  };
}

function* entriesOf(rows: Iterable<JournalRow>) {
  for (const row of rows) yield readable(entryOfRow(row));
}

/** Every entry that settles a payment names it. */
function attemptOf({ payload }: JournalEntry): string {
  return (payload as { readonly attemptId: string }).attemptId;
}

/** Only called with rows of this type. */
function payloadOf<T extends 'day.opened' | 'day.closed' | 'shift.opened'>(
  row: JournalRow,
): JournalPayloads[T] {
  return JSON.parse(row.payload) as JournalPayloads[T];
}
