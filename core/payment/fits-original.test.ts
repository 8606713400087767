import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor } from '../money/minor.ts';
import { bareResult } from './bare-result.ts';
import { cardWords, misfitOf } from './fits-original.ts';
import type { TerminalResult } from './types.ts';

const bare = bareResult({ approved: true, resultCode: '00', amountMinor: minor(1000) });
const visa: TerminalResult = {
  ...bare,
  trace: '000012',
  maskedPan: '************7743',
  cardName: 'VISA',
  cardType: '10',
  extra: { cardGroup: 'visa' },
};
const like = (change: Partial<TerminalResult>): TerminalResult => ({ ...visa, ...change });
const group = (cardGroup: string, more: Record<string, string> = {}) => ({
  extra: { cardGroup, ...more },
});

describe('a refund', () => {
  it.each([
    ['the same card', {}, null],
    ['another scheme', group('mastercard'), 'otherCard'],
    ['another scheme, same digits', { cardType: '6', ...group('mastercard') }, 'otherCard'],
    ['another card of the scheme', { maskedPan: '************7744' }, 'otherCard'],
    ['another type of the scheme, same digits', { cardType: '11' }, null],
    ['no scheme told', { extra: {} }, null],
    ['no number told', { maskedPan: '' }, null],
    ['digits one of them hides', { maskedPan: '474843******7743' }, null],
    ['a number all hidden', { maskedPan: '****************' }, null],
    ['nothing told at all', { maskedPan: '', cardType: '', cardName: '', extra: {} }, null],
    ['another name alone', { cardName: 'VISA DEBIT' }, null],
    ['digits that a terminal hides with another sign', { maskedPan: 'XXXXXXXXXXXX7743' }, null],
    ['a digit in the middle that both show', { maskedPan: '*******8****7743' }, null],
  ])('%s', (_name, change, misfit) => {
    expect(misfitOf('refund', visa, like(change))).toBe(misfit);
    // Whichever of the two says more.
    expect(misfitOf('refund', like(change), visa)).toBe(misfit);
  });

  it('to a card of which another sign hides what one of them shows', () => {
    const paid = like({ maskedPan: '4748430000007743' });
    expect(misfitOf('refund', paid, like({ maskedPan: '474843XXXXXX7743' }))).toBeNull();
    expect(misfitOf('refund', like({ maskedPan: '474843XXXXXX7743' }), paid)).toBeNull();
    expect(misfitOf('refund', paid, like({ maskedPan: '474843......7743' }))).toBeNull();
  });

  it('to a code, of which only one of the two says that it is one, is not compared by digits', () => {
    const code = like({ maskedPan: '****1111', ...group('visa', { entryMode: 'barcode' }) });
    expect(misfitOf('refund', code, visa)).toBeNull();
    expect(misfitOf('refund', visa, code)).toBeNull();
  });

  it('to a wallet: its code is another each time, its kind is not', () => {
    const alipay = like({
      cardType: '97',
      maskedPan: '****1111',
      ...group('other', { entryMode: 'barcode' }),
    });
    expect(misfitOf('refund', alipay, { ...alipay, maskedPan: '****2222' })).toBeNull();
    expect(misfitOf('refund', alipay, { ...alipay, cardType: '198' })).toBe('otherCard');
    expect(misfitOf('refund', alipay, { ...alipay, cardType: '' })).toBeNull();
    expect(misfitOf('refund', { ...alipay, cardType: '' }, alipay)).toBeNull();
  });

  it('of a payment that names no card, or of the very card, never misfits', () => {
    const digits = fc.stringMatching(/^[0-9*]{0,19}$/);
    fc.assert(
      fc.property(digits, fc.constantFrom('', 'visa', 'other'), (maskedPan, cardGroup) => {
        const any = like({ maskedPan, ...group(cardGroup) });
        expect(misfitOf('refund', bare, any)).toBeNull();
        expect(misfitOf('refund', any, bare)).toBeNull();
        expect(misfitOf('refund', any, any)).toBeNull();
      }),
    );
  });

  it('is told apart by any digit that both show, wherever it stands', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 19 });
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (number, place, by) => {
        const at = place % number.length;
        const other = number.map((digit, index) => (index === at ? (digit + by) % 10 : digit));
        const masked = (from: readonly number[], shown: number) =>
          from.map((digit, index) => (index === shown ? String(digit) : '*')).join('');
        const paid = like({ maskedPan: masked(number, at) });
        expect(misfitOf('refund', paid, like({ maskedPan: masked(other, at) }))).toBe('otherCard');
        const elsewhere = (at + 1) % number.length;
        expect(misfitOf('refund', paid, like({ maskedPan: masked(other, elsewhere) }))).toBeNull();
      }),
    );
  });
});

describe('a void', () => {
  it.each([
    ['of that payment', '000012', null],
    ['with fewer zeros', '12', null],
    ['of another one', '000011', 'otherOriginal'],
    ['that names none', '', null],
    ['that names zeros', '000000', null],
    ['that names no number, with digits at its end', 'A00011', null],
    ['that names no number, with digits at its begin', '00011A', null],
  ])('%s', (_name, originalTrace, misfit) => {
    const answer = like({ trace: '000013', extra: { originalTrace } });
    expect(misfitOf('void', visa, answer)).toBe(misfit);
  });

  it('of a payment without a number, or with one the field has no room for, cannot be compared', () => {
    const answer = like({ extra: { originalTrace: '000011' } });
    expect(misfitOf('void', like({ trace: '' }), answer)).toBeNull();
    expect(misfitOf('void', like({ trace: '000000' }), answer)).toBeNull();
    expect(misfitOf('void', like({ trace: '10015008' }), answer)).toBeNull();
    expect(misfitOf('void', like({ trace: '100015' }), answer)).toBe('otherOriginal');
  });
});

it('names the card a customer has to show', () => {
  expect(cardWords(visa)).toBe('VISA ····7743');
  expect(cardWords(like({ cardName: '' }))).toBe('····7743');
  expect(cardWords(like({ maskedPan: '' }))).toBe('VISA');
  expect(cardWords(like({ maskedPan: '474843******' }))).toBe('VISA');
  expect(cardWords(like({ cardName: ' VISA  ' }))).toBe('VISA ····7743');
  expect(cardWords(bare)).toBe('');
});
