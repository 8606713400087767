/** The computer's clock: what may jump. */
export const clock = { nowMs: () => Date.now() };

/** What measures how long something takes, whatever the clock is set to. */
export const stopwatch = { readMs: () => performance.now() };

/** Does something once, later; returns what calls it off. */
export function timerAfter(delayMs: number, action: () => void): () => void {
  const timer = setTimeout(action, delayMs);
  return () => clearTimeout(timer);
}
