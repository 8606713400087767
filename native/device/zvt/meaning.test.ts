import { describe, expect, test } from 'vitest';
import { minor } from '../../../core/money/minor.ts';
import type { ExchangeEnd } from '../../protocol/zvt/exchange-events.ts';
import { fromHex } from '../../protocol/zvt/hex.ts';
import { type Completion, decodeMessage } from '../../protocol/zvt/messages.ts';
import { decodeStatusInfo } from '../../protocol/zvt/status-info.ts';
import {
  closeBatchOutcome,
  lastTransactionOutcome,
  paymentOutcome,
  reversalOutcome,
  totalsOf,
  totalsOutcome,
} from './outcome.ts';
import { isSigned, terminalResult } from './result.ts';

/** What each end of a command means (PA00P015 §2.1, §2.2, §2.8): a wrong word here moves money twice. */

const NUMBERS = '04 00 00 00 00 10 10 87 00 07 0b 00 00 12';
const status = (hex: string) => decodeStatusInfo(fromHex(hex));
const approved = status(`27 00 ${NUMBERS}`);
const silent = status(NUMBERS);
const declined = status(`27 05 ${NUMBERS} 3c f0 f0 f2 4e 6f`);
const reversed = status(`27 b4 ${NUMBERS}`);

function completion(code: number | null): Completion {
  const hex = code === null ? '06 0f 00' : `06 0f 02 27 ${code.toString(16).padStart(2, '0')}`;
  const message = decodeMessage(fromHex(hex));
  if (message.kind !== 'completion') throw new Error('no completion');
  return message.completion;
}

type Status = typeof approved | null;
const completed = (of: Status, code: number | null = null): ExchangeEnd => ({
  kind: 'completed',
  status: of,
  completion: completion(code),
});
const aborted = (code: number, of: Status, change: { early?: boolean; text?: string } = {}) =>
  ({
    kind: 'aborted',
    code,
    text: '',
    receiptNo: '',
    receiptNos: [],
    status: of,
    early: false,
    ...change,
  }) satisfies ExchangeEnd;
const refused = (code: number, repeated = false): ExchangeEnd => ({
  kind: 'refused',
  code,
  repeated,
});
const lost = (of: Status): ExchangeEnd => ({ kind: 'lost', reason: 'lineLost', status: of });
const notSent: ExchangeEnd = { kind: 'notSent', reason: 'noConnection' };
const answered: ExchangeEnd = { kind: 'answered', status: null };
const early = { early: true };
const unknown = (reason: string) => ({ kind: 'unknown', reason });

describe('a payment', () => {
  test.each<[string, ExchangeEnd, object]>([
    ['not a byte left', notSent, { kind: 'notStarted', reason: 'noConnection' }],
    ['only taken up', answered, unknown('noResult')],
    ['refused', refused(0x9c), { kind: 'declined', result: null, reason: '9C' }],
    [
      'a repeat refused: the first may be at work',
      refused(0x9c, true),
      unknown('refusedRepeat:9C'),
    ],
    ['aborted', aborted(0x6c, null), { kind: 'declined', result: null, reason: '6C' }],
    [
      'aborted early: it may be an older one',
      aborted(0x6c, null, early),
      unknown('abortBeforeAnswer:6C'),
    ],
    [
      'aborted early, an approval told',
      aborted(0x6c, approved, early),
      unknown('abortBeforeAnswer:6C'),
    ],
    ['aborted after an approval', aborted(0x6c, approved), unknown('abortAfterApproval:6C')],
    [
      'lost after an approval',
      lost(approved),
      { kind: 'confirm', reason: 'lineLost', status: approved },
    ],
    ['lost after a decline', lost(declined), unknown('lineLost')],
    ['lost before anything', lost(null), unknown('lineLost')],
    ['completed without a result', completed(null), unknown('noResult')],
    ['completed with an error', completed(approved, 0x6c), unknown('completion:6C')],
  ])('%s', (_, end, expected) => {
    expect(paymentOutcome(end, false)).toEqual(expected);
  });

  test('approved and completed stands, with the terminal’s numbers', () => {
    for (const end of [completed(approved), completed(approved, 0), completed(silent)]) {
      expect(paymentOutcome(end, false)).toMatchObject({
        kind: 'approved',
        result: { approved: true, resultCode: '00', amountMinor: 1010, receiptNo: '0007' },
      });
    }
  });

  test('declined says what the terminal said, whether it completes or aborts', () => {
    const result = { approved: false, resultCode: '05', amountMinor: 1010, text: 'No' };
    expect(paymentOutcome(completed(declined), false)).toMatchObject({
      kind: 'declined',
      reason: '05',
      result,
    });
    expect(paymentOutcome(aborted(0x6c, declined), false)).toMatchObject({
      kind: 'declined',
      reason: '6C',
      result,
    });
    const told = paymentOutcome(aborted(0x6c, declined, { text: 'Abbruch' }), false);
    expect(told).toMatchObject({ kind: 'declined', result: { text: 'Abbruch' } });
  });

  test('an abort with a status that names no result is a decline, and nothing of it is approved', () => {
    expect(paymentOutcome(aborted(0x6c, silent), false)).toMatchObject({
      kind: 'declined',
      reason: '6C',
      result: { approved: false },
    });
  });

  test('that the register refused is declined once the terminal aborts, under no number', () => {
    expect(paymentOutcome(aborted(0x6c, approved), true)).toMatchObject({
      kind: 'declined',
      reason: 'refusedByRegister',
      result: { approved: false, receiptNo: '', trace: '', amountMinor: 1010 },
    });
    expect(paymentOutcome(aborted(0x6c, null), true)).toEqual({
      kind: 'declined',
      reason: 'refusedByRegister',
      result: null,
    });
    expect(paymentOutcome(aborted(0x6c, approved, early), true)).toEqual(
      unknown('abortBeforeAnswer:6C'),
    );
    expect(paymentOutcome(completed(approved), true)).toEqual(unknown('completedAfterRefusal'));
  });
});

