import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closeBatch, detail, lastSale, poll, sale, totals, voidSale } from './commands.ts';
import type { TransbankRequest } from './commands.ts';
import { EXCHANGE_IDLE, EXCHANGE_TIMES, stepExchange } from './exchange-session.ts';
import type { ExchangeEffect, ExchangeEvent, ExchangeState } from './exchange-session.ts';
import { encodeFrame } from './frame.ts';

const ACK = Uint8Array.of(0x06);
const NAK = Uint8Array.of(0x15);
const WAIT_MS = 180_000;

const SALE_OK =
  '0210|00|597029414300|ABCD1234|ABC123|XZ1234|15000|||6677|60|CR|||VI|28102019|223512||';
const request = sale(15_000, 'ABC123');

/** Runs events one after the other and keeps what came of them. */
function run(...events: readonly ExchangeEvent[]) {
  let state: ExchangeState = EXCHANGE_IDLE;
  const effects: ExchangeEffect[] = [];
  for (const event of events) {
    const [next, more] = stepExchange(state, event);
    state = next;
    effects.push(...more);
  }
  return {
    state,
    effects,
    writes: effects.flatMap((effect) => (effect.type === 'write' ? [shown(effect.bytes)] : [])),
    ends: effects.flatMap((effect) => (effect.type === 'done' ? [effect.end] : [])),
    of: <T extends ExchangeEffect['type']>(type: T) =>
      effects.filter((effect) => effect.type === type),
  };
}

function shown(bytes: Uint8Array): string {
  if (bytes.length > 1) return String.fromCharCode(...bytes.slice(1, -2));
  return bytes[0] === 0x06 ? 'ACK' : 'NAK';
}

const start = (what: TransbankRequest): ExchangeEvent => ({
  type: 'start',
  request: what,
  ackMs: EXCHANGE_TIMES.ackMs,
  slowAnswerMs: WAIT_MS,
});
const bytes = (...parts: readonly Uint8Array[]): ExchangeEvent => ({
  type: 'bytes',
  bytes: Uint8Array.from(parts.flatMap((part) => [...part])),
});
const says = (text: string): ExchangeEvent => bytes(encodeFrame(text));
const ack = bytes(ACK);
const nak = bytes(NAK);
const timer = (which: 'ack' | 'answer' | 'gap' | 'silence'): ExchangeEvent => ({
  type: 'timer',
  timer: which,
});
const book: ExchangeEvent = { type: 'decided', verdict: 'book' };
const noted: ExchangeEvent = { type: 'noted' };
const withhold: ExchangeEvent = { type: 'decided', verdict: 'withhold' };

describe('a sale nobody wants to wait for any more', () => {
  const cancel: ExchangeEvent = { type: 'cancel' };
  const silence = { type: 'startTimer', timer: 'silence', ms: EXCHANGE_TIMES.silenceMs };

  test('is lost when the terminal is silent, and nothing is sent for it', () => {
    const { ends, writes, effects } = run(start(request), ack, cancel, timer('silence'));
    expect(ends).toEqual([{ kind: 'lost', reason: 'stopUnanswered' }]);
    expect(writes).toEqual(['0200|15000|ABC123|||1|']);
    expect(effects).toContainEqual(silence);
  });

  test('has its whole time again with each word of the terminal, and its answer counts', () => {
    const told = run(start(request), ack, cancel, says('0900|81'), says(SALE_OK), book);
    expect(
      told.effects.filter((effect) => JSON.stringify(effect) === JSON.stringify(silence)),
    ).toHaveLength(2);
    expect(told.ends).toMatchObject([{ kind: 'answered' }]);
  });

  test('is not given up while its answer is being stored, nor when nobody asked', () => {
    expect(run(start(request), ack, cancel, says(SALE_OK), timer('silence')).ends).toEqual([]);
    expect(run(start(request), ack, timer('silence')).ends).toEqual([]);
    expect(run(cancel, start(request), ack, timer('silence')).ends).toEqual([]);
  });
});

