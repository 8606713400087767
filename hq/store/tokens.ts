import { invariant } from '../../core/assert.ts';
import { newToken, sha256Hex } from '../secrets.ts';
import { type Queryable, textOf, textOrNull } from './sql.ts';

/** Who a token belongs to. */
export type TokenOwner =
  | { readonly kind: 'register'; readonly storeId: string; readonly registerId: string }
  | { readonly kind: 'reader'; readonly name: string };

/** Readers see every store; their rows stand under this name, which no store can have. */
const ALL_STORES = '*';

/** The owner of a token that is known and not revoked, else null. */
export async function findTokenOwner(sql: Queryable, token: string): Promise<TokenOwner | null> {
  const [row] = await sql.query(
    `SELECT kind, store_id, register_id, name FROM token
     WHERE token_sha256 = $1 AND revoked_at_ms IS NULL`,
    [sha256Hex(token)],
  );
  if (row === undefined) return null;
  if (textOf(row, 'kind') === 'reader') return { kind: 'reader', name: textOf(row, 'name') };
  const registerId = textOrNull(row, 'register_id');
  invariant(registerId !== null, 'a register token names its register');
  return { kind: 'register', storeId: textOf(row, 'store_id'), registerId };
}

/** A new token for someone who may read everything. Shown once, only its hash is kept. */
export async function createReaderToken(
  sql: Queryable,
  name: string,
  nowMs: number,
): Promise<string> {
  const token = newToken('reader');
  await sql.query(
    `INSERT INTO token (store_id, token_sha256, kind, name, created_at_ms)
     VALUES ($1, $2, 'reader', $3, $4)`,
    [ALL_STORES, sha256Hex(token), name, nowMs],
  );
  return token;
}

/** A new token for one register; the ones it had before stop working. */
export async function replaceRegisterToken(
  tx: Queryable,
  register: { readonly storeId: string; readonly registerId: string },
  nowMs: number,
): Promise<string> {
  await revokeRegisterTokens(tx, register, nowMs);
  const token = newToken('register');
  await tx.query(
    `INSERT INTO token (store_id, token_sha256, kind, register_id, created_at_ms)
     VALUES ($1, $2, 'register', $3, $4)`,
    [register.storeId, sha256Hex(token), register.registerId, nowMs],
  );
  return token;
}

/** Ends every token of a register. Returns how many that were. */
export async function revokeRegisterTokens(
  sql: Queryable,
  register: { readonly storeId: string; readonly registerId: string },
  nowMs: number,
): Promise<number> {
  const rows = await sql.query(
    `UPDATE token SET revoked_at_ms = $3
     WHERE store_id = $1 AND register_id = $2 AND revoked_at_ms IS NULL RETURNING store_id`,
    [register.storeId, register.registerId, nowMs],
  );
  return rows.length;
}

/** Ends every token of a reader. Returns how many that were. */
export async function revokeReaderTokens(
  sql: Queryable,
  name: string,
  nowMs: number,
): Promise<number> {
  const rows = await sql.query(
    `UPDATE token SET revoked_at_ms = $3
     WHERE store_id = $1 AND name = $2 AND revoked_at_ms IS NULL RETURNING store_id`,
    [ALL_STORES, name, nowMs],
  );
  return rows.length;
}
