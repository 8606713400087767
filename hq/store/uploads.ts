import { invariant } from '../../core/assert.ts';
import type { UploadManifest } from '../../core/upload/types.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import { integerOf, type Queryable, type Row, textOf } from './sql.ts';

/** An entry, and its line just as it arrived. */
export interface EntryLine {
  readonly entry: JournalEntry;
  readonly line: string;
}

/** A batch that passed every check. */
export interface NewUpload {
  readonly manifest: UploadManifest;
  /** The manifest's canonical JSON: what the signature covers. */
  readonly manifestJson: string;
  readonly signature: string;
  readonly publicKey: string;
  readonly contentSha256: string;
  /** All of its entries, a few at a time. */
  readonly lines: AsyncIterable<readonly EntryLine[]>;
  readonly receivedAtMs: number;
  /** The signed answer as JSON, given again whenever the batch comes again. */
  readonly acknowledgement: string;
}

export interface StoredUpload {
  readonly manifestJson: string;
  readonly signature: string;
  /** The register's key when the batch was taken. */
  readonly publicKey: string;
  readonly acknowledgement: string;
  readonly receivedAtMs: number;
  readonly cursor: number;
}

const ROWS_PER_INSERT = 2_000;
/** In UTF-16 units: so much of a batch is in memory while it is written. */
const TEXT_PER_INSERT = 2 * 1024 * 1024;
const COLUMNS = 'manifest, signature, public_key, acknowledgement, received_at_ms, cursor_to';

/** Writes a batch and its entries. The caller holds the register's row (`lockRegister`). */
export async function saveBatch(tx: Queryable, batch: NewUpload): Promise<void> {
  const { manifest } = batch;
  for await (const rows of inInserts(batch.lines)) await insertEntries(tx, manifest, rows);
  // Last, because this row stays locked until the commit and all uploads wait for it: cursors are
  // given out in the order of commits and without gaps, so that a reader who has seen cursor n
  // can never be passed by a row with a smaller one that is committed later.
  const [feed] = await tx.query(
    'UPDATE feed SET last_cursor = last_cursor + $1 RETURNING last_cursor',
    [manifest.entries],
  );
  invariant(feed !== undefined, 'the feed has no row');
  const cursorTo = integerOf(feed, 'last_cursor');
  await tx.query(
    `INSERT INTO batch
       (store_id, register_id, batch_no, batch_id, business_day, from_seq, to_seq, manifest,
        signature, public_key, content_sha256, received_at_ms, acknowledgement,
        cursor_from, cursor_to)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      manifest.storeId,
      manifest.registerId,
      manifest.batchNo,
      manifest.batchId,
      manifest.businessDay,
      manifest.from,
      manifest.to,
      batch.manifestJson,
      batch.signature,
      batch.publicKey,
      batch.contentSha256,
      batch.receivedAtMs,
      batch.acknowledgement,
      cursorTo - manifest.entries + 1,
      cursorTo,
    ],
  );
}

async function* inInserts(
  groups: AsyncIterable<readonly EntryLine[]>,
): AsyncGenerator<readonly EntryLine[]> {
  let rows: EntryLine[] = [];
  let text = 0;
  for await (const group of groups) {
    for (const row of group) {
      rows.push(row);
      text += row.line.length;
      if (rows.length < ROWS_PER_INSERT && text < TEXT_PER_INSERT) continue;
      yield rows;
      rows = [];
      text = 0;
    }
  }
  if (rows.length > 0) yield rows;
}

async function insertEntries(
  tx: Queryable,
  manifest: UploadManifest,
  rows: readonly EntryLine[],
): Promise<void> {
  await tx.query(
    `INSERT INTO entry
       (store_id, register_id, seq, id, type, version, at_ms, business_day, raw)
     SELECT $1, $2, line.*
     FROM unnest($3::bigint[], $4::text[], $5::text[], $6::integer[], $7::bigint[], $8::text[],
       $9::text[]) AS line`,
    [
      manifest.storeId,
      manifest.registerId,
      rows.map(({ entry }) => entry.seq),
      rows.map(({ entry }) => entry.id),
      rows.map(({ entry }) => entry.type),
      rows.map(({ entry }) => entry.version),
      rows.map(({ entry }) => entry.atMs),
      rows.map(({ entry }) => entry.businessDay),
      rows.map(({ line }) => line),
    ],
  );
}

/** A register's batch by number, or null. */
export async function findBatch(
  sql: Queryable,
  storeId: string,
  registerId: string,
  batchNo: number,
): Promise<StoredUpload | null> {
  const [row] = await sql.query(
    `SELECT ${COLUMNS} FROM batch WHERE store_id = $1 AND register_id = $2 AND batch_no = $3`,
    [storeId, registerId, batchNo],
  );
  return row === undefined ? null : batchOf(row);
}

/** KeptUploads after a cursor, in the order they were taken. */
export async function listUploads(
  sql: Queryable,
  after: number,
  limit: number,
): Promise<StoredUpload[]> {
  const rows = await sql.query(
    `SELECT ${COLUMNS} FROM batch WHERE cursor_to > $1 ORDER BY cursor_to LIMIT $2`,
    [after, limit],
  );
  return rows.map(batchOf);
}

function batchOf(row: Row): StoredUpload {
  return {
    manifestJson: textOf(row, 'manifest'),
    signature: textOf(row, 'signature'),
    publicKey: textOf(row, 'public_key'),
    acknowledgement: textOf(row, 'acknowledgement'),
    receivedAtMs: integerOf(row, 'received_at_ms'),
    cursor: integerOf(row, 'cursor_to'),
  };
}
