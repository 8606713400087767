import type { Migration } from './migration.ts';

/**
 * Where days, shifts and sales begin and end in the journal: what is journaled next is worked out
 * from these entries, never from a read table. One entry of a day or a shift costs one row here.
 */
export const journalMarks: Migration = {
  version: 200,
  name: 'journal-marks',
  sql: `
CREATE INDEX journal_day_opened ON journal (seq) WHERE type = 'day.opened';
CREATE INDEX journal_day_closed ON journal (seq) WHERE type = 'day.closed';
CREATE INDEX journal_shift_opened ON journal (seq) WHERE type = 'shift.opened';
CREATE INDEX journal_shift_closed ON journal (seq) WHERE type = 'shift.closed';
CREATE INDEX journal_sale ON journal (seq) WHERE type = 'sale.completed';
`,
};
