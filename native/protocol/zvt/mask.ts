import { hideDigits, KEPT_DIGITS, passesLuhn } from '../../../core/payment/card-digits.ts';

/** How long card numbers are, and how many groups one can have (ISO/IEC 7812-1). */
const LENGTHS = [12, 13, 14, 15, 16, 17, 18, 19];
const MOST_DIGITS = 19;

/**
 * A card number as BMP 22 gives it (BCD digits, E = masked by the terminal, F = padding, D and what follows = no part of it) with all
 * but the last four digits hidden, even when the terminal sent them in clear.
 */
export function maskPan(digits: string): string {
  const whole = digits.toUpperCase().replace(/(?:D.*|F+)$/, '');
  const hidden = Math.max(0, whole.length - KEPT_DIGITS);
  return '*'.repeat(hidden) + whole.slice(hidden).replaceAll(/[^0-9]/g, '*');
}

/** The open start of a number a terminal has masked itself: 474843 in 474843******7743. */
const HALF_MASKED = /\d+(?:[ \n-]\d+)*[ \n-]?(?=[*xX#•]{3})/g;

/**
 * A text with every card number in it masked: 12 to 19 digits, written together or in groups,
 * also over two lines, that pass the Luhn check, and the open start of one the terminal masked. Other long numbers (terminal, contract, reference) stay readable.
 */
export function maskCardNumbers(text: string): string {
  return text
    .replaceAll(HALF_MASKED, (start) => start.replaceAll(/\d/g, '*'))
    .replaceAll(/\d(?:[ \n-]?\d){11,}/g, maskRun);
}

/** True when bytes hold what could be a card number: as text, also in groups, or as BCD digits. */
export function holdsCardNumber(bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes).replaceAll(/[ \n-]/g, '');
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hasCardNumber(text) || hasCardNumber(digits);
}

/** Wherever it begins: nobody knows what stands before it. */
function hasCardNumber(text: string): boolean {
  return [...text.matchAll(/\d{12,}/g)].some(([run]) =>
    [...run].some((_, from) =>
      LENGTHS.some((length) => isCardNumber(run.slice(from, from + length))),
    ),
  );
}

/** Masks the stretches of whole groups in a run of digits that could be a card number. */
function maskRun(run: string): string {
  const groups = Array.from(run.matchAll(/\d+/g));
  const signs = run.split('');
  for (const [first, { index: start }] of groups.entries()) {
    let digits = '';
    for (const { 0: group, index } of groups.slice(first, first + MOST_DIGITS)) {
      digits += group;
      if (isCardNumber(digits)) hideDigits(signs, start, index + group.length);
    }
  }
  return signs.join('');
}

function isCardNumber(digits: string): boolean {
  return LENGTHS.includes(digits.length) && passesLuhn(digits);
}
