import type { AlarmList } from '../../contracts/head-office.ts';
import { invariant } from '../../core/assert.ts';
import { integerOf, type Queryable, textOf } from './sql.ts';

/**
 * `batchNumber`: a number that is taken arrived with other content; `range`: entries that are here
 * already arrived in another batch; `fork`: a batch continues another history than the one here.
 */
export type AlarmKind = AlarmList['alarms'][number]['kind'];

/** What a person at head office must look at. */
export interface Alarm {
  readonly storeId: string;
  readonly registerId: string;
  readonly kind: AlarmKind;
  readonly batchNo: number;
  /** Names the content that was refused. */
  readonly contentSha256: string;
  readonly message: string;
}

/** So many alarms of one kind a register can have; whatever follows counts up one more. */
const KEPT_ALARMS = 100;
/** Stands for the content of all that were not kept. */
const FURTHER = 'further';
const FURTHER_MESSAGE =
  'Further batches of this register contradict what is here; not kept singly.';

/**
 * Keeps an alarm; the same one again only counts up. So do those of a register that raises ever new
 * ones of a kind: the first are the evidence. To be called while the register's row is held.
 */
export async function raiseAlarm(tx: Queryable, alarm: Alarm, nowMs: number): Promise<void> {
  const { storeId, registerId, kind, contentSha256, batchNo, message } = alarm;
  const [row] = await tx.query(
    `SELECT count(*) AS kept, coalesce(max((content_sha256 = $4)::int), 0) AS known
     FROM alarm WHERE store_id = $1 AND register_id = $2 AND kind = $3`,
    [storeId, registerId, kind, contentSha256],
  );
  invariant(row !== undefined, 'a count has a row');
  const isKept = integerOf(row, 'known') > 0 || integerOf(row, 'kept') < KEPT_ALARMS;
  await tx.query(
    `INSERT INTO alarm
       (store_id, register_id, kind, content_sha256, batch_no, message,
        first_at_ms, last_at_ms, times)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 1)
     ON CONFLICT (store_id, register_id, kind, content_sha256)
     DO UPDATE SET last_at_ms = excluded.last_at_ms, times = alarm.times + 1`,
    [
      storeId,
      registerId,
      kind,
      isKept ? contentSha256 : FURTHER,
      batchNo,
      isKept ? message : FURTHER_MESSAGE,
      nowMs,
    ],
  );
}

/** Up to `limit` alarms after the first `seen`, newest first. */
export async function listAlarms(
  sql: Queryable,
  seen: number,
  limit: number,
): Promise<AlarmList['alarms']> {
  const rows = await sql.query(
    `SELECT store_id, register_id, kind, batch_no, message, first_at_ms, last_at_ms, times
     FROM alarm ORDER BY last_at_ms DESC, store_id, register_id, kind, content_sha256
     OFFSET $1 LIMIT $2`,
    [seen, limit],
  );
  return rows.map((row) => ({
    storeId: textOf(row, 'store_id'),
    registerId: textOf(row, 'register_id'),
    kind: kindOf(textOf(row, 'kind')),
    batchNo: integerOf(row, 'batch_no'),
    message: textOf(row, 'message'),
    firstAtMs: integerOf(row, 'first_at_ms'),
    lastAtMs: integerOf(row, 'last_at_ms'),
    times: integerOf(row, 'times'),
  }));
}

function kindOf(text: string): AlarmKind {
  invariant(text === 'batchNumber' || text === 'range' || text === 'fork', `alarm kind ${text}`);
  return text;
}
