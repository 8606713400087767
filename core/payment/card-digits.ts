/** Digits of a card number that may stay readable: the last four (PCI DSS 4.0, 3.4.1). */
export const KEPT_DIGITS = 4;

/** True when the last digit is the check digit of the others (ISO/IEC 7812-1 annex B); zeros prove nothing. */
export function passesLuhn(digits: string): boolean {
  let total = 0;
  for (const [back, sign] of [...digits].toReversed().entries()) {
    const digit = back % 2 === 1 ? Number(sign) * 2 : Number(sign);
    total += digit > 9 ? digit - 9 : digit;
  }
  return total > 0 && total % 10 === 0;
}

/**
 * Puts a star in place of each digit of a text from `start` up to `end`, but for the last four. What
 * was hidden before counts as a digit, so that two numbers that overlap keep no more than these.
 */
export function hideDigits(signs: string[], start: number, end: number): void {
  const digits = [...signs.slice(start, end).entries()].filter(([, sign]) => /[\d*]/.test(sign));
  for (const [at] of digits.slice(0, -KEPT_DIGITS)) signs[start + at] = '*';
}
