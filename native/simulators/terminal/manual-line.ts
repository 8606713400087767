import type { SimClock } from '../line/clock.ts';
import { deafListener, type Line, type LineListener } from '../line/line.ts';

/** A clock that a test moves by hand, so that hours of timeouts pass at once. */
export class ManualClock implements SimClock {
  #nowMs = Date.UTC(2031, 0, 1);
  readonly #due: { readonly atMs: number; readonly callback: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const entry = { atMs: this.#nowMs + delayMs, callback };
    this.#due.push(entry);
    return () => {
      const at = this.#due.indexOf(entry);
      if (at >= 0) this.#due.splice(at, 1);
    };
  }

  /** Lets time pass, one timer after the other, with all promises settled in between. */
  async pass(forMs: number): Promise<void> {
    const untilMs = this.#nowMs + forMs;
    await settled();
    for (;;) {
      const [next] = this.#due.toSorted((one, other) => one.atMs - other.atMs);
      if (next === undefined || next.atMs > untilMs) break;
      this.#due.splice(this.#due.indexOf(next), 1);
      this.#nowMs = next.atMs;
      next.callback();
      await settled();
    }
    this.#nowMs = untilMs;
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A line in memory: bytes are handed in, and what the terminal sends is kept. */
export class ManualLine implements Line {
  readonly kind: 'serial' | 'tcp';
  readonly address = 'memory';
  #listener: LineListener = deafListener;
  #sent: number[] = [];

  constructor(kind: 'serial' | 'tcp') {
    this.kind = kind;
  }

  send(bytes: Uint8Array): void {
    this.#sent.push(...bytes);
  }

  listen(listener: LineListener): void {
    this.#listener = listener;
    listener.connected();
  }

  setPulled(): void {
    // Nobody pulls this cable.
  }

  /** The next register connects as soon as the last one is gone. */
  hangUp(): void {
    this.#listener.disconnected();
    this.#listener.connected();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Bytes from the register. */
  feed(bytes: Uint8Array): void {
    this.#listener.bytes(bytes);
  }

  /** What the terminal has sent since the last time. */
  take(): Uint8Array {
    const sent = Uint8Array.from(this.#sent);
    this.#sent = [];
    return sent;
  }
}