describe('a sale', () => {
  test('is acknowledged only once it was decided', () => {
    const before = run(start(request), ack, says('0900|78'), says(SALE_OK));
    expect(before.writes).toEqual([request.text, 'ACK']);
    expect(before.of('decide')).toHaveLength(1);
    const after = run(start(request), ack, says('0900|78'), says(SALE_OK), book);
    expect(after.writes).toEqual([request.text, 'ACK', 'ACK']);
    expect(after.ends).toMatchObject([
      { kind: 'answered', message: { sale: { ticket: 'ABC123' } } },
    ]);
  });

  test('comes in one read with its ACK, or without it', () => {
    const glued = run(
      start(request),
      bytes(ACK, encodeFrame('0900|78'), encodeFrame(SALE_OK)),
      book,
    );
    expect(glued.ends).toMatchObject([{ kind: 'answered' }]);
    const unacknowledged = run(start(request), says(SALE_OK), book);
    expect(unacknowledged.ends).toMatchObject([{ kind: 'answered' }]);
  });

  test('not stored: never acknowledged, however often it comes', () => {
    const { writes, ends } = run(
      start(request),
      ack,
      says(SALE_OK),
      withhold,
      says(SALE_OK),
      start(poll()),
      says(SALE_OK),
    );
    expect(ends).toEqual([{ kind: 'lost', reason: 'notDurable' }]);
    expect(writes).not.toContain('ACK');
  });

  test('repeated after it was booked: acknowledged, not decided again', () => {
    const { writes, effects } = run(start(request), ack, says(SALE_OK), book, says(SALE_OK), noted);
    expect(writes.slice(1)).toEqual(['ACK', 'ACK']);
    expect(effects.filter((effect) => effect.type === 'decide')).toHaveLength(1);
  });

  test('the late answer to another ticket is acknowledged and is not its answer', () => {
    const late = SALE_OK.replace('ABC123', 'ABC122');
    const { writes, ends, of } = run(start(request), ack, says(late), noted);
    expect(ends).toEqual([]);
    expect(writes.slice(1)).toEqual(['ACK']);
    expect(of('stray')).toHaveLength(1);
  });

  test('a refusal without a ticket is its answer', () => {
    const { ends } = run(start(request), ack, says('0210|07'), book);
    expect(ends).toMatchObject([{ message: { sale: { responseCode: '07' } } }]);
  });

  test('a refusal without a ticket before the terminal took it up is an older one’s', () => {
    const early = run(start(request), says('0210|07'), noted);
    expect(early.ends).toEqual([]);
    expect(early.of('decide')).toEqual([]);
    expect(early.writes).toEqual([request.text, 'ACK']);
    const after = run(start(request), says('0210|07'), noted, ack, says(SALE_OK), book);
    expect(after.ends).toMatchObject([{ message: { sale: { responseCode: '00' } } }]);
    // Should it have been this one's, with its ACK lost, nobody calls it declined unasked.
    const silent = run(start(request), says('0210|07'), noted, timer('ack'));
    expect(silent.ends).toEqual([{ kind: 'lost', reason: 'noAck' }]);
  });

  test('nor is a close done by the answer to an earlier close', () => {
    const early = run(start(closeBatch()), says('0510|00|597029414300|ABCD1234'), noted);
    expect(early.ends).toEqual([]);
    const after = run(start(closeBatch()), ack, says('0510|00|597029414300|ABCD1234'), book);
    expect(after.ends).toMatchObject([{ kind: 'answered' }]);
  });

  test('a wrong check byte is answered NAK, and the repeat taken', () => {
    const broken = encodeFrame(SALE_OK);
    broken[20] = 0x58;
    const { writes, ends } = run(start(request), ack, bytes(broken), says(SALE_OK), book);
    expect(writes.slice(1)).toEqual(['NAK', 'ACK']);
    expect(ends).toHaveLength(1);
  });

  test('a frame that breaks off is answered NAK after the gap', () => {
    const half = encodeFrame(SALE_OK).slice(0, 30);
    const { writes, effects } = run(start(request), ack, bytes(half), timer('gap'));
    expect(effects).toContainEqual({
      type: 'startTimer',
      timer: 'gap',
      ms: EXCHANGE_TIMES.gapMs,
    });
    expect(writes.slice(1)).toEqual(['NAK']);
  });

  test('half a frame is over after the gap, also when other bytes keep coming', () => {
    const half = bytes(encodeFrame('0900|78').slice(0, 4));
    const { effects, state } = run(half, ack, ack, nak, timer('gap'));
    expect(effects.filter((effect) => effect.type === 'startTimer')).toHaveLength(2);
    expect(state.frame.phase).toBe('idle');
  });

  test('silence does not send it again', () => {
    const { writes, ends } = run(start(request), timer('ack'));
    expect(writes).toEqual([request.text]);
    expect(ends).toEqual([{ kind: 'lost', reason: 'noAck' }]);
  });

  test('NAK sends it again, three times in all; then nothing was taken up', () => {
    const { writes, ends } = run(start(request), nak, nak, nak);
    expect(writes).toEqual([request.text, request.text, request.text]);
    expect(ends).toEqual([{ kind: 'refused' }]);
    expect(run(start(request), nak, nak, ack, says(SALE_OK), book).ends).toHaveLength(1);
  });

  test('refused once and then silent: it may have been taken up', () => {
    const { ends } = run(start(request), nak, timer('ack'));
    expect(ends).toEqual([{ kind: 'lost', reason: 'noAck' }]);
  });

  test('progress starts the wait anew; without an end it is lost', () => {
    const { of, ends } = run(
      start(request),
      ack,
      says('0900|78'),
      says('0900|81'),
      timer('answer'),
    );
    const waits = of('startTimer').filter(
      (effect) => effect.type === 'startTimer' && effect.timer === 'answer',
    );
    expect(waits).toHaveLength(3);
    expect(of('progress')).toEqual([
      { type: 'progress', code: '78' },
      { type: 'progress', code: '81' },
    ]);
    expect(ends).toEqual([{ kind: 'lost', reason: 'timeout' }]);
  });

  test('bytes that never left are told as such, repeats are not', () => {
    const notSent: ExchangeEvent = { type: 'notSent', reason: 'disconnected' };
    expect(run(start(request), notSent).ends).toEqual([
      { kind: 'notSent', reason: 'disconnected' },
    ]);
    expect(run(start(request), nak, notSent).ends).toEqual([]);
  });

  test('a line that goes for good ends it; half a frame is forgotten', () => {
    const half = bytes(encodeFrame(SALE_OK).slice(0, 30));
    const back = run(start(request), ack, half, { type: 'lineLost' }, says(SALE_OK), book);
    expect(back.ends).toHaveLength(1);
    const gone = run(start(request), ack, { type: 'lineLost' }, { type: 'lineGone' });
    expect(gone.ends).toEqual([{ kind: 'lost', reason: 'lineLost' }]);
  });
});

