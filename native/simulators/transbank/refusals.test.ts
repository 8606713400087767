import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { outcomeByAmount } from './cards.ts';
import { encodeFrame } from './frame.ts';
import type { TransbankOptions } from './options.ts';
import { type Bench, openBench } from './test-bench.ts';

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

describe('what it refuses', () => {
  it.each([
    ['0200|0|ABC123|||0|', '72'],
    ['0200|000000000|ABC123|||0|', '72'],
    ['0200|49|ABC123|||0|', '10'],
    ['0200|15000|ABC1234|||0|', '70'],
    ['0200|15000||||0|', '70'],
    ['0200|15000|AB C|||0|', '70'],
    ['0200|1234567890|ABC123|||0|', '68'],
    ['0200|150.00|ABC123|||0|', '68'],
    ['0200||ABC123|||0|', '68'],
    ['0200|15000|ABC123|||2|', '61'],
    ['0200|15000|ABC123|||0|x|', '61'],
    ['0200|15000|ABC123|||', '61'],
    ['0200|15000|ABC123|x||0|', '61'],
    ['0200', '61'],
  ])('%s with %s', async (request, code) => {
    const { terminal, register } = await bench({ minAmount: 50 });
    expect((await register.ask(request)).split('|').slice(0, 2)).toEqual(['0210', code]);
    expect(terminal.book()).toEqual([]);
  });

  it('a sale beyond the batch with 67, until the close', async () => {
    const { register } = await bench({ batchLimit: 1 });
    await register.ask('0200|15000|ABC123|||0|');
    expect(await register.ask('0200|15000|ABC124|||0|')).toMatch(/^0210\|67\|/);
    await register.ask('0500||');
    expect(await register.ask('0200|15000|ABC124|||0|')).toMatch(/^0210\|00\|/);
  });

  it('damaged requests with NAK, unknown ones with nothing', async () => {
    const { register, log } = await bench();
    register.raw(0x02, 0x30, 0x31, 0x30, 0x30, 0x03, 0x03);
    expect(await register.next()).toBe('NAK');
    register.raw(0x02, 0x30, 0x07, 0x03, 0x30 ^ 0x07 ^ 0x03);
    expect(await register.next()).toBe('NAK');
    register.send('9999|1|');
    register.send('0100');
    expect(await register.next()).toBe('ACK');
    expect(log).toContain('unknown request, ignored');
  });

  it('half a request with NAK when the rest does not come', async () => {
    const { register } = await bench({ timing: { interByteMs: 20 } });
    register.raw(0x02, 0x30, 0x31);
    expect(await register.next()).toBe('NAK');
    register.send('0100');
    expect(await register.next()).toBe('ACK');
  });

  it('another request while it works, and runs a repeated one once', async () => {
    const { terminal, register, states, log } = await bench();
    terminal.nextOutcome({ kind: 'noCard' });
    register.send('0200|15000|ABC123|||1|');
    expect(await register.next()).toBe('ACK');
    expect(await register.next()).toBe('0900|78');
    register.send('0200|15000|ABC123|||1|');
    expect(await register.next()).toBe('ACK');
    register.send('0100');
    // The cancel key is heard after the poll: its answer tells that the poll was passed over.
    while (!log.includes('busy, request ignored')) await new Promise(setImmediate);
    expect(terminal.pressCancel()).toBe(true);
    expect(await register.next()).toMatch(/^0210\|07\|/);
    register.ack();
    await terminal.idle();
    expect(states()).toEqual(['declined']);
  });
});

describe('customers', () => {
  it.each([
    [15_002, '02'],
    [15_003, '03'],
    [15_005, '01'],
    [15_006, '06'],
    [15_007, '07'],
    [15_009, '09'],
    [15_022, '22'],
    [15_033, '00'],
    [15_044, '00'],
  ])('by amount: %s ends with %s', async (amount, code) => {
    const { terminal, register, states } = await bench({
      outcomes: outcomeByAmount,
      timing: { cardMs: 20 },
    });
    const answer = await register.ask(`0200|${amount}|ABC123|||0|`);
    expect(answer.split('|')[1]).toBe(code);
    expect(states()).toEqual([code === '00' ? 'approved' : 'declined']);
    expect(terminal.totals().count).toBe(code === '00' ? 1 : 0);
  });

  it('approves another amount when told to, and stores with an error answer', async () => {
    const { terminal, register, states } = await bench();
    terminal.nextOutcome({ kind: 'approve', approvedAmount: 900 });
    expect((await register.ask('0200|15000|ABC123|||0|')).split('|')[6]).toBe('900');
    terminal.nextOutcome({ kind: 'storedWithError', code: 65 });
    expect(await register.ask('0200|15000|ABC124|||0|')).toBe(
      `0210|65|${HEAD}|ABC124||15000${'|'.repeat(12)}`,
    );
    expect(states()).toEqual(['approved', 'approved']);
    expect(await register.ask('0250|')).toMatch(/^0260\|00\|.*\|ABC124\|/);
  });

  it('cannot cancel when nobody is asked for anything', async () => {
    const { terminal } = await bench();
    expect(terminal.pressCancel()).toBe(false);
  });
});

describe('the forms of an answer', () => {
  it('documented: a separator at the end and blanks for a missing authorization', async () => {
    const { terminal, register } = await bench({ form: 'documented' });
    expect(await register.ask('0200|15000|ABC123|||0|')).toBe(`0210|00|${CREDIT}|`);
    terminal.nextOutcome({ kind: 'decline' });
    const refused = await register.ask('0200|15000|ABC124|||0|');
    expect(refused).toBe(`0210|01|${HEAD}|ABC124|      |15000${'|'.repeat(13)}`);
  });

  it('short: empty fields at the end of a refusal are left out', async () => {
    const { terminal, register } = await bench({ form: 'short' });
    terminal.nextOutcome({ kind: 'cancel' });
    expect(await register.ask('0200|15000|ABC124|||0|')).toBe(`0210|07|${HEAD}|ABC124||15000`);
    expect(await register.ask('0250|')).toBe(`0260|11|${HEAD}`);
    expect(await register.ask('0200|15000|ABC123|||0|')).toBe(`0210|00|${CREDIT}`);
  });
});

describe('any bytes', () => {
  it('never stop it: after whatever came it answers a poll', async () => {
    const { terminal, register } = await bench({
      timing: { ackMs: 1, interByteMs: 1, cardMs: 1, transmissions: 1 },
    });
    const text = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .tuple(
          fc.constantFrom('0200', '0250', '0260', '0270', '0280', '0500', '0700', '0800', '1200'),
          fc.array(fc.constantFrom('', '0', '1', '15000', 'ABC123', '~', '9'.repeat(12))),
        )
        .map(([code, fields]) => encodeFrame([code, ...fields].join('|'))),
    );
    await fc.assert(
      fc.asyncProperty(text, async (bytes) => {
        register.raw(...bytes);
        // ETX and LRC end whatever was open.
        register.raw(0x03, 0xff, 0xff);
        let heard = '';
        while (heard !== '0710') {
          register.send('0700||');
          heard = (await register.next()).slice(0, 4);
        }
        await terminal.idle();
      }),
      { numRuns: 150 },
    );
  });
});
