import type { Migration } from './migration.ts';

/** Sales that are returned, and what terminals refund for them: read tables. */
export const saleReturn: Migration = {
  version: 70,
  name: 'return',
  sql: `
-- Refunding is an attempt like paying: one open one a terminal, the same steps, the same doubts.
ALTER TABLE payment_attempt ADD COLUMN way TEXT NOT NULL DEFAULT 'payment'
  CHECK (way IN ('payment', 'void', 'refund'));
ALTER TABLE payment_attempt ADD COLUMN original_attempt_id TEXT REFERENCES payment_attempt
  (attempt_id) CHECK ((way = 'payment') = (original_attempt_id IS NULL));

CREATE INDEX payment_attempt_original ON payment_attempt (original_attempt_id, intended_seq)
  WHERE original_attempt_id IS NOT NULL;
-- A payment is voided once.
CREATE UNIQUE INDEX payment_attempt_one_void ON payment_attempt (original_attempt_id)
  WHERE way = 'void' AND paid_seq IS NOT NULL;

CREATE TABLE sale_return (
  return_id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL UNIQUE,
  sale_id TEXT NOT NULL REFERENCES sale (sale_id),
  state TEXT NOT NULL CHECK (state IN ('open', 'done', 'abandoned'))
) STRICT, WITHOUT ROWID;

-- A sale is returned once.
CREATE UNIQUE INDEX return_sale ON sale_return (sale_id) WHERE state IN ('open', 'done');
CREATE UNIQUE INDEX return_open ON sale_return (state) WHERE state = 'open';
`,
};
