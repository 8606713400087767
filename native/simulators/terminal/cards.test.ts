import { describe, expect, it } from 'vitest';
import type { Outcome } from './cards.ts';
import { apdu, type Bench, bench, PASSWORD, REGISTER_BLOCKS, sale } from './test-bench.ts';

/** Code of a wallet: the forms are public, these numbers are nobody's. */
const ALIPAY_CODE = '281234567890123456';
const WECHAT_CODE = '134567890123456789';
const UNIONPAY_CODE = '6212345678901234567';
const BLUECODE = '98812345678901234567';

/** BMP 22 with a code and tag 1F2D 02, "from a barcode". */
function code(digits: string): string {
  const even = digits.length % 2 === 0 ? digits : `${digits}f`;
  const length = String(even.length / 2).padStart(2, '0');
  return `22f${length[0]}f${length[1]}${even}06041f2d0102`;
}

const YES = '1901' + '01';
const NO = '1901' + '02';

describe('what the customer does with a card', () => {
  it.each<[string, Outcome, string, string[]]>([
    ['declined by code', { kind: 'decline', code: 0x05 }, '05', ['0a', '01', '04', '1d']],
    ['declined, no funds', { kind: 'decline', code: 0x33 }, '33', ['0a', '01', '04', '1d']],
    ['expired', { kind: 'refuse', code: 0x78 }, '78', ['0a', '09', '1d']],
    ['unknown card', { kind: 'refuse', code: 0x7a }, '7a', ['0a', '08', '1d']],
    [
      'PIN wrong three times',
      { kind: 'pinBlocked' },
      '4b',
      ['0a', '01', '15', '01', '15', '01', '18', '1d'],
    ],
    [
      'wrongPins over the limit',
      { kind: 'approve', wrongPins: 3 },
      '4b',
      ['0a', '01', '15', '01', '15', '01', '18', '1d'],
    ],
    ['pulled out early', { kind: 'removed' }, '64', ['0a', '0c', '1d']],
    ['stop key', { kind: 'stop' }, '6c', ['0a']],
    ['bank away', { kind: 'hostDown' }, '9b', ['0a', '01', '04', '1d']],
  ])('fails: %s', async (_, outcome, result, shown) => {
    const { terminal, run } = await bench();
    terminal.nextOutcome(outcome);
    const ran = await run(sale(700));
    expect(ran.result).toBe(result);
    expect(ran.ending).toMatch(new RegExp(`^061e..${result}`));
    expect(ran.shown).toEqual(shown);
    expect(terminal.book()).toMatchObject([{ state: 'declined', receiptNo: null }]);
  });

  it('asks again after a wrong PIN and approves', async () => {
    const { terminal, run } = await bench();
    terminal.nextOutcome({ kind: 'approve', wrongPins: 2 });
    const ran = await run(sale(700));
    expect(ran.shown).toEqual(['0a', '01', '15', '01', '15', '01', '04', '0b']);
    expect(ran.result).toBe('00');
    expect(ran.status).toContain('1970');
  });

  it('repeats its prompt while the PIN is typed, however long that takes', async () => {
    const { terminal, run } = await bench({ timing: { cardPromptMs: 20 } });
    terminal.nextOutcome({ kind: 'approve', pinMs: 110 });
    const ran = await run(sale(700));
    expect(ran.shown.filter((code) => code === '01').length).toBeGreaterThan(2);
    expect(ran.result).toBe('00');
  });

  it('gives up with 6C when nobody types a PIN', async () => {
    const { terminal, run } = await bench({ timing: { pinMs: 50 } });
    terminal.nextOutcome({ kind: 'noPin' });
    const ran = await run(sale(700));
    expect(ran.result).toBe('6c');
    expect(ran.shown.slice(0, 2)).toEqual(['0a', '01']);
  });

  it('can be aborted while a PIN is awaited', async () => {
    const { terminal, register } = await bench({ timing: { pinMs: 60_000 } });
    terminal.nextOutcome({ kind: 'noPin' });
    await register.command(sale(700));
    while (!/^04ff..01/.test(await register.until('04ff'))) register.send('800000');
    register.send('800000');
    register.send('06b000');
    expect((await register.follow()).at(-1)).toMatch(/^061e..6c/);
    await terminal.idle();
  });

  it('completes when the card is out', async () => {
    const { terminal, run } = await bench({ timing: { cardOutMs: 30 } });
    expect((await run(sale(700))).ending).toBe('060f00');
    expect(terminal.book()).toMatchObject([{ state: 'approved' }]);
  });

  it('tells the register of a PIN the bank refuses, then of the approval', async () => {
    const { terminal, run } = await bench();
    terminal.nextOutcome({ kind: 'approve', pinRetries: 1 });
    const ran = await run(sale(700));
    const results = ran.messages.flatMap((text) => /^040f..27(..)/.exec(text)?.[1] ?? []);
    expect(results).toEqual(['37', '00']);
    expect(ran.ending).toBe('060f00');
    expect(terminal.book()).toMatchObject([{ state: 'approved' }]);
  });

  it('takes a contactless card without PIN and says so on the receipt', async () => {
    const { terminal, run } = await bench();
    terminal.nextCard('visaContactless');
    const ran = await run(sale(700));
    expect(ran.shown).toEqual(['0a', '04']);
    expect(ran.status).toContain('1f120102');
    expect(ran.text).toContain('CONTACTLESS');
  });
});

