import { type Minor, minor } from '../core/money/minor.ts';
import { type CommandContext, commit } from './commit.ts';
import { finishParked } from './complete-parked.ts';
import { finishTakeBack } from './complete-take-back.ts';
import type { TillContext } from './context.ts';
import { decideDate, openingDate, type WishedDate } from './opening-date.ts';
import { DONE, type Reply, refuse } from './reply.ts';
import { authorise } from './session.ts';

type Empty = Record<string, never>;

/**
 * Opens the next business day. Opened and closed by people, not by midnight; the date is the
 * clock's, and one that does not follow from the last day takes a person's word.
 */
export function openDay(ctx: TillContext, command: CommandContext, wish: WishedDate): Reply<Empty> {
  const operator = authorise(ctx, 'openDay');
  if (!operator.ok) return operator;
  const answer = commit(ctx, command, (tx) => {
    if (tx.openDay() !== null) return refuse('busy');
    const opened = decideDate(openingDate(ctx, tx), wish, operator.value.role);
    if (!opened.ok) return opened;
    tx.append('day.opened', opened.value, operator.value.operatorId);
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
  finishTakeBack(ctx);
  finishParked(ctx);
  return answer;
}
