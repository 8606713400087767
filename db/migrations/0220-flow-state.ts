import type { Migration } from './migration.ts';

/** What a flow remembers until its next step, apart from what people and files set. */
export const flowState: Migration = {
  version: 220,
  name: 'flow state',
  sql: `
CREATE TABLE flow_state (
  key TEXT NOT NULL,
  -- A terminal, a file; '' where there is one only.
  subject TEXT NOT NULL,
  value TEXT NOT NULL CHECK (json_valid(value)),
  PRIMARY KEY (key, subject)
) STRICT, WITHOUT ROWID;
`,
};
