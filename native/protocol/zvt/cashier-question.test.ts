import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerTo, NO_QUESTION, takeMenu } from './cashier-question.ts';
import type { CashierChoice, CashierQuestion } from './cashier-question.ts';
import { registration } from './commands.ts';
import { stepExchange } from './command-session.ts';
import type { ExchangeEnd, ExchangeEvent } from './exchange-events.ts';
import { idleExchange } from './exchange-state.ts';
import { decodeGraphicMenu } from './graphic-menu.ts';
import { concat, fromHex, toHex } from './hex.ts';
import { MAX_PICTURE_BYTES } from './picture.ts';
import { redactApdu } from './redact.ts';
import { menuData, menuMessage, PNG } from './testing/menu-bytes.ts';
import type { MenuBytes } from './testing/menu-bytes.ts';

const YES = '80000506031901 01'.replace(' ', '');
const NO = '80000506031901 02'.replace(' ', '');

describe('06 D0, what the terminal asks', () => {
  test('picture, words and items', () => {
    expect(decodeGraphicMenu(menuData({ displayS: 60 }), 'cp437')).toEqual({
      imageId: '00000001',
      totalBytes: PNG.length,
      displayS: 60,
      text: 'SIGNATURE CORRECT?',
      part: PNG,
      items: [
        { value: Uint8Array.of(1), text: 'YES' },
        { value: Uint8Array.of(2), text: 'NO' },
      ],
    });
  });

  test('only what is of use is kept, and no card number', () => {
    const many = Array.from({ length: 30 }, (_, at) => [at, 'x'.repeat(100)] as const);
    const lines = ['A', ' ', '4242424242424242'];
    const menu = decodeGraphicMenu(menuData({ items: many, lines }), 'cp437');
    expect(menu?.items).toHaveLength(9);
    expect(menu?.items[0]?.text).toBe('x'.repeat(40));
    expect(menu?.text).toBe('A\n************4242');
  });

  test.each([
    ['no data', ''],
    ['no container', '70 00 00 00 01'],
    ['no picture', '06 05 2b 03 2c 01 00'],
    ['an empty picture', '06 02 1c 00'],
    ['a picture that breaks off', '06 04 1c 05 42 4d'],
    ['a container that breaks off', '06 20 1c 02 42 4d'],
  ])('%s is no question', (_name, hex) => {
    expect(decodeGraphicMenu(fromHex(hex), 'utf8')).toBeNull();
  });

  test('cut at any byte it is no question, and never half a picture', () => {
    const data = menuData();
    for (let end = 0; end < data.length; end += 1) {
      expect(decodeGraphicMenu(data.slice(0, end), 'cp437')).toBeNull();
    }
  });

  test('any data gives a question or none, and the log holds its length only', () => {
    const spoilt = fc
      .tuple(fc.nat({ max: menuData().length - 1 }), fc.uint8Array({ minLength: 1, maxLength: 4 }))
      .map(([at, bytes]) => {
        const data = menuData();
        data.set(bytes.slice(0, data.length - at), at);
        return data;
      });
    fc.assert(
      fc.property(spoilt, (data) => {
        const menu = decodeGraphicMenu(data, 'utf8');
        expect(takeMenu(NO_QUESTION, menu, data).state).toBeDefined();
      }),
      { numRuns: 500 },
    );
    expect(redactApdu(menuMessage())).toBe(`06d0 <${menuData().length}>`);
  });

  test('is listed only when the cashier judges signatures', () => {
    const told = (checksSignatures: boolean) =>
      toHex(
        registration({
          password: '123456',
          config: 0xbe,
          currencyNumeric: '156',
          charset: 'utf8',
          checksSignatures,
        }),
      );
    expect(told(true)).toContain('26080a0206d30a0206d0');
    expect(told(false)).toContain('26040a0206d3');
    expect(told(false)).not.toContain('06d0');
  });
});

