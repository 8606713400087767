import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { patientClock } from '../../transport/testing/patient-timers.ts';
import { createPtyPair, socatInstalled } from '../line/pty-pair.ts';
import { openSerialLine } from '../line/serial-line.ts';
import { Book } from './book.ts';
import { approveAll } from './cards.ts';
import type { TerminalOptions } from './options.ts';
import { createTerminal } from './terminal.ts';
import { TestRegister } from './test-register.ts';

const quick = {
  t1Ms: 200,
  t2Ms: 200,
  t3Ms: 400,
  resultMs: 500,
  waitRepeatMs: 5,
  cardPromptMs: 20,
  cardMs: 120,
  stepMs: 0,
  twiceMs: 60,
};
const REGISTER_BLOCKS = '06000e123456be0156060626040a0206d3';
const REGISTER_COMPOSE = '0600081234563e01560600';
const PAY = '06010a04000000001010490156';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function bench(options: Partial<TerminalOptions> = {}) {
  const pair = await createPtyPair();
  cleanUps.push(pair.close);
  const line = await openSerialLine(pair.far, 9600, { stopBits: 2 });
  const timing = { ...quick, ...options.timing };
  const notes: string[] = [];
  const terminal = createTerminal({
    outcomes: approveAll,
    onLog: ({ text }) => notes.push(text),
    ...options,
    line,
    timing,
    clock: patientClock,
  });
  cleanUps.push(terminal.close);
  const register = await TestRegister.serial(pair.near);
  cleanUps.push(register.close);
  const states = () => terminal.book().map(({ state }) => state);
  return { terminal, register, pair, notes, states };
}

/** Registers and pays up to the terminal's 04 0F, which is left without an answer. */
async function payUntilStatus(register: TestRegister, registration = REGISTER_BLOCKS) {
  await register.sequence(registration);
  await register.command(PAY);
  return register.until('040f');
}

describe.runIf(socatInstalled())('only an acknowledged payment stands', () => {
  it('reverses when 04 0F is not answered', async () => {
    const { terminal, register, states } = await bench();
    await payUntilStatus(register);
    await terminal.idle();
    expect(states()).toEqual(['autoReversed']);
    // What was never stored is not repeated, and its numbers are not used again.
    expect((await register.sequence('0620051234560303'))[1]).toMatch(/^061e..83/);
    await register.sequence(PAY);
    await terminal.idle();
    expect(terminal.book()[1]).toMatchObject({ state: 'approved', receiptNo: 2, trace: 2 });
  });

  it('reverses when 04 0F never gets its ACK, after three transmissions', async () => {
    const { terminal, register, notes, states } = await bench();
    await register.sequence(REGISTER_COMPOSE);
    await register.command(PAY);
    let heard = await register.next();
    while (!heard.startsWith('040f')) {
      if (heard !== 'ACK') {
        register.raw('06');
        register.send('800000');
      }
      heard = await register.next();
    }
    expect([await register.next(), await register.next()]).toEqual([heard, heard]);
    await terminal.idle();
    expect(states()).toEqual(['autoReversed']);
    expect(notes).toContain('given up after 3 transmissions');
  });

  it('reverses when a receipt block is not answered or the register cannot print', async () => {
    const { terminal, register, states } = await bench();
    await payUntilStatus(register);
    register.send('800000');
    await register.until('06d3');
    register.send('84cc00');
    const rest = await register.follow();
    expect(rest.map((text) => text.slice(0, 4))).toEqual(['04ff', '061e']);
    expect(rest[0]?.slice(6, 8)).toBe('05');
    expect(rest[1]?.slice(6, 8)).toBe('cc');
    await register.command(PAY);
    await register.until('040f');
    register.send('800000');
    await register.until('06d3');
    await terminal.idle();
    expect(states()).toEqual(['autoReversed', 'autoReversed']);
  });

  it('reverses when the register vetoes, waits when it asks to', async () => {
    const { terminal, register, states } = await bench();
    const status = await payUntilStatus(register);
    register.send('849c00');
    expect(await register.until('040f')).toBe(status);
    register.send('846600');
    expect((await register.follow()).at(-1)?.slice(6, 8)).toBe('6c');
    await terminal.idle();
    expect(states()).toEqual(['autoReversed']);
  });

  it('keeps the original when a reversal is not acknowledged', async () => {
    const { terminal, register, states } = await bench();
    await register.sequence(REGISTER_BLOCKS);
    await register.sequence(PAY);
    await register.command('063006123456870001');
    await register.until('040f');
    await terminal.idle();
    expect(states()).toEqual(['approved', 'autoReversed']);
    expect((await register.sequence('063006123456870001')).at(-1)).toBe('060f00');
    await terminal.idle();
    expect(states()).toEqual(['reversed', 'autoReversed', 'approved']);
  });
});

