import { invariant } from '../../core/assert.ts';

/** One row as the database gave it; read with `textOf` and `integerOf`. */
export type Row = Readonly<Record<string, unknown>>;

/** A statement's values. Arrays become SQL arrays. */
export type SqlValue = string | number | null | readonly (string | number | null)[];

/** Runs one statement at a time; `$1`, `$2` … stand for `values`. Throws what the database says. */
export interface Queryable {
  query(text: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
}

/** A PostgreSQL database, embedded or a server: the same SQL for both. */
export interface Sql extends Queryable {
  /** Read-committed. Commits what `work` did when it returns, undoes all of it when it throws. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A text column that is never null. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  invariant(typeof value === 'string', `column ${column} is not text`);
  return value;
}

/** A text column, or null. */
export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

/** An integer column. The drivers give bigint as text or number: both are read exactly. */
export function integerOf(row: Row, column: string): number {
  const value = row[column];
  const integer = typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value;
  invariant(
    typeof integer === 'number' && Number.isSafeInteger(integer),
    `column ${column} is not a safe integer`,
  );
  return integer;
}

/** An integer column, or null. */
export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integerOf(row, column);
}
