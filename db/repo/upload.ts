import { invariant } from '../../core/assert.ts';
import type { UploadAcknowledgement, UploadHeader } from '../../core/upload/types.ts';
import { GENESIS_HASH } from '../../core/journal/entry.ts';
import type { ReadTx, StoredUpload, WriteTx } from '../../till/ports/store.ts';
import type { ReadDb, WriteDb } from '../open.ts';

type UploadReads =
  | 'batches'
  | 'lastBatch'
  | 'waitingUploads'
  | 'nextBatchFrom'
  | 'toSend'
  | 'acknowledgedTo'
  | 'dayEndsWithoutBatch';
type UploadWrites =
  | 'saveBatch'
  | 'acknowledgeUpload'
  | 'withdrawAcknowledgements'
  | 'signUploadAnew'
  | 'noteUploadError';

interface BatchRow {
  readonly header: string;
  readonly state: StoredUpload['state'];
  readonly acknowledgement: string | null;
  readonly acknowledgement_signature: string | null;
  readonly last_error: string;
}

/** Up to where head office holds everything: the first batch it lacks ends it. */
const ACKNOWLEDGED_TO = `
SELECT coalesce(
  (SELECT min(from_seq) - 1 FROM batch WHERE state <> 'acknowledged'),
  (SELECT max(to_seq) FROM batch),
  0)`;

/** Slices of the journal made for head office, and what it has said. */
export function prepareUploadReads(db: ReadDb): Pick<ReadTx, UploadReads> {
  const all = db.prepare<[], BatchRow>('SELECT * FROM batch ORDER BY batch_no');
  const last = db.prepare<[], BatchRow>('SELECT * FROM batch ORDER BY batch_no DESC LIMIT 1');
  const waiting = db.prepare<[], BatchRow>(
    "SELECT * FROM batch WHERE state <> 'acknowledged' ORDER BY from_seq",
  );
  const acknowledgedTo = db.prepare<[], number>(ACKNOWLEDGED_TO).pluck();
  const dayEnds = db
    .prepare<[], number>(`
      SELECT seq FROM journal WHERE type = 'day.closed'
        AND seq > (SELECT coalesce(max(to_seq), 0) FROM batch) ORDER BY seq`)
    .pluck();
  const head = db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM journal').pluck();
  const atMs = db.prepare<[number], number>('SELECT at_ms FROM journal WHERE seq = ?').pluck();
  return {
    batches: () => all.all().map(batchOf),
    lastBatch: () => {
      const row = last.get();
      return row === undefined ? null : batchOf(row);
    },
    waitingUploads: () => waiting.all().map(batchOf),
    nextBatchFrom: prepareNext(db),
    dayEndsWithoutBatch: () => dayEnds.all(),
    acknowledgedTo: () => acknowledgedTo.get() ?? 0,
    toSend: () => {
      const held = acknowledgedTo.get() ?? 0;
      return { entries: (head.get() ?? 0) - held, oldestAtMs: atMs.get(held + 1) ?? null };
    },
  };
}

function prepareNext(db: ReadDb): ReadTx['nextBatchFrom'] {
  const last = db.prepare<[], { batch_no: number; to_seq: number; hash: string }>(`
    SELECT batch_no, to_seq, json_extract(header, '$.manifest.headHash') AS hash FROM batch
    ORDER BY batch_no DESC LIMIT 1`);
  return () => {
    const row = last.get();
    if (row === undefined) return { from: 1, batchNo: 1, prevHash: GENESIS_HASH };
    return { from: row.to_seq + 1, batchNo: row.batch_no + 1, prevHash: row.hash };
  };
}

/** Saves batches without gap or overlap; an acknowledgement goes only when head office lost it. */
export function prepareUploadWrites(db: WriteDb): Pick<WriteTx, UploadWrites> {
  return {
    saveBatch: prepareSave(db),
    acknowledgeUpload: prepareAcknowledge(db),
    withdrawAcknowledgements: prepareWithdraw(db),
    signUploadAnew: prepareSignAnew(db),
    noteUploadError: prepareNoteError(db),
  };
}

