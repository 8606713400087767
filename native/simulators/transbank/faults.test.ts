import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createPtyPair, socatInstalled } from '../line/pty-pair.ts';
import { openSerialLine } from '../line/serial-line.ts';
import { Book, type NewEntry } from './book.ts';
import { approveAll } from './cards.ts';
import type { FaultAction } from './faults.ts';
import type { TransbankOptions } from './options.ts';
import { createTransbankTerminal } from './terminal.ts';
import { type Bench, openBench, quickTiming } from './test-bench.ts';
import { TestRegister } from './test-register.ts';

/** Short enough to see the repeats. */
const REPEATS = { ackMs: 200 };
const SALE = '0200|15000|ABC123|||0|';
const APPROVED = /^0210\|00\|597029414300\|ABCD1234\|ABC123\|/;

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function bench(options: Partial<TransbankOptions> = {}): Promise<Bench> {
  const opened = await openBench(options);
  cleanUps.push(opened.close);
  return opened;
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'tillwright-transbank-'));
  cleanUps.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe('an answer that is not ACKed', () => {
  it('comes three times, stays booked, and the terminal goes on', async () => {
    const { terminal, register, log, states } = await bench({ timing: REPEATS });
    register.send(SALE);
    expect(await register.next()).toBe('ACK');
    for (let time = 0; time < 3; time += 1) expect(await register.next()).toMatch(APPROVED);
    await terminal.idle();
    expect(log).toContain('given up after 3 transmissions');
    expect(states()).toEqual(['approved']);
    expect(await register.ask('0250|')).toMatch(/^0260\|00\|.*\|ABC123\|/);
  });

  it('comes again at once after NAK', async () => {
    const { terminal, register } = await bench();
    register.send(SALE);
    expect(await register.next()).toBe('ACK');
    expect(await register.next()).toMatch(APPROVED);
    register.nak();
    expect(await register.next()).toMatch(APPROVED);
    register.nak();
    expect(await register.next()).toMatch(APPROVED);
    register.nak();
    await terminal.idle();
    register.send('0100');
    expect(await register.next()).toBe('ACK');
  });

  it('keeps the terminal busy: a poll is passed over until it is ACKed', async () => {
    const { terminal, register, log } = await bench();
    register.send(SALE);
    await register.next();
    await register.next();
    register.send('0100');
    while (!log.includes('busy, request ignored')) await new Promise(setImmediate);
    register.ack();
    await terminal.idle();
    register.send('0100');
    expect(await register.next()).toBe('ACK');
  });

  it('may share a packet with the next request', async () => {
    const { register } = await bench();
    register.send(SALE);
    await register.next();
    await register.next();
    register.raw(0x06, 0x02, 0x30, 0x31, 0x30, 0x30, 0x03, 0x02);
    expect(await register.next()).toBe('ACK');
  });

  it('of the list ends the list', async () => {
    const { terminal, register } = await bench({ timing: REPEATS });
    await register.ask(SALE);
    register.send('0260|1|');
    expect(await register.next()).toBe('ACK');
    for (let time = 0; time < 3; time += 1) expect(await register.next()).toMatch(/^0261\|00/);
    await terminal.idle();
    register.send('0100');
    expect(await register.next()).toBe('ACK');
  });
});

