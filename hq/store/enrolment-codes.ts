import { enrolmentCodeHash, newEnrolmentCode } from '../secrets.ts';
import { integerOf, integerOrNull, type Queryable, type Row, textOf, textOrNull } from './sql.ts';

/** How long a code may be typed in. */
export const CODE_LIFETIME_MS = 24 * 60 * 60 * 1000;

export interface EnrolmentCode {
  readonly storeId: string;
  readonly registerId: string;
  readonly expiresAtMs: number;
  /** The key that enrolled with it, or null while it is unused. */
  readonly usedByPublicKey: string | null;
  /** Set when the register's first batch proved that it got its token, or the code was withdrawn. */
  readonly finishedAtMs: number | null;
}

const COLUMNS = 'store_id, register_id, expires_at_ms, used_by_public_key, finished_at_ms';

/**
 * A new code for one register; every one it was given before is ended, also one that somebody has used and
 * could ask with again. Shown once, only its hash is kept.
 */
export async function createEnrolmentCode(
  tx: Queryable,
  register: { readonly storeId: string; readonly registerId: string },
  nowMs: number,
): Promise<{ code: string; expiresAtMs: number }> {
  await endCodes(tx, register, nowMs);
  const code = newEnrolmentCode();
  const expiresAtMs = nowMs + CODE_LIFETIME_MS;
  await tx.query(
    `INSERT INTO enrolment_code
       (store_id, code_sha256, register_id, created_at_ms, expires_at_ms)
     VALUES ($1, $2, $3, $4, $5)`,
    [register.storeId, enrolmentCodeHash(code), register.registerId, nowMs, expiresAtMs],
  );
  return { code, expiresAtMs };
}

/** A code that was given out, whatever became of it. */
export async function findEnrolmentCode(
  sql: Queryable,
  code: string,
): Promise<EnrolmentCode | null> {
  const [row] = await sql.query(`SELECT ${COLUMNS} FROM enrolment_code WHERE code_sha256 = $1`, [
    enrolmentCodeHash(code),
  ]);
  return row === undefined ? null : codeOf(row);
}

/** Like `findEnrolmentCode`, and nobody else can use it until this transaction ends. */
export async function lockEnrolmentCode(
  tx: Queryable,
  code: string,
): Promise<EnrolmentCode | null> {
  const [row] = await tx.query(
    `SELECT ${COLUMNS} FROM enrolment_code WHERE code_sha256 = $1 FOR UPDATE`,
    [enrolmentCodeHash(code)],
  );
  return row === undefined ? null : codeOf(row);
}

/** Notes whose key a code enrolled. */
export async function markCodeUsed(
  tx: Queryable,
  storeId: string,
  code: string,
  publicKey: string,
): Promise<void> {
  await tx.query(
    'UPDATE enrolment_code SET used_by_public_key = $3 WHERE store_id = $1 AND code_sha256 = $2',
    [storeId, enrolmentCodeHash(code), publicKey],
  );
}

/** After a register's batch arrived its used codes buy no further token. */
export async function finishUsedCodes(
  tx: Queryable,
  register: { readonly storeId: string; readonly registerId: string },
  nowMs: number,
): Promise<void> {
  await tx.query(
    `UPDATE enrolment_code SET finished_at_ms = $3
     WHERE store_id = $1 AND register_id = $2
       AND used_by_public_key IS NOT NULL AND finished_at_ms IS NULL`,
    [register.storeId, register.registerId, nowMs],
  );
}

/**
 * What was given out opens nothing any more, used or not: it may be in the wrong hands. One statement, so
 * that an enrolment at the same moment is either seen or waits.
 */
export async function endCodes(
  tx: Queryable,
  register: { readonly storeId: string; readonly registerId: string },
  nowMs: number,
): Promise<void> {
  await tx.query(
    `UPDATE enrolment_code SET finished_at_ms = $3
     WHERE store_id = $1 AND register_id = $2 AND finished_at_ms IS NULL`,
    [register.storeId, register.registerId, nowMs],
  );
}

function codeOf(row: Row): EnrolmentCode {
  return {
    storeId: textOf(row, 'store_id'),
    registerId: textOf(row, 'register_id'),
    expiresAtMs: integerOf(row, 'expires_at_ms'),
    usedByPublicKey: textOrNull(row, 'used_by_public_key'),
    finishedAtMs: integerOrNull(row, 'finished_at_ms'),
  };
}
