import { afterEach, beforeEach, expect, it } from 'vitest';
import { BREAD, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

/** Visa's published test number. */
const PAN = '4111111111111111';

let till: TestTill;
beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
});
afterEach(() => till.close());

/** Parks a basket under this label and tells whether the journal keeps what must not be kept. */
async function keeps(label: string, secret: string): Promise<boolean> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'sale.park', { label });
  const entries = till.store.read((tx) => tx.entries(1, tx.journalHead().seq));
  const digits = JSON.stringify(entries.map(({ payload }) => payload))
    .normalize('NFKC')
    .replaceAll(/(?<=\d)[./_\s-]+(?=\d)/g, '');
  return digits.includes(secret);
}

it.each([
  [
    'in full-width digits, as a Chinese input method types them',
    '４１１１１１１１１１１１１１１１',
  ],
  ['with dots', '4111.1111.1111.1111'],
  ['with slashes', '4111/1111/1111/1111'],
  ['with two blanks', '4111  1111  1111  1111'],
  ['as it is', PAN],
])('keeps no card number that somebody types %s', async (_, label) => {
  expect(await keeps(label, PAN)).toBe(false);
});

it('keeps no payment code that a scanner types into a text field', async () => {
  const code = '280000000000000001';
  expect(await keeps(code, code)).toBe(false);
});
