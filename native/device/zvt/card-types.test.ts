import { expect, test } from 'vitest';
import { cardGroupOfType, cardTypeForRefund, cardTypeOfWallet } from './card-types.ts';

test.each([
  ['5', 'girocard'],
  ['2', 'girocard'],
  ['6', 'mastercard'],
  ['46', 'mastercard'],
  ['10', 'visa'],
  ['11', 'visa'],
  ['13', 'visa'],
  ['8', 'amex'],
  ['14', 'jcb'],
  ['12', 'diners'],
  ['198', 'other'],
  ['97', 'other'],
  ['260', 'other'],
  ['', null],
])('card type %s counts as %s', (type, group) => {
  expect(cardGroupOfType(type)).toBe(group);
});

test('wallets by their card type; WeChat Pay has none', () => {
  expect(cardTypeOfWallet('alipay')).toBe(97);
  expect(cardTypeOfWallet('unionPayQr')).toBe(198);
  expect(cardTypeOfWallet('wechatPay')).toBeNull();
});

test('a refund names wallets, and leaves cards to their number', () => {
  expect(['97', '107', '198', '260'].map((type) => cardTypeForRefund(type))).toEqual([
    97, 107, 198, 260,
  ]);
  expect(['5', '10', '255', ''].map((type) => cardTypeForRefund(type))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
