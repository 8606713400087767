const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALL = SIGNS.length ** 4;

/**
 * Process IDs of four characters. They begin anywhere, so that an answer to a program that ran
 * before is nobody's, and come again after 1.6 million parts.
 */
export class ProcessIds {
  #next: number;

  constructor(first: number = Math.floor(Math.random() * ALL)) {
    this.#next = first;
  }

  next(): string {
    this.#next = (this.#next + 1) % ALL;
    let rest = this.#next;
    let id = '';
    for (let place = 0; place < 4; place += 1) {
      id = (SIGNS[rest % SIGNS.length] ?? '') + id;
      rest = Math.floor(rest / SIGNS.length);
    }
    return id;
  }
}
