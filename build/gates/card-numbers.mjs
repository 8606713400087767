// Finds what looks like a real card number: it must never reach the repository, not even in a test.

/**
 * Ranges of issuers (first digits) with the lengths they use: Visa (13 digits are no longer issued
 * and would clash with GTIN-13), Mastercard, American Express, Discover, JCB, UnionPay, Diners.
 * @type {readonly { prefix: RegExp, lengths: readonly number[] }[]}
 */
const ranges = [
  { prefix: /^4/, lengths: [16, 19] },
  { prefix: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(6011|65|64[4-9])/, lengths: [16] },
  { prefix: /^35(2[89]|[3-8])/, lengths: [16] },
  { prefix: /^62/, lengths: [16, 17, 18, 19] },
  { prefix: /^3(0[0-5]|[68])/, lengths: [14] },
];

/** The numbers the card schemes and gateways publish for tests. */
const publishedForTests = new Set([
  '4111111111111111',
  '4012888888881881',
  '4242424242424242',
  '5555555555554444',
  '5105105105105100',
  '2223000048400011',
  '378282246310005',
  '371449635398431',
  '6011111111111117',
  '6011000990139424',
  '3530111333300000',
  '3566002020360505',
  '30569309025904',
  '38520000023237',
  '6200000000000005',
  '6212345678901265',
]);

/**
 * ISO/IEC 7812-1 annex B.
 * @param {string} digits
 */
export function passesLuhn(digits) {
  let sum = 0;
  for (const [index, character] of [...digits].reverse().entries()) {
    const digit = Number(character);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * GS1 General Specifications 7.9: a GTIN-14 by its check digit; barcodes are no secret.
 * @param {string} digits
 */
function isGtin14(digits) {
  if (digits.length !== 14) return false;
  let sum = 0;
  for (let index = 0; index < 14; index += 1) {
    sum += Number(digits[index]) * (index % 2 === 0 ? 3 : 1);
  }
  return sum % 10 === 0;
}

/**
 * The runs of 13 to 19 digits in a line that could be somebody's card number. Only groups of four
 * count as one run, so that two numbers beside each other are not joined.
 * @param {string} line
 * @returns {string[]}
 */
export function realCardNumbers(line) {
  const runs = line.matchAll(/(?<![\dA-Za-z.])(?:\d{13,19}|\d{4}(?:[ -]\d{4}){3})(?![\dA-Za-z])/g);
  return [...runs]
    .map(([run]) => run.replace(/[ -]/g, ''))
    .filter((digits) => !publishedForTests.has(digits))
    .filter((digits) =>
      ranges.some(({ prefix, lengths }) => prefix.test(digits) && lengths.includes(digits.length)),
    )
    .filter(passesLuhn)
    .filter((digits) => !isGtin14(digits));
}
