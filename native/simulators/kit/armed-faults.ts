interface Armed<Point, Action> {
  readonly point: Point;
  readonly action: Action;
  remaining: number;
}

/** Faults that wait for their point: several at one point queue up. */
export class ArmedFaults<Point, Action> {
  readonly #armed: Armed<Point, Action>[] = [];

  /** Arms a fault for the next `times` passages of a point. */
  at(point: Point, action: Action, times = 1): void {
    this.#armed.push({ point, action, remaining: times });
  }

  /** How many have not struck yet. */
  get pending(): number {
    return this.#armed.length;
  }

  /** Disarms what has not struck yet. */
  disarm(): void {
    this.#armed.length = 0;
  }

  /** For the terminal: the fault that strikes now at this point, if any. */
  take(point: Point): Action | undefined {
    const index = this.#armed.findIndex((armed) => armed.point === point);
    const armed = this.#armed[index];
    if (armed === undefined) return undefined;
    armed.remaining -= 1;
    if (armed.remaining <= 0) this.#armed.splice(index, 1);
    return armed.action;
  }
}
