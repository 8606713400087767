import type { Migration } from './migration.ts';

/** The drawer also opens to hand a part payment back, which is no opening without a sale. */
export const drawerReason: Migration = {
  version: 190,
  name: 'drawer-reason',
  sql: `
CREATE TABLE drawer_opening_new (
  seq INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  business_day TEXT,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('sale', 'noSale', 'shift', 'handedBack')),
  sale_id TEXT
) STRICT;
INSERT INTO drawer_opening_new SELECT seq, at_ms, business_day, actor, reason, sale_id FROM drawer_opening;
DROP TABLE drawer_opening;
ALTER TABLE drawer_opening_new RENAME TO drawer_opening;
`,
};
