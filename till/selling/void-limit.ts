import { passedLimit, type PassedLimit } from '../../core/basket/correction.ts';
import type { Minor } from '../../core/money/minor.ts';
import type { Asked } from '../session/approval.ts';
import type { TillContext } from '../runtime/context.ts';
import type { Right } from '../session/rights.ts';
import type { Operator, OperatorRole, ReadTx } from '../ports/store.ts';

/** From the least to the most. */
const ROLES = ['cashier', 'supervisor', 'manager'] as const satisfies readonly OperatorRole[];

/**
 * What somebody else has to agree to, where one more void of this amount passes a limit of the
 * operator's role; null where it does not. The least role that may agree is one whose own limit it
 * does not pass.
 */
export function askedAboveLimit(
  ctx: TillContext,
  tx: Pick<ReadTx, 'voidTally' | 'openShift'>,
  operator: Operator,
  what: { readonly basketId: string; readonly amountMinor: Minor },
): Asked | null {
  const { basketId, amountMinor } = what;
  const shiftId = tx.openShift()?.shiftId ?? '';
  const tally = tx.voidTally({ basketId, shiftId, operatorId: operator.operatorId });
  const passedBy = (role: OperatorRole) =>
    role === 'manager' ? null : passedLimit(ctx.settings.voidLimits[role], tally, amountMinor);
  return askedBy('voidAboveLimit', operator, amountMinor, passedBy);
}

/**
 * The same for cash that is taken out of a payment again: no goods go with it, so that only the limit
 * of one void counts.
 */
export function askedForCash(
  ctx: TillContext,
  operator: Operator,
  amountMinor: Minor,
): Asked | null {
  return askedBy('cashBackAboveLimit', operator, amountMinor, (role) => {
    const limitMinor = role === 'manager' ? null : ctx.settings.voidLimits[role].amountMinor;
    if (limitMinor === null || amountMinor <= limitMinor) return null;
    return { rule: 'voidAmount', facts: { limitMinor } };
  });
}

function askedBy(
  right: Right,
  { role }: Operator,
  amountMinor: Minor,
  passedBy: (role: OperatorRole) => PassedLimit | null,
): Asked | null {
  const passed = passedBy(role);
  if (passed === null) return null;
  const least = ROLES.slice(1).find((above) => passedBy(above) === null) ?? 'manager';
  return { right, rule: passed.rule, facts: { ...passed.facts, amountMinor }, least };
}
