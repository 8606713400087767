import type { Migration } from './migration.ts';

/** Journal slices handed to head office. Not made from the journal: head office's answers. */
export const batch: Migration = {
  version: 60,
  name: 'batch',
  sql: `
CREATE TABLE batch (
  batch_no INTEGER PRIMARY KEY CHECK (batch_no > 0),
  batch_id TEXT NOT NULL UNIQUE,
  from_seq INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
  to_seq INTEGER NOT NULL UNIQUE REFERENCES journal (seq),
  header TEXT NOT NULL CHECK (json_valid(header)),
  state TEXT NOT NULL CHECK (state IN ('built', 'acknowledged', 'refused')),
  acknowledgement TEXT CHECK (acknowledgement IS NULL OR json_valid(acknowledgement)),
  acknowledgement_signature TEXT,
  last_error TEXT NOT NULL,
  CHECK (to_seq >= from_seq),
  CHECK ((state = 'acknowledged') = (acknowledgement IS NOT NULL)),
  CHECK ((acknowledgement IS NULL) = (acknowledgement_signature IS NULL))
) STRICT;

CREATE INDEX batch_not_acknowledged ON batch (from_seq) WHERE state <> 'acknowledged';
`,
};
