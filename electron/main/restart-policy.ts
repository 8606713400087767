/** More ends than this within a minute count as failing, not as bad luck. */
const MAX_ENDS_PER_MINUTE = 5;
const MINUTE_MS = 60_000;
const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;
/** While failing: often enough to heal by itself, seldom enough to leave the disk alone. */
const FAILING_DELAY_MS = 15_000;

export interface RestartAdvice {
  readonly delayMs: number;
  readonly failing: boolean;
}

/**
 * Says when something that ended unexpectedly may be started again: at once after a single crash,
 * slower with each further one within a minute, slowly when it cannot be kept alive. Gives up
 * never: a till must come back by itself when the cause is gone.
 */
export function createRestartPolicy(): { ended(atMs: number): RestartAdvice } {
  let ends: readonly number[] = [];
  return {
    ended(atMs) {
      // A clock set back would otherwise keep old crashes young for hours.
      ends = [...ends.filter((endMs) => endMs <= atMs && atMs - endMs < MINUTE_MS), atMs];
      if (ends.length > MAX_ENDS_PER_MINUTE) return { delayMs: FAILING_DELAY_MS, failing: true };
      const delayMs = Math.min(FIRST_DELAY_MS * 3 ** (ends.length - 1), MAX_DELAY_MS);
      return { delayMs, failing: false };
    },
  };
}
