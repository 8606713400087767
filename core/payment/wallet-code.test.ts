import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withCheckDigit } from '../gs1/gtin.ts';
import { readWalletCode, walletOf } from './wallet-code.ts';

const digits = (length: number) =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((list) => list.join(''));

describe('a wallet’s payment code', () => {
  it.each([
    ['130000000000000002', 'wechatPay'],
    ['6200000000000000003', 'unionPayQr'],
    ['280000000000000001', 'alipay'],
    ['2500000000000002', 'alipay'],
    ['300000000000000000000001', 'alipay'],
    ['160000000000000002', null],
    ['13000000000000000', null],
    ['1300000000000000020', null],
    ['2400000000000001', null],
    ['16200000000000000003', null],
    ['62000000000000000030', null],
    ['2500000000000000000000001', null],
    ['6901234567892', null],
    ['', null],
  ])('%s: %s', (text, kind) => {
    expect(walletOf(text)).toBe(kind);
  });

  it.each([']C0', ']Q0', ']Q1', ']Q2', ''])('is read behind the AIM identifier %j', (aim) => {
    const code = '280000000000000001';
    expect(readWalletCode(`${aim}${code}`)).toEqual({ kind: 'alipay', code });
    expect(readWalletCode(` ${aim}${code} \r`)).toEqual({ kind: 'alipay', code });
  });

  it.each([']C1', ']e0', ']d2', ']Q3', ']I1', ']E0', ']A0'])('is never in a %s symbol', (aim) => {
    expect(readWalletCode(`${aim}130000000000000002`)).toBeNull();
  });

  it('is nothing that merely has one in it', () => {
    expect(readWalletCode('6901234567892')).toBeNull();
    expect(readWalletCode('1]Q280000000000000001')).toBeNull();
    expect(readWalletCode('ref 280000000000000001')).toBeNull();
  });

  it('is never two items’ codes read as one', () => {
    const gtin = fc.constantFrom(7, 11, 12, 13).chain(digits).map(withCheckDigit);
    fc.assert(
      fc.property(gtin, gtin, (first, second) => {
        expect(walletOf(first + second)).toBeNull();
      }),
    );
  });
});
