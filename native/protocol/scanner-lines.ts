/** Longest code taken; GS1 DataMatrix and QR labels stay well below. */
export const MAX_SCAN_BYTES = 512;

/** Why a read was thrown away. */
export type ScanFault = 'tooLong' | 'brokenOff' | 'notText';

/** What was received of a code whose end has not come yet. */
export interface ScanState {
  /** Never more than `MAX_SCAN_BYTES`. */
  readonly bytes: readonly number[];
  /** What broke the code whose rest may still come: everything up to the next end is dropped. */
  readonly skipping: ScanFault | null;
  /** Something was dropped that nobody has been told of. */
  readonly dropped: boolean;
  /** The line has just come back: what comes at once may be the rest of a code. */
  readonly unsure: boolean;
}

export type ScanEvent =
  | { readonly kind: 'scan'; readonly text: string }
  /** Something was read that is no whole code; it must not be sold as one. */
  | { readonly kind: 'misread'; readonly reason: ScanFault };

export interface ScanStep {
  readonly state: ScanState;
  readonly events: readonly ScanEvent[];
}

export const SCAN_START: ScanState = { bytes: [], skipping: null, dropped: false, unsure: false };

/** A line that was lost and is open again. The first silence proves that no code is under way. */
export function scanReopened(state: ScanState): ScanState {
  if (state.skipping !== null) return state;
  return { bytes: [], skipping: 'brokenOff', dropped: false, unsure: true };
}

const NUL = 0x00;
const CR = 0x0d;
const LF = 0x0a;
const TAB = 0x09;
const STX = 0x02;
const ETX = 0x03;
/** Group separator: part of GS1 codes, kept. */
const GS = 0x1d;

/**
 * Cuts what a serial scanner sends into codes. CR, LF, CR LF, Tab and ETX end a code, a leading
 * STX is dropped; an AIM identifier (]E0 …) stays in the text, as the reader judges it. After a
 * code that broke off, everything up to the next end is dropped: the tail of a code can be the
 * whole code of another item.
 */
export function receiveScanBytes(start: ScanState, chunk: Uint8Array): ScanStep {
  const events: ScanEvent[] = [];
  let { skipping, dropped, unsure } = start;
  let code = [...start.bytes];
  for (const byte of chunk) {
    if (byte === CR || byte === LF || byte === TAB || byte === ETX) {
      if (skipping === null) events.push(...readCode(code));
      else if (dropped) events.push({ kind: 'misread', reason: skipping });
      code = [];
      skipping = null;
      dropped = false;
      unsure = false;
    } else if (skipping !== null) {
      dropped ||= !isFiller(byte);
    } else if (code.length >= MAX_SCAN_BYTES) {
      code = [];
      skipping = 'tooLong';
      dropped = true;
    } else if (byte !== STX || code.length > 0) code.push(byte);
  }
  return { state: { bytes: code, skipping, dropped, unsure }, events };
}

/** NUL and STX say nothing by themselves: some scanners fill with them between two codes. */
function isFiller(byte: number): boolean {
  return byte === NUL || byte === STX;
}

/** The code, none where only filler came, or a misread: a NUL inside was once a character. */
function readCode(bytes: readonly number[]): readonly ScanEvent[] {
  if (bytes.every(isFiller)) return [];
  const text = bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === GS);
  if (text) return [{ kind: 'scan', text: String.fromCharCode(...bytes) }];
  const utf8 = decodeUtf8(bytes);
  return [utf8 === null ? { kind: 'misread', reason: 'notText' } : { kind: 'scan', text: utf8 }];
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

/** A code is under way, or what is dropped is not told of yet: a silence would mean something. */
export function awaitsSilence(state: ScanState): boolean {
  return state.bytes.length > 0 || state.dropped || state.unsure;
}

/**
 * The line fell silent, or was lost, in the middle of a code: it was cut off. Its start is not
 * sold as a shorter code, and its rest, whenever it comes, not as another one.
 */
export function scanGap(state: ScanState): ScanStep {
  const { bytes, skipping, dropped, unsure } = state;
  if (skipping !== null) {
    if (dropped) {
      return {
        state: { ...state, dropped: false, unsure: false },
        events: [{ kind: 'misread', reason: skipping }],
      };
    }
    return { state: unsure ? SCAN_START : state, events: [] };
  }
  if (bytes.every(isFiller)) return { state: SCAN_START, events: [] };
  return {
    state: { bytes: [], skipping: 'brokenOff', dropped: false, unsure: false },
    events: [{ kind: 'misread', reason: 'brokenOff' }],
  };
}
