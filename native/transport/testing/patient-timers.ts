import { type Timers, systemTimers } from '../timers.ts';

/** As much of a wait as may pass at once. */
const SLICE_MS = 20;

/**
 * Timers for a test in which both ends of a line live in one process. A wait passes in slices, with
 * whatever has arrived handled in between. A process that was held up for longer than a time-out,
 * by a slow disk or by others on the machine, thus lets its far end answer before it gives up: the
 * waits of both ends stretch together, and keep their order.
 */
export const patientTimers: Timers = {
  after(delayMs, run) {
    let leftMs = delayMs;
    let cancel = wait();

    function wait(): () => void {
      const sliceMs = Math.min(leftMs, SLICE_MS);
      return systemTimers.after(sliceMs, () => {
        leftMs -= sliceMs;
        if (leftMs > 0) cancel = wait();
        else run();
      });
    }

    return () => cancel();
  },
};

/** The same for a simulated device: its waits, and the time of day. */
export const patientClock = { ...patientTimers, nowMs: () => Date.now() };
