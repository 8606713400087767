/** Digits kept of a card number: the last four, never more (PCI DSS 3.4 allows no more unasked). */
const KEPT_DIGITS = 4;

/**
 * A card number as BMP 22 gives it (BCD digits, E = masked by the terminal, F = padding) with all
 * but the last four digits hidden, even when the terminal sent them in clear.
 */
export function maskPan(digits: string): string {
  const whole = digits.toUpperCase().replace(/F+$/, '').split('D')[0] ?? '';
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
    .replaceAll(/\d(?:[ \n-]?\d){11,}/g, maskRun)
    .replaceAll(HALF_MASKED, (start) => start.replaceAll(/\d/g, '*'));
}

/** True when bytes hold what could be a card number: as text or as BCD digits. */
export function holdsCardNumber(bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes);
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hasLuhnRun(text) || hasLuhnRun(digits);
}

function hasLuhnRun(text: string): boolean {
  for (const [run] of text.matchAll(/\d{12,}/g)) {
    for (let from = 0; from + 12 <= run.length; from += 1) {
      for (let to = from + 12; to <= Math.min(from + 19, run.length); to += 1) {
        if (isCardNumber(run.slice(from, to))) return true;
      }
    }
  }
  return false;
}

/** Masks the stretches of whole groups in a run of digits that could be a card number. */
function maskRun(run: string): string {
  const groups = run.split(/[ \n-]/);
  const signs = [...run];
  for (let first = 0, start = 0; first < groups.length; first += 1) {
    for (let last = groups.length; last > first; last -= 1) {
      const digits = groups.slice(first, last).join('');
      if (isCardNumber(digits)) hide(signs, start, digits.length - KEPT_DIGITS);
    }
    start += (groups[first]?.length ?? 0) + 1;
  }
  return signs.join('');
}

function hide(signs: string[], start: number, count: number): void {
  for (let at = start, left = count; left > 0 && at < signs.length; at += 1) {
    if (!/\d/.test(signs[at] ?? '')) continue;
    signs[at] = '*';
    left -= 1;
  }
}

function isCardNumber(digits: string): boolean {
  if (digits.length < 12 || digits.length > 19) return false;
  let total = 0;
  for (let back = 0; back < digits.length; back += 1) {
    const digit = Number(digits[digits.length - 1 - back]);
    const doubled = back % 2 === 1 ? digit * 2 : digit;
    total += doubled > 9 ? doubled - 9 : doubled;
  }
  return total > 0 && total % 10 === 0;
}
