/** The computer's clock: what may jump. */
export const clock = { nowMs: () => Date.now() };

/** What measures how long something takes, whatever the clock is set to. */
export const stopwatch = { readMs: () => performance.now() };

/** Does something once, later; returns what calls it off. */
export function timerAfter(delayMs: number, action: () => void): () => void {
  const timer = setTimeout(action, delayMs);
  return () => clearTimeout(timer);
}

/** What `work` comes to, or `late` after `limitMs`; what becomes of it then is of no interest. */
export function inTime<T>(work: Promise<T>, limitMs: number): Promise<T | 'late'> {
  return new Promise((resolve, reject) => {
    const cancel = timerAfter(limitMs, () => resolve('late'));
    work.then(
      (result) => {
        cancel();
        resolve(result);
      },
      (error: Error) => {
        cancel();
        reject(error);
      },
    );
  });
}
