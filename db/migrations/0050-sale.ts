import type { Migration } from './migration.ts';

/** Sales and what is owed on paper: read tables, made from the journal. */
export const sale: Migration = {
  version: 50,
  name: 'sale',
  sql: `
CREATE TABLE sale (
  seq INTEGER PRIMARY KEY,
  sale_id TEXT NOT NULL UNIQUE,
  basket_id TEXT NOT NULL UNIQUE,
  receipt_no TEXT NOT NULL UNIQUE,
  receipt_seq INTEGER NOT NULL UNIQUE CHECK (receipt_seq > 0),
  at_ms INTEGER NOT NULL,
  business_day TEXT NOT NULL REFERENCES business_day (business_day),
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

-- What was sold, and what of it came back: a return of more than that cannot be stored. Lines that
-- were voided before payment, and those of returns, are none of these.
CREATE TABLE sale_line (
  seq INTEGER NOT NULL REFERENCES sale (seq),
  position INTEGER NOT NULL CHECK (position >= 0),
  line_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  -- Thousandths of a piece; 1000 for a weighed line.
  quantity_thousandths INTEGER NOT NULL CHECK (quantity_thousandths > 0),
  weight_grams INTEGER,
  -- What was paid for the line.
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
  returned_thousandths INTEGER NOT NULL DEFAULT 0
    CHECK (returned_thousandths BETWEEN 0 AND quantity_thousandths),
  returned_minor INTEGER NOT NULL DEFAULT 0 CHECK (returned_minor BETWEEN 0 AND amount_minor),
  PRIMARY KEY (seq, position),
  UNIQUE (seq, line_id),
  -- With the last piece goes the last of the money.
  CHECK (returned_thousandths < quantity_thousandths OR returned_minor = amount_minor)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_tender (
  seq INTEGER NOT NULL REFERENCES sale (seq),
  position INTEGER NOT NULL CHECK (position >= 0),
  tender_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  attempt_id TEXT REFERENCES payment_attempt (attempt_id),
  PRIMARY KEY (seq, position)
) STRICT, WITHOUT ROWID;

-- One approval pays once.
CREATE UNIQUE INDEX sale_tender_attempt ON sale_tender (attempt_id) WHERE attempt_id IS NOT NULL;

-- One row a copy asked for; \`prints\` counts how often it came out.
CREATE TABLE print_job (
  seq INTEGER PRIMARY KEY,
  sale_id TEXT NOT NULL REFERENCES sale (sale_id),
  copy INTEGER NOT NULL CHECK (copy >= 0),
  prints INTEGER NOT NULL CHECK (prints >= 0),
  UNIQUE (sale_id, copy)
) STRICT;

CREATE INDEX print_job_waiting ON print_job (seq) WHERE prints = 0;
`,
};
