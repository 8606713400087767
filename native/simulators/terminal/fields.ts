/** Packs decimal digits (and the nibbles E = masked, F = padding) two a byte, high nibble first. */
export function packDigits(digits: string): number[] {
  const even = digits.length % 2 === 0 ? digits : `${digits}F`;
  const out: number[] = [];
  for (let at = 0; at < even.length; at += 2) out.push(Number.parseInt(even.slice(at, at + 2), 16));
  return out;
}

/** A whole number as BCD of a fixed byte length, leading zeros; digits that do not fit are cut. */
export function bcd(value: number, bytes: number): number[] {
  return packDigits(
    String(value)
      .padStart(bytes * 2, '0')
      .slice(-bytes * 2),
  );
}

/** Reads BCD bytes as a number; undefined when a nibble is no decimal digit. */
export function readBcd(bytes: Uint8Array): number | undefined {
  const digits = hex(bytes);
  return /^[0-9]+$/.test(digits) ? Number(digits) : undefined;
}

/** Lower-case hex without spaces. */
export function hex(bytes: ArrayLike<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Bytes of a hex string; blanks are ignored. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16),
  );
}

/** LLVAR (2) or LLLVAR (3): each decimal digit of the length in the low nibble of a byte Fx. */
export function variable(digits: 2 | 3, data: ArrayLike<number>): number[] {
  const length = String(data.length).padStart(digits, '0');
  return [...Array.from(length, (digit) => 0xf0 | Number(digit)), ...Array.from(data)];
}

/** ASCII bytes; what is not ASCII becomes a question mark. */
export function ascii(text: string): number[] {
  return Array.from(text, (char) => {
    const code = char.codePointAt(0) ?? 0x3f;
    return code < 0x80 ? code : 0x3f;
  });
}
