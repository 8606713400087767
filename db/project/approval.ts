import type { WriteDb } from '../open.ts';
import type { Projections } from './projector.ts';

type ApprovalEntries = 'approval.pinFailed' | 'approval.pinAccepted';

/** Wrong PINs in a row where somebody was asked to agree. */
export function prepareApprovalProjections(db: WriteDb): Projections<ApprovalEntries> {
  const fail = db.prepare<[string, string, number]>(`
    INSERT INTO approval_failure (asked_by, operator_id, failures) VALUES (?, ?, ?)
    ON CONFLICT (asked_by, operator_id) DO UPDATE SET failures = excluded.failures`);
  const clear = db.prepare<[string, string]>(
    'DELETE FROM approval_failure WHERE asked_by = ? AND operator_id = ?',
  );
  return {
    'approval.pinFailed': ({ askedBy, operatorId, failures }) => {
      fail.run(askedBy, operatorId, failures);
    },
    'approval.pinAccepted': ({ askedBy, operatorId }) => {
      clear.run(askedBy, operatorId);
    },
  };
}