describe('faults on a switch', () => {
  it('loses an answer once, or for good: booked all the same', async () => {
    const { terminal, register, states } = await bench({ timing: REPEATS });
    terminal.faults.at('response', { kind: 'silence' });
    expect(await register.ask(SALE)).toMatch(APPROVED);
    await terminal.idle();
    terminal.faults.at('response', { kind: 'silence' }, 3);
    register.send('0200|900|ABC124|||0|');
    expect(await register.next()).toBe('ACK');
    await terminal.idle();
    expect(states()).toEqual(['approved', 'approved']);
    expect(await register.ask('0250|')).toMatch(/^0260\|00\|.*\|ABC124\|/);
  });

  it('loses the ACK and works on; a repeated request is not done twice', async () => {
    const { terminal, register, states } = await bench({ timing: { stepMs: 30 } });
    terminal.faults.at('ack', { kind: 'silence' });
    register.send(SALE);
    register.send(SALE);
    expect(await register.next()).toBe('ACK');
    expect(await register.next()).toMatch(APPROVED);
    register.ack();
    await terminal.idle();
    expect(states()).toEqual(['approved']);
  });

  it('damages data or LRC once; the good answer comes after NAK', async () => {
    const { terminal, register } = await bench();
    for (const kind of ['corrupt', 'badLrc'] as const) {
      terminal.faults.at('response', { kind });
      register.send('0250|');
      expect(await register.next()).toBe('ACK');
      expect(await register.next()).toBe('BAD lrc');
      register.nak();
      expect(await register.next()).toMatch(/^0260\|11\|/);
      register.ack();
      await terminal.idle();
    }
  });

  it.each<[string, FaultAction]>([
    ['late', { kind: 'late', delayMs: 20 }],
    ['in two halves', { kind: 'split', delayMs: 20 }],
    ['after noise', { kind: 'noise', bytes: Uint8Array.of(0x00, 0x99, 0x03, 0x04) }],
  ])('sends an answer %s', async (_, action) => {
    const { terminal, register } = await bench({ timing: { ackMs: 5_000 } });
    terminal.faults.at('response', action);
    expect(await register.ask(SALE)).toMatch(APPROVED);
    expect(terminal.faults.pending).toBe(0);
  });

  it('sends a message twice', async () => {
    const { terminal, register, states } = await bench();
    terminal.faults.at('response', { kind: 'twice' });
    expect(await register.ask(SALE)).toMatch(APPROVED);
    expect(await register.next()).toMatch(APPROVED);
    register.ack();
    await terminal.idle();
    expect(states()).toEqual(['approved']);
    expect(await register.ask('0700||')).toBe('0710|00|1|15000');
  });

  it('does not notice the ACK: the answer comes again', async () => {
    const { terminal, register } = await bench({ timing: REPEATS });
    terminal.faults.at('response', { kind: 'answerLost' });
    expect(await register.ask(SALE)).toMatch(APPROVED);
    expect(await register.next()).toMatch(APPROVED);
    register.ack();
    await terminal.idle();
  });

  it('NAKs good requests, then takes them; is deaf, then hears', async () => {
    const { terminal, register, log } = await bench();
    terminal.faults.nakNext(2);
    for (const answer of ['NAK', 'NAK', 'ACK']) {
      register.send('0100');
      expect(await register.next()).toBe(answer);
    }
    terminal.faults.at('response', { kind: 'deaf', count: 1 });
    await register.ask('0250|');
    await terminal.idle();
    register.send('0100');
    register.send('0100');
    expect(await register.next()).toBe('ACK');
    expect(log).toContain('request not heard on purpose');
  });

  it('repeats progress until it is ACKed when it insists on that', async () => {
    const { terminal, register } = await bench({ insistsOnProgressAck: true, timing: REPEATS });
    register.send('0200|15000|ABC123|||1|');
    expect(await register.next()).toBe('ACK');
    expect(await register.next()).toBe('0900|78');
    expect(await register.next()).toBe('0900|78');
    register.ack();
    let heard = '0900';
    while (heard.startsWith('0900')) {
      heard = await register.next();
      register.ack();
    }
    expect(heard).toMatch(APPROVED);
    await terminal.idle();
  });

  it('loses its power before and after it has stored', async () => {
    const { terminal, register, states, log } = await bench();
    terminal.faults.at('authorised', { kind: 'powerLost' });
    register.send(SALE);
    expect(await register.next()).toBe('ACK');
    await terminal.idle();
    expect(states()).toEqual(['pending']);
    terminal.powerOn();
    expect(states()).toEqual(['autoReversed']);
    expect(log).toContain('power on, 1 taken back');

    terminal.faults.at('stored', { kind: 'powerLost' });
    register.send(SALE);
    expect(await register.next()).toBe('ACK');
    await terminal.idle();
    expect(states()).toEqual(['autoReversed', 'approved']);
    terminal.powerOn();
    expect(await register.ask('0250|')).toMatch(/^0260\|00\|.*\|2\|CR\|/);
    expect(terminal.totals()).toEqual({ batchNo: 1, count: 1, amount: 15_000 });
  });

  it('forgets a sale that waited for its card when the power went', async () => {
    const { terminal, register, states } = await bench();
    terminal.nextOutcome({ kind: 'noCard' });
    register.send('0200|15000|ABC123|||1|');
    expect(await register.next()).toBe('ACK');
    expect(await register.next()).toBe('0900|78');
    terminal.powerOff();
    terminal.powerOn();
    expect(await register.ask('0250|')).toMatch(/^0260\|11\|/);
    expect(states()).toEqual([]);
  });

  it('takes a void back that was not stored', async () => {
    const { terminal, register, states } = await bench();
    await register.ask(SALE);
    await terminal.idle();
    terminal.faults.at('authorised', { kind: 'powerLost' });
    register.send('1200|1|');
    await register.next();
    await terminal.idle();
    terminal.powerOn();
    expect(states()).toEqual(['approved', 'autoReversed']);
    expect(await register.ask('1200|1|')).toMatch(/^1210\|00\|/);
    await terminal.idle();
    expect(states()).toEqual(['voided', 'autoReversed', 'approved']);
  });

  it('has no bank: sale, void, close and keys say so and change nothing', async () => {
    const { terminal, register, states } = await bench();
    await register.ask(SALE);
    await terminal.idle();
    terminal.faults.hostDown(2);
    for (const request of ['0200|1|ABC124|||0|', '1200|1|', '0500||', '0800']) {
      expect((await register.ask(request)).split('|')[1]).toBe('02');
      await terminal.idle();
    }
    terminal.faults.hostDown(undefined);
    expect(states()).toEqual(['approved', 'declined']);
    expect(terminal.totals().count).toBe(1);
  });

  it('fails a close, and demands one', async () => {
    const { terminal, register } = await bench();
    await register.ask(SALE);
    terminal.faults.failClose(3);
    terminal.faults.refuse(77);
    expect(await register.ask(SALE)).toMatch(/^0210\|77\|/);
    expect(await register.ask('0500||')).toMatch(/^0510\|03\|/);
    expect(terminal.totals().count).toBe(1);
    expect(await register.ask(SALE)).toMatch(/^0210\|77\|/);
    expect(await register.ask('0500||')).toMatch(/^0510\|00\|/);
    expect(await register.ask(SALE)).toMatch(APPROVED);
    terminal.faults.refuse(26);
    expect(await register.ask(SALE)).toMatch(/^0210\|26\|/);
    await register.ask('0800');
    expect(await register.ask(SALE)).toMatch(APPROVED);
  });

  it('is disarmed', async () => {
    const { terminal, register } = await bench();
    terminal.faults.at('ack', { kind: 'silence' }, 9);
    terminal.faults.deafFor(9);
    terminal.faults.refuse(77);
    terminal.faults.clear();
    expect(await register.ask(SALE)).toMatch(APPROVED);
  });
});

