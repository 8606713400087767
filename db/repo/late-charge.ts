import type { LateCharge } from '../../core/journal/events/payment.ts';
import type { ReadTx } from '../../till/ports/store.ts';
import type { ReadDb } from '../open.ts';

const SELECT_LAST = `
SELECT j.payload FROM late_charge l JOIN journal j ON j.seq = l.seq
WHERE l.terminal_id = ? ORDER BY l.seq DESC LIMIT 1`;

/** Approvals that came late and do not count. */
export function prepareLateChargeReads(db: ReadDb): Pick<ReadTx, 'lastLateCharge'> {
  const last = db.prepare<[string], string>(SELECT_LAST).pluck();
  // Only `payment.lateCharge` makes a row of this table.
  const chargeOf = (payload: string) => JSON.parse(payload) as LateCharge;
  return {
    lastLateCharge: (terminalId) => {
      const payload = last.get(terminalId);
      return payload === undefined ? null : chargeOf(payload);
    },
  };
}
