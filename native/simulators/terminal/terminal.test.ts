import { afterEach, describe, expect, it } from 'vitest';
import { createPtyPair, type PtyPair, socatInstalled } from '../line/pty-pair.ts';
import { openSerialLine } from '../line/serial-line.ts';
import { listenTcp } from '../line/tcp-line.ts';
import { approveAll, outcomeByAmount } from './cards.ts';
import type { TerminalOptions } from './options.ts';
import { createTerminal, type SimulatedTerminal } from './terminal.ts';
import { TestRegister } from './test-register.ts';

const quick = {
  t2Ms: 5_000,
  t3Ms: 5_000,
  resultMs: 5_000,
  waitRepeatMs: 5,
  cardPromptMs: 20,
  cardMs: 120,
  stepMs: 0,
  twiceMs: 60,
};

/** Password, config BE, yuan, an empty TLV container: everything to the register, as lines. */
const REGISTER_ALL = '060008123456be01560600';
const REGISTER_BLOCKS = '06000e123456be0156060626040a0206d3';
const REGISTER_COMPOSE = '0600081234563e01560600';
const PAY_1010 = '06010a04000000001010490156';
const LAST_STATUS = '0620051234560303';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface Bench {
  readonly terminal: SimulatedTerminal;
  readonly register: TestRegister;
  readonly pair: PtyPair;
}

async function bench(options: Partial<TerminalOptions> = {}): Promise<Bench> {
  const pair = await createPtyPair();
  cleanUps.push(pair.close);
  const line = await openSerialLine(pair.far, 9600, { stopBits: 2 });
  const timing = { ...quick, ...options.timing };
  const terminal = createTerminal({ outcomes: approveAll, ...options, line, timing });
  cleanUps.push(terminal.close);
  const register = await TestRegister.serial(pair.near);
  cleanUps.push(register.close);
  return { terminal, register, pair };
}

/** The commands of messages, without repeats: what kind of thing was said, in order. */
function kinds(messages: readonly string[]): string[] {
  const heads = messages.map((message) => message.slice(0, 4));
  return heads.filter((head, at) => head !== heads[at - 1]);
}

const states = (terminal: SimulatedTerminal) => terminal.book().map(({ state }) => state);

