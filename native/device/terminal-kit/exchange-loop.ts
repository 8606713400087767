/** A session without a line and without time: what has happened makes a new state and effects. */
type Step<State, Event, Effect> = (
  state: State,
  event: Event,
) => readonly [State, readonly Effect[]];

/** Runs a session: one event at a time and in order, also where an effect causes the next one. */
export class ExchangeLoop<State, Event, Effect> {
  readonly #step: Step<State, Event, Effect>;
  readonly #perform: (effect: Effect) => void;
  readonly #queue: Event[] = [];
  #stepping = false;
  /** Where the session stands. To be set only between two events. */
  state: State;

  constructor(start: State, step: Step<State, Event, Effect>, perform: (effect: Effect) => void) {
    this.state = start;
    this.#step = step;
    this.#perform = perform;
  }

  /** Tells the session what has happened. */
  feed(event: Event): void {
    this.#queue.push(event);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const [state, effects] = this.#step(this.state, next);
        this.state = state;
        for (const effect of effects) this.#perform(effect);
      }
    } finally {
      this.#stepping = false;
    }
  }

  /** From within an effect: an event that comes before all that wait. */
  feedFirst(event: Event): void {
    this.#queue.unshift(event);
  }
}
