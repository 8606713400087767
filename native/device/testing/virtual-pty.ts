import type { Line, LineListener } from '../../simulators/line/line.ts';
import { createPtyPair } from '../../simulators/line/pty-pair.ts';
import { openSerialLine } from '../../simulators/line/serial-line.ts';
import { SerialTransport } from '../../transport/serial.ts';
import { ManualTimers, settle } from '../../transport/testing/manual-timers.ts';
import { systemTimers } from '../../transport/timers.ts';
import type { Transport } from '../../transport/transport.ts';

/** Time passes in steps shorter than any timer of the protocol (T1 is 200 ms). */
const STEP_MS = 50;

/**
 * A real pseudo-terminal with virtual time: both ends run on the same timers, which stand still
 * while a byte is on the wire. So minutes of the protocol pass in moments, and a busy machine
 * cannot make a time-out come too early.
 */
export class VirtualPty {
  readonly timers = new ManualTimers();
  /** For the driver. */
  readonly near: Transport;
  /** For the simulated terminal. */
  readonly far: Line;
  readonly #meter: WireMeter;
  readonly #end: () => Promise<void>;

  private constructor(near: Transport, far: Line, meter: WireMeter, end: () => Promise<void>) {
    this.near = near;
    this.far = far;
    this.#meter = meter;
    this.#end = end;
  }

  /** Makes the pair with socat and opens the far end. */
  static async create(): Promise<VirtualPty> {
    const pair = await createPtyPair();
    const far = await openSerialLine(pair.far, 9600, { stopBits: 2 });
    const near = new SerialTransport({ path: pair.near, baud: 9600, stopBits: 2 }, systemTimers);
    const meter = new WireMeter();
    return new VirtualPty(meteredTransport(near, meter), new MeteredLine(far, meter), meter, () =>
      far.close().then(() => pair.close()),
    );
  }

  /** Lets time pass until the promise settles. */
  async during<T>(promise: Promise<T>, limitMs = 900_000): Promise<T> {
    let over = false;
    const settled = promise.finally(() => {
      over = true;
    });
    for (let passedMs = 0; !over && passedMs < limitMs; passedMs += STEP_MS) {
      await this.pass(STEP_MS);
    }
    return settled;
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += STEP_MS) {
      await this.#meter.quiet();
      await this.timers.advance(STEP_MS);
    }
  }

  /** Closes the far end and the pair. */
  close(): Promise<void> {
    return this.#end();
  }
}

/** Counts what is on its way: bytes written and not read yet, ports being opened. */
class WireMeter {
  #underWay = 0;
  #changed: (() => void) | null = null;

  add(count: number): void {
    this.#underWay += count;
    this.#changed?.();
    this.#changed = null;
  }

  /** Resolves when nothing is on its way and what arrived has been dealt with. */
  async quiet(): Promise<void> {
    await settle();
    while (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
      await settle();
    }
  }
}

function meteredTransport(inner: Transport, meter: WireMeter): Transport {
  inner.onBytes((bytes) => meter.add(-bytes.length));
  return {
    name: inner.name,
    isOpen: () => inner.isOpen(),
    open: async () => {
      meter.add(1);
      return inner.open().finally(() => meter.add(-1));
    },
    write: (bytes) => {
      meter.add(bytes.length);
      return inner.write(bytes);
    },
    onBytes: (listener) => inner.onBytes(listener),
    onClose: (listener) => inner.onClose(listener),
    close: () => inner.close(),
  };
}

/** The terminal's end; a pulled cable swallows the bytes here, so that the meter knows of them. */
class MeteredLine implements Line {
  readonly kind = 'serial';
  readonly address: string;
  readonly #inner: Line;
  readonly #meter: WireMeter;
  #pulled = false;

  constructor(inner: Line, meter: WireMeter) {
    this.address = inner.address;
    this.#inner = inner;
    this.#meter = meter;
  }

  send(bytes: Uint8Array): void {
    if (this.#pulled) return;
    this.#meter.add(bytes.length);
    this.#inner.send(bytes);
  }

  listen(listener: LineListener): void {
    this.#inner.listen({
      connected: () => listener.connected(),
      disconnected: () => listener.disconnected(),
      bytes: (chunk) => {
        this.#meter.add(-chunk.length);
        if (!this.#pulled) listener.bytes(chunk);
      },
    });
  }

  setPulled(pulled: boolean): void {
    this.#pulled = pulled;
  }

  hangUp(): void {
    this.#inner.hangUp();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
