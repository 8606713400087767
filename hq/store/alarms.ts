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

/** Keeps an alarm; the same one again only counts up. */
export async function raiseAlarm(tx: Queryable, alarm: Alarm, nowMs: number): Promise<void> {
  await tx.query(
    `INSERT INTO alarm
       (store_id, register_id, kind, content_sha256, batch_no, message,
        first_at_ms, last_at_ms, times)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 1)
     ON CONFLICT (store_id, register_id, kind, content_sha256)
     DO UPDATE SET last_at_ms = excluded.last_at_ms, times = alarm.times + 1`,
    [
      alarm.storeId,
      alarm.registerId,
      alarm.kind,
      alarm.contentSha256,
      alarm.batchNo,
      alarm.message,
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
