import type { Migration } from './migration.ts';

/** Approvals that came when their payment no longer counted: a read table, from the journal. */
export const lateCharge: Migration = {
  version: 120,
  name: 'late-charge',
  sql: `
CREATE TABLE late_charge (
  seq INTEGER PRIMARY KEY,
  terminal_id TEXT NOT NULL,
  -- The attempt it was of, where that is known.
  attempt_id TEXT REFERENCES payment_attempt (attempt_id),
  -- 1: it could not be refused, and stands at the terminal until somebody voids it there.
  stands INTEGER NOT NULL CHECK (stands IN (0, 1))
) STRICT;

CREATE INDEX late_charge_terminal ON late_charge (terminal_id, seq);
`,
};
