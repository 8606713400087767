import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareResult } from './bare-result.ts';
import { decideRecovery } from './decide-recovery.ts';
import {
  hasNumbers,
  isAlike,
  isNumber,
  isOtherDevice,
  isSameNumber,
  isSameTransaction,
  markOf,
} from './terminal-mark.ts';
import type { TerminalMark } from './types.ts';
import { ZERO } from '../money/minor.ts';

const number = fc.oneof(
  fc.constantFrom('', '0', '0000', '000000'),
  fc.stringMatching(/^0{0,3}[1-9]\d{0,3}$/),
  fc.stringMatching(/^[A-Z]\d{1,4}$/),
);
const device = fc.constantFrom('', 'A', 'B');
const mark = fc.record({ receiptNo: number, trace: number, device });
const zeros = fc.constantFrom('', '0', '0000', '000000');

function told({ receiptNo, trace, device: terminalId = '' }: TerminalMark) {
  const result = bareResult({ approved: true, resultCode: '00', amountMinor: ZERO });
  return { ...result, receiptNo, trace, terminalId };
}

describe('the mark of a terminal transaction', () => {
  it('is the same both ways round, and of a result as of what is kept of it', () => {
    fc.assert(
      fc.property(mark, mark, (a, b) => {
        expect(isSameTransaction(a, b)).toBe(isSameTransaction(b, a));
        expect(isSameTransaction(told(a), b)).toBe(isSameTransaction(a, b));
        const kept = markOf(told(a));
        expect(kept !== null && isSameTransaction(kept, told(b))).toBe(isSameTransaction(a, b));
      }),
    );
  });

  it('is its own as soon as one number names it', () => {
    fc.assert(
      fc.property(mark, (a) => {
        expect(isSameTransaction(a, a)).toBe(hasNumbers(a));
        expect(hasNumbers(a)).toBe(isNumber(a.receiptNo) || isNumber(a.trace));
      }),
    );
  });

  it('is nobody’s when all of its numbers are zeros or left out', () => {
    fc.assert(
      fc.property(zeros, zeros, device, mark, (receiptNo, trace, name, other) => {
        const nameless = { receiptNo, trace, device: name };
        expect(isSameTransaction(nameless, other)).toBe(false);
        expect(markOf(told(nameless))).toBeNull();
        expect(isSameTransaction(nameless, nameless)).toBe(false);
      }),
    );
  });

  it('does not change with a field of zeros instead of an empty one, nor with padding', () => {
    fc.assert(
      fc.property(mark, mark, zeros, (a, b, none) => {
        const receiptNo = isNumber(a.receiptNo) ? `00${a.receiptNo}` : none;
        expect(isSameTransaction({ ...a, receiptNo }, b)).toBe(isSameTransaction(a, b));
      }),
    );
  });

  it('is another one on another device, and with another number', () => {
    fc.assert(
      fc.property(mark, mark, (a, b) => {
        if (isOtherDevice(a, b)) expect(isAlike(a, b)).toBe(false);
        if (!isSameTransaction(a, b)) return;
        expect(isSameNumber(a.trace, b.trace)).toBe(isNumber(a.trace) || isNumber(b.trace));
        expect(isSameNumber(a.receiptNo, b.receiptNo)).toBe(
          isNumber(a.receiptNo) || isNumber(b.receiptNo),
        );
      }),
    );
    const one = { receiptNo: '0007', trace: '000007' };
    expect(isSameTransaction(one, { ...one, device: 'A' })).toBe(true);
    expect(isSameTransaction({ ...one, device: 'B' }, { ...one, device: 'A' })).toBe(false);
    expect(isSameTransaction(one, { ...one, receiptNo: '0008' })).toBe(false);
    expect(isSameTransaction(one, { ...one, trace: '' })).toBe(false);
  });

  it('of an approval that was seen makes the same one found again paid', () => {
    fc.assert(
      fc.property(mark, fc.boolean(), (seen, isPadded) => {
        fc.pre(hasNumbers(seen));
        const found = isPadded ? { ...seen, trace: `00${seen.trace}`, device: '' } : seen;
        const attempt = {
          amountMinor: ZERO,
          currencyNumeric: '156',
          lastKnown: null,
          intendedLocal: null,
          seen,
          reference: null,
          batchClosedSince: false,
          askedAfterSeconds: 0,
        };
        const last = { kind: 'found', result: told(found) } as const;
        expect(decideRecovery({ attempt, last })).toBe('paid');
      }),
    );
  });
});
