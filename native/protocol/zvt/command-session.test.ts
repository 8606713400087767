import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExchangeEvent, Verdict } from './exchange-events.ts';
import { fromHex } from './hex.ts';
import { APPROVED, COMPLETION, DECLINED, exchange, PAY, POSITIVE } from './testing/exchange-run.ts';

describe('a payment as PA00P015 §2.2 tells it', () => {
  test('approved', () => {
    const run = exchange();
    run.start();
    expect(run.got(POSITIVE)).toEqual(['T4:180000']);
    expect(run.got('04 ff 01 0a')).toEqual(['800000', 'T4:180000', 'progress:10']);
    expect(run.got(APPROVED)).toEqual(['T4:180000', 'decide', '800000']);
    expect(run.got('06 d1 03 00 41 42')).toEqual(['800000', 'print']);
    expect(run.got(COMPLETION)).toEqual(['800000']);
    expect(run.ends).toMatchObject([{ kind: 'completed', status: { receiptNo: '0007' } }]);
  });

  test('declined by status and abort; by abort alone; at once', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    run.got(DECLINED);
    expect(run.got('06 1e 01 33')).toEqual(['800000']);
    run.start();
    run.got(POSITIVE);
    run.got('06 1e 01 6c');
    run.start();
    expect(run.got('84 6f 00')).toEqual([]);
    expect(run.ends).toMatchObject([
      { kind: 'aborted', code: 0x33, status: { resultCode: 0x33 }, early: false },
      { kind: 'aborted', code: 0x6c, status: null },
      { kind: 'refused', code: 0x6f, repeated: false },
    ]);
  });

  test('the last of several statuses counts', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    run.got('04 0f 02 27 37');
    run.got(APPROVED);
    run.got(COMPLETION);
    expect(run.ends).toMatchObject([{ kind: 'completed', status: { resultCode: 0 } }]);
  });

  test('the same status twice is decided once and answered twice', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    run.got(APPROVED);
    expect(run.got(APPROVED)).toEqual(['800000', 'T4:180000']);
    expect(run.seen).toEqual(['0007']);
  });

  test('a refused status is answered negatively, also when it comes again', () => {
    const run = exchange('refuse');
    run.start();
    run.got(POSITIVE);
    expect(run.got(APPROVED)).toEqual(['T4:180000', 'decide', '846c00']);
    expect(run.got(APPROVED)).toEqual(['846c00', 'T4:180000']);
  });

  test('a status that could not be made durable is never answered, not even later', () => {
    const run = exchange('withhold');
    run.start();
    run.got(POSITIVE);
    expect(run.got(APPROVED)).toEqual(['T4:180000', 'decide']);
    expect(run.ends).toMatchObject([{ kind: 'lost', reason: 'notDurable', status: null }]);
    expect(run.got(APPROVED)).toEqual([]);
    expect(run.got(COMPLETION)).toEqual(['800000']);
  });

  test('equal print lines are all printed, a block that comes twice is not', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    const line = '06 d1 03 00 2d 2d';
    const block = '06 d3 09 06 07 25 05 07 03 41 42 43';
    expect([...run.got(line), ...run.got(line)].filter((text) => text === 'print')).toHaveLength(2);
    expect([...run.got(block), ...run.got(block)].filter((t) => t === 'print')).toHaveLength(1);
  });
});