describe.runIf(socatInstalled())('the serial transport', () => {
  it('repeats after NAK and after a missing ACK', async () => {
    const { register } = await bench();
    register.send('050100');
    expect(await register.next()).toBe('ACK');
    expect(await register.next()).toBe('800000');
    register.raw('15');
    expect(await register.next()).toBe('800000');
    expect(await register.next()).toBe('800000');
    register.raw('06');
    expect((await register.next()).startsWith('060f')).toBe(true);
    register.raw('06');
  });

  it('answers a bad CRC and a frame that stops half way with NAK', async () => {
    const { register } = await bench();
    register.raw('10028000001003f51e');
    expect(await register.next()).toBe('NAK');
    register.raw('1002050100');
    expect(await register.next()).toBe('NAK');
    register.raw('10024105');
    expect(await register.next()).toBe('NAK');
    expect(await register.command('050100')).toBe('800000');
  });

  it('answers a repeated command again and does not do it twice', async () => {
    const { terminal, register, states } = await bench();
    await register.sequence(REGISTER_COMPOSE);
    register.send(PAY);
    register.send(PAY);
    expect(await register.receive()).toBe('800000');
    const rest = await register.follow();
    expect(rest.filter((text) => text === '800000').length).toBe(1);
    await terminal.idle();
    expect(states()).toEqual(['approved']);
  });

  it('does not believe an answer to a frame that has not been ACKed', async () => {
    const { terminal, register, notes, states } = await bench();
    await register.sequence(REGISTER_COMPOSE);
    await register.command(PAY);
    for (;;) {
      const heard = await register.next();
      if (heard === 'ACK') continue;
      if (heard.startsWith('040f')) break;
      register.raw('06');
      register.send('800000');
    }
    register.send('800000');
    await terminal.idle();
    expect(notes).toContain('stale answer dropped');
    expect(states()).toEqual(['autoReversed']);
  });
});

