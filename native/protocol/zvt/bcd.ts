/** Digits as packed BCD of `bytes` bytes, leading zeros. Digits that do not fit are a bug. */
export function encodeBcd(value: number | string, bytes: number): Uint8Array {
  const digits = String(value).padStart(bytes * 2, '0');
  if (!/^\d+$/.test(digits) || digits.length !== bytes * 2) {
    throw new RangeError(`does not fit ${bytes} BCD bytes`);
  }
  return Uint8Array.from(
    { length: bytes },
    (_, at) => (Number(digits[at * 2]) << 4) | Number(digits[at * 2 + 1]),
  );
}

/** The nibbles as upper-case hex digits: decimal ones read as they are, E and F stay visible. */
export function bcdDigits(bytes: Uint8Array): string {
  let digits = '';
  for (const byte of bytes) digits += byte.toString(16).padStart(2, '0');
  return digits.toUpperCase();
}

/** The number, or null when a nibble is no decimal digit or it exceeds a safe integer. */
export function decodeBcd(bytes: Uint8Array): number | null {
  const digits = bcdDigits(bytes);
  if (!/^\d+$/.test(digits)) return null;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : null;
}
