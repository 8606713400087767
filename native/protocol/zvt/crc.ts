const TABLE = makeTable();

function makeTable(): Uint16Array {
  const table = new Uint16Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
    table[byte] = crc;
  }
  return table;
}

/**
 * CRC-16/KERMIT: polynomial 1021 reflected, start 0, no final XOR (check value of "123456789" is
 * 2189). ZVT PA00P016 §2 calls it XModem but prints the reflected polynomial; published frames
 * prove this one.
 */
export function crcKermit(bytes: Iterable<number>, start = 0): number {
  let crc = start;
  for (const byte of bytes) crc = (crc >> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return crc;
}
