import { GENESIS_HASH } from '../../core/journal/entry.ts';
import { integerOf, type Queryable, type Row, textOf } from './sql.ts';

/** A register that has enrolled, and how far its journal has arrived. */
export interface RegisterState {
  readonly storeId: string;
  readonly registerId: string;
  /** Base64 SPKI DER of its Ed25519 key. */
  readonly publicKey: string;
  /** Everything up to this entry is here; 0 before the first batch. */
  readonly toSeq: number;
  /** Hash of entry `toSeq`; GENESIS_HASH before the first batch. */
  readonly headHash: string;
  readonly batchNo: number;
}

const COLUMNS = 'store_id, register_id, public_key, to_seq, head_hash, batch_no';

/** A register's state, or null when it never enrolled. */
export async function findRegister(
  sql: Queryable,
  storeId: string,
  registerId: string,
): Promise<RegisterState | null> {
  const [row] = await sql.query(
    `SELECT ${COLUMNS} FROM register WHERE store_id = $1 AND register_id = $2`,
    [storeId, registerId],
  );
  return row === undefined ? null : registerOf(row);
}

/** Like `findRegister`, and no other transaction can take a batch of it until this one ends. */
export async function lockRegister(
  tx: Queryable,
  storeId: string,
  registerId: string,
): Promise<RegisterState | null> {
  const [row] = await tx.query(
    `SELECT ${COLUMNS} FROM register WHERE store_id = $1 AND register_id = $2 FOR UPDATE`,
    [storeId, registerId],
  );
  return row === undefined ? null : registerOf(row);
}

/** Adds a register, or gives a known one a new key; its position stays where it is. */
export async function enrolRegisterKey(
  tx: Queryable,
  register: { readonly storeId: string; readonly registerId: string; readonly publicKey: string },
  nowMs: number,
): Promise<void> {
  await tx.query(
    'INSERT INTO store (store_id, created_at_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [register.storeId, nowMs],
  );
  await tx.query(
    `INSERT INTO register
       (store_id, register_id, public_key, to_seq, head_hash, batch_no, enrolled_at_ms)
     VALUES ($1, $2, $3, 0, $4, 0, $5)
     ON CONFLICT (store_id, register_id)
     DO UPDATE SET public_key = excluded.public_key, enrolled_at_ms = excluded.enrolled_at_ms`,
    [register.storeId, register.registerId, register.publicKey, GENESIS_HASH, nowMs],
  );
}

/** Moves a register's position to the end of a batch that was just saved. */
export async function advanceRegister(
  tx: Queryable,
  register: Pick<RegisterState, 'storeId' | 'registerId' | 'toSeq' | 'headHash' | 'batchNo'>,
): Promise<void> {
  await tx.query(
    `UPDATE register SET to_seq = $3, head_hash = $4, batch_no = $5
     WHERE store_id = $1 AND register_id = $2`,
    [register.storeId, register.registerId, register.toSeq, register.headHash, register.batchNo],
  );
}

function registerOf(row: Row): RegisterState {
  return {
    storeId: textOf(row, 'store_id'),
    registerId: textOf(row, 'register_id'),
    publicKey: textOf(row, 'public_key'),
    toSeq: integerOf(row, 'to_seq'),
    headHash: textOf(row, 'head_hash'),
    batchNo: integerOf(row, 'batch_no'),
  };
}
