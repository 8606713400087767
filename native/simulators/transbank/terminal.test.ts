import { afterEach, describe, expect, it } from 'vitest';
import { deafListener, type Line } from '../line/line.ts';
import { createPtyPair, socatInstalled } from '../line/pty-pair.ts';
import { openSerialLine } from '../line/serial-line.ts';
import { encodeFrame } from './frame.ts';
import type { TransbankOptions } from './options.ts';
import { createTransbankTerminal } from './terminal.ts';
import { type Bench, exampleClock, openBench, quickTiming } from './test-bench.ts';
import { TestRegister } from './test-register.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function bench(options: Partial<TransbankOptions> = {}): Promise<Bench> {
  const opened = await openBench(options);
  cleanUps.push(opened.close);
  return opened;
}

const HEAD = '597029414300|ABCD1234';
const CREDIT = `${HEAD}|ABC123|A17919|15000|0||6677|1|CR|||VI|28102019|223512||`;

describe('every request', () => {
  it('answers a poll with a bare ACK, however it is cut', async () => {
    const { register } = await bench();
    const frame = [0x02, 0x30, 0x31, 0x30, 0x30, 0x03, 0x02];
    for (let cut = 1; cut < frame.length; cut += 1) {
      register.raw(...frame.slice(0, cut));
      register.raw(...frame.slice(cut));
      expect(await register.next()).toBe('ACK');
    }
  });

  it('sells on credit, stores it, gives it again with 0250', async () => {
    const { terminal, register } = await bench();
    expect(await register.sequence('0200|15000|ABC123|||0|')).toEqual(['ACK', `0210|00|${CREDIT}`]);
    expect(terminal.book()).toMatchObject([
      { kind: 'sale', operation: 1, ticket: 'ABC123', amount: 15_000, state: 'approved' },
    ]);
    expect(await register.ask('0250|')).toBe(`0260|00|${CREDIT}`);
    expect(terminal.printed()[0]).toContain('TARJETA VI ************6677');
  });

  it('sells on debit with accounting date and account, which the log withholds', async () => {
    const { terminal, register, log } = await bench();
    terminal.nextCard('redcompra');
    expect(await register.ask('0200|15000|ABC124|||0|')).toBe(
      `0210|00|${HEAD}|ABC124|A17919|15000|0||0049|1|DB|281019|30000000|DB|28102019|223512||`,
    );
    await register.ask('0250|');
    expect(log.join()).toContain('********');
    expect(log.join()).not.toContain('30000000');
  });

  it('tells its progress when asked to, instalments only when there are some', async () => {
    const { terminal, register } = await bench();
    terminal.nextOutcome({
      kind: 'approve',
      card: 'mastercard',
      shares: 3,
      tip: 1500,
      employee: 7,
    });
    const heard = await register.sequence('0200|000015000|ABC123|||1');
    const progress = ['0900|78', '0900|79', '0900|80', '0900|81', '0900|82'];
    expect(heard.slice(0, -1)).toEqual(['ACK', ...progress]);
    expect(heard.at(-1)).toBe(
      `0210|00|${HEAD}|ABC123|A17919|15000|3|5000|4771|1|CR|||MC|28102019|223512|7|1500`,
    );
    expect((await register.sequence('0200|15000|ABC124|||1|')).length).toBe(6);
    terminal.nextOutcome({ kind: 'approve', card: 'redcompra', shares: 3 });
    const debit = await register.sequence('0200|15000|ABC125|||1|');
    expect(debit.length).toBe(6);
    expect(debit.at(-1)?.split('|')[7]).toBe('0');
  });

  it('sells for one of several merchants and gives the voucher of the last sale', async () => {
    const { register } = await bench();
    const fields = `${CREDIT}||0|597029414302`;
    expect(await register.ask('0270|15000|ABC123|||0|597029414302')).toBe(`0271|00|${fields}`);
    expect(await register.ask('0280|0')).toBe(`0260|00|${fields}`);
    const voucher = (await register.ask('0280|1')).split('|')[19] ?? '';
    expect(voucher.length % 40).toBe(0);
    expect(voucher).toContain('COMERCIO 597029414302');
    expect((await register.ask('0270|15000|ABC124|||0|0')).split('|').at(-1)).toBe('');
    expect(await register.ask('0270|15000|ABC125|||0|111111111111')).toMatch(/^0271\|12\|/);
  });

  it('voids once, and neither debit nor what it does not know', async () => {
    const { terminal, register, states } = await bench();
    await register.ask('0200|15000|ABC123|||0|');
    terminal.nextCard('redcompra');
    await register.ask('0200|900|ABC124|||0|');
    expect(await register.ask('1200|1|')).toBe(`1210|00|${HEAD}|A33757|1`);
    expect(await register.ask('1200|000001|')).toBe(`1210|04|${HEAD}||000001`);
    expect(await register.ask('1200|2|')).toBe(`1210|08|${HEAD}||2`);
    expect(await register.ask('1200|60|')).toBe(`1210|05|${HEAD}||60`);
    expect(await register.ask('1200|x|')).toBe(`1210|61|${HEAD}||x`);
    expect(states()).toEqual(['voided', 'approved', 'approved']);
    expect(await register.ask('0700||')).toBe('0710|00|1|900');
  });

  it('lists the open batch sale by sale, or prints it', async () => {
    const { terminal, register } = await bench();
    terminal.nextOutcome({ kind: 'approve', shares: 3 });
    await register.ask('0200|15000|ABC123|||0|');
    await register.ask('0200|2000|ABC124|||0|');
    await register.ask('1200|2|');
    register.send('0260|1|');
    expect(await register.next()).toBe('ACK');
    expect(await register.next()).toBe(
      `0261|00|${HEAD}|ABC123|A17919|15000|6677|1|CR|||VI|28102019|223512|||5000|3`,
    );
    register.ack();
    expect(await register.next()).toBe(`0261|00|${HEAD}${'|'.repeat(15)}`);
    register.ack();
    await terminal.idle();
    register.send('0260|0|');
    expect(await register.next()).toBe('ACK');
    await terminal.idle();
    expect(terminal.printed().at(-1)).toContain('1 $15000');
    expect(await register.ask('0260||')).toMatch(/^0261\|61\|/);
  });

  it('closes: memory empty, operation numbers go on', async () => {
    const { terminal, register } = await bench();
    await register.ask('0200|15000|ABC123|||0|');
    expect(await register.ask('0500||')).toBe(`0510|00|${HEAD}`);
    expect(await register.ask('0700||')).toBe('0710|00|0|0');
    expect(await register.ask('0250|')).toMatch(/^0260\|11\|/);
    expect(await register.ask('1200|1|')).toMatch(/^1210\|05\|/);
    await register.ask('0200|15000|ABC123|||0|');
    expect(terminal.book().map(({ operation, batchNo }) => [operation, batchNo])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('loads keys; without them nothing is sold or voided', async () => {
    const { terminal, register } = await bench();
    await register.ask('0200|15000|ABC123|||0|');
    terminal.loseKeys();
    expect(await register.ask('0200|15000|ABC123|||0|')).toMatch(/^0210\|26\|/);
    expect(await register.ask('1200|1|')).toMatch(/^1210\|26\|/);
    expect(await register.ask('0800')).toBe(`0810|00|${HEAD}`);
    expect(await register.ask('0200|15000|ABC123|||0|')).toMatch(/^0210\|00\|/);
  });

  it('is silent after 0300 until somebody connects the register again', async () => {
    const hand = handLine();
    const terminal = createTransbankTerminal({ line: hand.line, timing: quickTiming });
    hand.hear('0300');
    await terminal.idle();
    expect(terminal.isIntegrated()).toBe(false);
    hand.hear('0100');
    hand.hear('0100', 0x55);
    terminal.powerOff();
    terminal.powerOn();
    hand.hear('0100');
    await terminal.idle();
    expect(hand.said()).toEqual(['06']);
    terminal.connectRegister();
    hand.hear('0100');
    await terminal.idle();
    expect(hand.said()).toEqual(['06', '06']);
  });

  it('hears nothing without power', async () => {
    const hand = handLine();
    const terminal = createTransbankTerminal({ line: hand.line, timing: quickTiming });
    terminal.powerOff();
    hand.hear('0100');
    hand.hear('0100', 0x55);
    terminal.connectRegister();
    hand.hear('0100');
    await terminal.idle();
    expect(hand.said()).toEqual([]);
    terminal.powerOn();
    hand.hear('0100');
    await terminal.idle();
    expect(hand.said()).toEqual(['06']);
  });

  it('hears nothing of what comes in the same packet after the power has gone', async () => {
    const hand = handLine();
    const terminal = createTransbankTerminal({ line: hand.line, timing: quickTiming });
    terminal.faults.at('ack', { kind: 'powerLost' });
    const damaged = [0x02, 0x30, 0x03, 0x00];
    hand.bytes([...encodeFrame('0100'), ...damaged]);
    await terminal.idle();
    expect(hand.said()).toEqual([]);
  });

  it('waits for the rest of a request and sends the rest of an answer only with power', async () => {
    const hand = handLine();
    const timers = new Set<() => void>();
    const clock = {
      nowMs: () => 0,
      after: (_: number, callback: () => void) => {
        timers.add(callback);
        return () => void timers.delete(callback);
      },
    };
    const terminal = createTransbankTerminal({ line: hand.line, clock, timing: quickTiming });
    hand.bytes([0x02, 0x30]);
    expect(timers.size).toBe(1);
    terminal.powerOff();
    expect(timers.size).toBe(0);

    terminal.powerOn();
    terminal.faults.at('response', { kind: 'split', delayMs: 5 });
    hand.hear('0250|');
    while (hand.said().length < 2) await new Promise(setImmediate);
    terminal.powerOff();
    await terminal.idle();
    expect(timers.size).toBe(0);
  });
});

/** A line a test speaks on itself, so that it knows what has been heard. */
function handLine() {
  let listener = deafListener;
  const said: string[] = [];
  const line: Line = {
    kind: 'serial',
    address: 'by hand',
    send: (bytes) => void said.push(Buffer.from(bytes).toString('hex')),
    listen: (owner) => {
      listener = owner;
    },
    setPulled: () => undefined,
    hangUp: () => undefined,
    close: () => Promise.resolve(),
  };
  const hear = (text: string, lrc?: number): void => {
    const frame = encodeFrame(text);
    if (lrc !== undefined) frame[frame.length - 1] = lrc;
    listener.bytes(frame);
  };
  const bytes = (data: readonly number[]): void => listener.bytes(Uint8Array.from(data));
  return { line, hear, bytes, said: () => said };
}

describe.runIf(socatInstalled())('on a serial line', () => {
  it('sells as over TCP', async () => {
    const pair = await createPtyPair();
    cleanUps.push(pair.close);
    const line = await openSerialLine(pair.far, 115_200);
    const terminal = createTransbankTerminal({
      line,
      clock: exampleClock,
      form: 'bare',
      timing: quickTiming,
    });
    cleanUps.push(terminal.close);
    const register = await TestRegister.serial(pair.near);
    cleanUps.push(register.close);
    expect(await register.ask('0200|15000|ABC123|||0|')).toBe(`0210|00|${CREDIT}`);
  });
});
