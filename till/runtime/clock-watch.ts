import type { TillContext } from './context.ts';
import { localTime } from './local-time.ts';

/**
 * What a clock may be off between two looks without a word: time servers nudge it by seconds, and
 * a receipt shows minutes.
 */
const UNSAID_MS = 60_000;

/** Says when the computer's clock was set, and writes it down. */
export interface ClockWatch {
  /** Before a command; a database fault comes out of it as of any write. */
  look(): void;
}

/**
 * Compares the clock with the stopwatch, which nobody can set, and at the first look with the
 * journal's newest entry: a clock that stands before it was set back while the register was off.
 * One set forward then looks like a night: only the date of the next opening shows it.
 */
export function watchClock(ctx: TillContext): ClockWatch {
  let before: { clockMs: number; stopwatchMs: number } | null = null;

  function expectedMs(now: { clockMs: number; stopwatchMs: number }): number {
    if (before !== null) return before.clockMs + (now.stopwatchMs - before.stopwatchMs);
    const newestMs = ctx.store.read((tx) => {
      const { seq } = tx.journalHead();
      return tx.entries(seq, seq)[0]?.atMs ?? now.clockMs;
    });
    return Math.max(newestMs, now.clockMs);
  }

  return {
    look() {
      const now = { clockMs: ctx.clock.nowMs(), stopwatchMs: ctx.stopwatch.readMs() };
      const fromMs = expectedMs(now);
      const byMs = now.clockMs - fromMs;
      if (Math.abs(byMs) > UNSAID_MS) {
        const jump = { fromMs: Math.round(fromMs), toMs: now.clockMs };
        ctx.store.write((tx) => tx.append('clock.jumped', jump, 'system'));
        ctx.state.notify('attention', byMs < 0 ? 'clockBack' : 'clockAhead', {
          from: wall(ctx, fromMs),
          to: wall(ctx, now.clockMs),
        });
        ctx.log.warn('the clock was set', jump);
      }
      before = now;
    },
  };
}

function wall(ctx: TillContext, atMs: number): string {
  const { date, time } = localTime(atMs, ctx.settings.timeZone);
  return `${date} ${time.slice(0, 5)}`;
}

/**
 * The date that goods may be sold by: the clock's, and never before the open business day's, for
 * which a person has vouched. A clock that was set back makes nothing fresh again.
 */
export function sellingDate(ctx: TillContext): string {
  const { date } = localTime(ctx.clock.nowMs(), ctx.settings.timeZone);
  const day = ctx.store.read((tx) => tx.openDay())?.businessDay ?? date;
  return day > date ? day : date;
}
