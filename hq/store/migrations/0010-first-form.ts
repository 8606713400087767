import type { Migration } from '../migration.ts';

/**
 * Every table that grows with the chain starts its key with the store, so that it can be
 * partitioned or distributed by store without a rewrite. `head_office` and `feed` have one row.
 */
export const firstForm: Migration = {
  version: 10,
  statements: [
    `CREATE TABLE head_office (
      one integer PRIMARY KEY CHECK (one = 1),
      private_key text NOT NULL,
      public_key text NOT NULL,
      created_at_ms bigint NOT NULL
    )`,
    `CREATE TABLE feed (
      one integer PRIMARY KEY CHECK (one = 1),
      last_cursor bigint NOT NULL CHECK (last_cursor >= 0)
    )`,
    'INSERT INTO feed (one, last_cursor) VALUES (1, 0)',
    `CREATE TABLE store (
      store_id text PRIMARY KEY,
      created_at_ms bigint NOT NULL
    )`,
    `CREATE TABLE register (
      store_id text NOT NULL REFERENCES store,
      register_id text NOT NULL,
      public_key text NOT NULL,
      to_seq bigint NOT NULL CHECK (to_seq >= 0),
      head_hash text NOT NULL,
      batch_no bigint NOT NULL CHECK (batch_no >= 0),
      enrolled_at_ms bigint NOT NULL,
      PRIMARY KEY (store_id, register_id)
    )`,
    `CREATE TABLE enrolment_code (
      store_id text NOT NULL,
      code_sha256 text NOT NULL,
      register_id text NOT NULL,
      created_at_ms bigint NOT NULL,
      expires_at_ms bigint NOT NULL,
      used_by_public_key text,
      finished_at_ms bigint,
      PRIMARY KEY (store_id, code_sha256)
    )`,
    'CREATE INDEX enrolment_code_by_hash ON enrolment_code (code_sha256)',
    `CREATE TABLE token (
      store_id text NOT NULL,
      token_sha256 text NOT NULL,
      kind text NOT NULL CHECK (kind IN ('register', 'reader')),
      register_id text,
      name text,
      created_at_ms bigint NOT NULL,
      revoked_at_ms bigint,
      PRIMARY KEY (store_id, token_sha256),
      CHECK ((kind = 'register') = (register_id IS NOT NULL)),
      CHECK ((kind = 'reader') = (name IS NOT NULL))
    )`,
    'CREATE INDEX token_by_hash ON token (token_sha256)',
    `CREATE TABLE batch (
      store_id text NOT NULL,
      register_id text NOT NULL,
      batch_no bigint NOT NULL CHECK (batch_no >= 1),
      batch_id text NOT NULL,
      business_day text NOT NULL,
      from_seq bigint NOT NULL,
      to_seq bigint NOT NULL CHECK (to_seq >= from_seq),
      manifest text NOT NULL,
      signature text NOT NULL,
      public_key text NOT NULL,
      content_sha256 text NOT NULL,
      received_at_ms bigint NOT NULL,
      acknowledgement text NOT NULL,
      cursor_from bigint NOT NULL,
      cursor_to bigint NOT NULL,
      PRIMARY KEY (store_id, register_id, batch_no),
      UNIQUE (store_id, register_id, from_seq),
      FOREIGN KEY (store_id, register_id) REFERENCES register,
      CHECK (cursor_to - cursor_from = to_seq - from_seq)
    )`,
    'CREATE INDEX batch_by_cursor ON batch (cursor_to)',
    `CREATE TABLE entry (
      store_id text NOT NULL,
      register_id text NOT NULL,
      seq bigint NOT NULL,
      id text NOT NULL,
      type text NOT NULL,
      version integer NOT NULL,
      at_ms bigint NOT NULL,
      business_day text,
      raw text NOT NULL,
      PRIMARY KEY (store_id, register_id, seq),
      FOREIGN KEY (store_id, register_id) REFERENCES register
    )`,
    'CREATE INDEX entry_by_day ON entry (business_day, store_id, register_id, seq)',
    `CREATE TABLE alarm (
      store_id text NOT NULL,
      register_id text NOT NULL,
      kind text NOT NULL,
      content_sha256 text NOT NULL,
      batch_no bigint NOT NULL,
      message text NOT NULL,
      first_at_ms bigint NOT NULL,
      last_at_ms bigint NOT NULL,
      times integer NOT NULL,
      PRIMARY KEY (store_id, register_id, kind, content_sha256)
    )`,
  ],
};
