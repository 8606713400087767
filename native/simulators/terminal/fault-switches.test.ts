import { describe, expect, it, onTestFinished } from 'vitest';
import { createPtyPair, socatInstalled } from '../line/pty-pair.ts';
import { openSerialLine } from '../line/serial-line.ts';
import { approveAll } from './cards.ts';
import type { FaultPoint } from './faults.ts';
import { createTerminal } from './terminal.ts';
import { apdu, PASSWORD, REGISTER_BLOCKS, sale } from './test-bench.ts';
import { TestRegister } from './test-register.ts';

const quick = {
  t2Ms: 300,
  t3Ms: 500,
  resultMs: 500,
  cardPromptMs: 20,
  cardMs: 60_000,
  stepMs: 0,
  twiceMs: 60,
};

/** A terminal and a register at the two ends of a serial line. */
async function bench() {
  const pair = await createPtyPair();
  onTestFinished(pair.close);
  const line = await openSerialLine(pair.far, 9600, { stopBits: 2 });
  const notes: string[] = [];
  const terminal = createTerminal({
    line,
    outcomes: approveAll,
    timing: quick,
    onLog: ({ text }) => notes.push(text),
  });
  onTestFinished(terminal.close);
  const register = await TestRegister.serial(pair.near);
  onTestFinished(register.close);
  await register.sequence(REGISTER_BLOCKS);
  const run = async (command: string): Promise<string[]> => {
    const messages = await register.sequence(command);
    await terminal.idle();
    return messages;
  };
  return { terminal, register, notes, run, states: () => terminal.book().map((e) => e.state) };
}

const heads = (messages: readonly string[]): string[] => messages.map((text) => text.slice(0, 4));

describe.runIf(socatInstalled())('a message that never comes', () => {
  it('04 FF: the payment goes on without it', async () => {
    const { terminal, run, states } = await bench();
    terminal.faults.at('intermediate', { kind: 'silence' }, 4);
    expect(heads(await run(sale(100)))).toEqual(['8000', '040f', '06d3', '06d3', '060f']);
    expect(states()).toEqual(['approved']);
  });

  it('a receipt: nothing acknowledges it, so the payment is reversed', async () => {
    const { terminal, register, states } = await bench();
    terminal.faults.at('print', { kind: 'silence' });
    await register.command(sale(100));
    await register.until('040f');
    register.send('800000');
    await terminal.idle();
    expect(states()).toEqual(['autoReversed']);
  });

  it('06 1E: the refusal is known from 04 0F alone', async () => {
    const { terminal, register, states } = await bench();
    terminal.nextOutcome({ kind: 'decline', code: 5 });
    terminal.faults.at('abort', { kind: 'silence' });
    await register.command(sale(100));
    expect(await register.until('040f')).toContain('2705');
    register.send('800000');
    await register.until('06d3');
    register.send('800000');
    await register.until('04ff');
    register.send('800000');
    await terminal.idle();
    expect(states()).toEqual(['declined']);
  });

  it('04 01: the diagnosis goes on', async () => {
    const { terminal, run } = await bench();
    await run(apdu('0600', PASSWORD, 'be', '0156', '0600'));
    terminal.faults.at('request', { kind: 'silence' });
    const messages = await run('067000');
    expect(messages.join()).not.toContain('0401');
    expect(messages.at(-1)).toBe('060f00');
  });
});

describe.runIf(socatInstalled())('a message that comes otherwise than it should', () => {
  const points: readonly (readonly [FaultPoint, string])[] = [
    ['answer', '800000'],
    ['intermediate', '04ff'],
    ['status', '040f'],
    ['print', '06d3'],
    ['completion', '060f'],
  ];

  it.each(points)('late at %s: it still comes and the payment stands', async (point) => {
    const { terminal, run, notes, states } = await bench();
    terminal.faults.at(point, { kind: 'late', delayMs: 40 });
    expect((await run(sale(100))).at(-1)).toBe('060f00');
    expect(notes).toContain(`fault at ${point}: late`);
    expect(states()).toEqual(['approved']);
  });

  it.each(points)('corrupt at %s: good after NAK', async (point, head) => {
    const { terminal, register, states } = await bench();
    terminal.faults.at(point, { kind: 'corrupt' });
    register.send(sale(100));
    let heard = await register.next();
    while (heard !== 'BAD crc') {
      if (heard !== 'ACK') {
        register.raw('06');
        if (heard !== '800000') register.send('800000');
      }
      heard = await register.next();
    }
    register.raw('15');
    const good = await register.receive();
    expect(good.startsWith(head)).toBe(true);
    if (point !== 'answer') register.send('800000');
    if (point !== 'completion') expect((await register.follow()).at(-1)).toBe('060f00');
    await terminal.idle();
    expect(states()).toEqual(['approved']);
  });

  it.each(points.slice(1))('twice at %s: answered twice, counted once', async (point, head) => {
    const { terminal, register, states } = await bench();
    terminal.faults.at(point, { kind: 'twice' });
    await register.command(sale(100));
    const first = await register.until(head);
    expect(await register.receive()).toBe(first);
    register.send('800000');
    register.send('800000');
    if (point !== 'completion') expect((await register.follow()).at(-1)).toBe('060f00');
    await terminal.idle();
    expect(states()).toEqual(['approved']);
  });
});