describe('time and faults', () => {
  test('no answer within T3: lost, not declined', () => {
    const run = exchange();
    run.start();
    run.timer('T3');
    expect(run.ends).toEqual([{ kind: 'lost', reason: 'noAnswer', status: null }]);
  });

  test('T3 does not run while the line below still repeats', () => {
    const run = exchange();
    run.step({ type: 'start', command: PAY });
    run.timer('T3');
    expect(run.ends).toEqual([]);
    run.step({ type: 'notDelivered' });
    expect(run.ends).toMatchObject([{ reason: 'noAck' }]);
  });

  test('a refusal of a repeated command may answer the repeat', () => {
    const run = exchange();
    run.step({ type: 'start', command: PAY });
    run.step({ type: 'delivered', transmissions: 2 });
    run.got('84 9c 00');
    expect(run.ends).toEqual([{ kind: 'refused', code: 0x9c, repeated: true }]);
  });

  test('04 FF can lengthen T4', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    expect(run.got('04 ff 02 0a 05')).toContain('T4:300000');
    expect(run.got('04 ff 01 04')).toContain('T4:300000');
  });

  test('a longer T4 holds for this command only', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    run.got('04 ff 02 0a 05');
    run.got('06 1e 01 6c');
    run.start();
    expect(run.got(POSITIVE)).toEqual(['T4:180000']);
  });

  test('print lines do not restart T4, results do', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    expect(run.got('06 d1 03 00 41 42')).not.toContain('T4:180000');
    expect(run.got(APPROVED)).toContain('T4:180000');
  });

  test('a T3 that comes late, when the answer is there, ends nothing', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    expect(run.timer('T3')).toEqual([]);
    run.got(APPROVED);
    expect(run.timer('T3')).toEqual([]);
    expect(run.ends).toEqual([]);
  });

  test('after T4 the terminal is asked to stop; its late word still counts', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    expect(run.timer('T4')).toEqual(['06b000', 'T3:10000']);
    run.got('06 1e 01 6c');
    expect(run.ends).toMatchObject([{ kind: 'aborted', code: 0x6c }]);
  });

  test('after T4 and silence: lost', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    run.timer('T4');
    run.timer('T3');
    expect(run.ends).toEqual([{ kind: 'lost', reason: 'timeout', status: null }]);
  });

  test('an approved payment is not asked to stop; the lost completion is told with it', () => {
    const run = exchange();
    run.start();
    run.got(POSITIVE);
    run.got(APPROVED);
    expect(run.step({ type: 'cancel' })).toEqual(['silence:10000']);
    expect(run.timer('T4')).toEqual([]);
    expect(run.ends).toMatchObject([{ reason: 'timeout', status: { receiptNo: '0007' } }]);
  });

  test('cancel before the answer waits for it; a refused cancel can be repeated', () => {
    const run = exchange();
    run.start();
    expect(run.step({ type: 'cancel' })).toEqual([]);
    expect(run.got(POSITIVE)).toEqual(['T4:180000', '06b000', 'silence:10000']);
    expect(run.step({ type: 'cancel' })).toEqual([]);
    run.got('84 83 00');
    expect(run.step({ type: 'cancel' })).toEqual(['06b000', 'silence:10000']);
    run.got(POSITIVE);
    run.got(APPROVED);
    run.got(COMPLETION);
    expect(run.ends).toMatchObject([{ kind: 'completed' }]);
  });
});

describe('what belongs to nobody', () => {
  test('messages in idle are answered, unknown commands refused', () => {
    const run = exchange();
    expect(run.got(DECLINED)).toEqual(['800000']);
    expect(run.got(COMPLETION)).toEqual(['800000']);
    expect(run.got('06 e4 00')).toEqual(['848300']);
    expect(run.got('04 0f 09 27')).toEqual(['849a00']);
    expect(run.got(POSITIVE)).toEqual([]);
    expect(run.ends).toEqual([]);
  });

  test('a status or completion before the answer is an older one: it decides nothing', () => {
    const run = exchange();
    run.start();
    expect(run.got(APPROVED)).toEqual(['late:0007', '800000']);
    expect(run.got(COMPLETION)).toEqual(['800000']);
    expect(run.seen).toEqual([]);
    expect(run.ends).toEqual([]);
  });

  test('an abort before the answer is marked as early', () => {
    const run = exchange();
    run.start();
    run.got('06 1e 01 c1');
    expect(run.ends).toMatchObject([{ kind: 'aborted', early: true }]);
  });
});