describe('a void', () => {
  const done = { kind: 'approved', result: { approved: true, extra: { alreadyReversed: '1' } } };

  test.each<[string, ExchangeEnd]>([
    ['refused', refused(0xb4)],
    ['refused on a repeat', refused(0xb4, true)],
    ['aborted', aborted(0xb4, null)],
    ['aborted, with a status', aborted(0xb4, reversed)],
    ['completed', completed(reversed)],
  ])('is done when it is "already reversed": %s', (_, end) => {
    expect(reversalOutcome(end, false)).toMatchObject(done);
  });

  test('"already reversed" without a status names no amount; with one, the terminal’s numbers', () => {
    expect(reversalOutcome(refused(0xb4), false)).toMatchObject({
      result: { resultCode: 'B4', amountMinor: null, receiptNo: '' },
    });
    expect(reversalOutcome(completed(reversed), false)).toMatchObject({
      result: { resultCode: 'B4', amountMinor: 1010, receiptNo: '0007' },
    });
  });

  test.each<[string, ExchangeEnd, object]>([
    ['refused for another reason', refused(0x9c), { kind: 'declined', reason: '9C' }],
    ['aborted for another reason', aborted(0x6c, null), { kind: 'declined', reason: '6C' }],
    [
      '"already reversed" of an older one',
      aborted(0xb4, null, early),
      unknown('abortBeforeAnswer:B4'),
    ],
    ['completed', completed(approved), { kind: 'approved' }],
    ['declined', completed(declined), { kind: 'declined', reason: '05' }],
    ['lost', lost(null), unknown('lineLost')],
    ['lost after "already reversed"', lost(reversed), unknown('lineLost')],
  ])('is what a payment would be: %s', (_, end, expected) => {
    const outcome = reversalOutcome(end, false);
    expect(outcome).toMatchObject(expected);
    expect(JSON.stringify(outcome)).not.toContain('alreadyReversed');
  });

  test('a completion without a status is no end of one that was done before', () => {
    expect(reversalOutcome(completed(null), false)).toEqual(unknown('noResult'));
  });
});

describe('the last transaction', () => {
  const unreachable = (reason: string) => ({ kind: 'unreachable', reason });

  test.each<[string, ExchangeEnd, object]>([
    ['told', completed(approved), { kind: 'found', result: { receiptNo: '0007' } }],
    ['told as declined', completed(declined), { kind: 'found', result: { approved: false } }],
    ['completed without it', completed(null), unreachable('noStatus')],
    ['none is stored (83)', aborted(0x83, null), { kind: 'none' }],
    ['none is stored (A0)', aborted(0xa0, null), { kind: 'none' }],
    [
      '"none" that may answer an older question',
      aborted(0x83, null, early),
      unreachable('aborted:83'),
    ],
    ['"none" after one was told', aborted(0x83, approved), unreachable('aborted:83')],
    ['aborted for another reason', aborted(0x6c, null), unreachable('aborted:6C')],
    ['the question is not known', refused(0x83), unreachable('refused:83')],
    ['only taken up', answered, unreachable('noStatus')],
    ['not sent', notSent, unreachable('noConnection')],
    ['lost', lost(approved), unreachable('lineLost')],
  ])('%s', (_, end, expected) => {
    expect(lastTransactionOutcome(end)).toMatchObject(expected);
  });
});