describe.runIf(socatInstalled())('faults on a switch', () => {
  it('is silent before the answer and has done nothing', async () => {
    const { terminal, register, states } = await bench();
    terminal.faults.at('answer', { kind: 'silence' });
    register.send(PAY);
    expect(await register.next()).toBe('ACK');
    await terminal.idle();
    expect(states()).toEqual([]);
    expect(await register.command('050100')).toBe('800000');
  });

  it('is silent before 04 0F: reversed', async () => {
    const { terminal, register, states } = await bench();
    await register.sequence(REGISTER_BLOCKS);
    terminal.faults.at('status', { kind: 'silence' });
    await register.command(PAY);
    await register.until('04ff');
    register.send('800000');
    await register.until('04ff');
    register.send('800000');
    await register.until('04ff');
    register.send('800000');
    await terminal.idle();
    expect(states()).toEqual(['autoReversed']);
  });

  it('is silent before 06 0F: paid', async () => {
    const { terminal, register, states } = await bench();
    await register.sequence('0600081234563601560600');
    terminal.faults.at('completion', { kind: 'silence' });
    await register.command(PAY);
    await register.until('040f');
    register.send('800000');
    await terminal.idle();
    expect(states()).toEqual(['approved']);
  });

  it('sends a message twice and takes one answer for it', async () => {
    const { terminal, register, states } = await bench();
    await register.sequence('0600081234563601560600');
    terminal.faults.at('status', { kind: 'twice' });
    await register.command(PAY);
    const first = await register.until('040f');
    expect(await register.receive()).toBe(first);
    register.send('800000');
    register.send('800000');
    expect((await register.follow()).at(-1)).toBe('060f00');
    await terminal.idle();
    expect(states()).toEqual(['approved']);
  });

  it('sends a corrupt frame first and the good one after NAK', async () => {
    const { terminal, register } = await bench();
    terminal.faults.at('completion', { kind: 'corrupt' });
    terminal.faults.at('answer', { kind: 'noise', bytes: Uint8Array.of(0x00, 0x99) });
    register.send('050100');
    expect(await register.receive()).toBe('800000');
    expect(await register.next()).toBe('BAD crc');
    register.raw('15');
    expect((await register.receive()).startsWith('060f')).toBe(true);
  });

  it('NAKs good frames, then takes them; ignores frames when deaf', async () => {
    const { terminal, register } = await bench();
    terminal.faults.at('completion', { kind: 'nakStorm', count: 2 });
    await register.command('050100');
    await register.receive();
    register.send('800000');
    expect(await register.next()).toBe('NAK');
    register.send('800000');
    expect(await register.next()).toBe('NAK');
    register.send('800000');
    expect(await register.next()).toBe('ACK');
    await terminal.idle();
  });

  it('loses the answer to its result: reversed though the register has acknowledged', async () => {
    const { terminal, register, states } = await bench();
    await payUntilStatus(register);
    terminal.faults.clear();
    register.send('800000');
    await register.follow();
    terminal.faults.at('status', { kind: 'answerLost' });
    await register.command(PAY);
    await register.until('040f');
    register.send('800000');
    await terminal.idle();
    expect(states()).toEqual(['approved', 'autoReversed']);
  });

  it('loses its power before and after it has booked', async () => {
    const { terminal, register, states } = await bench({ keepsRegistration: true });
    await register.sequence('0600081234563601560600');
    terminal.faults.at('authorised', { kind: 'powerLost' });
    await register.command(PAY);
    await terminal.idle();
    expect(states()).toEqual(['pending']);
    terminal.powerOn();
    expect(states()).toEqual(['autoReversed']);

    terminal.faults.at('booked', { kind: 'powerLost', forMs: 10 });
    await register.command(PAY);
    await register.until('040f');
    register.send('800000');
    await terminal.idle();
    expect(states()).toEqual(['autoReversed', 'approved']);
  });

  it('heals a cable pulled at the result by its repeats', async () => {
    const { terminal, register, notes, states } = await bench();
    await register.sequence('0600081234563601560600');
    terminal.faults.at('status', { kind: 'pulled', forMs: 250 });
    await register.command(PAY);
    await register.until('040f');
    register.send('800000');
    expect((await register.follow()).at(-1)).toBe('060f00');
    await terminal.idle();
    expect(notes).toContain('transmission 2');
    expect(states()).toEqual(['approved']);
  });

  it('reverses when the adapter is unplugged and works again when it is back', async () => {
    const { terminal, register, pair, states } = await bench();
    await payUntilStatus(register);
    await pair.pull();
    await terminal.idle();
    expect(states()).toEqual(['autoReversed']);
    await pair.replug();
    const again = await TestRegister.serial(pair.near);
    cleanUps.push(again.close);
    // The terminal's port comes back by itself; its first answer tells when.
    let heard = '';
    while (heard === '') {
      again.send('050100');
      heard = await Promise.race([again.receive(), retryAfter(100)]);
    }
    expect(heard).toBe('800000');
  });
});

/** A poll interval, for a port that reappears without telling. */
function retryAfter(delayMs: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve(''), delayMs));
}

describe('the book on disk', () => {
  it('survives, reverses what was pending, and forgives a cut last line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tillwright-book-'));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'book.jsonl');
    const entry = {
      kind: 'sale',
      amountMinor: 500,
      currency: '156',
      atMs: 1,
      resultCode: 0,
      cardTypeId: 10,
      cardName: 'VISA',
      originalReceiptNo: null,
    } as const;
    const first = new Book(file);
    first.acknowledge(first.authorise(entry, first.nextNumbers(), '2700'));
    first.authorise(entry, first.nextNumbers(), '2700');
    await writeFile(file, `${await readFile(file, 'utf8')}{"event":"ackno`);

    const second = new Book(file);
    expect(second.entries().map(({ state }) => state)).toEqual(['approved', 'autoReversed']);
    second.closeBatch('2700');
    const third = new Book(file);
    expect(third.batchNo).toBe(2);
    expect(third.nextNumbers()).toEqual({ receiptNo: 3, trace: 3 });
  });

  it('wraps receipt numbers after 9999 and traces after 999999', () => {
    const book = new Book();
    const entry = {
      kind: 'sale',
      amountMinor: 1,
      currency: '156',
      atMs: 1,
      resultCode: 0,
      cardTypeId: 10,
      cardName: 'VISA',
      originalReceiptNo: null,
    } as const;
    book.authorise(entry, { receiptNo: 9999, trace: 999_999 }, '');
    expect(book.nextNumbers()).toEqual({ receiptNo: 1, trace: 1 });
  });
});
