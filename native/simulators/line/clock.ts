/** Time as the simulators see it, so that a test can hand them its own. */
export interface SimClock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Calls back once after a delay; the result cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: SimClock = {
  nowMs: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
