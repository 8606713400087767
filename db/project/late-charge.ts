import type { WriteDb } from '../open.ts';
import type { Projections } from './projector.ts';

/** Approvals that came late and do not count. */
export function prepareLateChargeProjections(db: WriteDb): Projections<'payment.lateCharge'> {
  const insert = db.prepare<[number, string, string | null, number]>(
    'INSERT INTO late_charge (seq, terminal_id, attempt_id, stands) VALUES (?, ?, ?, ?)',
  );
  return {
    'payment.lateCharge': ({ terminalId, attemptId, stands }, entry) => {
      insert.run(entry.seq, terminalId, attemptId, stands ? 1 : 0);
    },
  };
}
