/**
 * Codes of the terminal itself (ZVT PA00P015 §10, "error messages"), with three that only terminals
 * of older revisions send: 9D, DF and E1. What a code says to a cashier, and what to do next, is in
 * the driver's dictionaries under `results`.
 */
const TERMINAL_CODES =
  '00 64 65 66 67 68 6A 6B 6C 6E 6F 71 72 73 74 75 76 77 78 79 7A 7B 7C 7D 7E 83 85 89 9A 9B 9C ' +
  '9D A0 A1 A3 A4 A5 B1 B2 B4 B5 B7 B8 BF C0 C1 C2 C3 C4 C5 C6 C8 C9 CB CC CD D2 DC DD DE DF E0 ' +
  'E1 E2 E3 E4 E7 E8 E9 EA EB EC ED F0 F1 F5 F6 FA FB FC FD FE FF';

/** 01 to 63 are the acquirer's response codes (ISO 8583 field 39), decimal written as one byte. */
const HOST_CODES =
  '01 02 03 04 05 06 12 13 14 15 30 33 34 36 38 40 41 43 51 54 55 56 57 58 61 62 65 68 75 78 91 96';

/** Every result code that has words of its own, as two hex digits. */
export function listedResultCodes(): readonly string[] {
  const host = HOST_CODES.split(' ').map((code) => Number(code).toString(16).toUpperCase());
  return [...TERMINAL_CODES.split(' '), ...host.map((code) => code.padStart(2, '0'))];
}
