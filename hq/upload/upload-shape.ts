import { Refused, refusal } from '../refusal.ts';

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
 * The lines of a batch without their ends, as its bytes come; the last may do without an end. What
 * could not be a line ends it with `Refused` before a text or a value is made of it: an empty line,
 * one that is too long or too deep, one too many. Each line end may cost a hundred times its byte
 * and each bracket a call, when they become texts and values. Never holds more than the piece that
 * came and one unfinished line.
 */
export async function* batchLines(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly Uint8Array[]> {
  const unfinished: Uint8Array[] = [];
  let bytes = 0;
  let lineNo = 1;

  const keep = (part: Uint8Array) => {
    bytes += part.length;
    const most = lineNo === 1 ? HEADER_BYTES : LINE_BYTES;
    if (bytes > most) throw malformed(`Line ${lineNo} is longer than ${most} bytes.`);
    if (part.length > 0) unfinished.push(part);
  };
  const end = (): Uint8Array => {
    const line = unfinished.length === 1 ? unfinished[0] : Buffer.concat(unfinished);
    unfinished.length = 0;
    bytes = 0;
    checkLine(line ?? new Uint8Array(), lineNo);
    lineNo += 1;
    return line ?? new Uint8Array();
  };

  for await (const piece of pieces) {
    const lines: Uint8Array[] = [];
    let start = 0;
    for (let at = piece.indexOf(LF); at !== -1; at = piece.indexOf(LF, start)) {
      keep(piece.subarray(start, at));
      lines.push(end());
      start = at + 1;
    }
    // Copied: a line that is long in coming would hold on to every piece it came in.
    keep(new Uint8Array(piece.subarray(start)));
    if (lines.length > 0) yield lines;
  }
  if (bytes > 0) yield [end()];
}

function checkLine(line: Uint8Array, lineNo: number): void {
  if (lineNo > MAX_LINES) throw new Refused(refusal('tooLarge', `A batch has ${MAX_LINES} lines.`));
  if (line.length === 0) throw malformed(`Line ${lineNo} is empty.`);
  if (isTooDeep(line)) throw malformed(`Line ${lineNo} is nested deeper than ${MAX_DEPTH}.`);
}

function malformed(message: string): Refused {
  return new Refused(refusal('malformed', message));
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
