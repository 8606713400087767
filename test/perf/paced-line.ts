import type { Line, LineListener } from '../../native/simulators/line/line.ts';

/** What crossed the line since it was last asked. */
export interface WireUse {
  readonly bytes: number;
  /** How long these bytes take one after the other: nobody can be quicker on this line. */
  readonly ms: number;
}

/**
 * A pseudo-terminal carries bytes at once; this makes them as slow as a wire. A chunk arrives
 * when its last bit would, behind all that is still on its way in the same direction.
 */
export class PacedLine implements Line {
  readonly kind: Line['kind'];
  readonly address: string;
  readonly #inner: Line;
  readonly #msPerByte: number;
  readonly #toRegister = new Wire();
  readonly #toTerminal = new Wire();
  #bytes = 0;

  /** `bitsPerByte`: start, data and stop bits; 11 for 8N2. */
  constructor(inner: Line, baud: number, bitsPerByte: number) {
    this.#inner = inner;
    this.kind = inner.kind;
    this.address = inner.address;
    this.#msPerByte = (bitsPerByte * 1000) / baud;
  }

  send(bytes: Uint8Array): void {
    const copy = bytes.slice();
    this.#toRegister.carry(this.#count(copy), () => this.#inner.send(copy));
  }

  listen(listener: LineListener): void {
    this.#inner.listen({
      connected: () => listener.connected(),
      disconnected: () => listener.disconnected(),
      bytes: (chunk) => {
        const copy = chunk.slice();
        this.#toTerminal.carry(this.#count(copy), () => listener.bytes(copy));
      },
    });
  }

  setPulled(pulled: boolean): void {
    this.#inner.setPulled(pulled);
  }

  hangUp(): void {
    this.#inner.hangUp();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  /** Answers what crossed the line since the last call, and begins anew. */
  takeUse(): WireUse {
    const bytes = this.#bytes;
    this.#bytes = 0;
    return { bytes, ms: bytes * this.#msPerByte };
  }

  #count(bytes: Uint8Array): number {
    this.#bytes += bytes.length;
    return bytes.length * this.#msPerByte;
  }
}

/** One direction: what is sent waits for what was sent before. */
class Wire {
  #freeAtMs = 0;
  readonly #waiting: { readonly dueMs: number; readonly arrive: () => void }[] = [];
  #isSpinning = false;

  carry(durationMs: number, arrive: () => void): void {
    const dueMs = Math.max(performance.now(), this.#freeAtMs) + durationMs;
    this.#freeAtMs = dueMs;
    this.#waiting.push({ dueMs, arrive });
    if (this.#isSpinning) return;
    this.#isSpinning = true;
    this.#spin();
  }

  /** A timer would be a millisecond late, which is eleven bytes at 115,200 baud. */
  #spin(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (next === undefined) {
        this.#isSpinning = false;
        return;
      }
      if (performance.now() < next.dueMs) break;
      this.#waiting.shift();
      next.arrive();
    }
    setImmediate(() => this.#spin());
  }
}
