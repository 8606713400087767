import { crcKermit } from './crc.ts';

export const ACK = 0x06;
export const NAK = 0x15;
const DLE = 0x10;
const STX = 0x02;
const ETX = 0x03;

/** The largest APDU there is: control field, extended length, 65535 bytes of data. */
const MAX_APDU_BYTES = 5 + 0xffff;

/**
 * Wraps an APDU for the serial line (ZVT PA00P016 §2): DLE STX, the APDU with every 10 doubled,
 * DLE ETX, CRC low byte first. The CRC covers the undoubled APDU and the ETX; it is not doubled.
 */
export function encodeFrame(apdu: Uint8Array): Uint8Array {
  const out: number[] = [DLE, STX];
  for (const byte of apdu) {
    out.push(byte);
    if (byte === DLE) out.push(DLE);
  }
  const crc = crcKermit([...apdu, ETX]);
  out.push(DLE, ETX, crc & 0xff, crc >>> 8);
  return Uint8Array.from(out);
}

/** What the frame reader finds in the byte stream. */
export type FrameEvent =
  | { readonly kind: 'frame'; readonly apdu: Uint8Array }
  | { readonly kind: 'bad'; readonly reason: 'crc' | 'sequence' | 'tooLong' }
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak' };

type State = 'idle' | 'dle' | 'apdu' | 'apduDle' | 'crcLow' | 'crcHigh';

/** Cuts a byte stream into frames byte by byte, so that any chunking gives the same result. */
export class FrameReader {
  #state: State = 'idle';
  #apdu: number[] = [];
  #crcLow = 0;

  /** True between a frame's first byte and its last: the gap timer T1 runs then. */
  get insideFrame(): boolean {
    return this.#state !== 'idle';
  }

  /** Forgets a half-read frame. */
  reset(): void {
    this.#state = 'idle';
    this.#apdu = [];
  }

  /** Takes the next byte; tells what it completed, if anything. */
  push(byte: number): FrameEvent | undefined {
    switch (this.#state) {
      case 'idle':
        if (byte === ACK) return { kind: 'ack' };
        if (byte === NAK) return { kind: 'nak' };
        if (byte === DLE) this.#state = 'dle';
        return undefined;
      case 'dle':
        // A DLE that starts nothing is noise between frames, not a broken frame.
        this.#state = byte === STX ? 'apdu' : byte === DLE ? 'dle' : 'idle';
        this.#apdu = [];
        return undefined;
      case 'apdu':
        if (byte === DLE) this.#state = 'apduDle';
        else return this.#take(byte);
        return undefined;
      case 'apduDle':
        if (byte === DLE) {
          this.#state = 'apdu';
          return this.#take(byte);
        }
        if (byte !== ETX) return this.#bad('sequence');
        this.#state = 'crcLow';
        return undefined;
      case 'crcLow':
        this.#crcLow = byte;
        this.#state = 'crcHigh';
        return undefined;
      case 'crcHigh':
        return this.#finish(this.#crcLow | (byte << 8));
    }
  }

  #take(byte: number): FrameEvent | undefined {
    if (this.#apdu.length >= MAX_APDU_BYTES) return this.#bad('tooLong');
    this.#apdu.push(byte);
    return undefined;
  }

  #finish(crc: number): FrameEvent {
    const apdu = Uint8Array.from(this.#apdu);
    if (crc !== crcKermit([...this.#apdu, ETX])) return this.#bad('crc');
    this.reset();
    return { kind: 'frame', apdu };
  }

  #bad(reason: 'crc' | 'sequence' | 'tooLong'): FrameEvent {
    this.reset();
    return { kind: 'bad', reason };
  }
}
