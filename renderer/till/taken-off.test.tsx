// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakeBasket, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

const basket = fakeBasket(3);
const [first, ...others] = basket.lines;
if (first === undefined) throw new Error('no line');
const takenOff = [
  { name: { zh: '买二送一', en: '3 for 2' }, amountMinor: 217 },
  { name: { zh: '会员价', en: 'Member' }, amountMinor: 50 },
];

it.each([
  ['en', '−2.67 3 for 2 · Member'],
  ['zh', '−2.67 买二送一 · 会员价'],
] as const)('a line names what promotions took off it, in %s', async (locale, text) => {
  const lines = [{ ...first, takenOff }, ...others];
  await till.open(fakeTill(locale, { basket: { ...basket, lines } }));
  const rows = [...document.querySelectorAll('[data-testid=line-row]')];
  const shown = rows.map((row) => row.querySelector('[data-testid=taken-off]')?.textContent ?? '');
  expect(shown).toEqual([text, '', '']);
});
