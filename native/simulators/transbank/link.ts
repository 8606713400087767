import type { SimClock } from '../line/clock.ts';
import type { Line } from '../line/line.ts';
import { ACK, encodeFrame, type FrameEvent, FrameReader, NAK } from './frame.ts';

/** What the terminal may do wrong with one transmission, to see how the register copes. */
export interface Tamper {
  /** Sends it twice in a row. */
  readonly twice?: boolean;
  /** Turns one bit of the data over. */
  readonly corrupt?: boolean;
  /** Sends a wrong LRC. */
  readonly badLrc?: boolean;
  /** Sends the second half this much later. */
  readonly splitMs?: number;
  /** Bytes sent just before. */
  readonly noise?: Uint8Array;
}

/** What a link tells its terminal. */
export interface LinkEvents {
  /** One good request, not ACKed yet; not one that was NAKed or ignored on purpose. */
  request(text: string): void;
  /** The register's ACK or NAK to something of ours. */
  answer(kind: 'ack' | 'nak'): void;
  /** A transport event worth a log line. */
  note(text: string): void;
}

/** The terminal's end of the line: takes requests apart, frames messages, tampers when told to. */
export class Link {
  readonly #line: Line;
  readonly #clock: SimClock;
  readonly #interByteMs: number;
  readonly #events: LinkEvents;
  readonly #reader = new FrameReader();
  #cancelGap: () => void = () => undefined;
  #cancelSplit: () => void = () => undefined;
  #naks = 0;
  #ignores = 0;
  #active = true;

  constructor(line: Line, clock: SimClock, interByteMs: number, events: LinkEvents) {
    this.#line = line;
    this.#clock = clock;
    this.#interByteMs = interByteMs;
    this.#events = events;
    line.listen({
      connected: () => this.#reader.reset(),
      bytes: (chunk) => this.#receive(chunk),
      disconnected: () => this.#reader.reset(),
    });
  }

  /** Sends the bare ACK. */
  acknowledge(tamper: Tamper = {}): void {
    const wrong = tamper.corrupt === true || tamper.badLrc === true;
    this.#transmit(Uint8Array.of(wrong ? ACK ^ 0x40 : ACK), { ...tamper, splitMs: 0 });
  }

  /** Sends one message once. */
  send(text: string, tamper: Tamper = {}): void {
    const frame = encodeFrame(text);
    // Byte 1 is the first digit of the code; turning bit 2 over leaves it printable.
    if (tamper.corrupt) frame[1] = (frame[1] ?? 0) ^ 0x04;
    const last = frame.length - 1;
    if (tamper.badLrc) frame[last] = (frame[last] ?? 0) ^ 0x01;
    this.#transmit(frame, tamper);
  }

  /** Answers the register's next `count` requests with NAK. */
  nakNext(count: number): void {
    this.#naks = count;
  }

  /** Does not hear the register's next `count` requests. */
  ignoreNext(count: number): void {
    this.#ignores = count;
  }

  /** Makes the link deaf and dumb, or live again: power off, or not in integrated mode. */
  setActive(active: boolean): void {
    this.#active = active;
    if (active) return;
    this.#cancelGap();
    this.#cancelSplit();
    this.#reader.reset();
    this.#naks = 0;
    this.#ignores = 0;
  }

  #transmit(bytes: Uint8Array, { noise, twice, splitMs = 0 }: Tamper): void {
    if (!this.#active) return;
    if (noise !== undefined) this.#line.send(noise);
    if (splitMs > 0) {
      const half = bytes.length >>> 1;
      this.#line.send(bytes.slice(0, half));
      this.#cancelSplit = this.#clock.after(splitMs, () => this.#line.send(bytes.slice(half)));
      return;
    }
    this.#line.send(bytes);
    if (twice) this.#line.send(bytes);
  }

  #receive(chunk: Uint8Array): void {
    if (!this.#active) return;
    for (const byte of chunk) {
      const event = this.#reader.push(byte);
      if (event !== undefined) this.#handle(event);
      if (!this.#active) return; // what came after it is lost with the power
    }
    this.#cancelGap();
    if (!this.#reader.insideFrame) return;
    this.#cancelGap = this.#clock.after(this.#interByteMs, () => {
      this.#reader.reset();
      this.#events.note('request stopped half way, NAK');
      this.#line.send(Uint8Array.of(NAK));
    });
  }

  #handle(event: FrameEvent): void {
    switch (event.kind) {
      case 'ack':
      case 'nak':
        this.#events.answer(event.kind);
        return;
      case 'bad':
        this.#events.note(`bad request (${event.reason}), NAK`);
        this.#line.send(Uint8Array.of(NAK));
        return;
      case 'frame':
        this.#takeRequest(event.text);
    }
  }

  #takeRequest(text: string): void {
    if (this.#ignores > 0) {
      this.#ignores -= 1;
      this.#events.note('request not heard on purpose');
    } else if (this.#naks > 0) {
      this.#naks -= 1;
      this.#events.note('good request NAKed on purpose');
      this.#line.send(Uint8Array.of(NAK));
    } else {
      this.#events.request(text);
    }
  }
}