describe.runIf(socatInstalled())('the cable', () => {
  it('is pulled at the answer: the register gets it when it is back', async () => {
    const pair = await createPtyPair();
    cleanUps.push(pair.close);
    const line = await openSerialLine(pair.far, 115_200);
    const timing = { ...quickTiming, ackMs: 150 };
    const terminal = createTransbankTerminal({ line, outcomes: approveAll, timing });
    cleanUps.push(terminal.close);
    const register = await TestRegister.serial(pair.near);
    cleanUps.push(register.close);
    terminal.faults.at('response', { kind: 'pulled', forMs: 100 });
    expect(await register.ask(SALE)).toMatch(APPROVED);
    await terminal.idle();

    terminal.faults.at('stored', { kind: 'pulled' });
    register.send(SALE);
    expect(await register.next()).toBe('ACK');
    await terminal.idle();
    terminal.faults.plugIn();
    expect(await register.ask('0700||')).toBe('0710|00|2|30000');
  });
});

const SOLD: NewEntry = {
  kind: 'sale',
  ticket: 'ABC123',
  amount: 500,
  atMs: 1,
  responseCode: 0,
  card: 'visa',
  shares: 0,
  tip: 0,
  employee: null,
  merchant: null,
  original: null,
};

describe('the book on disk', () => {
  it('survives, takes back what was pending, and forgives a cut last line', async () => {
    const file = join(await folder(), 'book.jsonl');
    const first = new Book(file);
    first.store(first.authorise(SOLD));
    first.authorise(SOLD);
    first.setKeys(false);
    first.setIntegrated(false);
    await writeFile(file, `${await readFile(file, 'utf8')}{"event":"sto`);

    const second = new Book(file);
    expect(second.entries().map(({ state }) => state)).toEqual(['approved', 'autoReversed']);
    expect([second.keysLoaded, second.integrated]).toEqual([false, false]);
    second.closeBatch();
    const third = new Book(file);
    expect(third.totals()).toEqual({ batchNo: 2, count: 0, amount: 0 });
    expect(third.keysLoaded).toBe(true);
    third.store(third.authorise(SOLD));
    expect(third.lastSale()?.operation).toBe(3);
  });

  it('keeps what is written after a line that a power cut has cut', async () => {
    const file = join(await folder(), 'book.jsonl');
    await writeFile(file, '{"event":"keys","loa');
    const book = new Book(file);
    book.setKeys(false);
    expect(new Book(file).keysLoaded).toBe(false);
  });

  it('survives kill -9 of the terminal program after a sale', async () => {
    const file = join(await folder(), 'book.jsonl');
    const program = fileURLToPath(new URL('./cli.ts', import.meta.url));
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', program, '--tcp', '0', '--book', file],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    cleanUps.push(() => Promise.resolve(void child.kill('SIGKILL')));
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const port = await new Promise<number>((resolve) => {
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const found = /register connects to \S+:(\d+)\n/.exec(text);
        if (found !== null) resolve(Number(found[1]));
      });
    });
    const register = await TestRegister.tcp(port);
    cleanUps.push(register.close);
    register.send(SALE);
    expect(await register.next()).toBe('ACK');
    expect(await register.next()).toMatch(APPROVED);
    child.kill('SIGKILL');
    await ended;
    const { terminal, register: again } = await bench({ bookFile: file });
    expect(terminal.totals()).toEqual({ batchNo: 1, count: 1, amount: 15_000 });
    expect(await again.ask('1200|1|')).toMatch(/^1210\|00\|/);
  });

  it('wraps operation numbers after 999999', async () => {
    const file = join(await folder(), 'book.jsonl');
    const entry = { ...SOLD, operation: 999_999, state: 'pending', batchNo: 1 };
    await writeFile(file, `${JSON.stringify({ event: 'authorised', entry })}\n`);
    const book = new Book(file);
    book.store(book.authorise(SOLD));
    expect(book.lastSale()?.operation).toBe(1);
  });
});
