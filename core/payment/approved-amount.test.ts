import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor } from '../money/minor.ts';
import { isAsAsked, paidAmount } from './approved-amount.ts';
import { bareResult } from './bare-result.ts';
import type { TerminalResult } from './types.ts';

const ASKED = { amountMinor: minor(1000), currencyNumeric: '156' };

const told = (changes: Partial<TerminalResult>): TerminalResult => ({
  ...bareResult({ approved: true, resultCode: '00', amountMinor: minor(1000) }),
  currencyNumeric: '156',
  receiptNo: '0007',
  trace: '000007',
  terminalId: '1',
  ...changes,
});

describe('an approval', () => {
  it.each([
    [{}, true],
    [{ amountMinor: null, currencyNumeric: null }, true],
    [{ currencyNumeric: '0156' }, true],
    [{ amountMinor: minor(999) }, false],
    [{ amountMinor: minor(1001) }, false],
    [{ currencyNumeric: '978' }, false],
  ])('of %j is as asked: %j', (changes, expected) => {
    expect(isAsAsked(ASKED, told(changes))).toBe(expected);
  });
});

describe('what a doubtful payment may be taken as', () => {
  it('is what was asked when the terminal told no amount', () => {
    const whole = { ok: true, amountMinor: 1000 };
    expect(paidAmount(ASKED, minor(1000), null)).toEqual(whole);
    expect(paidAmount(ASKED, minor(1000), told({ amountMinor: null }))).toEqual(whole);
    expect(paidAmount(ASKED, minor(1000), told({ approved: false }))).toEqual(whole);
  });

  it('is what was approved when that is less, or fits what is owed', () => {
    const less = told({ amountMinor: minor(400) });
    expect(paidAmount(ASKED, minor(1000), less)).toEqual({ ok: true, amountMinor: 400 });
    const more = told({ amountMinor: minor(1500) });
    expect(paidAmount(ASKED, minor(2000), more)).toEqual({ ok: true, amountMinor: 1500 });
  });

  it('is nothing when it is more than what is owed, or in another currency', () => {
    const more = told({ amountMinor: minor(1001) });
    expect(paidAmount(ASKED, minor(1000), more)).toEqual({ ok: false, reason: 'aboveOwed' });
    const euro = told({ currencyNumeric: '978' });
    expect(paidAmount(ASKED, minor(1000), euro)).toEqual({ ok: false, reason: 'otherCurrency' });
    expect(paidAmount(ASKED, minor(1000), told({ amountMinor: minor(0) })).ok).toBe(false);
  });

  it('never invents money: not above what is owed, and what was approved is what is booked', () => {
    const amount = fc.integer({ min: 0, max: 5000 }).map(minor);
    fc.assert(
      fc.property(amount, amount, (owedMinor, amountMinor) => {
        const paid = paidAmount(ASKED, owedMinor, told({ amountMinor }));
        if (!paid.ok) return;
        expect(paid.amountMinor).toBe(amountMinor);
        expect(paid.amountMinor).toBeLessThanOrEqual(owedMinor);
      }),
    );
  });
});
