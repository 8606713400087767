import type { Migration } from './migration.ts';

/**
 * The ledger rule for money that goes back, where no flow can pass it by: never more than was
 * paid, a void the whole payment. Also remembers which entry holds the newest plan.
 */
export const refundLimit: Migration = {
  version: 100,
  name: 'refund-limit',
  sql: `
-- What is pending or unknown counts as refunded (core/returns/refundable.ts).
CREATE TRIGGER payment_attempt_refund BEFORE INSERT ON payment_attempt
WHEN NEW.way <> 'payment'
BEGIN
  SELECT RAISE(ABORT, 'only a paid card payment of the same currency can be refunded')
  WHERE NOT EXISTS (SELECT 1 FROM payment_attempt p WHERE p.attempt_id = NEW.original_attempt_id
    AND p.way = 'payment' AND p.paid_seq IS NOT NULL AND p.currency = NEW.currency);
  SELECT RAISE(ABORT, 'more refunded than was paid')
  FROM payment_attempt p WHERE p.attempt_id = NEW.original_attempt_id
    AND p.amount_minor < NEW.amount_minor + (
      SELECT coalesce(sum(g.amount_minor), 0) FROM payment_attempt g
      WHERE g.original_attempt_id = NEW.original_attempt_id
        AND g.state NOT IN ('declined', 'neverStarted', 'resolvedNotPaid'));
  SELECT RAISE(ABORT, 'a void is for the whole payment')
  FROM payment_attempt p WHERE NEW.way = 'void' AND p.attempt_id = NEW.original_attempt_id
    AND p.amount_minor <> NEW.amount_minor;
END;

-- The entry with the newest plan: the first one, or a supervisor's decision after a refusal.
ALTER TABLE sale_return ADD COLUMN steps_seq INTEGER;
UPDATE sale_return SET steps_seq = seq;
`,
};
