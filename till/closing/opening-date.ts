import {
  type DateDoubt,
  type DayBefore,
  dateDoubt,
  followsFrom,
} from '../../core/day/date-doubt.ts';
import type { DayOpened } from '../../core/journal/events/day.ts';
import type { TillContext } from '../runtime/context.ts';
import { localTime } from '../runtime/local-time.ts';
import { type Reply, refuse, reply } from '../runtime/reply.ts';
import { may } from '../session/rights.ts';
import type { OperatorRole, ReadTx } from '../ports/store.ts';

/** The date a day would be opened with now, and what speaks against it. */
export interface OpeningDate {
  /** By the clock, in the store's own zone. */
  readonly date: string;
  readonly doubt: DateDoubt | null;
  readonly last: (DayBefore & { readonly zNumber: number }) | null;
}

/** What the person at the window saw and wants. */
export interface WishedDate {
  /** The date the window showed; null when nobody looked. */
  readonly shown?: string | null | undefined;
  /** Typed because the shown one is wrong; null when it is right. */
  readonly typed?: string | null | undefined;
}

/** Works the date out anew each time: a window may have stood there since yesterday. */
export function openingDate(ctx: TillContext, tx: ReadTx): OpeningDate {
  const nowMs = ctx.clock.nowMs();
  const { date } = localTime(nowMs, ctx.settings.timeZone);
  const closed = tx.lastClosedDay();
  const last =
    closed === null
      ? null
      : {
          date: closed.businessDay,
          closedAtMs: closed.closedAtMs,
          zNumber: closed.report.zNumber,
        };
  return { date, doubt: dateDoubt(date, nowMs, last), last };
}

/**
 * The entry a day is opened with, or why it is not. A date in doubt takes the word of somebody
 * with the right `confirmDate`. So does a typed one, which must follow from the last day: a slip
 * of the finger is no better than a wrong clock. Where neither clock nor last day is right, the
 * clock is set first.
 */
export function decideDate(
  found: OpeningDate,
  wish: WishedDate,
  role: OperatorRole,
): Reply<DayOpened> {
  const { date, doubt, last } = found;
  const lastDate = last?.date ?? '';
  const shown = wish.shown ?? null;
  const typed = wish.typed ?? null;
  if (shown !== null && shown !== date) return refuse('dateChanged', { date });
  const isTyped = typed !== null && typed !== date;
  if (!isTyped && doubt === null) return reply({ businessDay: date });
  if (!isTyped && shown === null && typed === null)
    return refuse('dateInDoubt', { date, lastDate });
  if (!may(role, 'confirmDate')) return refuse('dateInDoubt', { date, lastDate });
  if (isTyped && !followsFrom(typed, last))
    return refuse('dateUnlikely', { date: typed, lastDate });
  return reply({
    businessDay: isTyped ? typed : date,
    confirmed: { why: isTyped ? 'typed' : (doubt ?? 'typed'), clockDate: date, lastDate },
  });
}
