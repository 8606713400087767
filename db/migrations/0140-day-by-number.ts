import type { Migration } from './migration.ts';

/**
 * Days are told apart by the entry that opened them, not by their date: after a wrong clock was
 * put right, or when a shop opens twice on one date, two of them carry the same date. Tables that
 * pointed at the date keep it as a plain value.
 *
 * Parents are emptied while their rows still have children, and filled again before the step
 * ends: with the checks deferred, the commit fails if a single reference is left without its row.
 */
export const dayByNumber: Migration = {
  version: 140,
  name: 'day-by-number',
  sql: `
PRAGMA defer_foreign_keys = ON;

CREATE TABLE kept_sale AS SELECT * FROM sale;
CREATE TABLE kept_shift AS SELECT * FROM shift;
CREATE TABLE kept_day AS SELECT * FROM business_day;
DROP TABLE sale;
DROP TABLE shift;
DROP TABLE business_day;

CREATE TABLE business_day (
  opened_seq INTEGER PRIMARY KEY,
  business_day TEXT NOT NULL
    CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  opened_at_ms INTEGER NOT NULL,
  closed_seq INTEGER UNIQUE CHECK (closed_seq > opened_seq),
  z_number INTEGER UNIQUE CHECK (z_number > 0),
  CHECK ((state = 'closed') = (closed_seq IS NOT NULL AND z_number IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX business_day_one_open ON business_day (state) WHERE state = 'open';

INSERT INTO business_day (opened_seq, business_day, state, opened_at_ms, closed_seq, z_number)
SELECT opened_seq, business_day, state, opened_at_ms, closed_seq, z_number FROM kept_day;

CREATE TABLE shift (
  shift_id TEXT PRIMARY KEY,
  business_day TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  float_minor INTEGER NOT NULL CHECK (float_minor >= 0),
  -- Cash taken less change given, kept with each sale.
  cash_net_minor INTEGER NOT NULL,
  opened_seq INTEGER NOT NULL UNIQUE,
  opened_at_ms INTEGER NOT NULL,
  closed_seq INTEGER UNIQUE,
  counted_minor INTEGER,
  expected_minor INTEGER,
  over_short_minor INTEGER,
  CHECK ((state = 'closed') = (closed_seq IS NOT NULL)),
  CHECK (state = 'open' OR over_short_minor = counted_minor - expected_minor),
  CHECK (state = 'open' OR expected_minor = float_minor + cash_net_minor)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX shift_one_open ON shift (state) WHERE state = 'open';

INSERT INTO shift SELECT * FROM kept_shift;

CREATE TABLE sale (
  seq INTEGER PRIMARY KEY,
  sale_id TEXT NOT NULL UNIQUE,
  basket_id TEXT NOT NULL UNIQUE,
  receipt_no TEXT NOT NULL UNIQUE,
  receipt_seq INTEGER NOT NULL UNIQUE CHECK (receipt_seq > 0),
  at_ms INTEGER NOT NULL,
  business_day TEXT NOT NULL,
  shift_id TEXT NOT NULL REFERENCES shift (shift_id),
  operator_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  tax_mode TEXT NOT NULL CHECK (tax_mode IN ('inside', 'onTop')),
  total_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  rounding_minor INTEGER NOT NULL,
  tendered_minor INTEGER NOT NULL,
  change_minor INTEGER NOT NULL,
  item_count INTEGER NOT NULL CHECK (item_count >= 0),
  -- What is owed is what is paid: a sale that does not balance cannot be stored.
  CHECK (total_minor + rounding_minor = tendered_minor - change_minor)
) STRICT;

CREATE INDEX sale_day ON sale (business_day, seq);

INSERT INTO sale SELECT * FROM kept_sale;

DROP TABLE kept_sale;
DROP TABLE kept_shift;
DROP TABLE kept_day;
`,
};
