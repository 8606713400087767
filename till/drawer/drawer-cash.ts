import type { RefundStep } from '../../core/journal/events/returns.ts';
import { type Minor, sum } from '../../core/money/minor.ts';
import type { TillContext } from '../runtime/context.ts';
import { type Reply, refuse } from '../runtime/reply.ts';
import { may } from '../session/rights.ts';
import type { ReadTx } from '../ports/store.ts';

/**
 * Why this much cannot be paid out of the drawer, or null: by the books of the open shift it holds
 * less. How much that is, only those are told who may see a report: whoever counts blind must not
 * learn what is expected. Without a shift nothing is paid out anyway.
 */
export function drawerRefusal(
  ctx: TillContext,
  tx: Pick<ReadTx, 'openShift' | 'expectedCash'>,
  cashMinor: Minor,
): Reply<never> | null {
  const shift = tx.openShift();
  if (cashMinor <= 0 || shift === null) return null;
  const inDrawerMinor = tx.expectedCash(shift.shiftId);
  if (cashMinor <= inDrawerMinor) return null;
  const { operator } = ctx.state;
  return operator !== null && may(operator.role, 'report')
    ? refuse('drawerShortBy', { cashMinor, inDrawerMinor })
    : refuse('drawerShort');
}

/** What of these steps goes back in cash. */
export function cashOf(steps: readonly RefundStep[]): Minor {
  return sum(steps.filter(({ way }) => way === 'cash').map(({ amountMinor }) => amountMinor));
}
