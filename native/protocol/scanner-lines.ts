/** Longest code taken; GS1 DataMatrix and QR labels stay well below. */
export const MAX_SCAN_BYTES = 512;

/** What was received of a code whose end has not come yet. */
export interface ScanState {
  readonly bytes: readonly number[];
  /** The code outgrew the limit: everything up to the next end is dropped. */
  readonly overflowed: boolean;
}

export type ScanEvent =
  | { readonly kind: 'scan'; readonly text: string }
  /** Something was read that is no whole code; it must not be sold as one. */
  | { readonly kind: 'misread'; readonly reason: 'tooLong' | 'brokenOff' | 'notText' };

export const SCAN_START: ScanState = { bytes: [], overflowed: false };

const CR = 0x0d;
const LF = 0x0a;
const TAB = 0x09;
const STX = 0x02;
const ETX = 0x03;
/** Group separator: part of GS1 codes, kept. */
const GS = 0x1d;

/**
 * Cuts what a serial scanner sends into codes. CR, LF, CR LF, Tab and ETX end a code, a leading
 * STX is dropped; an AIM identifier (]E0 …) stays in the text, as the reader judges it.
 */
export function receiveScanBytes(
  start: ScanState,
  chunk: Uint8Array,
): { readonly state: ScanState; readonly events: readonly ScanEvent[] } {
  const events: ScanEvent[] = [];
  let bytes = [...start.bytes];
  let overflowed = start.overflowed;
  for (const byte of chunk) {
    if (byte === CR || byte === LF || byte === TAB || byte === ETX) {
      if (overflowed) events.push({ kind: 'misread', reason: 'tooLong' });
      else if (bytes.length > 0) events.push(readCode(bytes));
      bytes = [];
      overflowed = false;
    } else if (bytes.length >= MAX_SCAN_BYTES) {
      overflowed = true;
    } else if (byte !== STX) bytes.push(byte);
  }
  return { state: { bytes, overflowed }, events };
}

function readCode(bytes: readonly number[]): ScanEvent {
  const text = bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === GS);
  if (text) return { kind: 'scan', text: String.fromCharCode(...bytes) };
  const utf8 = decodeUtf8(bytes);
  return utf8 === null ? { kind: 'misread', reason: 'notText' } : { kind: 'scan', text: utf8 };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: readonly number[]): string | null {
  if (bytes.some((byte) => (byte < 0x20 && byte !== GS) || byte === 0x7f)) return null;
  try {
    return strictUtf8.decode(Uint8Array.from(bytes));
  } catch {
    // Not UTF-8: a code that cannot be read is none.
    return null;
  }
}

/**
 * The line fell silent in the middle of a code: it was cut off, and its start is not sold as a
 * shorter code.
 */
export function scanGap(state: ScanState): {
  readonly state: ScanState;
  readonly events: readonly ScanEvent[];
} {
  if (state.bytes.length === 0 && !state.overflowed) return { state, events: [] };
  return { state: SCAN_START, events: [{ kind: 'misread', reason: 'brokenOff' }] };
}
