import { integerOf, type Queryable, textOf } from './sql.ts';

/**
 * What a person at head office must look at. `batchNumber`: a number that is taken arrived with
 * other content; `range`: entries that are here already arrived in another batch; `fork`: a batch
 * continues another history than the one that is here.
 */
export type AlarmKind = 'batchNumber' | 'range' | 'fork';

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

/** All alarms, oldest first. */
export async function listAlarms(
  sql: Queryable,
): Promise<
  { storeId: string; registerId: string; kind: string; batchNo: number; times: number }[]
> {
  const rows = await sql.query(
    `SELECT store_id, register_id, kind, batch_no, times FROM alarm
     ORDER BY first_at_ms, store_id, register_id, kind, content_sha256`,
  );
  return rows.map((row) => ({
    storeId: textOf(row, 'store_id'),
    registerId: textOf(row, 'register_id'),
    kind: textOf(row, 'kind'),
    batchNo: integerOf(row, 'batch_no'),
    times: integerOf(row, 'times'),
  }));
}