describe.runIf(socatInstalled())('the terminal on a serial line', () => {
  it('answers the raw frames of the specification byte by byte', async () => {
    const { register } = await bench({ currency: '978' });
    // Registration 06 00 with BA and euro, as published (ecrterm), split at every byte.
    const frame = '1002060006123456ba0978100324c3';
    for (let at = 0; at < frame.length; at += 2) register.raw(frame.slice(at, at + 2));
    expect(await register.next()).toBe('ACK');
    expect(await register.next()).toBe('800000');
    register.raw('06');
    expect(await register.next()).toBe('060f0a19002952500001490978');
    register.raw('06');
    register.raw('10028000001003f51f');
    expect(await register.next()).toBe('ACK');
    register.raw('10020602001003b9cc');
    expect(await register.next()).toBe('ACK');
    expect(await register.next()).toBe('800000');
    register.raw('06');
  });

  it('reads a command split in two at every byte', async () => {
    const { register } = await bench();
    // 06 02, Log-off, with its doubled bytes and CRC as in the specification's own framing.
    const frame = '10020602001003b9cc';
    for (let cut = 2; cut < frame.length; cut += 2) {
      register.raw(frame.slice(0, cut));
      register.raw(frame.slice(cut));
      expect(await register.receive()).toBe('800000');
    }
  });

  it('takes a payment with text blocks, books it and repeats its result', async () => {
    const { terminal, register } = await bench();
    expect(await register.sequence(REGISTER_BLOCKS)).toEqual([
      '800000',
      '060f0a19002952500001490156',
    ]);
    const messages = await register.sequence(PAY_1010);
    expect(kinds(messages)).toEqual(['8000', '04ff', '040f', '06d3', '04ff', '060f']);
    const status = messages.find((message) => message.startsWith('040f')) ?? '';
    expect(status).toContain('2700040000000010100b000001');
    expect(status).toContain('22f0f8474843eeeeee7743');
    expect(status).toContain('2952500001');
    expect(status).toContain('490156');
    expect(status).toContain('870001');
    await terminal.idle();
    expect(terminal.book()).toMatchObject([
      { receiptNo: 1, trace: 1, kind: 'sale', amountMinor: 1010, state: 'approved', batchNo: 1 },
    ]);
    expect(terminal.totals()).toMatchObject({ count: 1, netMinor: 1010 });
    expect(await register.sequence(LAST_STATUS)).toEqual(['800000', status, '060f00']);
  });

  it('sends single lines to a register that has not listed text blocks', async () => {
    const { register } = await bench();
    await register.sequence(REGISTER_ALL);
    const lines = (await register.sequence(PAY_1010)).filter((text) => text.startsWith('06d1'));
    expect(lines.filter((line) => line === '06d10181').length).toBe(2);
    expect(lines[0]).toBe(`06d11440${Buffer.from('** MERCHANT COPY **').toString('hex')}`);
  });

  it('sends no receipt to a register that composes it, prints itself when told to', async () => {
    const { terminal, register } = await bench();
    await register.sequence(REGISTER_COMPOSE);
    expect(kinds(await register.sequence(PAY_1010))).toEqual([
      '8000',
      '04ff',
      '040f',
      '04ff',
      '060f',
    ]);
    await register.sequence('0600081234560801560600');
    await register.sequence(PAY_1010);
    await terminal.idle();
    expect(terminal.printed().map(({ copy }) => copy)).toEqual(['merchant', 'customer']);
  });

  it('sends neither status texts nor TLV without registration', async () => {
    const { register } = await bench();
    const messages = await register.sequence(PAY_1010);
    expect(kinds(messages)).toEqual(['8000', '040f', '06d1', '060f']);
    const status = messages.find((message) => message.startsWith('040f')) ?? '';
    expect(status.endsWith('00')).toBe(true);
    expect(status).not.toContain('1f10');
    await register.sequence(REGISTER_ALL);
    expect(await register.command('060200')).toBe('800000');
    expect(kinds(await register.sequence(PAY_1010))).not.toContain('04ff');
  });

  it.each([
    ['wrong password', '060006999999be0156', '848300'],
    ['wrong currency', '060006123456be0978', '841e036f0156'],
    ['cut registration', '060003123456', '849a00'],
    ['unknown command', '069900', '848300'],
    ['unknown bitmap', '0601080400000000101055', '848300'],
    ['payment in euro', '06010a04000000001010490978', '846f00'],
    ['payment without a currency (euro)', '06010704000000001010', '846f00'],
    ['payment of nothing', '06010a04000000000000490156', '84c800'],
    ['payment without amount', '060103490156', '849a00'],
    ['end of day with a wrong password', '065003000000', '848300'],
    ['length that lies', '06010b04000000001010490156', '849a00'],
  ])('refuses: %s', async (_, command, answer) => {
    const { terminal, register } = await bench();
    expect(await register.command(command)).toBe(answer);
    await terminal.idle();
    expect(terminal.book()).toEqual([]);
  });

  it.each([
    ['declined', { kind: 'decline', code: 0x05 }, 0x05],
    ['not enough money', { kind: 'decline', code: 0x33 }, 0x33],
    ['expired', { kind: 'refuse', code: 0x78 }, 0x78],
    ['stop key', { kind: 'stop' }, 0x6c],
    ['removed early', { kind: 'removed' }, 0x64],
    ['nobody comes', { kind: 'noCard' }, 0x6c],
    ['bank down', { kind: 'hostDown' }, 0x9b],
  ] as const)('ends badly: %s', async (_, outcome, code) => {
    const { terminal, register } = await bench();
    await register.sequence(REGISTER_ALL);
    terminal.nextOutcome(outcome);
    const messages = await register.sequence(PAY_1010);
    const result = code.toString(16).padStart(2, '0');
    expect(messages.find((text) => text.startsWith('040f'))?.slice(6, 10)).toBe(`27${result}`);
    expect(messages.at(-1)?.slice(6, 8)).toBe(result);
    await terminal.idle();
    expect(terminal.book()).toMatchObject([
      { state: 'declined', receiptNo: null, resultCode: code, amountMinor: 1010 },
    ]);
    expect(await register.sequence(LAST_STATUS)).toEqual([
      '800000',
      expect.stringMatching(/^061e..83/),
    ]);
  });

  it('decides by the amount when nothing is queued', async () => {
    const { terminal, register } = await bench({ outcomes: outcomeByAmount });
    await register.sequence(REGISTER_ALL);
    await register.sequence('06010a04000000001051490156');
    await register.sequence(PAY_1010);
    await terminal.idle();
    expect(states(terminal)).toEqual(['declined', 'approved']);
  });

  it('aborts while it waits for a card; an abort of nothing is fine too', async () => {
    const { terminal, register } = await bench({ timing: { cardMs: 60_000 } });
    await register.sequence(REGISTER_ALL);
    terminal.nextOutcome({ kind: 'noCard' });
    await register.command(PAY_1010);
    await register.until('04ff');
    register.send('06b000');
    register.send('800000');
    const rest = await register.follow();
    expect(rest).toContain('800000');
    expect(rest.at(-1)?.slice(6, 8)).toBe('6c');
    await terminal.idle();
    expect(await register.command('06b000')).toBe('800000');
  });

  it('refuses to abort once the bank is asked, and other commands while it is busy', async () => {
    const { register, terminal } = await bench();
    await register.sequence(REGISTER_ALL);
    await register.command(PAY_1010);
    await register.until('040f');
    expect(await register.command('06b000')).toBe('848300');
    expect(await register.command('050100')).toBe('849c00');
    expect(await register.command(PAY_1010)).toBe('800000');
    register.send('800000');
    await register.follow();
    await terminal.idle();
    expect(states(terminal)).toEqual(['approved']);
  });

  it('reverses by receipt number once, in full, in the open batch', async () => {
    const { terminal, register } = await bench();
    await register.sequence(REGISTER_ALL);
    await register.sequence(PAY_1010);
    const result = async (command: string): Promise<string | undefined> =>
      (await register.sequence(command)).find((text) => text.startsWith('040f'))?.slice(6, 10);
    expect(await result('06300d12345687000104000000001000')).toBe('27b7');
    expect(await result('063006123456870099')).toBe('27b5');
    expect(await register.command('063006999999870001')).toBe('848300');
    const messages = await register.sequence('063006123456870001');
    const status = messages.find((text) => text.startsWith('040f')) ?? '';
    expect(status).toContain('37000001');
    expect(status).toContain('870002');
    await terminal.idle();
    expect(terminal.book()).toMatchObject([
      { kind: 'sale', state: 'reversed' },
      { kind: 'reversal', state: 'approved', originalReceiptNo: 1 },
    ]);
    expect(terminal.totals()).toMatchObject({ count: 0, netMinor: 0 });
    expect(await result('063006123456870001')).toBe('27b4');
    expect(await result('063006123456870002')).toBe('27b5');
  });

  it('refunds, closes the batch, and then cannot reverse what is in it', async () => {
    const { terminal, register } = await bench();
    await register.sequence(REGISTER_ALL);
    await register.sequence(PAY_1010);
    terminal.nextCard('mastercard');
    await register.sequence('06310d12345604000000000210490156');
    const totals = await register.sequence('061003123456');
    expect(totals.find((text) => text.startsWith('040f'))).toContain('270004000000000800');
    expect(terminal.totals()).toMatchObject({ count: 2, netMinor: 800, refundsMinor: 210 });

    const close = await register.sequence('065003123456');
    const status = close.find((text) => text.startsWith('040f')) ?? '';
    expect(status).toContain('60f0f5f30001000200');
    // Seven groups: the fifth is VISA with one transaction of 10.10.
    expect(status).toContain('01000000001010');
    expect(kinds(close)).toEqual(['8000', '04ff', '040f', '06d1', '060f']);
    await terminal.idle();
    expect(terminal.totals()).toMatchObject({ batchNo: 2, count: 0 });
    const late = await register.sequence('063006123456870001');
    expect(late.find((text) => text.startsWith('040f'))?.slice(6, 10)).toBe('27b5');
    const repeated = await register.sequence('06200b123456030306041f010104');
    expect(repeated[1]).toBe(status);
  });

  it('fails end of day, refuses payments with F0 until it works', async () => {
    const { terminal, register } = await bench();
    await register.sequence(REGISTER_ALL);
    terminal.faults.failEndOfDay();
    expect((await register.sequence('065003123456')).at(-1)?.slice(6, 8)).toBe('77');
    expect((await register.sequence(PAY_1010)).at(-1)?.slice(6, 8)).toBe('f0');
    expect(await register.sequence('0501051234560302')).toEqual(['800000', '060f01f0']);
    expect((await register.sequence('065003123456')).at(-1)).toBe('060f00');
    expect((await register.sequence(PAY_1010)).at(-1)).toBe('060f00');
    await terminal.idle();
    expect(states(terminal)).toEqual(['approved']);
  });

  it('does the administrative commands', async () => {
    const { terminal, register } = await bench();
    await register.sequence(REGISTER_ALL);
    const version = Buffer.from('TILLWRIGHT SIM 1').toString('hex');
    expect(await register.sequence('050100')).toEqual(['800000', `060f14f0f1f6${version}00`]);
    expect((await register.sequence('067000')).at(-1)).toBe('060f00');
    expect((await register.sequence('069303123456')).at(-1)).toBe('060f00');
    expect(await register.sequence('06230387ffff')).toEqual(['800000', '061e04b887ffff']);
    const text = Buffer.from('THANK YOU').toString('hex');
    expect(await register.command(`06e00ef005f1f0f9${text}`)).toBe('800000');
    await terminal.idle();
    expect(terminal.displayed()).toEqual([['THANK YOU']]);

    terminal.nextCard('unionpay');
    await register.command('06c0011e');
    expect(await register.until('040f')).toContain('622202eeeeeeeee8217');
    register.send('800000');
    await terminal.idle();

    terminal.faults.lock(0xc2);
    expect((await register.sequence(PAY_1010)).at(-1)?.slice(6, 8)).toBe('c2');
    await register.sequence('067000');
    expect((await register.sequence(PAY_1010)).at(-1)).toBe('060f00');
  });

  it('takes a wallet the register has preselected', async () => {
    const { terminal, register } = await bench();
    await register.sequence(REGISTER_ALL);
    const messages = await register.sequence('06010c040000000010104901568a61');
    expect(messages.find((text) => text.startsWith('040f'))).toContain('8a61');
    await terminal.idle();
    expect(terminal.book()).toMatchObject([{ cardName: 'ALIPAY', cardTypeId: 97 }]);
  });

  it('never logs a password or card data', async () => {
    const { terminal, register } = await bench();
    const log: string[] = [];
    terminal.onLog(({ text }) => log.push(text));
    await register.sequence(REGISTER_ALL);
    await register.sequence('06011522f0f8476173eeeeee011904000000001010490156');
    await register.sequence('06011522f0f8476173eeeeee011904000000001010490156');
    await terminal.idle();
    const all = log.join('\n');
    expect(all).toContain('060008******be01560600');
    expect(all).not.toContain('123456');
    expect(all).not.toContain('476173');
  });
});

describe('the terminal on TCP', () => {
  it('takes a payment in any pieces, reverses when the line is cut', async () => {
    const line = await listenTcp(0);
    const terminal = createTerminal({ line, outcomes: approveAll, timing: quick });
    cleanUps.push(terminal.close);
    const register = await TestRegister.tcp(line.port);
    cleanUps.push(register.close);
    await register.sequence(REGISTER_BLOCKS);
    for (let at = 0; at < PAY_1010.length; at += 2) register.raw(PAY_1010.slice(at, at + 2));
    expect(kinds(await register.follow())).toEqual([
      '8000',
      '04ff',
      '040f',
      '06d3',
      '04ff',
      '060f',
    ]);
    await register.command(PAY_1010);
    await register.until('040f');
    await register.close();
    await terminal.idle();
    expect(states(terminal)).toEqual(['approved', 'autoReversed']);
  });

  it('closes the connection when an APDU stops half way', async () => {
    const line = await listenTcp(0);
    const terminal = createTerminal({ line, timing: { t3Ms: 100 } });
    cleanUps.push(terminal.close);
    const register = await TestRegister.tcp(line.port);
    register.raw('06010a04');
    expect(await register.next()).toBe('CLOSED');
  });
});
