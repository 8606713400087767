import type { WriteDb } from '../open.ts';
import { nothing, type Projections } from './projector.ts';

type OperatorEntries =
  | 'operator.signedOn'
  | 'operator.signedOff'
  | 'operator.signOnFailed'
  | 'operator.lockedOut'
  | 'screen.unlocked';

/** Wrong PINs in a row and lock-outs, so that a restart does not give a fresh set of guesses. */
export function prepareOperatorProjections(db: WriteDb): Projections<OperatorEntries> {
  const clear = db.prepare<[string]>('DELETE FROM operator_lock WHERE operator_id = ?');
  // Who shows at the register that the PIN is known need not be kept out of any box.
  const admit = db.prepare<[string]>('DELETE FROM approval_failure WHERE operator_id = ?');
  const fail = db.prepare<[string, number]>(`
    INSERT INTO operator_lock (operator_id, failures, locked_until_ms) VALUES (?, ?, NULL)
    ON CONFLICT (operator_id) DO UPDATE SET failures = excluded.failures`);
  const lock = db.prepare<[string, number]>(`
    INSERT INTO operator_lock (operator_id, failures, locked_until_ms) VALUES (?, 0, ?)
    ON CONFLICT (operator_id) DO UPDATE SET locked_until_ms = excluded.locked_until_ms`);
  const knowsPin = ({ operatorId }: { readonly operatorId: string }) => {
    clear.run(operatorId);
    admit.run(operatorId);
  };
  return {
    'operator.signedOn': knowsPin,
    // Else slips would add up over a shift, each followed by the right PIN.
    'screen.unlocked': knowsPin,
    'operator.signedOff': nothing,
    'operator.signOnFailed': ({ operatorId, failures }) => {
      fail.run(operatorId, failures);
    },
    'operator.lockedOut': ({ operatorId, untilMs }) => {
      lock.run(operatorId, untilMs);
    },
  };
}