function prepareSave(db: WriteDb): WriteTx['saveBatch'] {
  const next = prepareNext(db);
  const hashAt = db.prepare<[number], string>('SELECT hash FROM journal WHERE seq = ?').pluck();
  const insert = db.prepare<[number, string, number, number, string]>(`
    INSERT INTO batch (batch_no, batch_id, from_seq, to_seq, header, state, last_error)
    VALUES (?, ?, ?, ?, ?, 'built', '')`);
  return (header: UploadHeader) => {
    const { batchNo, batchId, from, to, entries, prevHash, headHash } = header.manifest;
    const due = next();
    invariant(
      from === due.from && batchNo === due.batchNo && prevHash === due.prevHash,
      `batch ${batchNo} from ${from} does not follow: ${due.batchNo} from ${due.from} is due`,
    );
    invariant(entries === to - from + 1, `batch ${batchNo} counts ${entries} entries`);
    invariant(hashAt.get(to) === headHash, `batch ${batchNo} does not end with entry ${to}`);
    insert.run(batchNo, batchId, from, to, JSON.stringify(header));
  };
}

function prepareAcknowledge(db: WriteDb): WriteTx['acknowledgeUpload'] {
  const header = db
    .prepare<[string], string>('SELECT header FROM batch WHERE batch_id = ?')
    .pluck();
  const acknowledge = db.prepare<[string, string, string]>(`
    UPDATE batch SET state = 'acknowledged', acknowledgement = ?, acknowledgement_signature = ?,
      last_error = ''
    WHERE batch_id = ?`);
  return (batchId: string, ack: UploadAcknowledgement, signature: string) => {
    const stored = header.get(batchId);
    invariant(stored !== undefined, `no batch ${batchId}`);
    const { manifest } = headerOf(stored);
    const isOfBatch =
      ack.batchId === batchId &&
      ack.storeId === manifest.storeId &&
      ack.registerId === manifest.registerId &&
      ack.from === manifest.from &&
      ack.to === manifest.to &&
      ack.entries === manifest.entries &&
      ack.headHash === manifest.headHash;
    invariant(isOfBatch, `the acknowledgement is not for batch ${batchId}`);
    acknowledge.run(JSON.stringify(ack), signature, batchId);
  };
}

function prepareWithdraw(db: WriteDb): WriteTx['withdrawAcknowledgements'] {
  const withdraw = db.prepare<[number]>(`
    UPDATE batch SET state = 'built', acknowledgement = NULL, acknowledgement_signature = NULL
    WHERE to_seq > ? AND state = 'acknowledged'`);
  return (heldTo) => withdraw.run(heldTo).changes;
}

function prepareSignAnew(db: WriteDb): WriteTx['signUploadAnew'] {
  const sign = db.prepare<[string, string]>(`
    UPDATE batch SET header = json_set(header, '$.signature', ?) WHERE batch_id = ?`);
  return (batchId, signature) => {
    const signed = sign.run(signature, batchId);
    invariant(signed.changes === 1, `no batch ${batchId}`);
  };
}

function prepareNoteError(db: WriteDb): WriteTx['noteUploadError'] {
  const note = db.prepare<[string, string, string]>(`
    UPDATE batch SET state = ?, last_error = ? WHERE batch_id = ? AND state <> 'acknowledged'`);
  return (batchId, state, message) => {
    // A late error about a batch that got through on another try changes nothing.
    note.run(state, message, batchId);
  };
}

function headerOf(text: string): UploadHeader {
  // Written by `saveBatch` alone, from a value of this type.
  return JSON.parse(text) as UploadHeader;
}

function batchOf(row: BatchRow): StoredUpload {
  const { acknowledgement, acknowledgement_signature: signature } = row;
  return {
    header: headerOf(row.header),
    state: row.state,
    acknowledgement:
      acknowledgement === null || signature === null
        ? null
        : { ack: JSON.parse(acknowledgement) as UploadAcknowledgement, signature },
    lastError: row.last_error,
  };
}
