import type { Migration } from './migration.ts';

/** Days, shifts, drawer and sign-on failures: read tables, made from the journal. */
export const day: Migration = {
  version: 30,
  name: 'day',
  sql: `
CREATE TABLE business_day (
  business_day TEXT PRIMARY KEY CHECK (business_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  opened_seq INTEGER NOT NULL UNIQUE,
  opened_at_ms INTEGER NOT NULL,
  closed_seq INTEGER UNIQUE,
  z_number INTEGER UNIQUE CHECK (z_number > 0),
  CHECK ((state = 'closed') = (closed_seq IS NOT NULL AND z_number IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX business_day_one_open ON business_day (state) WHERE state = 'open';

CREATE TABLE shift (
  shift_id TEXT PRIMARY KEY,
  business_day TEXT NOT NULL REFERENCES business_day (business_day),
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

-- Never reset: fiscal rules ask for totals over the register's whole life.
CREATE TABLE grand_total (
  slot INTEGER PRIMARY KEY CHECK (slot = 1),
  sales_minor INTEGER NOT NULL CHECK (sales_minor >= 0),
  returns_minor INTEGER NOT NULL CHECK (returns_minor >= 0)
) STRICT;

CREATE TABLE operator_lock (
  operator_id TEXT PRIMARY KEY,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  locked_until_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE suspended_basket (
  basket_id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL UNIQUE,
  label TEXT NOT NULL,
  suspended_at_ms INTEGER NOT NULL,
  operator_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
