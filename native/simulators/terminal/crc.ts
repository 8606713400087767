const REFLECTED_POLYNOMIAL = 0x8408;

/**
 * CRC-16/KERMIT of some bytes: polynomial 1021 processed LSB first, initial value 0, no final XOR.
 * The check value of "123456789" is 2189. PA00P016 calls it "XModem" but prints the bit pattern of
 * the reflected polynomial; published frames agree with KERMIT only.
 */
export function crcKermit(bytes: Iterable<number>): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 1) === 1 ? (crc >>> 1) ^ REFLECTED_POLYNOMIAL : crc >>> 1;
    }
  }
  return crc;
}
