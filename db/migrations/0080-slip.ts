import type { Migration } from './migration.ts';

/** Papers besides sale receipts: the terminals' slips, and "result pending". A read table. */
export const slip: Migration = {
  version: 80,
  name: 'slip',
  sql: `
CREATE TABLE slip (
  seq INTEGER PRIMARY KEY,
  attempt_id TEXT NOT NULL REFERENCES payment_attempt (attempt_id),
  kind TEXT NOT NULL CHECK (kind IN ('merchant', 'customer', 'admin', 'pending')),
  signature INTEGER NOT NULL CHECK (signature IN (0, 1)),
  -- Whether it comes on paper at all; \`prints\` counts how often it did.
  owed INTEGER NOT NULL CHECK (owed IN (0, 1)),
  prints INTEGER NOT NULL CHECK (prints >= 0)
) STRICT;

CREATE INDEX slip_waiting ON slip (seq) WHERE owed = 1 AND prints = 0;
`,
};
