import type { Migration } from './migration.ts';

/** Card payments and the terminals they ran on: read tables, made from the journal. */
export const payment: Migration = {
  version: 40,
  name: 'payment',
  sql: `
CREATE TABLE payment_attempt (
  attempt_id TEXT PRIMARY KEY,
  basket_id TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('intended', 'sending', 'approved', 'declined', 'unknown',
    'neverStarted', 'resolvedPaid', 'resolvedNotPaid')),
  intended_seq INTEGER NOT NULL UNIQUE,
  intended_at_ms INTEGER NOT NULL,
  -- The entry that brought the terminal's newest result.
  result_seq INTEGER,
  -- The entry that made it paid.
  paid_seq INTEGER UNIQUE,
  reason TEXT NOT NULL,
  CHECK ((state IN ('approved', 'resolvedPaid')) = (paid_seq IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- The payment rule: a terminal that may have moved money is asked, never charged again.
CREATE UNIQUE INDEX payment_attempt_one_open ON payment_attempt (terminal_id)
  WHERE state IN ('intended', 'sending', 'unknown');

CREATE INDEX payment_attempt_basket ON payment_attempt (basket_id, intended_seq);
CREATE INDEX payment_attempt_paid ON payment_attempt (terminal_id, paid_seq)
  WHERE paid_seq IS NOT NULL;

CREATE TABLE terminal_mark (
  terminal_id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  receipt_no TEXT NOT NULL,
  trace TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settlement (
  seq INTEGER PRIMARY KEY,
  business_day TEXT,
  terminal_id TEXT NOT NULL,
  terminal_total_minor INTEGER NOT NULL,
  terminal_count INTEGER NOT NULL CHECK (terminal_count >= 0),
  register_total_minor INTEGER NOT NULL,
  register_count INTEGER NOT NULL CHECK (register_count >= 0),
  difference_minor INTEGER NOT NULL
) STRICT;

CREATE INDEX settlement_terminal ON settlement (terminal_id, seq);
CREATE INDEX settlement_day ON settlement (business_day, seq);
`,
};
