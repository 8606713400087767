import type { Migration } from './migration.ts';

/** What comes from outside (people, catalogue, settings) and what is in flight (basket, command). */
export const reference: Migration = {
  version: 20,
  name: 'reference',
  sql: `
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE operator (
  operator_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('cashier', 'supervisor', 'manager')),
  pin_hash TEXT NOT NULL,
  locale TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE item (
  item_no INTEGER PRIMARY KEY,
  item_id TEXT NOT NULL UNIQUE,
  -- In each language it is there in, by the language's name.
  name TEXT NOT NULL CHECK (json_type(name) = 'object'),
  pinyin TEXT NOT NULL,
  department TEXT NOT NULL,
  tax_code TEXT NOT NULL,
  tax_rate_bp INTEGER NOT NULL CHECK (tax_rate_bp BETWEEN 0 AND 10000),
  unit TEXT NOT NULL CHECK (unit IN ('each', 'kg')),
  price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
  plu TEXT
) STRICT;

CREATE UNIQUE INDEX item_plu ON item (plu) WHERE plu IS NOT NULL;
CREATE INDEX item_quick ON item (department, plu) WHERE plu IS NOT NULL;

CREATE TABLE item_code (
  code TEXT PRIMARY KEY,
  item_no INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Starts of words that find an item by name or pinyin: see search-terms.ts.
CREATE TABLE item_term (
  term TEXT NOT NULL,
  item_no INTEGER NOT NULL,
  PRIMARY KEY (term, item_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE open_basket (
  slot INTEGER PRIMARY KEY CHECK (slot = 1),
  basket_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE basket_event (
  basket_id TEXT NOT NULL REFERENCES open_basket (basket_id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  event TEXT NOT NULL CHECK (json_valid(event)),
  PRIMARY KEY (basket_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE command_result (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  command_id TEXT NOT NULL UNIQUE,
  result TEXT NOT NULL
) STRICT;
`,
};