describe('a preselected brand', () => {
  it('is asked for by BMP 8A or tag 41', async () => {
    const { run } = await bench();
    const wallet = await run(sale(700, '8a61'));
    expect(wallet.shown[0]).toBe('ff');
    expect(wallet.text).toContain('SHOW OR SCAN CODE');
    expect(wallet.status).toContain('8a61');
    const long = await run(sale(700, '8aff', '060441020104'));
    expect(long.status).toContain('8aff');
    expect(long.status).toContain('41020104');
    expect(long.text).toContain('BLUECODE');
  });

  it('is refused when another card is presented, or the terminal does not know it', async () => {
    const { terminal, run } = await bench();
    terminal.nextCard('visa');
    const ran = await run(sale(700, '8a61'));
    expect(ran.result).toBe('7a');
    expect(ran.shown).toEqual(['ff', '08', '1d']);
    expect((await run(sale(700, '8a4f'))).result).toBe('c5');
  });
});

describe('a wallet code read by the register', () => {
  it.each([
    ['Alipay', ALIPAY_CODE, 'ALIPAY'],
    ['WeChat Pay', WECHAT_CODE, 'WECHAT PAY'],
    ['UnionPay', UNIONPAY_CODE, 'UNIONPAY QR'],
    ['BlueCode', BLUECODE, 'BLUECODE'],
  ])('pays with %s and keeps nothing of the code', async (_, digits, name) => {
    const { terminal, run } = await bench();
    const log: string[] = [];
    terminal.onLog(({ text }) => log.push(text));
    const ran = await run(sale(700, code(digits)));
    expect(ran.result).toBe('00');
    expect(ran.shown).toEqual(['0e', '04']);
    expect(ran.status).toContain('1f2d0102');
    expect(terminal.book()).toMatchObject([{ cardName: name, state: 'approved' }]);
    const traces = [...log, ...ran.messages, JSON.stringify(terminal.book())].join('\n');
    expect(traces).not.toContain(digits.slice(6, -4));
  });

  it('is refused where the terminal takes none, is none, or is of another wallet', async () => {
    const none = await bench({ takesCodes: false });
    expect((await none.run(sale(700, code(ALIPAY_CODE)))).messages).toEqual(['84c500']);
    const { terminal, run } = await bench();
    expect((await run(sale(700, code('99991234')))).messages).toEqual(['847300']);
    expect((await run(sale(700, '8a61', code(WECHAT_CODE)))).messages).toEqual(['847300']);
    expect(terminal.book()).toEqual([]);
  });

  it('may be declined by the wallet', async () => {
    const { terminal, run } = await bench();
    terminal.nextOutcome({ kind: 'decline', code: 0x33 });
    expect((await run(sale(700, code(WECHAT_CODE)))).result).toBe('33');
  });

  it('is no way to hand over a card number or a track', async () => {
    const { run } = await bench();
    expect((await run(sale(700, '22f0f8474843eeeeee7743'))).messages).toEqual(['84a500']);
    expect((await run(sale(700, '23f0f3474843'))).messages).toEqual(['84a500']);
  });
});

describe('a signature', () => {
  const LISTS_MENU = apdu('0600', PASSWORD, 'be', '0156', '060a', '26080a0206d30a0206d0');

  /** Pays up to 06 D0 and answers that like this; then follows to the end. */
  async function paySigned({ terminal, register }: Bench, answer: string): Promise<string[]> {
    terminal.nextOutcome({ kind: 'approve', cvm: 'signature' });
    await register.command(sale(700));
    const menu = await register.until('06d0');
    expect(Buffer.from(menu, 'hex').toString('latin1')).toMatch(/SIGNATURE CORRECT\?.*BM/s);
    register.send(answer);
    const messages = await register.follow();
    await terminal.idle();
    return messages;
  }

  it('is shown to the cashier when the register has listed 06 D0', async () => {
    const on = await bench({}, LISTS_MENU);
    const messages = await paySigned(on, apdu('8000', '0603', YES));
    const text = Buffer.from(messages.join(''), 'hex').toString('latin1');
    expect(text).toContain('SIGNED ON TERMINAL');
    expect(text).not.toContain('SIGN\x00');
    expect(messages.join()).toContain('1f100101');
    expect(messages.join()).not.toContain('1f370183');
    expect(on.terminal.book()).toMatchObject([{ state: 'approved' }]);
  });

  it('ends the payment when the cashier refuses it', async () => {
    const on = await bench({}, LISTS_MENU);
    const messages = await paySigned(on, apdu('8000', '0603', NO));
    expect(messages.at(-1)).toMatch(/^061e..6c/);
    expect(messages.join()).toContain('04ff');
    expect(on.terminal.book()).toMatchObject([{ state: 'declined', resultCode: 0x6c }]);
  });

  it('goes on paper when the register cannot show it after all, or never could', async () => {
    const on = await bench({}, LISTS_MENU);
    expect((await paySigned(on, '848300')).join()).toContain('1f370183');
    const plain = await bench({}, REGISTER_BLOCKS);
    plain.terminal.nextOutcome({ kind: 'approve', cvm: 'signature' });
    const ran = await plain.run(sale(700));
    // Flags of the merchant's copy: positive, signature line, must be printed.
    expect(ran.messages.join()).toContain('1f070101' + '1f370183');
    expect(ran.messages.join()).toContain('1f070102' + '1f370181');
    expect(ran.text).toContain('________');
  });
});

describe('payment type, BMP 19', () => {
  it.each(['1910', '1960', '19f0'])('refuses %s with C5', async (type) => {
    const { run } = await bench();
    expect((await run(sale(700, type))).messages).toEqual(['84c500']);
  });

  it.each(['1900', '1920', '1930', '1940', '1944', '1950'])('takes %s', async (type) => {
    const { run } = await bench();
    expect((await run(sale(700, type))).result).toBe('00');
  });
});
