/** One application message: control field (class and instruction) and its data. */
export interface Apdu {
  /** Class and instruction as one number, for example 0x0601. */
  readonly command: number;
  readonly data: Uint8Array;
}

/** Positive answer to any message (ZVT PA00P015 §1). */
export const POSITIVE = 0x8000;

/**
 * Builds an APDU: control field, length, data. Lengths above 254 take the form FF low high
 * (ZVT PA00P015: little-endian here, unlike TLV lengths).
 */
export function encodeApdu(command: number, data: ArrayLike<number> = []): Uint8Array {
  const header =
    data.length <= 0xfe ? [data.length] : [0xff, data.length & 0xff, (data.length >>> 8) & 0xff];
  return Uint8Array.from([command >>> 8, command & 0xff, ...header, ...Array.from(data)]);
}

/** The bytes an APDU's head announces in total, or undefined while the head is incomplete. */
function announcedLength(bytes: Uint8Array): { head: number; total: number } | undefined {
  const length = bytes[2];
  if (length === undefined) return undefined;
  if (length !== 0xff) return { head: 3, total: 3 + length };
  const low = bytes[3];
  const high = bytes[4];
  if (low === undefined || high === undefined) return undefined;
  return { head: 5, total: 5 + low + high * 256 };
}

/** Reads one whole APDU; undefined when its length field disagrees with the bytes. */
export function decodeApdu(bytes: Uint8Array): Apdu | undefined {
  const [first, second] = bytes;
  const announced = announcedLength(bytes);
  if (first === undefined || second === undefined || announced === undefined) return undefined;
  if (announced.total !== bytes.length) return undefined;
  return { command: first * 256 + second, data: bytes.slice(announced.head) };
}

/**
 * Cuts whole APDUs from the front of a TCP stream (PA00P016: no framing of its own there).
 * Returns them with what is left over.
 */
export function splitStream(bytes: Uint8Array): { apdus: Uint8Array[]; rest: Uint8Array } {
  const apdus: Uint8Array[] = [];
  let rest = bytes;
  for (;;) {
    const announced = announcedLength(rest);
    if (announced === undefined || rest.length < announced.total) return { apdus, rest };
    apdus.push(rest.slice(0, announced.total));
    rest = rest.slice(announced.total);
  }
}

/** True for 80 xx and 84 xx: an answer, not a command. */
export function isAnswer(apdu: Uint8Array): boolean {
  return apdu[0] === 0x80 || apdu[0] === 0x84;
}
