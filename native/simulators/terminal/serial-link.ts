import type { SimClock } from '../line/clock.ts';
import type { Line } from '../line/line.ts';
import { isAnswer } from './apdu.ts';
import { ACK, encodeFrame, type FrameEvent, FrameReader, NAK } from './frame.ts';
import type { Link, LinkEvents, LinkTiming, Tamper } from './link.ts';

interface Sending {
  readonly frame: Uint8Array;
  readonly apdu: Uint8Array;
  readonly tamper: Tamper;
  transmissions: number;
  cancelT2: () => void;
  readonly done: (reached: boolean) => void;
}

/**
 * The terminal's serial transport (ZVT PA00P016 §2): DLE framing, ACK/NAK after every frame, T1
 * inside a frame, T2 for the ACK, up to three transmissions. One frame of ours is in the air at a
 * time; further sends wait.
 */
export class SerialLink implements Link {
  readonly #line: Line;
  readonly #clock: SimClock;
  readonly #timing: LinkTiming;
  readonly #events: LinkEvents;
  readonly #reader = new FrameReader();
  readonly #waiting: Sending[] = [];
  #current: Sending | undefined;
  #cancelT1: () => void = () => undefined;
  #naks = 0;
  #ignores = 0;
  #on = true;

  constructor(line: Line, clock: SimClock, timing: LinkTiming, events: LinkEvents) {
    this.#line = line;
    this.#clock = clock;
    this.#timing = timing;
    this.#events = events;
    line.listen({
      connected: () => this.#reader.reset(),
      bytes: (chunk) => this.#receive(chunk),
      disconnected: () => events.lost(),
    });
  }

  send(apdu: Uint8Array, tamper: Tamper = {}): Promise<boolean> {
    if (!this.#on) return Promise.resolve(false);
    return new Promise((resolve) => {
      const frame = encodeFrame(apdu);
      const noTimer = (): void => undefined;
      const sending = { frame, apdu, tamper, transmissions: 0, cancelT2: noTimer, done: resolve };
      this.#waiting.push(sending);
      this.#startNext();
    });
  }

  nakNext(count: number): void {
    this.#naks = count;
  }

  ignoreNext(count: number): void {
    this.#ignores = count;
  }

  setPower(on: boolean): void {
    this.#on = on;
    if (!on) this.#forget();
  }

  #forget(): void {
    this.#cancelT1();
    this.#reader.reset();
    this.#naks = 0;
    this.#ignores = 0;
    const dropped = [...(this.#current === undefined ? [] : [this.#current]), ...this.#waiting];
    this.#waiting.length = 0;
    this.#current = undefined;
    for (const sending of dropped) {
      sending.cancelT2();
      sending.done(false);
    }
  }

  hangUp(): void {
    // A serial line has no connection to close: after T3 the terminal just goes back to idle.
  }

  #startNext(): void {
    if (this.#current !== undefined) return;
    this.#current = this.#waiting.shift();
    if (this.#current !== undefined) this.#transmit(this.#current);
  }

  #transmit(sending: Sending): void {
    sending.cancelT2();
    if (sending.transmissions >= this.#timing.transmissions) {
      this.#events.note(`given up after ${sending.transmissions} transmissions`);
      this.#finish(sending, false);
      return;
    }
    sending.transmissions += 1;
    const first = sending.transmissions === 1;
    if (!first) this.#events.note(`transmission ${sending.transmissions}`);
    if (first && sending.tamper.noise !== undefined) this.#line.send(sending.tamper.noise);
    this.#line.send(first && sending.tamper.corrupt ? corrupted(sending.frame) : sending.frame);
    if (first && sending.tamper.twice) this.#line.send(sending.frame);
    sending.cancelT2 = this.#clock.after(this.#timing.t2Ms, () => this.#transmit(sending));
  }

  #finish(sending: Sending, reached: boolean): void {
    if (this.#current !== sending) return;
    sending.cancelT2();
    this.#current = undefined;
    sending.done(reached);
    this.#startNext();
  }

  #receive(chunk: Uint8Array): void {
    if (!this.#on) return;
    for (const byte of chunk) {
      const event = this.#reader.push(byte);
      if (event !== undefined) this.#handle(event);
    }
    this.#cancelT1();
    if (!this.#reader.insideFrame) return;
    this.#cancelT1 = this.#clock.after(this.#timing.t1Ms, () => {
      this.#reader.reset();
      this.#events.note('T1: frame stopped half way, NAK');
      this.#line.send(Uint8Array.of(NAK));
    });
  }

  #handle(event: FrameEvent): void {
    switch (event.kind) {
      case 'ack':
        if (this.#current !== undefined) this.#finish(this.#current, true);
        return;
      case 'nak':
        if (this.#current !== undefined) this.#transmit(this.#current);
        return;
      case 'bad':
        this.#events.note(`bad frame (${event.reason}), NAK`);
        this.#line.send(Uint8Array.of(NAK));
        return;
      case 'frame':
        this.#takeFrame(event.apdu);
    }
  }

  #takeFrame(apdu: Uint8Array): void {
    if (this.#ignores > 0) {
      this.#ignores -= 1;
      this.#events.note('frame ignored on purpose');
      return;
    }
    if (this.#naks > 0) {
      this.#naks -= 1;
      this.#events.note('good frame NAKed on purpose');
      this.#line.send(Uint8Array.of(NAK));
      return;
    }
    this.#line.send(Uint8Array.of(ACK));
    // An answer to a frame of ours that is not ACKed yet belongs to something older: believing it
    // could book a payment the register never saw. Our repeat will fetch the real answer.
    if (this.#current !== undefined && isAnswer(apdu) && !isAnswer(this.#current.apdu)) {
      this.#events.note('stale answer dropped');
      return;
    }
    this.#events.apdu(apdu);
  }
}

/** The frame with one bit of its control field turned over, so that only the CRC can tell. */
function corrupted(frame: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(frame);
  // Byte 2 is the class byte (04, 06, 80, 84); turning bit 6 over never makes it a 10 or a 03.
  copy[2] = (copy[2] ?? 0) ^ 0x40;
  return copy;
}