test('any messages at any time: at most one end per command, never a throw', () => {
  const event: fc.Arbitrary<ExchangeEvent> = fc.oneof(
    fc
      .constantFrom(APPROVED, DECLINED, POSITIVE, COMPLETION, '06 1e 01 6c', '84 9c 00', '04 ff 00')
      .map((hex) => ({ type: 'received' as const, bytes: fromHex(hex) })),
    fc.uint8Array({ maxLength: 30 }).map((bytes) => ({ type: 'received' as const, bytes })),
    fc.constantFrom<ExchangeEvent>(
      { type: 'timer', timer: 'T3' },
      { type: 'timer', timer: 'T4' },
      { type: 'timer', timer: 'silence' },
      { type: 'cancel' },
      { type: 'lineGone' },
      { type: 'delivered', transmissions: 1 },
      { type: 'notDelivered' },
    ),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      const run = exchange();
      run.start();
      for (const next of events) run.step(next);
      expect(run.ends.length).toBeLessThanOrEqual(1);
    }),
  );
});

/**
 * The answer to 04 0F makes the money move (PA00P015 §2.2). Whoever gave the payment up may have
 * settled it since, so a late approval is never answered before somebody decided on it anew.
 */
describe('an approval that comes after its payment was given up', () => {
  const ENQUIRY = fromHex('05 01 00');
  const REPEAT_RECEIPT = fromHex('06 20 05 12 34 56 03 03');
  const REFUSED = '846c00';
  const givenUp = (verdict: Verdict = 'book') => {
    const run = exchange(verdict);
    run.start();
    run.got(POSITIVE);
    run.step({ type: 'lineGone' });
    expect(run.ends).toMatchObject([{ kind: 'lost' }]);
    return run;
  };

  test('is acknowledged when it was booked, refused when it was refused', () => {
    expect(givenUp('book').got(APPROVED)).toEqual(['late:0007', '800000']);
    expect(givenUp('refuse').got(APPROVED)).toEqual(['late:0007', REFUSED]);
  });

  test('is not answered when it could not be made durable, not even when it comes again', () => {
    const run = givenUp('withhold');
    expect(run.got(APPROVED)).toEqual(['late:0007']);
    expect(run.got(APPROVED)).toEqual([]);
  });

  test('is decided on anew although it was booked before: it may be settled by now', () => {
    const run = exchange('book');
    run.start();
    run.got(POSITIVE);
    run.got(APPROVED);
    run.step({ type: 'lineGone' });
    expect(run.got(APPROVED)).toEqual(['late:0007', '800000']);
  });

  test('is offered before any command: an earlier run of the register may have asked', () => {
    expect(exchange('refuse').got(APPROVED)).toEqual(['late:0007', REFUSED]);
  });

  test('is offered also while the terminal is only asked how it is', () => {
    const run = givenUp('refuse');
    run.start(ENQUIRY);
    expect(run.got(APPROVED)).toEqual(['late:0007', REFUSED]);
    run.got(POSITIVE);
    expect(run.got(APPROVED)).toEqual(['late:0007', REFUSED]);
    run.got(COMPLETION);
    expect(run.ends).toHaveLength(2);
    expect(run.seen).toEqual([]);
  });

  test('a decline is just acknowledged: nothing moves', () => {
    expect(givenUp('refuse').got(DECLINED)).toEqual(['800000']);
  });

  test('the status of a repeated receipt that was given up moves nothing either', () => {
    const run = givenUp('refuse');
    run.start(REPEAT_RECEIPT);
    expect(run.got(APPROVED)).toEqual(['800000']);
    run.got(POSITIVE);
    run.step({ type: 'lineGone' });
    expect(run.got(APPROVED)).toEqual(['800000']);
    run.start(ENQUIRY);
    run.got(POSITIVE);
    run.got(COMPLETION);
    expect(run.got(APPROVED)).toEqual(['800000']);
  });

  test('after the end of a repeated receipt an approval is a payment again', () => {
    const run = givenUp('refuse');
    run.start(REPEAT_RECEIPT);
    run.got(POSITIVE);
    run.got(APPROVED);
    run.got(COMPLETION);
    expect(run.got(APPROVED)).toEqual(['late:0007', REFUSED]);
  });

  test('totals of an end of day (BMP 60) are acknowledged', () => {
    const totals = '00 01 00 02'.concat(' 00 00 00 00 00 00 00'.repeat(7));
    expect(exchange('refuse').got(`04 0f 3b 27 00 60 f0 f5 f3 ${totals}`)).toEqual(['800000']);
  });
});
