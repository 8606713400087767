import type { Migration } from './migration.ts';

/** Closing card batches: what was compared, and what did not close. Read tables. */
export const settlement: Migration = {
  version: 90,
  name: 'settlement',
  sql: `
-- The entry that sets the batch against the register's book; null for those of earlier versions.
ALTER TABLE settlement ADD COLUMN compared_seq INTEGER;

-- A terminal whose batch did not close when it was last tried.
CREATE TABLE terminal_close_failure (
  terminal_id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- An attempt belongs to the batch in which it began: the terminal booked it then or never,
-- whenever its end became known here.
CREATE INDEX payment_attempt_batch ON payment_attempt (terminal_id, intended_seq);
`,
};
