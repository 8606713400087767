import type { Migration } from './migration.ts';

/**
 * Decisions over two histories, after which receipt and Z numbers go on past what either gave: found
 * in the journal by the index, and a read table for what is checked while read tables are made.
 */
export const journalJumps: Migration = {
  version: 210,
  name: 'journal-jumps',
  sql: `
CREATE INDEX journal_jump ON journal (seq) WHERE type IN ('journal.fetched', 'loss.decided');

CREATE TABLE number_jump (
  seq INTEGER PRIMARY KEY,
  next_receipt_seq INTEGER NOT NULL CHECK (next_receipt_seq > 0),
  next_z_number INTEGER NOT NULL CHECK (next_z_number > 0)
) STRICT;
`,
};
