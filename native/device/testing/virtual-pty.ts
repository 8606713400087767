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

/** One direction of the wire: bytes written and not read yet, while somebody is there to read. */
class Direction {
  #bytes = 0;
  #isRead = true;
  #waiting: (() => void)[] = [];

  written(count: number): void {
    if (this.#isRead) this.#bytes += count;
  }

  /** What was written while nobody read is not counted, and may still come. */
  read(count: number): void {
    this.#set(Math.max(0, this.#bytes - count));
  }

  setRead(isRead: boolean): void {
    this.#isRead = isRead;
    if (!isRead) this.#set(0);
  }

  isEmpty(): boolean {
    return this.#bytes === 0;
  }

  async empty(): Promise<void> {
    while (this.#bytes > 0) await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  #set(bytes: number): void {
    this.#bytes = bytes;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Tells when nothing is on its way: no byte on the wire, no port being opened or closed. */
class WireMeter {
  readonly toNear = new Direction();
  readonly toFar = new Direction();
  readonly #ports = new Set<Promise<unknown>>();

  /** Counts a port as on its way while it opens or closes. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#ports.add(work);
    try {
      return await work;
    } finally {
      this.#ports.delete(work);
    }
  }

  /** Resolves when nothing is on its way and what arrived has been dealt with. */
  async quiet(): Promise<void> {
    await settle();
    while (this.#ports.size > 0 || !this.toNear.isEmpty() || !this.toFar.isEmpty()) {
      await Promise.all([...this.#ports, this.toNear.empty(), this.toFar.empty()]);
      await settle();
    }
  }
}

function meteredTransport(inner: Transport, meter: WireMeter): Transport {
  inner.onBytes((bytes) => meter.toNear.read(bytes.length));
  inner.onClose(() => meter.toNear.setRead(false));
  return {
    name: inner.name,
    isOpen: () => inner.isOpen(),
    open: async () => {
      const opened = await meter.during(inner.open());
      meter.toNear.setRead(inner.isOpen());
      return opened;
    },
    write: (bytes) => {
      if (inner.isOpen()) meter.toFar.written(bytes.length);
      return inner.write(bytes);
    },
    onBytes: (listener) => inner.onBytes(listener),
    onClose: (listener) => inner.onClose(listener),
    close: () => {
      meter.toNear.setRead(false);
      // A port that is opened anew flushes what the far end has not read by then.
      return meter.during(meter.toFar.empty().then(() => inner.close()));
    },
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
    this.#meter.toNear.written(bytes.length);
    this.#inner.send(bytes);
  }

  listen(listener: LineListener): void {
    this.#inner.listen({
      connected: () => listener.connected(),
      disconnected: () => listener.disconnected(),
      bytes: (chunk) => {
        this.#meter.toFar.read(chunk.length);
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
    this.#meter.toFar.setRead(false);
    return this.#inner.close();
  }
}
