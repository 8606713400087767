import type { Migration } from './migration.ts';

/** Which device gave the numbers of a terminal's mark: one that was replaced counts for itself. */
export const terminalMarkDevice: Migration = {
  version: 110,
  name: 'terminal-mark-device',
  sql: `
-- What it calls itself, '' where it never did.
ALTER TABLE terminal_mark ADD COLUMN device TEXT NOT NULL DEFAULT '';
`,
};