describe('what is answered', () => {
  const taken = (menu: MenuBytes = {}) =>
    takeMenu(NO_QUESTION, decodeGraphicMenu(menuData(menu), 'cp437'), menuMessage(menu));
  const answerOf = (menu: MenuBytes) => toHex(taken(menu).answer ?? []);

  test.each<[string, MenuBytes, string]>([
    ['a picture of no known kind', { part: fromHex('0102030405') }, '848300'],
    ['nothing to choose', { items: [] }, '849a00'],
    ['a picture announced too large', { totalBytes: MAX_PICTURE_BYTES + 1 }, '848300'],
    ['more bytes than announced', { totalBytes: 3 }, '849a00'],
    ['a first part', { totalBytes: PNG.length + 1 }, '800000'],
  ])('%s', (_name, menu, answer) => {
    expect(answerOf(menu)).toBe(answer);
    expect(taken(menu).question).toBeNull();
  });

  test.each([
    [0, 45_000],
    [1, 1000],
    [30, 29_000],
    [255, 120_000],
  ])('a terminal that waits %i s has its answer within %i ms', (displayS, limitMs) => {
    expect(taken({ displayS }).question?.limitMs).toBe(limitMs);
  });

  test('a picture in parts is put together, wherever it is cut', () => {
    for (let cut = 1; cut < PNG.length; cut += 1) {
      const totalBytes = PNG.length;
      const first = taken({ part: PNG.slice(0, cut), totalBytes, items: [] });
      expect(toHex(first.answer ?? [])).toBe('800000');
      const rest = menuData({ part: PNG.slice(cut), totalBytes, lines: [] });
      const last = takeMenu(first.state, decodeGraphicMenu(rest, 'cp437'), rest);
      expect(last.question).toMatchObject({ picture: { bytes: PNG }, text: 'SIGNATURE CORRECT?' });
    }
  });

  test('parts of different pictures are not mixed', () => {
    const totalBytes = PNG.length;
    const first = taken({ part: PNG.slice(0, 9), totalBytes, imageId: 1 });
    const other = menuData({ part: PNG, totalBytes, imageId: 2 });
    const second = takeMenu(first.state, decodeGraphicMenu(other, 'cp437'), other);
    expect(second.question).toMatchObject({ picture: { bytes: PNG } });
  });

  test('the return value of the chosen item, or why there is none', () => {
    const { state } = taken();
    const hex = (choice: CashierChoice) => toHex(answerTo(state, choice) ?? []);
    expect([hex(0), hex(1)]).toEqual([YES, NO]);
    expect([hex('noAnswer'), hex(7), hex('unable')]).toEqual(['846c00', '846c00', '848300']);
    expect(answerTo(NO_QUESTION, 0)).toBeNull();
  });
});

