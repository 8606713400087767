import { describe, expect, it } from 'vitest';
import { amountField, apdu, bench, PASSWORD, sale, YUAN } from './test-bench.ts';

const reverse = (receiptNo: string, ...more: string[]): string =>
  apdu('0630', PASSWORD, '87', receiptNo, ...more);
const refund = (amountMinor: number, ...more: string[]): string =>
  apdu('0631', PASSWORD, amountField(amountMinor), YUAN, ...more);
const END_OF_DAY = apdu('0650', PASSWORD);

describe('reversal, 06 30', () => {
  it('takes back the whole payment with the trace of the original', async () => {
    const { terminal, run } = await bench();
    await run(sale(1010));
    const ran = await run(reverse('0001', amountField(1010), YUAN));
    expect(ran.result).toBe('00');
    expect(ran.status).toContain('0b00000237000001');
    expect(ran.status).toContain('870002');
    expect(ran.text).toContain('REVERSAL');
    expect(ran.ending).toBe('060f00');
    expect(terminal.book()).toMatchObject([
      { kind: 'sale', state: 'reversed' },
      { kind: 'reversal', state: 'approved', originalReceiptNo: 1, amountMinor: 1010 },
    ]);
    expect(terminal.totals()).toMatchObject({ count: 0, netMinor: 0 });
  });

  it('says B4 the second time, B5 for what is not in the batch, B7 for another amount', async () => {
    const { run } = await bench();
    await run(sale(1010));
    expect((await run(reverse('0001', amountField(1000)))).result).toBe('b7');
    expect((await run(reverse('0077'))).result).toBe('b5');
    expect((await run(reverse('0001'))).result).toBe('00');
    const again = await run(reverse('0001'));
    expect(again.result).toBe('b4');
    expect(again.ending).toMatch(/^061e..b4/);
    expect((await run(reverse('0002'))).result).toBe('b5');
    await run(sale(500));
    await run(END_OF_DAY);
    expect((await run(reverse('0003'))).result).toBe('b5');
  });

  it('takes back a refund too', async () => {
    const { terminal, run } = await bench();
    await run(refund(300));
    expect((await run(reverse('0001'))).result).toBe('00');
    expect(terminal.totals()).toMatchObject({ count: 0, netMinor: 0, refundsMinor: 0 });
  });

  it.each([
    ['a wrong password', apdu('0630', '999999', '870001'), '848300'],
    ['no receipt number', apdu('0630', PASSWORD), '849a00'],
    ['a receipt number that is none', reverse('00ff'), '849a00'],
    ['another currency', reverse('0001', '490978'), '846f00'],
    ['half a password', apdu('0630', '1234'), '849a00'],
  ])('refuses %s at once', async (_, command, answer) => {
    const { terminal, run } = await bench();
    await run(sale(1010));
    expect((await run(command)).messages).toEqual([answer]);
    expect(terminal.book()).toMatchObject([{ state: 'approved' }]);
  });

  it('fails when the bank is away and leaves the payment as it was', async () => {
    const { terminal, run } = await bench();
    await run(sale(1010));
    terminal.faults.hostDown(true);
    expect((await run(reverse('0001'))).result).toBe('9b');
    expect(terminal.book()).toMatchObject([{ state: 'approved' }]);
  });
});

describe('refund, 06 31', () => {
  it('gives any amount to any card, with a receipt number of its own, as a minus', async () => {
    const { terminal, run } = await bench();
    await run(sale(1000));
    const ran = await run(refund(2500, '8a06'));
    expect(ran.result).toBe('00');
    expect(ran.status).toContain('8a06');
    expect(ran.status).toContain('870002');
    expect(ran.text).toContain('CREDIT');
    expect(terminal.book().at(-1)).toMatchObject({ kind: 'refund', amountMinor: 2500 });
    expect(terminal.totals()).toMatchObject({ count: 2, netMinor: -1500, refundsMinor: 2500 });
  });

  it('is possible after end of day, and twice', async () => {
    const { run } = await bench();
    await run(sale(1000));
    await run(END_OF_DAY);
    expect((await run(refund(1000))).result).toBe('00');
    expect((await run(refund(1000))).result).toBe('00');
  });

  it('is off for debit cards by default, for others by choice', async () => {
    const first = await bench();
    first.terminal.nextCard('girocard');
    const ran = await first.run(refund(100));
    expect(ran.result).toBe('67');
    expect(ran.shown).toContain('07');
    expect((await first.run(refund(100))).result).toBe('00');
    const second = await bench({ refundsOffFor: ['visa'] });
    expect((await second.run(refund(100))).result).toBe('68');
    second.terminal.nextCard('girocard');
    expect((await second.run(refund(100))).result).toBe('00');
  });

  it.each([
    ['a wrong password', apdu('0631', '000000', amountField(100), YUAN), '848300'],
    ['no amount', apdu('0631', PASSWORD, YUAN), '849a00'],
    ['nothing', refund(0), '84c800'],
    ['euro', apdu('0631', PASSWORD, amountField(100), '490978'), '846f00'],
  ])('refuses %s at once', async (_, command, answer) => {
    const { terminal, run } = await bench();
    expect((await run(command)).messages).toEqual([answer]);
    expect(terminal.book()).toEqual([]);
  });
});
