/**
 * Codes of an intermediate status 04 FF (ZVT PA00P015 §3.2). What each says to cashier and customer
 * is in the driver's dictionaries under `statuses`.
 */
const CODES =
  '00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10 11 12 13 14 15 16 17 18 19 1A 1B 1C 1D ' +
  '26 27 28 29 2A 2B 2C 41 42 43 44 45 46 47 48 49 4A 4B 4C 4D 4E 4F 50 51 52 53 54 55 56 57 58 ' +
  '59 5A 5B 5C 5D 66 67 68 69 C7 C8 C9 CA CB CC D2 D3 E0 E1 E2 F1 F2 F3 FF';

/** Every code of the standard, as two hex digits; 41 to 5D repeat 01 to 1D with "remove card". */
export function listedIntermediateCodes(): readonly string[] {
  return CODES.split(' ');
}
