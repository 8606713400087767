import { invariant } from '../../core/assert.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { JournalPayloads } from '../../core/journal/events/all.ts';
import type { PartCash } from '../../core/journal/events/cash.ts';
import type { ShiftClosed } from '../../core/journal/events/day.ts';
import type { WriteDb } from '../open.ts';
import { type NoteDifference, nothing, type Projections } from './projector.ts';

type DayEntries =
  | 'day.opened'
  | 'day.closed'
  | 'shift.opened'
  | 'shift.closed'
  | 'cash.taken'
  | 'cash.handedBack'
  | 'drawer.opened';

/** Business days and shifts, with the cash of their drawers. */
export function prepareDayProjections(
  db: WriteDb,
  note: NoteDifference = nothing,
): Projections<DayEntries> {
  const openDay = db.prepare<[string, number, number]>(`
    INSERT INTO business_day (business_day, state, opened_seq, opened_at_ms)
    VALUES (?, 'open', ?, ?)`);
  const openShift = db.prepare<[string, string | null, string, number, number, number]>(`
    INSERT INTO shift (shift_id, business_day, operator_id, state, float_minor, cash_net_minor,
      opened_seq, opened_at_ms)
    VALUES (?, ?, ?, 'open', ?, 0, ?, ?)`);
  const addCash = db.prepare<[number, string]>(`
    UPDATE shift SET cash_net_minor = cash_net_minor + ? WHERE shift_id = ? AND state = 'open'`);
  const bookCash = ({ shiftId, amountMinor }: PartCash, sign: 1 | -1): void => {
    invariant(amountMinor > 0, `cash of ${amountMinor} is none`);
    const booked = addCash.run(sign * amountMinor, shiftId);
    invariant(booked.changes === 1, `shift ${shiftId} is not open`);
  };
  return {
    'day.opened': ({ businessDay }, entry) => {
      openDay.run(businessDay, entry.seq, entry.atMs);
    },
    'day.closed': prepareDayClose(db, note),
    'shift.opened': (shift, entry) => {
      openShift.run(
        shift.shiftId,
        entry.businessDay,
        shift.operatorId,
        shift.floatMinor,
        entry.seq,
        entry.atMs,
      );
    },
    'shift.closed': prepareShiftClose(db, note),
    'cash.taken': (cash) => bookCash(cash, 1),
    'cash.handedBack': (cash) => bookCash(cash, -1),
    // Reports count openings from the entries themselves.
    'drawer.opened': nothing,
  };
}

function prepareDayClose(db: WriteDb, note: NoteDifference) {
  const nextZ = db
    .prepare<[], number>(`
      SELECT max(coalesce((SELECT max(z_number) FROM business_day), 0) + 1,
        coalesce((SELECT max(next_z_number) FROM number_jump), 1))`)
    .pluck();
  const close = db.prepare<[number, number, string]>(`
    UPDATE business_day SET state = 'closed', closed_seq = ?, z_number = ?
    WHERE state = 'open' AND business_day = ?`);
  const shiftIsOpen = db.prepare("SELECT 1 FROM shift WHERE state = 'open'");
  return ({ report }: JournalPayloads['day.closed'], entry: JournalEntry): void => {
    const expected = nextZ.get();
    if (report.zNumber !== expected) {
      note(entry.seq, `Z number ${report.zNumber}, expected ${expected}`);
    }
    invariant(shiftIsOpen.get() === undefined, 'a day closes after its shifts');
    const closed = close.run(entry.seq, report.zNumber, report.businessDay);
    invariant(closed.changes === 1, `no open day ${report.businessDay} to close`);
  };
}

/**
 * The entry's word on the expected cash stands: it was worked out from entries. Where the table
 * says otherwise the table is wrong, or an earlier version journaled a wrong figure: noted.
 */
function prepareShiftClose(db: WriteDb, note: NoteDifference) {
  const counted = db
    .prepare<[string], number>(`
      SELECT float_minor + cash_net_minor FROM shift WHERE shift_id = ? AND state = 'open'`)
    .pluck();
  const close = db.prepare<[number, number, number, number, number, string]>(`
    UPDATE shift SET state = 'closed', closed_seq = ?, counted_minor = ?, expected_minor = ?,
      cash_net_minor = ? - float_minor, over_short_minor = ?
    WHERE shift_id = ? AND state = 'open'`);
  return (shift: ShiftClosed, entry: JournalEntry): void => {
    const { shiftId, expectedMinor, overShortMinor } = shift;
    const byTable = counted.get(shiftId);
    const closed = close.run(
      entry.seq,
      shift.countedMinor,
      expectedMinor,
      expectedMinor,
      overShortMinor,
      shiftId,
    );
    invariant(closed.changes === 1, `no open shift ${shiftId} to close`);
    if (byTable !== undefined && byTable !== expectedMinor) {
      note(entry.seq, `expected cash ${expectedMinor}, its entries make ${byTable}`);
    }
  };
}
