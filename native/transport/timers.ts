/** Delays as a dependency, so that a test need not wait for them. */
export interface Timers {
  /** Runs `run` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

/**
 * The process's own timers. A due timer lets bytes that have already arrived be read first: when
 * the process was busy for longer than a protocol's gap, Node would otherwise run the time-out
 * before the data that makes it untrue.
 */
export const systemTimers: Timers = {
  after(delayMs, run) {
    let immediate: NodeJS.Immediate | null = null;
    const timeout = setTimeout(() => {
      immediate = setImmediate(run);
    }, delayMs);
    return () => {
      clearTimeout(timeout);
      if (immediate !== null) clearImmediate(immediate);
    };
  },
};

/** Resolves after `delayMs`. */
export function delay(timers: Timers, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    timers.after(delayMs, resolve);
  });
}