describe('an end of day', () => {
  const failed = (resultCode: string, reason: string) => ({ kind: 'failed', resultCode, reason });

  test.each<[string, ExchangeEnd, object]>([
    ['completed', completed(approved), { kind: 'closed' }],
    ['completed without a status', completed(null), { kind: 'closed' }],
    ['completed, an update follows (E0)', completed(approved, 0xe0), { kind: 'closed' }],
    ['completed, an update follows (FC)', completed(approved, 0xfc), { kind: 'closed' }],
    [
      'completed with an error after the totals',
      completed(approved, 0x6c),
      unknown('completion:6C'),
    ],
    ['completed with an error, nothing told', completed(null, 0x6c), failed('6C', '6C')],
    ['completed as failed', completed(declined), failed('05', 'No')],
    ['completed as failed, in no words', completed(reversed), failed('B4', 'B4')],
    ['aborted', aborted(0x6c, null), failed('6C', '6C')],
    ['aborted in words', aborted(0x6c, null, { text: 'Abbruch' }), failed('6C', 'Abbruch')],
    ['aborted after a status that tells more', aborted(0x6c, declined), failed('05', 'No')],
    [
      'aborted in words after it',
      aborted(0x6c, declined, { text: 'Abbruch' }),
      failed('05', 'Abbruch'),
    ],
    ['aborted early', aborted(0x6c, null, early), unknown('abortBeforeAnswer:6C')],
    ['aborted after the totals', aborted(0x6c, approved), unknown('abortAfterTotals:6C')],
    ['refused', refused(0x77), failed('77', '77')],
    ['a repeat refused', refused(0x77, true), unknown('refusedRepeat:77')],
    ['not sent', notSent, failed('', 'noConnection')],
    ['only taken up', answered, unknown('noResult')],
    ['lost', lost(approved), unknown('lineLost')],
  ])('%s', (_, end, expected) => {
    expect(closeBatchOutcome(end, ['OK'])).toMatchObject(expected);
  });

  test('totals are told only by a status', () => {
    expect(totalsOutcome(completed(approved), [])).toMatchObject({
      kind: 'totals',
      totals: { totalMinor: 1010 },
    });
    expect(totalsOutcome(completed(null), [])).toEqual({ kind: 'unreachable', reason: 'noStatus' });
    expect(totalsOutcome(refused(0x83), [])).toEqual({ kind: 'unreachable', reason: '83' });
    expect(totalsOutcome(lost(null), [])).toEqual({ kind: 'unreachable', reason: 'lineLost' });
  });

  test('its sum is what the terminal says, or else that of its kinds of card', () => {
    const none = '00 00 00 00 00 00 00';
    const groups = `01 00 00 00 00 10 00 ${`${none} `.repeat(3)} 02 00 00 00 00 20 00 ${none} ${none}`;
    const totals = `60 f0 f5 f3 00 01 00 03 ${groups}`;
    expect(totalsOf(status(totals), ['A'])).toMatchObject({
      totalMinor: 3000,
      count: 3,
      lines: ['A'],
      items: null,
    });
    const told = totalsOf(status(`04 00 00 00 00 25 00 ${totals}`), []);
    expect(told).toMatchObject({ totalMinor: 2500, count: 3 });
    expect(told.groups).toHaveLength(7);
    expect(told.groups?.[4]).toEqual({ group: 'visa', count: 2, amountMinor: minor(2000) });
    expect(totalsOf(null, [])).toEqual({
      totalMinor: 0,
      count: 0,
      lines: [],
      groups: [],
      items: null,
    });
  });
});

describe('a result as it is stored', () => {
  const container = (objects: string) => {
    const { length } = fromHex(objects);
    return `06 ${length.toString(16).padStart(2, '0')} ${objects}`;
  };
  const extraOf = (hex: string) => terminalResult(status(hex)).extra;

  test('has every field that may be stored, and of the rest only what was told', () => {
    expect(terminalResult(status(''))).toMatchObject({
      approved: true,
      resultCode: '00',
      amountMinor: null,
      extra: {},
    });
    expect(extraOf('')).toEqual({});
    expect(
      extraOf(
        `a0 01 88 00 00 46 37 00 00 45 8a 0a ${container(
          '1f 0e 04 20 26 03 01 1f 10 01 01 1f 12 01 02 1f 1f 02 00 07',
        )}`,
      ),
    ).toEqual({
      turnoverNo: '000046',
      originalTrace: '000045',
      fullDate: '20260301',
      verification: '01',
      technology: '02',
      hostCode: '01',
      syncNo: '0007',
      cardGroup: 'visa',
      signatureKind: 'paper',
      entryMode: 'contactless',
    });
  });

  test.each([
    ['00', '', 'stripe'],
    ['01', '', 'chip'],
    ['02', '', 'contactless'],
    ['02', '02', 'barcode'],
    ['01', '01', 'chip'],
    ['09', '', undefined],
  ])('technology %s, data source %j: read as %s', (technology, source, mode) => {
    const scanned = source === '' ? '' : ` 1f 2d 01 ${source}`;
    expect(extraOf(container(`1f 12 01 ${technology}${scanned}`))['entryMode']).toBe(mode);
  });

  test.each([
    ['00', false],
    ['01', true],
    ['02', false],
    ['03', false],
    ['04', false],
    ['05', true],
    ['06', true],
    ['07', true],
  ])('verification %s: signed on paper is %s', (kind, signed) => {
    const told = status(container(`1f 10 01 ${kind}`));
    expect(isSigned(told)).toBe(signed);
    expect(terminalResult(told).extra['signatureKind']).toBe(signed ? 'paper' : 'none');
  });
});
