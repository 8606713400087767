// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it } from 'vitest';
import { VOUCHER } from '../../core/testing/voucher-tender.ts';
import { withTender } from '../../core/testing/with-tender.ts';
import { fakeBasket, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

const voucher = withTender('voucher', VOUCHER);

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

const basket = { ...fakeBasket(1), remainingMinor: 6210, cashDueMinor: 6210, cardDueMinor: 6210 };

it.each([
  ['en', 'Voucher ¥62.10'],
  ['zh', '代金券 ¥62.10'],
] as const)('a kind that is registered has a key of its own, in %s', async (locale, label) => {
  await till.open(fakeTill(locale, { basket }));
  await till.type('F12');
  expect(till.text('tender-voucher')).toContain(label);
  await till.touch('tender-voucher');
  expect(till.inputs('pay.tender')).toEqual([{ kind: voucher, amountMinor: 6210 }]);
});

it('its key takes what is typed, and never more than is due', async () => {
  await till.open(fakeTill('en', { basket }));
  await till.type('F12', '2', '0');
  expect(till.text('tender-voucher')).toContain('Voucher ¥20.00');
  await till.type('t');
  expect(till.inputs('pay.tender')).toEqual([{ kind: voucher, amountMinor: 2000 }]);
});
