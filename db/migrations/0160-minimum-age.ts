import type { Migration } from './migration.ts';

/** The age a customer must have for an item; it is asked for at the till. */
export const minimumAge: Migration = {
  version: 160,
  name: 'minimum-age',
  sql: `
-- Years; NULL when anyone may buy it.
ALTER TABLE item ADD COLUMN min_age INTEGER CHECK (min_age > 0);
`,
};
