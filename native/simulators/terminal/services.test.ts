import { describe, expect, it } from 'vitest';
import { apdu, bench, PASSWORD, REGISTER_BLOCKS, sale } from './test-bench.ts';
import { TestRegister } from './test-register.ts';

const STATUS = apdu('0501', PASSWORD, '0302');
const DIAGNOSIS = '067000';
const INITIALISE = apdu('0693', PASSWORD);
/** Password, config BE, yuan, an empty container: nothing listed, so 04 01 may come. */
const REGISTER_ALL = apdu('0600', PASSWORD, 'be', '0156', '0600');

/** A moment of local time, so that dates do not depend on the machine's zone. */
const clock = {
  nowMs: () => new Date(2031, 4, 6, 7, 8, 9).getTime(),
  after: (delayMs: number, callback: () => void) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

describe('diagnosis, initialisation and date', () => {
  it('gives the register the date with a diagnosis, unless it lists other commands only', async () => {
    const { run } = await bench({ clock }, REGISTER_ALL);
    const ran = await run(DIAGNOSIS);
    expect(ran.messages).toContain('040108aa3105060c070809');
    expect(ran.ending).toBe('060f00');
    await run(REGISTER_BLOCKS);
    expect((await run(DIAGNOSIS)).messages.join()).not.toContain('0401');
  });

  it('names the kind of diagnosis on its slip', async () => {
    const { run } = await bench();
    expect((await run(apdu('0670', '06031b0104'))).text).toContain('EMV DIAGNOSIS');
  });

  it('lives by its own clock once it has been set', async () => {
    const { terminal, run } = await bench({ clock }, REGISTER_ALL);
    const set = (date: string, time: string) => apdu('0691', PASSWORD, `aa${date}`, `0c${time}`);
    expect(set('300102', '030405')).toMatch(/^06910b/);
    expect((await run(set('300102', '030405'))).ending).toBe('060f00');
    expect((await run(sale(100))).status).toContain('0c0304050d0102');
    expect(terminal.book().at(-1)?.atMs).toBe(clock.nowMs());
    expect((await run(set('300231', '030405'))).messages).toEqual(['849a00']);
    expect((await run(apdu('0691', PASSWORD, 'aa300102'))).messages).toEqual(['849a00']);
    expect((await run(apdu('0691', '999999', 'aa3001020c030405'))).messages).toEqual(['848300']);
  });

  it.each([
    ['51', 0x51, INITIALISE, [DIAGNOSIS], '01'],
    ['C2', 0xc2, DIAGNOSIS, [INITIALISE], '02'],
    ['62', 0x62, apdu('0691', PASSWORD, 'aa300102', '0c030405'), [INITIALISE], '00'],
  ])(
    'refuses payments in state %s until the right command',
    async (name, lock, ends, others, bit) => {
      const { terminal, run } = await bench();
      terminal.faults.lock(lock);
      const code = name.toLowerCase();
      expect((await run(STATUS)).ending).toBe(`060f01${code}`);
      expect((await run(REGISTER_BLOCKS)).ending).toMatch(new RegExp(`^060f..19${bit}`));
      expect((await run(sale(100))).ending).toMatch(new RegExp(`^061e..${code}`));
      for (const other of others) await run(other);
      expect((await run(sale(100))).ending).toMatch(new RegExp(`^061e..${code}`));
      expect((await run(ends)).ending).toBe('060f00');
      expect((await run(sale(100))).result).toBe('00');
    },
  );

  it('says 9B when the bank is away', async () => {
    const { terminal, run } = await bench();
    terminal.faults.hostDown(true);
    expect((await run(DIAGNOSIS)).ending).toMatch(/^061e..9b/);
    expect((await run(INITIALISE)).ending).toMatch(/^061e..9b/);
  });
});

describe('status enquiry, 05 01', () => {
  const version = Buffer.from('TILLWRIGHT SIM 1').toString('hex');

  it('tells version and code, code alone, or everything', async () => {
    const { terminal, run } = await bench({ clock });
    expect((await run('050100')).ending).toBe(`060f14f0f1f6${version}00`);
    expect((await run(STATUS)).ending).toBe('060f0100');
    const ran = await run(apdu('0501', PASSWORD, '0306'));
    expect(ran.ending).toMatch(/^060f..0006/);
    expect(ran.ending).toContain('1f440452500001');
    expect(ran.ending).toContain('1f55020000');
    expect(ran.ending).toContain('1f0e0420310506');
    terminal.faults.lock(0x51);
    expect((await run(apdu('0501', PASSWORD, '0306'))).ending).toContain('1f55024000');
    expect((await run(apdu('0501', '000000', '0302'))).messages).toEqual(['848300']);
  });

  it('sends no TLV to a register that has sent none', async () => {
    const { run } = await bench({}, apdu('0600', PASSWORD, 'be', '0156'));
    expect((await run(apdu('0501', PASSWORD, '0306'))).ending).toBe('060f0100');
  });
});

describe('read card, display text, reset, log-off', () => {
  it('reads a card without PIN and bank, for one payment that asks for it', async () => {
    const { terminal, register, run } = await bench();
    terminal.nextCard('unionpay');
    await register.command('06c0011e');
    const status = await register.until('040f');
    expect(status).toContain('622202eeeeeeeee8217');
    register.send('800000');
    await terminal.idle();
    expect(terminal.book()).toEqual([]);
    expect((await run(sale(100, '1942'))).status).toContain('8ac6');
    const second = await run(sale(100, '1942'));
    expect(second.result).toBe('65');
  });

  it('gives up after the seconds of the command', async () => {
    const { terminal, register } = await bench({ timing: { cardPromptMs: 400 } });
    terminal.nextOutcome({ kind: 'noCard' });
    await register.command('06c00101');
    expect(await register.until('061e')).toMatch(/^061e..6c/);
    register.send('800000');
    await terminal.idle();
  });

  it('waits for ever with 0 seconds, until it is aborted', async () => {
    const { terminal, register } = await bench({ timing: { cardMs: 1 } });
    terminal.nextOutcome({ kind: 'noCard' });
    await register.command('06c00100');
    await register.until('04ff');
    register.send('800000');
    await register.until('04ff');
    register.send('06b000');
    register.send('800000');
    expect((await register.follow()).at(-1)).toMatch(/^061e..6c/);
    await terminal.idle();
  });

  it('is away for a moment after a reset and has forgotten its registration', async () => {
    const { terminal, register, port, run } = await bench();
    const ran = await run('061800');
    expect(ran.messages).toEqual(['800000', '060f00']);
    expect(await register.next()).toBe('CLOSED');
    const again = await TestRegister.tcp(port);
    let answer = 'CLOSED';
    // Until the power is back nobody answers; then the first status enquiry is heard.
    while (answer !== '800000') {
      again.send('050100');
      answer = await Promise.race([again.receive(), afterAWhile()]);
    }
    expect((await again.follow()).at(-1)).toMatch(/^060f/);
    expect((await again.sequence(sale(100))).join()).not.toContain('04ff');
    await terminal.idle();
    await again.close();
  });

  it('takes a log-off with fields, refuses one with rubbish', async () => {
    const { run, register } = await bench();
    expect(await register.command('06020322f0e0')).toBe('800000');
    expect((await run(apdu('0602', '55'))).messages).toEqual(['848300']);
  });
});

/** A poll interval, for a terminal that comes back without telling. */
function afterAWhile(): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve('nothing'), 30));
}
