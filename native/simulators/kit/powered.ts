import type { SimClock } from '../line/clock.ts';

/** The power went while a sequence ran: its code must stop where it stands. Never a bug. */
export class PowerLost extends Error {}

/**
 * The power of a simulated terminal. What waits when it goes ends at once and may not go on: not even
 * when the power is back by then, for everything in RAM is gone.
 */
export class Powered {
  readonly #clock: SimClock;
  readonly #interrupts = new Set<() => void>();
  #generation = 0;
  #on = true;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  get isOn(): boolean {
    return this.#on;
  }

  /** Which life it is: another one after each loss of power. */
  get generation(): number {
    return this.#generation;
  }

  off(): void {
    this.#on = false;
    this.#generation += 1;
  }

  /** Ends everything that waits. */
  interrupt(): void {
    for (const interrupt of [...this.#interrupts]) interrupt();
  }

  on(): void {
    this.#on = true;
  }

  /** Throws `PowerLost` unless it is still that life. */
  check(generation = this.#generation): void {
    if (!this.#on || generation !== this.#generation) throw new PowerLost();
  }

  /** Calls `interrupt` when the power goes; returns a function that ends that. */
  whenLost(interrupt: () => void): () => void {
    this.#interrupts.add(interrupt);
    return () => {
      this.#interrupts.delete(interrupt);
    };
  }

  /** Waits; ends early when the power goes. */
  async pause(delayMs: number): Promise<void> {
    if (delayMs <= 0) return;
    const generation = this.#generation;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        cancel();
        forget();
        resolve();
      };
      const cancel = this.#clock.after(delayMs, finish);
      const forget = this.whenLost(finish);
    });
    this.check(generation);
  }

  /**
   * Waits for something outside the line, at most `timeoutMs`. `stoppable` is given what stops it
   * early, and undefined once it is over.
   */
  async waitFor<T, How extends string>(
    outside: Promise<T>,
    timeoutMs: number,
    how: How,
    stoppable: (stop: (() => void) | undefined) => void,
  ): Promise<T | 'timeout' | How> {
    const generation = this.#generation;
    let finish: (how: 'timeout' | How) => void = () => undefined;
    const ended = new Promise<'timeout' | How>((resolve) => {
      finish = resolve;
    });
    const cancel = this.#clock.after(timeoutMs, () => finish('timeout'));
    const stop = (): void => finish(how);
    const forget = this.whenLost(stop);
    stoppable(stop);
    const result = await Promise.race([outside, ended]);
    cancel();
    forget();
    stoppable(undefined);
    this.check(generation);
    return result;
  }
}
