import { crcKermit } from './crc.ts';

const DLE = 0x10;
const STX = 0x02;
const ETX = 0x03;
export const ACK = 0x06;
export const NAK = 0x15;

/** Longest APDU there is: two control bytes, FF, two length bytes, 65535 data bytes. */
const MAX_APDU_BYTES = 65_540;

/** Where the receiver stands inside a frame (ZVT PA00P016 §2). */
export interface FrameState {
  readonly phase: 'idle' | 'dle' | 'apdu' | 'apduDle' | 'crcLow' | 'crcHigh' | 'discard';
  readonly apdu: readonly number[];
  readonly crcLow: number;
}

export type FrameEvent =
  | { readonly kind: 'ack' | 'nak' }
  | { readonly kind: 'apdu'; readonly apdu: Uint8Array }
  /** The frame ended, but its check sum is wrong: answer NAK now. */
  | { readonly kind: 'crcError' };

export const FRAME_IDLE: FrameState = { phase: 'idle', apdu: [], crcLow: 0 };

/** True while a frame is under way, so that a gap between bytes is a fault (T1). */
export function inFrame(state: FrameState): boolean {
  return state.phase !== 'idle';
}

/** Wraps an APDU for the serial line: DLE STX, data with each 10 doubled, DLE ETX, CRC. */
export function encodeFrame(apdu: Uint8Array): Uint8Array {
  const bytes: number[] = [DLE, STX];
  for (const byte of apdu) {
    if (byte === DLE) bytes.push(DLE);
    bytes.push(byte);
  }
  // The CRC covers the undoubled APDU and the ETX, and is itself never doubled.
  const crc = crcKermit([ETX], crcKermit(apdu));
  bytes.push(DLE, ETX, crc & 0xff, crc >> 8);
  return Uint8Array.from(bytes);
}

/**
 * Takes received bytes in any chunking. A framing error (10 followed by neither 10 nor 03, or an
 * endless frame) moves to 'discard': the rest of the broken frame may hold 06 or 15, which must
 * not pass for an answer, so everything is dropped until the line is quiet for T1.
 */
export function receiveFrameBytes(
  start: FrameState,
  chunk: Uint8Array,
): { readonly state: FrameState; readonly events: readonly FrameEvent[] } {
  const events: FrameEvent[] = [];
  let phase = start.phase;
  let apdu = [...start.apdu];
  let crcLow = start.crcLow;
  for (const byte of chunk) {
    switch (phase) {
      case 'idle':
        if (byte === DLE) phase = 'dle';
        else if (byte === ACK) events.push({ kind: 'ack' });
        else if (byte === NAK) events.push({ kind: 'nak' });
        break;
      case 'dle':
        apdu = [];
        if (byte === STX) phase = 'apdu';
        else if (byte !== DLE) phase = 'idle';
        break;
      case 'apdu':
        if (byte === DLE) phase = 'apduDle';
        else apdu.push(byte);
        if (apdu.length > MAX_APDU_BYTES) phase = 'discard';
        break;
      case 'apduDle':
        if (byte === DLE) {
          apdu.push(byte);
          phase = 'apdu';
        } else phase = byte === ETX ? 'crcLow' : 'discard';
        break;
      case 'crcLow':
        crcLow = byte;
        phase = 'crcHigh';
        break;
      case 'crcHigh': {
        const good = crcKermit([ETX], crcKermit(apdu)) === (crcLow | (byte << 8));
        events.push(good ? { kind: 'apdu', apdu: Uint8Array.from(apdu) } : { kind: 'crcError' });
        apdu = [];
        phase = 'idle';
        break;
      }
      case 'discard':
        apdu = [];
        break;
    }
  }
  return { state: { phase, apdu, crcLow }, events };
}
