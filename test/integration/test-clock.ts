/** A clock the test holds: moving `now` on is time that passes, `set` is a hand at the clock. */
export class TestClock {
  #now: number;
  #run = 0;
  constructor(now: number) {
    this.#now = now;
  }
  get now(): number {
    return this.#now;
  }
  set now(now: number) {
    // Time does not pass backwards: that is a clock that was set.
    this.#run += Math.max(0, now - this.#now);
    this.#now = now;
  }
  /** Sets the clock by so much, in no time. */
  set(byMs: number): void {
    this.#now += byMs;
  }
  /** What a stopwatch says that was started with the register. */
  get run(): number {
    return this.#run;
  }
}