describe.runIf(socatInstalled())('a terminal that does not listen', () => {
  it('is deaf to a frame: no ACK, no answer, then it hears again', async () => {
    const { terminal, register, run } = await bench();
    terminal.faults.at('completion', { kind: 'deaf', count: 1 });
    await register.command('050100');
    await register.until('060f');
    register.send('800000');
    await terminal.idle();
    expect((await run('050100')).at(-1)).toMatch(/^060f/);
  });

  it('NAKs every good frame until the register gives up: reversed', async () => {
    const { terminal, register, states } = await bench();
    terminal.faults.at('status', { kind: 'nakStorm', count: 3 });
    await register.command(sale(100));
    await register.until('040f');
    for (let transmission = 1; transmission <= 3; transmission += 1) {
      register.send('800000');
      expect(await register.next()).toBe('NAK');
    }
    await terminal.idle();
    expect(states()).toEqual(['autoReversed']);
  });
});

describe.runIf(socatInstalled())('a terminal that changes its mind or loses its memory', () => {
  it('reverses by itself: 04 FF 05, 04 0F 27 72, 06 1E 72', async () => {
    const { terminal, run, states } = await bench();
    terminal.faults.at('authorised', { kind: 'autoReversal' });
    const messages = await run(sale(100));
    expect(messages.find((text) => /^04ff..05/.test(text))).toBeDefined();
    expect(messages.find((text) => text.startsWith('040f'))).toMatch(/^040f..2772/);
    expect(messages.at(-1)).toMatch(/^061e..72/);
    expect(states()).toEqual(['autoReversed']);
    expect((await run(apdu('0620', PASSWORD, '0303'))).at(-1)).toMatch(/^061e..83/);
  });

  it('forgets an acknowledged payment when its power goes before it has booked', async () => {
    const { terminal, register, states } = await bench();
    terminal.faults.at('booking', { kind: 'powerLost' });
    await register.command(sale(100));
    await register.until('040f');
    register.send('800000');
    await register.until('06d3');
    register.send('800000');
    await register.until('06d3');
    register.send('800000');
    await terminal.idle();
    expect(states()).toEqual(['pending']);
    register.send('050100');
    terminal.powerOn();
    expect(states()).toEqual(['autoReversed']);
  });

  it('refuses with 6A while its batch is full', async () => {
    const { terminal, run } = await bench();
    terminal.faults.fillBatch(true);
    expect((await run(sale(100))).at(-1)).toMatch(/^061e..6a/);
    terminal.faults.fillBatch(false);
    expect((await run(sale(100))).at(-1)).toBe('060f00');
  });

  it('reverses while the cable is out for good, and goes on when it is back', async () => {
    const { terminal, register, run, states } = await bench();
    terminal.faults.at('status', { kind: 'pulled' });
    await register.command(sale(100));
    for (let prompt = 0; prompt < 3; prompt += 1) {
      await register.until('04ff');
      register.send('800000');
    }
    await terminal.idle();
    expect(states()).toEqual(['autoReversed']);
    terminal.faults.plugIn();
    expect((await run(sale(100))).at(-1)).toBe('060f00');
  });

  it('forgets all armed faults and switches at once', async () => {
    const { terminal, run } = await bench();
    terminal.faults.at('answer', { kind: 'silence' }, 3);
    terminal.faults.fillBatch(true);
    terminal.faults.hostDown(true);
    terminal.faults.lock(0xdf);
    terminal.faults.failEndOfDay();
    terminal.faults.updateAfterEndOfDay({ forMs: 60_000 });
    terminal.faults.clear();
    expect((await run(sale(100))).at(-1)).toBe('060f00');
    expect((await run(apdu('0650', PASSWORD))).at(-1)).toBe('060f00');
  });
});

describe.runIf(socatInstalled())('a terminal at a job of its own', () => {
  it('answers 84 9C as often as it is told to, begins nothing, and is free then', async () => {
    const { terminal, register, run, states } = await bench();
    terminal.faults.keepBusy(2);
    for (const command of [sale(100), REGISTER_BLOCKS]) {
      expect(await register.command(command)).toBe('849c00');
      await terminal.idle();
    }
    expect(states()).toEqual([]);
    await run(sale(100));
    expect(states()).toEqual(['approved']);
  });
});
