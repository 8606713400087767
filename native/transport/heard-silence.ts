import type { Timers } from './timers.ts';

/** A silence is counted in steps of this length. */
const STEP_MS = 25;

/**
 * Runs `run` after `silenceMs` in which the process could have heard something and did not: the
 * caller cancels it with each byte. The silence is counted in steps, and what waits at the port is
 * read between two of them. So a process that was busy for longer than the silence counts one
 * step, and the bytes that came meanwhile are heard before anybody believes in a pause.
 */
export function afterHeardSilence(timers: Timers, silenceMs: number, run: () => void): () => void {
  let leftMs = silenceMs;
  let cancel = () => {};
  const step = () => {
    if (leftMs <= 0) {
      run();
      return;
    }
    const stepMs = Math.min(STEP_MS, leftMs);
    leftMs -= stepMs;
    cancel = timers.after(stepMs, step);
  };
  step();
  return () => cancel();
}
