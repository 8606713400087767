import { type SimClock, systemClock } from '../line/clock.ts';
import { listenTcp } from '../line/tcp-line.ts';
import { approveAll } from './cards.ts';
import type { TransbankOptions } from './options.ts';
import { createTransbankTerminal, type SimulatedTransbankTerminal } from './terminal.ts';
import { TestRegister } from './test-register.ts';

/** The reference's own examples: 28 October 2019, 22:35:12. */
export const exampleClock: SimClock = {
  ...systemClock,
  nowMs: () => new Date(2019, 9, 28, 22, 35, 12).getTime(),
};

/** Everything at once, and no waiting for an ACK that a test does not mean to hold back. */
export const quickTiming = {
  gapMs: 0,
  stepMs: 0,
  hostMs: 0,
  ackMs: 60_000,
  cardMs: 60_000,
  interByteMs: 60_000,
};

/** A terminal with a register beside it. */
export interface Bench {
  readonly terminal: SimulatedTransbankTerminal;
  readonly register: TestRegister;
  /** The texts of the terminal's log. */
  readonly log: string[];
  /** The state of every entry in the terminal's book. */
  states(): string[];
  close(): Promise<void>;
}

/** Sets a quick terminal up on TCP; its answers end without a separator unless said otherwise. */
export async function openBench(options: Partial<TransbankOptions> = {}): Promise<Bench> {
  const line = await listenTcp(0);
  const log: string[] = [];
  const terminal = createTransbankTerminal({
    outcomes: approveAll,
    form: 'bare',
    clock: exampleClock,
    onLog: ({ text }) => log.push(text),
    ...options,
    line,
    timing: { ...quickTiming, ...options.timing },
  });
  const register = await TestRegister.tcp(line.port);
  return {
    terminal,
    register,
    log,
    states: () => terminal.book().map(({ state }) => state),
    close: async () => {
      await register.close();
      await terminal.close();
    },
  };
}
