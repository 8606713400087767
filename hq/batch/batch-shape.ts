import { type Refusal, refusal } from '../refusal.ts';

/** The first line is a manifest and a signature: some 1,200 bytes. */
const HEADER_BYTES = 64 * 1024;
/** The longest entry is the end of a day with its reports. */
const LINE_BYTES = 4 * 1024 * 1024;
const MAX_LINES = 1_000_001;
/** No entry nests deeper than a dozen. */
const MAX_DEPTH = 64;

const LF = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Whether the bytes of a batch could be one at all, told without making a text or a value of
 * them: few lines, none too long or too deep. Each line end may cost a hundred times its byte
 * and each bracket a call, when they become texts and values. Null when they may be read.
 */
export function checkShape(bytes: Uint8Array): Refusal | null {
  let lineNo = 1;
  for (let start = 0; start < bytes.length; lineNo += 1) {
    const end = bytes.indexOf(LF, start);
    const stop = end === -1 ? bytes.length : end;
    if (lineNo > MAX_LINES) return refusal('tooLarge', `A batch may have ${MAX_LINES} lines.`);
    if (stop === start) return refusal('malformed', `Line ${lineNo} is empty.`);
    const most = lineNo === 1 ? HEADER_BYTES : LINE_BYTES;
    if (stop - start > most) {
      return refusal('malformed', `Line ${lineNo} is longer than ${most} bytes.`);
    }
    if (isTooDeep(bytes.subarray(start, stop))) {
      return refusal('malformed', `Line ${lineNo} is nested deeper than ${MAX_DEPTH}.`);
    }
    start = stop + 1;
  }
  return null;
}

/** Counts brackets outside of JSON's strings (RFC 8259 §7). */
function isTooDeep(line: Uint8Array): boolean {
  let depth = 0;
  let isText = false;
  for (let index = 0; index < line.length; index += 1) {
    const byte = line[index] ?? 0;
    if (isText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
