/** Bytes as lower-case hex without spaces. */
export function toHex(bytes: Iterable<number>): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** One byte as two upper-case hex digits, as the ZVT documents print codes ("6C"). */
export function byteCode(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

/** Reads hex with or without spaces; anything else is left out by the caller's contract. */
export function fromHex(hex: string): Uint8Array {
  const digits = hex.replaceAll(/\s/g, '');
  const bytes = new Uint8Array(digits.length >> 1);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16);
  }
  return bytes;
}

/** Joins byte strings. */
export function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** True when both hold the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
