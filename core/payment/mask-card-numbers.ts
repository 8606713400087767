import { hideDigits, KEPT_DIGITS, passesLuhn } from './card-digits.ts';
import { walletOf } from './wallet-code.ts';

/** How payment cards' numbers begin: the payment industries of ISO/IEC 7812-1, clause 4. */
const ISSUED = /^(?:[3-6]|2[2-7])/;

/** The longest number that is looked for: a payment code of a wallet. */
const MOST_DIGITS = 24;

/** Digits with what people put between them: blanks, dots, strokes, dashes, signs nobody sees. */
const RUN = /\d(?:[\s._/\p{Pd}\p{Cf}]*\d){13,}/gu;

/** In the groups of a card's face, whatever stands between: sums, dates and phones have others. */
const IN_GROUPS = /^\d{4,}(?:[^\d]+\d{4,})*(?:[^\d]+\d{1,3})?$/;

/** Digit by digit, or evenly by twos or threes. */
const EVENLY =
  /^(?:\d(?:[^\d]+\d)*|\d{2}([ -])(?:\d{2}\1)*\d{1,2}|\d{3}([ -])(?:\d{3}\2)*\d{1,3})$/;

/** As phones show a payment code. */
const IN_FOURS = /^\d{4}(?:\s\d{4})+(?:\s\d{1,3})?$/;

/**
 * Masks the secrets of payment in a text that people or scanners type, or that an error says:
 * - what could be a card number: 14 to 19 digits, written together or in groups, that begin as
 *   cards do and pass the Luhn check (ISO/IEC 7812-1 annex B);
 * - a magnetic stripe;
 * - a customer's payment code, by its form.
 *
 * Digits of an East Asian input method count like any others. It is the last net; terminals'
 * messages are masked where they are decoded. A GTIN-13, a clock in milliseconds, a UUIDv7, sums,
 * dates and phone numbers stay readable, and a text without a secret stays as it was typed.
 */
export function maskCardNumbers(text: string): string {
  const plain = Array.from(text, plainSign).join('');
  const masked = plain.replaceAll(STRIPE, maskStripe).replaceAll(RUN, maskRun);
  return masked === plain ? text : masked;
}

/**
 * What a log may say: no card number, no stripe and no customer's payment code, also where an
 * error's own text holds one. Everything that is logged goes through here.
 */
export function maskForLog(text: string): string {
  return maskCardNumbers(text);
}

/** A digit or separator in its ordinary form (Unicode NFKC), any other sign as it is. */
function plainSign(sign: string): string {
  // Most of a log is ASCII, which is its own form: a long line must not hold the register up.
  if (sign < '\u0080') return sign;
  const plain = sign.normalize('NFKC');
  return /^[\d\s._/=^-]$/.test(plain) ? plain : sign;
}

/** A number with what follows it on a magnetic stripe, tracks 1 and 2 (ISO/IEC 7813). */
const STRIPE = /(\d{12,19})([=D^])[^\s"']*/g;

function maskStripe(_whole: string, digits: string, separator: string): string {
  return `${'*'.repeat(digits.length - KEPT_DIGITS)}${digits.slice(-KEPT_DIGITS)}${separator}…`;
}

/** Masks the stretches of whole groups in a run of digits that are a secret. */
function maskRun(run: string): string {
  const groups = Array.from(run.matchAll(/\d+/g));
  const signs = run.split('');
  for (const [first, { index: start }] of groups.entries()) {
    let digits = '';
    for (const { 0: group, index } of groups.slice(first, first + MOST_DIGITS)) {
      digits += group;
      const end = index + group.length;
      if (isSecret(digits, run.slice(start, end))) hideDigits(signs, start, end);
    }
  }
  return signs.join('');
}

function isSecret(digits: string, written: string): boolean {
  const isWhole = written === digits;
  if (walletOf(digits) !== null && (isWhole || IN_FOURS.test(written))) return true;
  return isCardNumber(digits) && (IN_GROUPS.test(written) || EVENLY.test(written));
}

function isCardNumber(digits: string): boolean {
  return digits.length >= 14 && digits.length <= 19 && ISSUED.test(digits) && passesLuhn(digits);
}