describe('in the middle of a payment', () => {
  const PAY = fromHex('06 01 0a 04 00 00 00 00 10 10 49 01 56');
  const APPROVED = '04 0f 10 27 00 04 00 00 00 00 10 10 87 00 07 0b 00 00 12';

  function paying() {
    let state = idleExchange('cp437');
    const asked: CashierQuestion[] = [];
    const ends: ExchangeEnd[] = [];
    const step = (event: ExchangeEvent): string[] => {
      const [next, effects] = stepExchange(state, event);
      state = next;
      const out: string[] = [];
      for (const effect of effects) {
        if (effect.type === 'send') out.push(toHex(effect.apdu));
        else if (effect.type === 'startTimer') out.push(`${effect.timer}:${effect.ms}`);
        else if (effect.type === 'decide') out.push(...step({ type: 'decided', verdict: 'book' }));
        else {
          if (effect.type === 'ask') asked.push(effect.question);
          if (effect.type === 'done') ends.push(effect.end);
          out.push(effect.type);
        }
      }
      return out;
    };
    const got = (bytes: Uint8Array | string) =>
      step({ type: 'received', bytes: typeof bytes === 'string' ? fromHex(bytes) : bytes });
    const choose = (choice: CashierChoice) => step({ type: 'chosen', choice });
    const timer = (which: 'T4' | 'cashier') => step({ type: 'timer', timer: which });
    step({ type: 'start', command: PAY });
    step({ type: 'delivered', transmissions: 1 });
    return { step, got, choose, timer, asked, ends };
  }

  function askedFor() {
    const run = paying();
    run.got('80 00 00');
    expect(run.got(menuMessage())).toEqual(['stopTimers', 'cashier:45000', 'ask']);
    return run;
  }

  test('T4 stands still until the cashier has answered', () => {
    const run = askedFor();
    expect(run.asked).toMatchObject([{ text: 'SIGNATURE CORRECT?' }]);
    expect(run.choose(0)).toEqual(['stopTimers', 'T4:180000', 'askOver', YES]);
    run.got(APPROVED);
    run.got('06 0f 00');
    expect(run.ends).toMatchObject([{ kind: 'completed', status: { receiptNo: '0007' } }]);
  });

  test('the limit answers, and the terminal decides', () => {
    const run = askedFor();
    expect(run.timer('cashier')).toEqual(['stopTimers', 'T4:180000', 'askOver', '846c00']);
    expect(run.choose(0)).toEqual([]);
    run.got('06 1e 01 6c');
    expect(run.ends).toMatchObject([{ kind: 'aborted', code: 0x6c, early: false }]);
  });

  test.each([
    ['intermediate status', '04 ff 01 05'],
    ['result', APPROVED],
    ['print line', '06 d1 02 00 41'],
  ])('a terminal that goes on, by %s, takes the question back', (_name, hex) => {
    const run = askedFor();
    const out = run.got(hex);
    expect(out.slice(0, 3)).toEqual(['stopTimers', 'T4:180000', 'askOver']);
    expect(out).toContain('800000');
    expect(run.choose(0)).toEqual([]);
  });

  test('its end, and a lost line, take it back too', () => {
    const stopped = askedFor();
    expect(stopped.got('06 1e 01 6c')).toContain('askOver');
    const pulled = askedFor();
    expect(pulled.step({ type: 'lineGone' })).toContain('askOver');
    expect(pulled.ends).toMatchObject([{ kind: 'lost', reason: 'lineLost', status: null }]);
    expect(pulled.choose(0)).toEqual([]);
  });

  test('the same question again while it is put changes nothing; a new one takes its place', () => {
    const run = askedFor();
    expect(run.got(menuMessage())).toEqual([]);
    const again = run.got(menuMessage({ imageId: 2 }));
    expect(again).toContain('askOver');
    expect(again.slice(-3)).toEqual(['stopTimers', 'cashier:45000', 'ask']);
    expect(run.choose(1)).toContain(NO);
  });

  test('a request to stop answers first: a terminal that waits takes no command', () => {
    const run = askedFor();
    expect(run.step({ type: 'cancel' }).filter((out) => /^[08]/.test(out))).toEqual([
      '846c00',
      '06b000',
    ]);
  });

  test('nobody is asked while nobody pays', () => {
    const run = paying();
    expect(run.got(menuMessage())).toEqual(['848300']);
    run.got('80 00 00');
    run.got('06 0f 00');
    expect(run.got(menuMessage())).toEqual(['848300']);
    expect(run.asked).toEqual([]);
  });

  test('one that cannot be read is answered, and the payment goes on', () => {
    const run = paying();
    run.got('80 00 00');
    expect(run.got('06 d0 00')).toEqual(['849a00']);
    expect(run.got(concat(fromHex('06 d0 04'), fromHex('06 02 1c 00')))).toEqual(['849a00']);
    run.got(APPROVED);
    run.got('06 0f 00');
    expect(run.ends).toMatchObject([{ kind: 'completed' }]);
  });
});
