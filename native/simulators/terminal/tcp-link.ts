import type { SimClock } from '../line/clock.ts';
import type { Line } from '../line/line.ts';
import { splitStream } from './apdu.ts';
import type { Link, LinkEvents, LinkTiming, Tamper } from './link.ts';

/**
 * The terminal's TCP transport (ZVT PA00P016, chapter TCP/IP): bare APDUs, any segmentation, no
 * ACK/NAK. A half-received APDU that does not go on within T3 ends the connection.
 */
export class TcpLink implements Link {
  readonly #line: Line;
  readonly #clock: SimClock;
  readonly #t3Ms: number;
  readonly #events: LinkEvents;
  #buffer: Uint8Array = new Uint8Array();
  #connected = false;
  #ignores = 0;
  #on = true;
  #cancelPartial: () => void = () => undefined;

  constructor(
    line: Line,
    clock: SimClock,
    timing: LinkTiming & { readonly t3Ms: number },
    events: LinkEvents,
  ) {
    this.#line = line;
    this.#clock = clock;
    this.#t3Ms = timing.t3Ms;
    this.#events = events;
    line.listen({
      connected: () => {
        this.#connected = true;
        this.#buffer = new Uint8Array();
      },
      bytes: (chunk) => this.#receive(chunk),
      disconnected: () => {
        this.#connected = false;
        this.#forget();
        events.lost();
      },
    });
  }

  send(apdu: Uint8Array, tamper: Tamper = {}): Promise<boolean> {
    if (!this.#connected || !this.#on) return Promise.resolve(false);
    if (tamper.noise !== undefined) this.#line.send(tamper.noise);
    const bytes = Uint8Array.from(apdu);
    if (tamper.corrupt) bytes[0] = (bytes[0] ?? 0) ^ 0x40;
    this.#line.send(bytes);
    if (tamper.twice) this.#line.send(bytes);
    return Promise.resolve(true);
  }

  nakNext(): void {
    // There is no NAK on TCP.
  }

  ignoreNext(count: number): void {
    this.#ignores = count;
  }

  setPower(on: boolean): void {
    this.#on = on;
    if (on) return;
    this.#forget();
    this.hangUp();
  }

  #forget(): void {
    this.#cancelPartial();
    this.#buffer = new Uint8Array();
    this.#ignores = 0;
  }

  hangUp(): void {
    this.#line.hangUp();
  }

  #receive(chunk: Uint8Array): void {
    if (!this.#on) return;
    this.#cancelPartial();
    const { apdus, rest } = splitStream(Uint8Array.from([...this.#buffer, ...chunk]));
    this.#buffer = rest;
    if (rest.length > 0) {
      this.#cancelPartial = this.#clock.after(this.#t3Ms, () => {
        this.#events.note('T3: APDU stopped half way, connection closed');
        this.hangUp();
      });
    }
    for (const apdu of apdus) {
      if (this.#ignores > 0) this.#ignores -= 1;
      else this.#events.apdu(apdu);
    }
  }
}
