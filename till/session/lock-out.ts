import type { TillContext } from '../runtime/context.ts';
import type { Operator } from '../ports/store.ts';

/** How long a lock-out lasts. */
export const LOCK_OUT_MS = 5 * 60_000;

/**
 * Begins a lock-out, or one anew. It lasts by the stopwatch: setting the clock, either way, does
 * nothing to it while the program runs.
 */
export function beginLockOut(ctx: TillContext, operatorId: string): void {
  ctx.state.lockOuts.set(operatorId, ctx.stopwatch.readMs() + LOCK_OUT_MS);
}

/**
 * What is left of an operator's lock-out in milliseconds, 0 when there is none. One from before
 * the program's start is believed as far as the clock can be: what the clock says is left of it,
 * counted from the first look, and all of it where the clock was set back meanwhile. It never
 * takes longer than a whole lock-out, so that a wrong clock shuts nobody out for years.
 */
export function lockOutLeftMs(ctx: TillContext, operator: Operator): number {
  const { operatorId, lockedUntilMs } = operator;
  if (lockedUntilMs === null) return 0;
  const now = ctx.stopwatch.readMs();
  let untilMs = ctx.state.lockOuts.get(operatorId);
  if (untilMs === undefined) {
    const leftMs = Math.max(0, lockedUntilMs - ctx.clock.nowMs());
    untilMs = now + Math.min(leftMs, LOCK_OUT_MS);
    ctx.state.lockOuts.set(operatorId, untilMs);
  }
  return Math.max(0, untilMs - now);
}

/** At the start: what is left of earlier lock-outs runs from here, not from the next try. */
export function takeUpLockOuts(ctx: TillContext): void {
  for (const operator of ctx.store.read((tx) => tx.operators())) lockOutLeftMs(ctx, operator);
}
