import { invariant } from '../../core/assert.ts';
import { generateKeyPair, type KeyPairText } from '../keys.ts';
import { type Sql, textOf } from './sql.ts';

/** Head office's Ed25519 key: made at the first start, the same ever after. */
export async function headOfficeKey(sql: Sql, nowMs: number): Promise<KeyPairText> {
  const fresh = generateKeyPair();
  // Two servers may start on one new database at once: the first row wins for both.
  await sql.query(
    `INSERT INTO head_office (one, private_key, public_key, created_at_ms)
     VALUES (1, $1, $2, $3) ON CONFLICT (one) DO NOTHING`,
    [fresh.privateKey, fresh.publicKey, nowMs],
  );
  const [row] = await sql.query('SELECT private_key, public_key FROM head_office');
  invariant(row !== undefined, 'head office has no key');
  return { privateKey: textOf(row, 'private_key'), publicKey: textOf(row, 'public_key') };
}