describe('other requests', () => {
  test('a poll is its ACK; silence sends it three times', () => {
    expect(run(start(poll()), ack).ends).toEqual([{ kind: 'acknowledged' }]);
    const { writes, ends } = run(start(poll()), timer('ack'), timer('ack'), timer('ack'));
    expect(writes).toEqual(['0100', '0100', '0100']);
    expect(ends).toEqual([{ kind: 'lost', reason: 'noAck' }]);
  });

  test('the wait for an answer is long only where a host or a customer is waited for', () => {
    for (const [what, ms] of [
      [lastSale(), EXCHANGE_TIMES.quickAnswerMs],
      [totals(), EXCHANGE_TIMES.quickAnswerMs],
      [voidSale('60'), WAIT_MS],
      [closeBatch(), WAIT_MS],
    ] as const) {
      expect(run(start(what), ack).effects).toContainEqual({
        type: 'startTimer',
        timer: 'answer',
        ms,
      });
    }
  });

  test('a void takes the answer that names its operation, padded or not', () => {
    const answer = (operation: string) => `1210|00|597029414300|ABCD1234|XZ1236|${operation}`;
    expect(run(start(voidSale('60')), ack, says(answer('000060')), book).ends).toHaveLength(1);
    expect(run(start(voidSale('60')), ack, says(answer('59'))).ends).toEqual([]);
  });

  test('a void met with silence once and then refused may have been taken up', () => {
    const { ends, writes } = run(start(voidSale('60')), timer('ack'), nak, nak);
    expect(writes).toHaveLength(3);
    expect(ends).toEqual([{ kind: 'lost', reason: 'noAck' }]);
    expect(run(start(voidSale('60')), nak, nak, nak).ends).toEqual([{ kind: 'refused' }]);
  });

  test('a void that could not be stored may be asked for again', () => {
    const already = '1210|04|597029414300|ABCD1234||60';
    const events = [start(voidSale('60')), ack, says(already), withhold];
    expect(run(...events, start(voidSale('60')), ack, says(already), book).ends).toMatchObject([
      { kind: 'lost', reason: 'notDurable' },
      { kind: 'answered' },
    ]);
  });

  test('a detail collects sales up to the one without an authorization, repeats once', () => {
    const one = (operation: number) =>
      `0261|00|597029414300|ABCD1234|ABC12${operation}|XZ1234|15000|6677|${operation}|CR|||VI`;
    const { ends, writes } = run(
      start(detail()),
      ack,
      says(one(1)),
      says(one(1)),
      says(one(2)),
      says('0261|00|597029414300|ABCD1234|||'),
    );
    expect(writes.slice(1)).toEqual(['ACK', 'ACK', 'ACK', 'ACK']);
    expect(ends).toMatchObject([
      {
        kind: 'answered',
        details: [{ sale: { operationNo: '1' } }, { sale: { operationNo: '2' } }],
      },
    ]);
  });

  test('the answer to something else is acknowledged and passed by', () => {
    const { ends, of } = run(start(lastSale()), ack, says(SALE_OK), says('0710|00|1|2000'));
    expect(ends).toEqual([]);
    expect(of('stray')).toHaveLength(2);
  });

  test('an answer of the right code that cannot be read ends the request', () => {
    expect(run(start(totals()), ack, says('0710|x'), book).ends).toMatchObject([
      { kind: 'answered', message: { kind: 'unknown', code: '0710' } },
    ]);
  });

  test('what nobody waits for is acknowledged', () => {
    expect(run(says(SALE_OK)).writes).toEqual([]);
    const { writes, of } = run(
      says(SALE_OK),
      noted,
      says('0900|78'),
      says('what'),
      noted,
      ack,
      nak,
    );
    expect(writes).toEqual(['ACK', 'ACK', 'ACK']);
    expect(of('stray')).toHaveLength(3);
  });
});

