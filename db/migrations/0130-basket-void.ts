import type { Migration } from './migration.ts';

/** What is taken back may be a parked basket too, of which cards have paid a part. */
export const basketVoid: Migration = {
  version: 130,
  name: 'basket-void',
  sql: `
CREATE TABLE take_back_new (
  take_back_id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL UNIQUE,
  -- The entry with the newest plan: the first one, or a supervisor's decision after a refusal.
  steps_seq INTEGER NOT NULL,
  sale_id TEXT REFERENCES sale (sale_id),
  basket_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'done', 'abandoned')),
  -- Money goes back for a sale or for a basket, never for both.
  CHECK ((sale_id IS NULL) <> (basket_id IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO take_back_new (take_back_id, seq, steps_seq, sale_id, basket_id, state)
SELECT take_back_id, seq, coalesce(steps_seq, seq), sale_id, NULL, state FROM take_back;

DROP TABLE take_back;
ALTER TABLE take_back_new RENAME TO take_back;

-- A sale is taken back once, a basket voided once, and one of them at a time.
CREATE UNIQUE INDEX take_back_sale ON take_back (sale_id) WHERE state IN ('open', 'done');
CREATE UNIQUE INDEX take_back_basket ON take_back (basket_id)
  WHERE basket_id IS NOT NULL AND state IN ('open', 'done');
CREATE UNIQUE INDEX take_back_open ON take_back (state) WHERE state = 'open';
`,
};
