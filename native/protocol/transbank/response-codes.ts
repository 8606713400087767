/**
 * The table of responses of the POS Integrado reference ("Tabla de respuestas"). What a code says to
 * a cashier, and what to do next, is in the driver's dictionaries under `results`.
 */
const CODES =
  '00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 24 ' +
  '25 26 27 60 61 62 65 67 68 70 71 72 73 74 75 76 77 88 93 94 95';

/**
 * Codes after which the bank may have booked although the terminal cannot say so: the terminal is
 * asked for its last sale before anything is decided.
 */
const DOUBTFUL: ReadonlySet<string> = new Set(['02', '03', '22', '65', '94']);

/**
 * Codes of a sale that speak of the printer, the PIN pad or the terminal itself, and may come when
 * the bank has answered already.
 */
const NO_WORD_OF_THE_BANK: ReadonlySet<string> = new Set(['16', '24', '62', '68', '71', '95']);

/**
 * True when a sale with this code was certainly not charged: the table says so. After any other
 * code but 00, one that the table does not know included, the terminal is asked for its last sale:
 * that moves no money, and "not paid" by mistake charges twice.
 */
export function isCertainRefusal(responseCode: string): boolean {
  if (responseCode === '00' || isDoubtful(responseCode)) return false;
  return CODES.split(' ').includes(responseCode) && !NO_WORD_OF_THE_BANK.has(responseCode);
}

/** True when the bank may have done what was asked although the code is not 00. */
export function isDoubtful(responseCode: string): boolean {
  return DOUBTFUL.has(responseCode);
}

/** A code as results and progress carry it: 'T07', so that it is never taken for ZVT's 07. */
export function shownCode(responseCode: string): string {
  return `T${responseCode}`;
}

/** Every code of the table. */
export function listedResponseCodes(): readonly string[] {
  return CODES.split(' ');
}
