import { minor, subtract, sum } from '../../core/money/minor.ts';
import { mulDiv } from '../../core/money/mul-div.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { type Reply, refuse, reply } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';

export interface ShiftCount {
  readonly countedMinor: number;
  readonly expectedMinor: number;
  readonly overShortMinor: number;
}

/**
 * Closes the shift with a blind count: what was expected is told only in the answer. Over or
 * short is booked; no difference, of a cent or a thousand, keeps a shift from closing.
 */
export function closeShift(
  ctx: TillContext,
  command: CommandContext,
  input: { counted: readonly { denominationMinor: number; count: number }[] },
): Reply<ShiftCount> {
  const operator = authorise(ctx, 'closeShift');
  if (!operator.ok) return operator;
  // What is being refunded belongs to this drawer's shift.
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  const counted = input.counted.map((row) => ({
    denominationMinor: minor(row.denominationMinor),
    count: row.count,
  }));
  const countedMinor = sum(
    counted.map((row) => minor(mulDiv(row.denominationMinor, row.count, 1, 'halfUp'))),
  );
  const answer = commit(ctx, command, (tx) => {
    const shift = tx.openShift();
    if (shift === null) return refuse('shiftNotOpen');
    if (tx.openBasket() !== null) return refuse('basketOpen');
    const expectedMinor = tx.expectedCash(shift.shiftId);
    const overShortMinor = subtract(countedMinor, expectedMinor);
    tx.append(
      'shift.closed',
      {
        shiftId: shift.shiftId,
        operatorId: shift.operatorId,
        counted,
        countedMinor,
        expectedMinor,
        overShortMinor,
      },
      operator.value.operatorId,
    );
    return reply({ countedMinor, expectedMinor, overShortMinor });
  });
  if (answer.ok) ctx.state.notify('accepted', 'shiftClosed');
  return answer;
}
