import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor } from '../money/minor.ts';
import { decideRecovery, type RecoveryInput } from './decide-recovery.ts';
import type { TerminalResult } from './types.ts';

describe('decideRecovery', () => {
  const found: TerminalResult = {
    approved: true,
    resultCode: '00',
    amountMinor: minor(1290),
    currencyNumeric: '156',
    receiptNo: '0043',
    trace: '000043',
    terminalId: 'T',
    merchantId: '',
    authCode: '',
    maskedPan: '',
    cardName: '',
    cardType: '',
    date: '0301',
    time: '140210',
    text: '',
    extra: {},
  };
  const attempt = {
    amountMinor: minor(1290),
    currencyNumeric: '156',
    lastKnown: { receiptNo: '0042', trace: '000042' },
    intendedLocal: { date: '0301', time: '140155' },
    seen: null,
    reference: null,
    batchClosedSince: false,
    askedAfterSeconds: 30,
  };
  const decide = (
    over: Partial<TerminalResult>,
    attemptOver: Partial<RecoveryInput['attempt']> = {},
  ) =>
    decideRecovery({
      attempt: { ...attempt, ...attemptOver },
      last: { kind: 'found', result: { ...found, ...over } },
    });
  const known = (receiptNo: string, trace: string) => ({ lastKnown: { receiptNo, trace } });
  const never = { lastKnown: null };
  const seen = { seen: { receiptNo: '0043', trace: '000043' } };
  const knownOf = (device: string) => ({ lastKnown: { ...attempt.lastKnown, device } });
  const seenOf = (device: string) => ({ seen: { ...seen.seen, device } });
  const awayLong = { intendedLocal: { date: '0101', time: '000000' } };
  const yearEnd = { intendedLocal: { date: '1231', time: '235930' } };
  const yearBegin = { intendedLocal: { date: '0101', time: '000100' } };
  const marchBegin = { intendedLocal: { date: '0301', time: '000100' } };
  const lateOn = (date: string) => ({ date, time: '235800' });
  // ZVT PA00P015: the status of a reversal has BMP 37, the trace of what it reversed.
  const reversal = { extra: { originalTrace: '000041' } };
  const same = { receiptNo: '0042', trace: '000042' };
  const before = { time: '140100', trace: '000042' };
  const asked = (askedAfterSeconds: number) => ({ askedAfterSeconds });
  const zeros = { receiptNo: '0000', trace: '000000' };

  it.each([
    ['one newer, same amount', {}, {}, 'paid'],
    ['no currency told', { currencyNumeric: null }, {}, 'paid'],
    ['receipt number wraps', { receiptNo: '0001', trace: '' }, known('9999', ''), 'paid'],
    ['trace wraps', { receiptNo: '', trace: '000000' }, known('', '999999'), 'paid'],
    ['the same as before', { ...same, time: '140100' }, {}, 'notPaid'],
    ['the same as before, no time told', { ...same, date: '', time: '' }, {}, 'notPaid'],
    ['the same as before, of another amount', { ...same, amountMinor: minor(1) }, {}, 'notPaid'],
    ['the same, without a trace', { receiptNo: '0042', trace: '', time: '140155' }, {}, 'notPaid'],
    ['the same, without a receipt number', { receiptNo: '', ...before }, {}, 'notPaid'],
    [
      'the same number at the very second of the intent',
      { ...same, time: '140155' },
      {},
      'notPaid',
    ],
    ['the same number a second after the intent', { ...same, time: '140156' }, {}, 'unknown'],
    ['the same number from after the intent: it began anew', same, {}, 'unknown'],
    [
      'the same number from after the intent, declined',
      { ...same, approved: false },
      {},
      'notPaid',
    ],
    ['numbers of zeros only, as before', zeros, known('0000', '000000'), 'unknown'],
    [
      'a receipt number of zeros, another trace',
      { receiptNo: '0000' },
      known('0000', '000042'),
      'paid',
    ],
    ['no receipt number before, one more by trace', {}, known('0000', '000042'), 'paid'],
    [
      'no receipt number before, a declined one more by trace',
      { approved: false },
      known('0000', '000042'),
      'notPaid',
    ],
    [
      'no receipt number before, the same trace',
      { trace: '000042', approved: false },
      known('0000', '000042'),
      'unknown',
    ],
    ['no trace told before', { ...same, time: '140100' }, known('0042', ''), 'notPaid'],
    ['zeros known before', { trace: '' }, known('0000', ''), 'unknown'],
    ['zeros, seen', zeros, { ...known('0000', '000000'), seen: zeros }, 'unknown'],
    ['another amount', { amountMinor: minor(1291) }, {}, 'unknown'],
    ['no amount', { amountMinor: null }, {}, 'unknown'],
    ['another currency', { currencyNumeric: '978' }, {}, 'unknown'],
    ['an older one', { receiptNo: '0041', trace: '000041' }, {}, 'unknown'],
    ['a counter reset', { receiptNo: '0001', trace: '' }, known('5000', ''), 'unknown'],
    ['marks that disagree', { receiptNo: '0042', trace: '000043' }, {}, 'unknown'],
    ['the same receipt, another trace', { receiptNo: '0042', time: '140100' }, {}, 'unknown'],
    ['another receipt, the same trace', { trace: '000042', time: '140100' }, {}, 'unknown'],
    ['a newer receipt, an older trace', { trace: '000041' }, {}, 'unknown'],
    ['an older receipt, a newer trace', { receiptNo: '0041' }, {}, 'unknown'],
    ['a hundred newer', { receiptNo: '0142', trace: '' }, {}, 'paid'],
    ['more newer ones than a till can have', { receiptNo: '0143', trace: '' }, {}, 'unknown'],
    ['a counter that has grown', { receiptNo: '10000', trace: '' }, known('9999', ''), 'paid'],
    [
      'a counter begun anew, and wider',
      { receiptNo: '00001', trace: '' },
      known('9999', ''),
      'unknown',
    ],
    ['a receipt number with letters before it', { receiptNo: 'R43' }, {}, 'paid'],
    ['a receipt number with letters behind it', { receiptNo: '43R' }, {}, 'paid'],
    ['a receipt number known with letters before it', {}, known('R42', '000042'), 'paid'],
    ['a receipt number known with letters behind it', {}, known('42R', '000042'), 'paid'],
    ['no marks', { receiptNo: '', trace: '' }, {}, 'unknown'],
    ['declined right after', { approved: false }, {}, 'notPaid'],
    [
      'declined, one receipt and two traces on',
      { approved: false, trace: '000044' },
      {},
      'unknown',
    ],
    [
      'declined, two receipts and one trace on',
      { approved: false, receiptNo: '0044' },
      {},
      'unknown',
    ],
    ['declined later', { approved: false, receiptNo: '0044', trace: '000044' }, {}, 'unknown'],
    ['first ever, at the time', {}, never, 'paid'],
    ['first ever, terminal clock 5 min slow', { time: '135655' }, never, 'paid'],
    ['first ever, terminal clock 10 min slow', { time: '135155' }, never, 'paid'],
    ['first ever, terminal clock 10 min fast', { time: '141155' }, never, 'paid'],
    ['first ever, terminal clock slower than that', { time: '135154' }, never, 'unknown'],
    ['first ever, terminal clock faster than that', { time: '141156' }, never, 'unknown'],
    ['first ever, an hour before', { time: '130155' }, never, 'unknown'],
    ['first ever, the day before', { date: '0228' }, never, 'unknown'],
    ['first ever, no time', { date: '', time: '' }, never, 'unknown'],
    ['first ever, no clock here', {}, { ...never, intendedLocal: null }, 'unknown'],
    ['first ever, declined', { approved: false }, never, 'unknown'],
    ['first ever, seen, hours apart', { time: '060210' }, { ...never, ...seen }, 'paid'],
    ['seen, and told again without an amount', { amountMinor: null }, seen, 'paid'],
    ['seen, and told again for another', { amountMinor: minor(1) }, seen, 'unknown'],
    [
      'first ever, another than seen',
      { time: '060210', trace: '7' },
      { ...never, ...seen },
      'unknown',
    ],
    ['seen, but reversed since', { ...same, time: '140100' }, seen, 'notPaid'],
    ['first ever, another amount', { amountMinor: minor(1) }, never, 'unknown'],
    ['newer, terminal clock 10 min slow', { time: '135155' }, {}, 'paid'],
    ['newer, terminal clock slower than that', { time: '135154' }, {}, 'unknown'],
    ['newer, from two hours before the intent', { time: '120000' }, {}, 'unknown'],
    ['newer, from the day before', { date: '0228' }, {}, 'unknown'],
    ['newer, no time told', { date: '', time: '' }, {}, 'paid'],
    ['newer, no time told but a date', { date: '0228', time: '' }, {}, 'paid'],
    ['newer, no date told but a time', { date: '', time: '120000' }, {}, 'paid'],
    ['newer, a time with a digit before it', { time: '9120000' }, {}, 'paid'],
    ['newer, a time with a digit behind it', { time: '1200009' }, {}, 'paid'],
    ['newer, a date with a digit before it', { date: '90228' }, {}, 'paid'],
    ['newer, a date with a digit behind it', { date: '02289' }, {}, 'paid'],
    ['newer, a clock never set', { date: '0000', time: '000000' }, {}, 'paid'],
    ['newer, no clock here', { time: '120000' }, { intendedLocal: null }, 'paid'],
    ['newer, terminal clock 4 hours fast', { time: '180000' }, {}, 'paid'],
    [
      'newer, from hours after the intent',
      { time: '180000' },
      { askedAfterSeconds: 14_400 },
      'unknown',
    ],
    ['newer, 10 min after, asked hours later', { time: '141155' }, asked(14_400), 'paid'],
    ['newer, later than that, asked hours later', { time: '141156' }, asked(14_400), 'unknown'],
    ['newer, terminal clock fast, asked after 10 min', { time: '180000' }, asked(600), 'paid'],
    ['newer, terminal clock fast, asked after more', { time: '180000' }, asked(601), 'unknown'],
    ['newer, at the time, asked hours later', {}, { askedAfterSeconds: 14_400 }, 'paid'],
    ['newer, asked before it began: a clock set back', {}, { askedAfterSeconds: -3600 }, 'paid'],
    ['newer, across the year’s end', { date: '0101', time: '000100' }, yearEnd, 'paid'],
    ['newer, the evening before the year began', lateOn('1231'), yearBegin, 'paid'],
    ['newer, hours before the year began', { date: '1231', time: '200000' }, yearBegin, 'unknown'],
    ['newer, minutes before a leap day’s end', lateOn('0229'), marchBegin, 'paid'],
    ['newer, minutes before February’s end', lateOn('0228'), marchBegin, 'paid'],
    ['a reversal of the newer one', reversal, {}, 'unknown'],
    ['no reversal: an original trace of zeros', { extra: { originalTrace: '000000' } }, {}, 'paid'],
    ['a reversal, known before', reversal, known('0043', '000043'), 'notPaid'],
    ['a reversal, seen', reversal, seen, 'unknown'],
    ['newer, of the same device', {}, knownOf('T'), 'paid'],
    ['newer, of another device', {}, knownOf('U'), 'unknown'],
    [
      'the same number on another device',
      { receiptNo: '0042', trace: '' },
      knownOf('U'),
      'unknown',
    ],
    ['newer, of a device without a name', { terminalId: '' }, knownOf('U'), 'paid'],
    ['seen, of another device', {}, { ...never, ...seenOf('U'), ...awayLong }, 'unknown'],
  ] as const)('%s', (_, over, attemptOver, verdict) => {
    expect(decide(over, attemptOver)).toBe(verdict);
  });

  it('knows nothing of a terminal it cannot reach, nor of one that forgot', () => {
    const fresh = { ...attempt, lastKnown: null };
    expect(decideRecovery({ attempt, last: { kind: 'unreachable' } })).toBe('unknown');
    expect(decideRecovery({ attempt: fresh, last: { kind: 'unreachable' } })).toBe('unknown');
    expect(decideRecovery({ attempt, last: { kind: 'none' } })).toBe('unknown');
    expect(decideRecovery({ attempt: fresh, last: { kind: 'none' } })).toBe('notPaid');
    // The approval was heard: "nothing stored" may be a terminal that cannot look just now.
    expect(decideRecovery({ attempt: { ...fresh, ...seen }, last: { kind: 'none' } })).toBe(
      'unknown',
    );
    const closed = { ...fresh, batchClosedSince: true };
    expect(decideRecovery({ attempt: closed, last: { kind: 'none' } })).toBe('unknown');
  });

  it('never calls another amount paid', () => {
    const text = fc.stringMatching(/^\d{0,6}$/);
    fc.assert(
      fc.property(fc.nat(5000), text, text, fc.boolean(), (amount, receiptNo, trace, isFirst) => {
        fc.pre(amount !== 1290);
        const seen = { amountMinor: minor(amount), receiptNo, trace };
        expect(decide(seen, isFirst ? never : {})).not.toBe('paid');
      }),
    );
  });

  describe('of a terminal that gives the reference back', () => {
    const own = { reference: 'ABC123' };
    const told = (reference: string, over: Partial<TerminalResult> = {}) => ({
      extra: { reference },
      trace: '',
      currencyNumeric: null,
      ...over,
    });
    const sent = (reference: string) => ({
      reference,
      lastKnown: { receiptNo: '0042', trace: '' },
    });
    const exact = { ...own, lastKnown: { receiptNo: '0042', trace: '' } };

    it.each([
      ['its own, approved', told('ABC123'), exact, 'paid'],
      ['its own, declined', told('ABC123', { approved: false }), exact, 'notPaid'],
      ['its own, padded', told('00ABC123'), exact, 'paid'],
      ['its own, without the zeros it was sent with', told('ABC123'), sent('00ABC123'), 'paid'],
      ['another with a zero in it', told('AB0C123'), exact, 'unknown'],
      ['another without a zero in it', told('ABC123'), sent('AB0C123'), 'unknown'],
      ['its own, on a terminal never seen', told('ABC123'), { ...own, lastKnown: null }, 'paid'],
      ['its own, hours apart', told('ABC123', { time: '030000' }), exact, 'paid'],
      ['its own, of an older number', told('ABC123', { receiptNo: '0001' }), exact, 'paid'],
      ['its own, other amount', told('ABC123', { amountMinor: minor(1291) }), exact, 'unknown'],
      ['its own, no amount', told('ABC123', { amountMinor: null }), exact, 'unknown'],
      ['its own, other currency', told('ABC123', { currencyNumeric: '978' }), exact, 'unknown'],
      ['the one known before', told('ABC122', { receiptNo: '0042' }), exact, 'notPaid'],
      ['a later one of the same amount', told('ABC124'), exact, 'unknown'],
      ['another, none known before', told('ABC122'), { ...own, lastKnown: null }, 'unknown'],
      ['another without a number', told('ABC122', { receiptNo: '' }), exact, 'unknown'],
      [
        'the number known before, in another batch',
        told('ABC122', { receiptNo: '0042' }),
        { ...exact, batchClosedSince: true },
        'unknown',
      ],
      ['its own, after the batch', told('ABC123'), { ...exact, batchClosedSince: true }, 'paid'],
      [
        'the number known before, on another device',
        told('ABC122', { receiptNo: '0042' }),
        { ...own, lastKnown: { receiptNo: '0042', trace: '', device: 'U' } },
        'unknown',
      ],
      [
        'the one known before, although the approval was seen',
        told('ABC122', { receiptNo: '0042' }),
        { ...exact, seen: { receiptNo: '0043', trace: '' } },
        'unknown',
      ],
    ] as const)('%s', (_, over, attemptOver, verdict) => {
      expect(decide(over, attemptOver)).toBe(verdict);
    });

    it('never takes another reference for paid, whatever the rest says', () => {
      const text = fc.stringMatching(/^[0-9A-Z]{6}$/);
      const mark = fc.option(fc.record({ receiptNo: text, trace: fc.constantFrom('', '000042') }));
      fc.assert(
        fc.property(
          text,
          text,
          mark,
          mark,
          fc.boolean(),
          (sent, back, lastKnown, was, approved) => {
            fc.pre(sent !== back);
            const over = told(back, { approved, receiptNo: was?.receiptNo ?? '' });
            const verdict = decide(over, { reference: sent, lastKnown, seen: was });
            expect(verdict).not.toBe('paid');
            // And not paid only on the number known before.
            if (verdict === 'notPaid') expect(over.receiptNo).toBe(lastKnown?.receiptNo);
          },
        ),
      );
    });

    it('decides as ever when the result names no reference', () => {
      const number = fc.stringMatching(/^\d{0,6}$/);
      const mark = fc.option(fc.record({ receiptNo: number, trace: number }));
      fc.assert(
        fc.property(fc.nat(3), number, number, mark, mark, (off, receiptNo, trace, last, was) => {
          const over = { amountMinor: minor(1289 + off), receiptNo, trace };
          const rest = { lastKnown: last, seen: was };
          for (const extra of [{}, { reference: '' }]) {
            expect(decide({ ...over, extra }, { ...rest, reference: 'ABC123' })).toBe(
              decide(over, { ...rest, reference: null }),
            );
          }
          const named = { ...over, extra: { reference: 'ABC123' } };
          expect(decide(named, { ...rest, reference: null })).toBe(decide(over, rest));
        }),
      );
    });
  });
});
