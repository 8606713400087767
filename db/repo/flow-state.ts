import type { ReadTx, WriteTx } from '../../till/ports/store.ts';
import type { ReadDb, WriteDb } from '../open.ts';

/** What flows remember, as text; `till/ports/flow-state.ts` knows what it means. */
export function prepareFlowReads(db: ReadDb): Pick<ReadTx, 'flowState'> {
  const read = db
    .prepare<[string, string], string>('SELECT value FROM flow_state WHERE key = ? AND subject = ?')
    .pluck();
  return { flowState: (key, subject) => read.get(key, subject) ?? null };
}

/** Keeps it, or forgets it. */
export function prepareFlowWrites(db: WriteDb): Pick<WriteTx, 'setFlowState'> {
  const keep = db.prepare<[string, string, string]>(`
    INSERT INTO flow_state (key, subject, value) VALUES (?, ?, ?)
    ON CONFLICT (key, subject) DO UPDATE SET value = excluded.value`);
  const forget = db.prepare<[string, string]>(
    'DELETE FROM flow_state WHERE key = ? AND subject = ?',
  );
  return {
    setFlowState: (key, subject, value) => {
      if (value === null) forget.run(key, subject);
      else keep.run(key, subject, value);
    },
  };
}
