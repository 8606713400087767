import { invariant } from '../../core/assert.ts';
import type { JournalPayloads } from '../../core/journal/events.ts';
import { minor, ZERO } from '../../core/money/minor.ts';
import type { ReadTx } from '../../till/store.ts';
import type { ReadDb } from '../open.ts';

type DayReads =
  | 'openDay'
  | 'lastClosedDay'
  | 'openShift'
  | 'lastShiftOfDay'
  | 'expectedCash'
  | 'grandTotals'
  | 'nextZNumber';

interface LastClosedRow {
  readonly business_day: string;
  readonly opened_seq: number;
  readonly at_ms: number;
  readonly payload: string;
}

/** Business days, shifts and the totals that never reset. */
export function prepareDayReads(db: ReadDb): Pick<ReadTx, DayReads> {
  const openDay = db.prepare<
    [],
    { business_day: string; opened_seq: number; opened_at_ms: number }
  >("SELECT business_day, opened_seq, opened_at_ms FROM business_day WHERE state = 'open'");
  const lastClosed = db.prepare<[], LastClosedRow>(`
    SELECT d.business_day, d.opened_seq, j.at_ms, j.payload FROM business_day d JOIN journal j ON j.seq = d.closed_seq
    WHERE d.z_number = (SELECT max(z_number) FROM business_day)`);
  const totals = db.prepare<[], { sales_minor: number; returns_minor: number }>(
    'SELECT sales_minor, returns_minor FROM grand_total',
  );
  const nextZ = db
    .prepare<[], number>('SELECT coalesce(max(z_number), 0) + 1 FROM business_day')
    .pluck();
  return {
    openDay: () => {
      const row = openDay.get();
      if (row === undefined) return null;
      return {
        businessDay: row.business_day,
        openedSeq: row.opened_seq,
        openedAtMs: row.opened_at_ms,
      };
    },
    lastClosedDay: () => {
      const row = lastClosed.get();
      if (row === undefined) return null;
      const { report } = JSON.parse(row.payload) as JournalPayloads['day.closed'];
      return {
        businessDay: row.business_day,
        openedSeq: row.opened_seq,
        closedAtMs: row.at_ms,
        report,
      };
    },
    ...prepareShiftReads(db),
    grandTotals: () => {
      const row = totals.get();
      if (row === undefined) return { salesMinor: ZERO, returnsMinor: ZERO };
      return { salesMinor: minor(row.sales_minor), returnsMinor: minor(row.returns_minor) };
    },
    nextZNumber: () => nextZ.get() ?? 1,
  };
}

interface ShiftRow {
  readonly shift_id: string;
  readonly operator_id: string;
  readonly float_minor: number;
  readonly opened_at_ms: number;
}

function prepareShiftReads(
  db: ReadDb,
): Pick<ReadTx, 'openShift' | 'lastShiftOfDay' | 'expectedCash'> {
  const open = db.prepare<[], ShiftRow>(
    "SELECT shift_id, operator_id, float_minor, opened_at_ms FROM shift WHERE state = 'open'",
  );
  const last = db
    .prepare<[], string>(`
      SELECT s.shift_id FROM shift s JOIN business_day d ON d.business_day = s.business_day
      WHERE d.state = 'open' ORDER BY s.opened_seq DESC LIMIT 1`)
    .pluck();
  const cash = db
    .prepare<[string], number>('SELECT float_minor + cash_net_minor FROM shift WHERE shift_id = ?')
    .pluck();
  return {
    openShift: () => {
      const row = open.get();
      if (row === undefined) return null;
      return {
        shiftId: row.shift_id,
        operatorId: row.operator_id,
        floatMinor: minor(row.float_minor),
        openedAtMs: row.opened_at_ms,
      };
    },
    lastShiftOfDay: () => last.get() ?? null,
    expectedCash: (shiftId) => {
      const expected = cash.get(shiftId);
      invariant(expected !== undefined, `no shift ${shiftId}`);
      return minor(expected);
    },
  };
}
