import { walletOf } from './wallet-code.ts';

/** Digits of a card number that may stay readable: the last four (PCI DSS 4.0, 3.4.1). */
const KEPT_DIGITS = 4;

/** How payment cards' numbers begin: the payment industries of ISO/IEC 7812-1, clause 4. */
const ISSUED = /^(?:[3-6]|2[2-7])/;

/**
 * Masks what could be a card number in a text: 14 to 19 digits, written together or in groups,
 * that begin as cards do and pass the Luhn check (ISO/IEC 7812-1 annex B). It is the last net, for
 * texts that people type and for what an error says; terminals' messages are masked where they
 * are decoded. A GTIN-13, a clock in milliseconds and a UUIDv7 stay readable.
 */
export function maskCardNumbers(text: string): string {
  return text.replaceAll(STRIPE, maskStripe).replaceAll(/\d(?:[ -]?\d){13,}/g, maskRun);
}

/** A number with what follows it on a magnetic stripe, tracks 1 and 2 (ISO/IEC 7813). */
const STRIPE = /(\d{12,19})([=D^])[^\s"']*/g;

function maskStripe(_whole: string, digits: string, separator: string): string {
  return `${'*'.repeat(digits.length - KEPT_DIGITS)}${digits.slice(-KEPT_DIGITS)}${separator}…`;
}

/**
 * What a log may say: no card number, no stripe and no customer's payment code, also where an
 * error's own text holds one. Everything that is logged goes through here.
 */
export function maskForLog(text: string): string {
  const masked = maskCardNumbers(text);
  return masked.replaceAll(/\d{16,24}/g, (run) =>
    walletOf(run) === null
      ? run
      : `${'*'.repeat(run.length - KEPT_DIGITS)}${run.slice(-KEPT_DIGITS)}`,
  );
}

/** Masks the stretches of whole groups in a run of digits that could be a card number. */
function maskRun(run: string): string {
  const groups = run.split(/[ -]/);
  const signs = [...run];
  let start = 0;
  for (const [first, group] of groups.entries()) {
    for (let last = groups.length; last > first; last -= 1) {
      const digits = groups.slice(first, last).join('');
      if (isCardNumber(digits)) hide(signs, start, digits.length - KEPT_DIGITS);
    }
    start += group.length + 1;
  }
  return signs.join('');
}

function hide(signs: string[], start: number, count: number): void {
  let left = count;
  for (let at = start; left > 0 && at < signs.length; at += 1) {
    if (signs[at] === ' ' || signs[at] === '-') continue;
    signs[at] = '*';
    left -= 1;
  }
}

function isCardNumber(digits: string): boolean {
  if (digits.length < 14 || digits.length > 19 || !ISSUED.test(digits)) return false;
  let total = 0;
  for (const [back, character] of [...digits].toReversed().entries()) {
    const digit = back % 2 === 1 ? Number(character) * 2 : Number(character);
    total += digit > 9 ? digit - 9 : digit;
  }
  return total > 0 && total % 10 === 0;
}
