import type { Migration } from './migration.ts';

/** What is returned may be a parked basket too, of which cards have paid a part. */
export const basketVoid: Migration = {
  version: 130,
  name: 'basket-void',
  sql: `
CREATE TABLE return_new (
  return_id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL UNIQUE,
  -- The entry with the newest plan: the first one, or a supervisor's decision after a refusal.
  steps_seq INTEGER NOT NULL,
  sale_id TEXT REFERENCES sale (sale_id),
  basket_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'done', 'abandoned')),
  -- Money goes back for a sale or for a basket, never for both.
  CHECK ((sale_id IS NULL) <> (basket_id IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO return_new (return_id, seq, steps_seq, sale_id, basket_id, state)
SELECT return_id, seq, coalesce(steps_seq, seq), sale_id, NULL, state FROM sale_return;

DROP TABLE sale_return;
ALTER TABLE return_new RENAME TO sale_return;

-- A sale is returned once, a basket voided once, and one of them at a time.
CREATE UNIQUE INDEX return_sale ON sale_return (sale_id) WHERE state IN ('open', 'done');
CREATE UNIQUE INDEX return_basket ON sale_return (basket_id)
  WHERE basket_id IS NOT NULL AND state IN ('open', 'done');
CREATE UNIQUE INDEX return_open ON sale_return (state) WHERE state = 'open';
`,
};
