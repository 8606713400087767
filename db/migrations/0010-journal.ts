import type { Migration } from './migration.ts';

export const journal: Migration = {
  version: 10,
  name: 'journal',
  sql: `
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
  type TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  at_ms INTEGER NOT NULL,
  business_day TEXT,
  actor TEXT NOT NULL,
  store_id TEXT NOT NULL,
  register_id TEXT NOT NULL,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
) STRICT;

CREATE INDEX journal_day ON journal (business_day, seq);

CREATE TRIGGER journal_never_updated BEFORE UPDATE ON journal
BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_never_deleted BEFORE DELETE ON journal
BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only');
END;

-- INSERT OR REPLACE deletes without firing a DELETE trigger unless recursive triggers are on.
CREATE TRIGGER journal_without_gap BEFORE INSERT ON journal
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal)
BEGIN
  SELECT RAISE(ABORT, 'the journal has no gaps and no second entry of a number');
END;
`,
};
