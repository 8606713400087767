import type { Timers } from '../../transport/timers.ts';

/** Timers by name: one that is started anew ends the one before. */
export class NamedTimers<Name extends string> {
  readonly #timers: Timers;
  readonly #running = new Map<Name, () => void>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Runs `action` once, after that time, unless it is stopped or started anew before. */
  start(name: Name, delayMs: number, action: () => void): void {
    this.stop(name);
    const cancel = this.#timers.after(delayMs, () => {
      this.#running.delete(name);
      action();
    });
    this.#running.set(name, cancel);
  }

  isRunning(name: Name): boolean {
    return this.#running.has(name);
  }

  stop(name: Name): void {
    this.#running.get(name)?.();
    this.#running.delete(name);
  }

  stopAll(): void {
    for (const name of [...this.#running.keys()]) this.stop(name);
  }
}
