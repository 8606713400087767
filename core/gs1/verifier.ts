import { invariant } from '../assert.ts';

// Weighted products of GS1 General Specifications §7.9.2, indexed by the digit they weigh.
const WEIGHT_2_MINUS = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
const WEIGHT_3 = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
const WEIGHT_5_PLUS = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
const WEIGHT_5_MINUS = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];

/**
 * The price (or weight) verifier digit of a four- or five-digit value in an in-store code, GS1
 * General Specifications §7.9.3 and §7.9.4. It guards the value beyond the code's check digit.
 */
export function verifierDigit(value: string): string {
  invariant(/^\d{4,5}$/.test(value), `a verifier covers four or five digits: ${value}`);
  const digits = [...value].map(Number);
  if (digits.length === 4) {
    const total = weigh(digits, [WEIGHT_2_MINUS, WEIGHT_2_MINUS, WEIGHT_3, WEIGHT_5_MINUS]);
    return String((total * 3) % 10);
  }
  const total = weigh(digits, [
    WEIGHT_5_PLUS,
    WEIGHT_2_MINUS,
    WEIGHT_5_MINUS,
    WEIGHT_5_PLUS,
    WEIGHT_2_MINUS,
  ]);
  return String(WEIGHT_5_MINUS.indexOf((10 - (total % 10)) % 10));
}

function weigh(digits: readonly number[], tables: readonly (readonly number[])[]): number {
  return digits.reduce((total, digit, index) => total + (tables[index]?.[digit] ?? 0), 0);
}
