import type { TillInput } from '../../contracts/till/contract.ts';
import { type Minor, minor } from '../../core/money/minor.ts';
import { approvedPart, authoriseOrAsk } from '../session/approval.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import { finishParked } from '../selling/complete-parked.ts';
import { finishReturn } from '../returns/complete-return.ts';
import type { TillContext } from '../runtime/context.ts';
import { decideDate, openingDate, type WishedDate } from './opening-date.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';

type Empty = Record<string, never>;

/**
 * Opens the next business day: a supervisor, or anybody with a supervisor's agreement. Opened and
 * closed by people, not by midnight; the date is the clock's, and one that does not follow from the
 * last day takes the word of whoever has the right.
 */
export async function openDay(
  ctx: TillContext,
  command: CommandContext,
  input: WishedDate & Pick<TillInput<'day.open'>, 'approval'>,
): Promise<Reply<Empty>> {
  if (ctx.store.read((tx) => tx.openDay()) !== null) return refuse('busy');
  const agreed = await authoriseOrAsk(ctx, 'openDay', input.approval);
  if (!agreed.ok) return agreed;
  const { operator, person } = agreed.value;
  const answer = commit(ctx, command, (tx) => {
    if (tx.openDay() !== null) return refuse('busy');
    const opened = decideDate(openingDate(ctx, tx), input, person.role);
    if (!opened.ok) return opened;
    tx.append(
      'day.opened',
      { ...opened.value, ...approvedPart(agreed.value) },
      operator.operatorId,
    );
    return DONE;
  });
  if (answer.ok) ctx.state.notify('accepted', 'dayOpened');
  return answer;
}

/** Opens the drawer's shift with the float that was counted into it. */
export function openShift(
  ctx: TillContext,
  command: CommandContext,
  input: { floatMinor: number },
): Reply<Empty> {
  const operator = authorise(ctx, 'openShift');
  if (!operator.ok) return operator;
  const floatMinor: Minor = minor(input.floatMinor);
  const answer = commit(ctx, command, (tx) => {
    if (tx.openDay() === null) return refuse('dayNotOpen');
    if (tx.openShift() !== null) return refuse('busy');
    const { operatorId } = operator.value;
    tx.append('shift.opened', { shiftId: ctx.ids.next(), operatorId, floatMinor }, operatorId);
    return DONE;
  });
  if (!answer.ok) return answer;
  ctx.state.notify('accepted', 'shiftOpened');
  finishReturn(ctx);
  finishParked(ctx);
  return answer;
}
