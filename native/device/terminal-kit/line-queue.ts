/** A line belongs to one piece of work at a time. */
export class LineQueue {
  #free: Promise<unknown> = Promise.resolve();

  /** Runs `work` once nothing else uses the line, whatever became of that. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#free.then(work);
    this.#free = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}
