import type { Migration } from './migration.ts';

/** What was taken off baskets before they were paid: by whom, in which shift, of which basket. */
export const correction: Migration = {
  version: 180,
  name: 'correction',
  sql: `
CREATE TABLE correction (
  seq INTEGER PRIMARY KEY,
  shift_id TEXT,
  basket_id TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('lineVoid', 'quantity', 'basketVoid')),
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0)
) STRICT;

CREATE INDEX correction_shift ON correction (shift_id, operator_id);
CREATE INDEX correction_basket ON correction (basket_id, amount_minor);
`,
};