const ownAnswer = says(SALE_OK);
const known = fc.constantFrom<ExchangeEvent>(
  ack,
  nak,
  ownAnswer,
  says(SALE_OK.replace('|00|', '|01|')),
  says(SALE_OK.replace('ABC123', 'ABC122')),
  says('0900|78'),
  says('0260|11'),
  timer('ack'),
  timer('answer'),
  timer('gap'),
  book,
  withhold,
  { type: 'lineLost' },
  { type: 'lineGone' },
  { type: 'notSent', reason: 'disconnected' },
);

test('whatever happens: one end, a sale again only after NAK, no ACK before the decision', () => {
  fc.assert(
    fc.property(fc.array(known, { maxLength: 30 }), (events) => {
      let [state, effects] = stepExchange(EXCHANGE_IDLE, start(request));
      const all = [...effects];
      for (const event of events) {
        const before = state.running?.phase;
        [state, effects] = stepExchange(state, event);
        all.push(...effects);
        if (event === ownAnswer && before !== undefined) {
          expect(effects.filter((effect) => effect.type === 'write')).toEqual([]);
        }
      }
      expect(all.filter((effect) => effect.type === 'done').length).toBeLessThanOrEqual(1);
      const sent = all.filter((effect) => effect.type === 'write' && effect.bytes.length > 1);
      const naks = events.filter((event) => event === nak).length;
      expect(sent.length).toBeLessThanOrEqual(Math.min(3, 1 + naks));
    }),
  );
});

test('any bytes in any chunks leave the session in a defined state', () => {
  const some = fc.uint8Array({ maxLength: 40 }).map((each) => bytes(each));
  fc.assert(
    fc.property(fc.array(fc.oneof(known, some), { maxLength: 30 }), (events) => {
      expect(run(start(request), ...events).ends.length).toBeLessThanOrEqual(1);
    }),
  );
});
