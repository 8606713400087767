import { minor } from '../../core/money/minor.ts';
import { isPaid } from '../../core/payment/machine.ts';
import { stillHeld } from '../../core/returns/refundable.ts';
import type { PaymentAttempt, StoredReturn, WriteTx } from '../../till/ports/store.ts';
import { OPERATOR, TERMINAL, terminalResult } from './shop.ts';

/** Parks a basket of which a card has paid a part; returns its id and the payment's. */
export function parkPartPaid(
  tx: WriteTx,
  amountMinor: number,
): { basketId: string; attemptId: string } {
  const { seq } = tx.journalHead();
  const basketId = `part-${seq}`;
  const attemptId = `part-paid-${seq}`;
  const paid = { attemptId, result: terminalResult(seq, amountMinor) };
  tx.append(
    'payment.intended',
    {
      attemptId,
      basketId,
      terminalId: TERMINAL,
      amountMinor: minor(amountMinor),
      currency: 'CNY',
      lastKnown: tx.lastTerminalMark(TERMINAL),
    },
    OPERATOR,
  );
  tx.append('payment.sending', { attemptId }, OPERATOR);
  tx.append('payment.approved', paid, OPERATOR);
  const events = [{ type: 'opened', basketId, operatorId: OPERATOR }] as const;
  tx.append('basket.suspended', { basketId, label: 'part', events: [...events] }, OPERATOR);
  return { basketId, attemptId };
}

/** Begins to void a parked basket that holds card money; does nothing where there is none. */
export function beginBasketVoid(tx: WriteTx): void {
  if (tx.openReturn() !== null) return;
  for (const { basketId } of tx.suspendedBaskets()) {
    const held = tx.attemptsOfBasket(basketId).filter((attempt) => isHeld(tx, attempt));
    if (held.length === 0) continue;
    const steps = held.map(({ attemptId, amountMinor }) => {
      return { way: 'void', originalAttemptId: attemptId, amountMinor } as const;
    });
    const returnId = `basket-void-${tx.journalHead().seq}`;
    tx.append(
      'basketVoid.intended',
      { returnId, basketId, reason: 'customer', operatorId: OPERATOR, approvedBy: '9001', steps },
      OPERATOR,
    );
    return;
  }
}

/** Voids the basket when all of its card money is back. */
export function finishBasketVoid(tx: WriteTx, open: StoredReturn): void {
  if (open.subject.kind !== 'basket') return;
  const { basketId } = open.subject;
  if (tx.attemptsOfBasket(basketId).some((attempt) => isHeld(tx, attempt))) return;
  const { returnId, approvedBy } = open;
  const attemptIds = tx
    .attemptsOfBasket(returnId)
    .filter(({ state }) => isPaid(state))
    .map(({ attemptId }) => attemptId);
  const refunded = { returnId, approvedBy, attemptIds, cashMinor: minor(0) };
  const reason = 'customer' as const;
  const voided = { basketId, lines: [], totalMinor: minor(0), reason, refunded };
  tx.append('basket.voided', voided, OPERATOR);
}

function isHeld(tx: WriteTx, { attemptId, way, state, amountMinor }: PaymentAttempt): boolean {
  if (way !== 'payment' || !isPaid(state)) return false;
  return stillHeld(amountMinor, tx.refundsOf(attemptId)) > 0;
}
