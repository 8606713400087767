/** STX: a message begins. */
const STX = 0x02;
/** ETX: its data ends; exactly one byte follows, the LRC, which may have any value. */
const ETX = 0x03;
/** "Well received", a bare byte. */
export const ACK = 0x06;
/** "Received damaged", a bare byte. */
export const NAK = 0x15;

/** What a stream of bytes holds. */
export type FrameEvent =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak' }
  | { readonly kind: 'frame'; readonly text: string }
  | { readonly kind: 'bad'; readonly reason: 'lrc' | 'unprintable' | 'tooLong' };

/** XOR of the data and ETX (Transbank POS Integrado reference, "Ejemplo de calculo LRC"). */
export function lrc(data: Uint8Array): number {
  let sum = ETX;
  for (const byte of data) sum ^= byte;
  return sum;
}

/** Frames a message: STX, data, ETX, LRC. The text must be printable ASCII. */
export function encodeFrame(text: string): Uint8Array {
  const data = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) data[at] = text.charCodeAt(at);
  return Uint8Array.of(STX, ...data, ETX, lrc(data));
}

/**
 * Takes a line apart, byte by byte. There is no escaping, and the LRC may look like a control
 * byte, so the position alone tells what a byte is.
 */
export class FrameReader {
  #state: 'outside' | 'data' | 'lrc' = 'outside';
  #data: number[] = [];
  #unprintable = false;
  readonly #longest: number;

  /** `longest`: most characters of data; the longest documented request has 38. */
  constructor(longest = 256) {
    this.#longest = longest;
  }

  /** True between STX and LRC. */
  get insideFrame(): boolean {
    return this.#state !== 'outside';
  }

  /** Forgets a half frame. */
  reset(): void {
    this.#state = 'outside';
    this.#data = [];
    this.#unprintable = false;
  }

  /** Takes one byte; an event when it completes something. Noise between messages is passed over. */
  push(byte: number): FrameEvent | undefined {
    if (this.#state === 'outside') return this.#outside(byte);
    if (this.#state === 'lrc') return this.#end(byte);
    if (byte === STX) {
      // The sender has begun again: it cannot be data, which is printable.
      this.reset();
      this.#state = 'data';
    } else if (byte === ETX) {
      this.#state = 'lrc';
    } else if (this.#data.length === this.#longest) {
      this.reset();
      return { kind: 'bad', reason: 'tooLong' };
    } else {
      if (byte < 0x20 || byte > 0x7e) this.#unprintable = true;
      this.#data.push(byte);
    }
    return undefined;
  }

  #outside(byte: number): FrameEvent | undefined {
    if (byte === ACK) return { kind: 'ack' };
    if (byte === NAK) return { kind: 'nak' };
    if (byte === STX) this.#state = 'data';
    return undefined;
  }

  #end(byte: number): FrameEvent {
    const data = Uint8Array.from(this.#data);
    const unprintable = this.#unprintable;
    this.reset();
    if (byte !== lrc(data)) return { kind: 'bad', reason: 'lrc' };
    if (unprintable) return { kind: 'bad', reason: 'unprintable' };
    return { kind: 'frame', text: String.fromCharCode(...data) };
  }
}
