import type { RefundIntended } from '../../core/journal/events/returns.ts';
import type { PaymentIntended, PaymentResolved } from '../../core/journal/events/payment.ts';
import type { Minor } from '../../core/money/minor.ts';

/**
 * What an attempt comes to by its own entries: what was asked, or what a supervisor booked it as.
 * `paid` is the payload of the entry that made it paid, null while none has.
 */
export function bookedOf(
  { amountMinor }: Pick<PaymentIntended | RefundIntended, 'amountMinor'>,
  paid: string | null,
): Minor {
  if (paid === null) return amountMinor;
  // `payment.approved` has no such field: it is booked as it was asked.
  return (JSON.parse(paid) as Pick<PaymentResolved, 'bookedMinor'>).bookedMinor ?? amountMinor;
}
