import { type Timers, systemTimers } from '../../native/transport/timers.ts';
import { standardTiming, type TerminalTiming } from '../../native/simulators/terminal/options.ts';

/** How much faster than life both sides run. */
const FACTOR = 30;
/** A busy machine keeps a process waiting for so long: a shorter time would mean nothing. */
const SHORTEST_MS = 25;
/** From here on (T4, a card not presented) times shrink still more, in the same order. */
const LONG_MS = 30_000;
const LONG_FACTOR = 150;

/**
 * A waiting time of the protocol or the register at the pace of the torture: a thirtieth, and of
 * more than half a minute less still. It keeps every order that matters, because it only ever
 * grows: T1 < T2 = T3 < three transmissions < the terminal's wait for its result < T4 < the time
 * recovery gives a busy terminal (ZVT PA00P016 §2, PA00P015 §2.2).
 */
export function paced(lifeMs: number): number {
  if (lifeMs <= 0) return 0;
  const mostOfShort = LONG_MS / FACTOR;
  const pacedMs = lifeMs <= LONG_MS ? lifeMs / FACTOR : Math.max(mostOfShort, lifeMs / LONG_FACTOR);
  return Math.max(SHORTEST_MS, Math.round(pacedMs));
}

/** The register's timers at that pace. */
export const pacedTimers: Timers = {
  after: (delayMs, run) => systemTimers.after(paced(delayMs), run),
};

/** The terminal's times at that pace; its steps with the customer are quick anyway. */
export const pacedTiming: TerminalTiming = {
  ...standardTiming,
  t1Ms: paced(standardTiming.t1Ms),
  t2Ms: paced(standardTiming.t2Ms),
  t3Ms: paced(standardTiming.t3Ms),
  resultMs: paced(standardTiming.resultMs),
  waitRepeatMs: paced(standardTiming.waitRepeatMs),
  cardMs: paced(standardTiming.cardMs),
  cardPromptMs: paced(standardTiming.cardPromptMs),
  stepMs: 3,
  twiceMs: paced(standardTiming.twiceMs),
  resetMs: paced(standardTiming.resetMs),
};
