/**
 * A printer's receive buffer. What comes while it is full is lost, as on a line without flow
 * control; commands that act on arrival are carried out all the same.
 */
export class ReceiveBuffer {
  readonly #capacity: number;
  #bytes: number[] = [];
  #lost = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#bytes.length;
  }

  get free(): number {
    return this.#capacity - this.#bytes.length;
  }

  /** Bytes that found no room so far. */
  get lost(): number {
    return this.#lost;
  }

  put(byte: number): void {
    if (this.#bytes.length < this.#capacity) this.#bytes.push(byte);
    else this.#lost += 1;
  }

  /** A command of so many bytes acted on arrival: no loss when there was no room for it. */
  forgive(count: number): void {
    this.#lost -= Math.min(count, this.#lost);
  }

  take(count: number): Uint8Array {
    return Uint8Array.from(this.#bytes.splice(0, count));
  }

  clear(): void {
    this.#bytes = [];
  }
}
