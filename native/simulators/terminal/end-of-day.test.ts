import { describe, expect, it } from 'vitest';
import { amountField, apdu, bench, PASSWORD, sale, YUAN } from './test-bench.ts';
import { TestRegister } from './test-register.ts';

const END_OF_DAY = apdu('0650', PASSWORD);
const LAST_END_OF_DAY = apdu('0620', PASSWORD, '0303', '06041f010104');

/** One of the seven groups of BMP 60: count and amount. */
function group(status: string, at: number): [number, number] {
  const start = status.indexOf('60f0f5f3') + 8 + 8 + at * 14;
  const text = status.slice(start, start + 14);
  return [Number.parseInt(text.slice(0, 2), 16), Number(text.slice(2))];
}

describe('end of day, 06 50', () => {
  it('adds up each brand with refunds and reversals in it', async () => {
    const { terminal, run } = await bench();
    const cards = ['girocard', 'mastercard', 'mastercard', 'visa', 'unionpay', 'alipay'] as const;
    for (const [at, card] of cards.entries()) {
      terminal.nextCard(card);
      await run(sale((at + 1) * 100));
    }
    terminal.nextCard('mastercard');
    await run(apdu('0631', PASSWORD, amountField(50), YUAN));
    await run(apdu('0630', PASSWORD, '870004'));
    const { status, text, ending } = await run(END_OF_DAY);
    expect(status).toContain(`2700${amountField(100 + 200 + 300 + 500 + 600 - 50)}`);
    expect(status).toContain('60f0f5f300010008');
    expect(group(status, 0)).toEqual([1, 100]);
    expect(group(status, 1)).toEqual([0, 0]);
    expect(group(status, 2)).toEqual([3, 450]);
    expect(group(status, 4)).toEqual([0, 0]);
    expect(group(status, 6)).toEqual([2, 1100]);
    expect(ending).toBe('060f00');
    for (const line of [
      '0001 PAYMENT        1.00',
      '0004 PAYMENT      4.00 *',
      '0007 CREDIT         0.50',
      '0008 REVERSAL       4.00',
      '3 MASTERCARD        4.50',
      '1 ALIPAY            6.00',
      'Transactions           6',
      'Credits            -0.50',
      'TOTAL              16.50',
    ]) {
      expect(text).toContain(line);
    }
    expect(status).not.toContain('1f26');
    expect(terminal.totals()).toMatchObject({ batchNo: 2, count: 0 });
    expect((await run(LAST_END_OF_DAY)).status).toBe(status);
  });

  it('prints the last report again when asked to', async () => {
    const { run } = await bench();
    await run(sale(700));
    await run(END_OF_DAY);
    await run(sale(800));
    const { text, status } = await run(apdu('0620', PASSWORD, '06041f010104'));
    expect(status).toBe('');
    expect(text).toContain('** REPEAT **');
    expect(text).toContain('TOTAL               7.00');
    expect(text).not.toContain('8.00');
  });

  it('fails with 77, refuses payments with F0 until one works', async () => {
    const { terminal, run } = await bench();
    await run(sale(700));
    terminal.faults.failEndOfDay(2);
    for (let run77 = 0; run77 < 2; run77 += 1) {
      const failed = await run(END_OF_DAY);
      expect(failed.result).toBe('77');
      expect(failed.ending).toMatch(/^061e..77/);
      expect((await run(sale(700))).result).toBe('f0');
      expect((await run(apdu('0631', PASSWORD, amountField(7), YUAN))).result).toBe('f0');
    }
    expect((await run(END_OF_DAY)).result).toBe('00');
    expect((await run(sale(700))).result).toBe('00');
    terminal.faults.hostDown(true);
    expect((await run(END_OF_DAY)).result).toBe('77');
  });

  it.each([
    ['e0', undefined],
    ['fc', 0xfc],
  ] as const)('completes with 27 %s and is dead for a while', async (code, wanted) => {
    const { terminal, register, port, run } = await bench();
    const update = wanted === undefined ? { forMs: 60_000 } : { forMs: 60_000, code: wanted };
    terminal.faults.updateAfterEndOfDay(update);
    expect((await run(END_OF_DAY)).ending).toBe(`060f0227${code}`);
    expect(await register.next()).toBe('CLOSED');
    expect(terminal.view()).toMatchObject({ on: false, lines: [] });
    terminal.powerOn();
    const again = await TestRegister.tcp(port);
    expect((await again.sequence(END_OF_DAY)).at(-1)).toBe('060f00');
    await again.close();
  });

  it('runs by itself in a status enquiry when it is due, and says so with tag 1F26', async () => {
    const { terminal, run } = await bench();
    await run(sale(700));
    terminal.dueEndOfDay();
    const ran = await run('050100');
    expect(ran.shown).toEqual(['0f']);
    expect(ran.status).toContain(`2700${amountField(700)}`);
    expect(ran.status.endsWith('06041f260102')).toBe(true);
    expect(ran.ending).toMatch(/^060f14/);
    expect(terminal.totals()).toMatchObject({ batchNo: 2, count: 0 });
    expect((await run('050100')).status).toBe('');
  });

  it('makes room in a full batch', async () => {
    const { run } = await bench({ batchLimit: 1 });
    await run(sale(700));
    expect((await run(sale(700))).result).toBe('6a');
    expect((await run(apdu('0631', PASSWORD, amountField(7), YUAN))).result).toBe('6a');
    await run(END_OF_DAY);
    expect((await run(sale(700))).result).toBe('00');
  });

  it('leaves the batch open when only totals are asked for, 06 10', async () => {
    const { terminal, run } = await bench();
    await run(sale(700));
    const ran = await run(apdu('0610', PASSWORD));
    expect(ran.text).toContain('TURNOVER');
    expect(group(ran.status, 4)).toEqual([1, 700]);
    expect(terminal.totals()).toMatchObject({ batchNo: 1, count: 1 });
  });
});
