import type { Migration } from './migration.ts';

/** Wrong PINs in somebody's approval box, counted for the one who asks and the one asked. */
export const approval: Migration = {
  version: 170,
  name: 'approval',
  sql: `
CREATE TABLE approval_failure (
  asked_by TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  failures INTEGER NOT NULL CHECK (failures > 0),
  PRIMARY KEY (asked_by, operator_id)
) STRICT, WITHOUT ROWID;
`,
};
