import { describe, expect, it } from 'vitest';
import { amountField, apdu, bench, PASSWORD, YUAN } from './test-bench.ts';

const reserve = (amountMinor: number, ...more: string[]): string =>
  apdu('0622', amountField(amountMinor), YUAN, ...more);
const partial = (receiptNo: string, unusedMinor: number): string =>
  apdu('0623', '87', receiptNo, amountField(unusedMinor));
const book = (receiptNo: string, ...more: string[]): string =>
  apdu('0624', '87', receiptNo, ...more);
const release = (receiptNo: string): string => apdu('0625', '87', receiptNo);
const QUERY = '06230387ffff';

describe('reservations', () => {
  it('reserves without moving money, books the used part, gives back the rest', async () => {
    const { terminal, run } = await bench();
    const reserved = await run(reserve(10_000));
    expect(reserved.result).toBe('00');
    expect(reserved.text).toContain('RESERVATION');
    expect(terminal.totals()).toMatchObject({ count: 0, netMinor: 0 });

    const booked = await run(book('0001', amountField(7_000)));
    expect(booked.result).toBe('00');
    expect(booked.status).toContain('37000001');
    expect(terminal.book()).toMatchObject([
      { kind: 'preAuth', state: 'settled', amountMinor: 10_000 },
      { kind: 'booking', state: 'approved', amountMinor: 7_000, originalReceiptNo: 1 },
    ]);
    expect(terminal.totals()).toMatchObject({ count: 1, netMinor: 7_000 });
  });

  it('takes what a partial reversal leaves, and nothing when it leaves nothing', async () => {
    const { terminal, run } = await bench();
    await run(reserve(10_000));
    expect((await run(partial('0001', 2_500))).result).toBe('00');
    expect(terminal.totals()).toMatchObject({ count: 1, netMinor: 7_500 });
    await run(reserve(500));
    expect((await run(partial('0003', 500))).result).toBe('00');
    expect(terminal.book().at(-1)).toMatchObject({ kind: 'release', amountMinor: 500 });
    expect(terminal.totals()).toMatchObject({ count: 1, netMinor: 7_500 });
  });

  it('gives a whole reservation back; a second time, or another number, is B8', async () => {
    const { terminal, run } = await bench();
    await run(reserve(800));
    expect((await run(release('0001'))).result).toBe('00');
    expect((await run(release('0001'))).result).toBe('b8');
    expect((await run(book('0001'))).result).toBe('b8');
    expect((await run(partial('0044', 10))).result).toBe('b8');
    expect(terminal.totals()).toMatchObject({ count: 0, netMinor: 0 });
  });

  it('refuses more than was reserved and foreign trace or authorisation', async () => {
    const { run } = await bench();
    const { status } = await run(reserve(800));
    expect((await run(book('0001', amountField(801)))).result).toBe('b7');
    expect((await run(partial('0001', 801))).result).toBe('b7');
    expect((await run(book('0001', '0b000099'))).result).toBe('b8');
    expect((await run(book('0001', '3b3939393939390000'))).result).toBe('b8');
    const authCode = /3b([0-9a-f]{16})/.exec(status)?.[1] ?? '';
    expect((await run(book('0001', '0b000001', `3b${authCode}`))).result).toBe('00');
  });

  it('names the oldest open one and all in a list, until none is left', async () => {
    const { run } = await bench();
    await run(reserve(100));
    await run(reserve(200));
    expect((await run(QUERY)).ending).toBe('061e10b887000106' + '0a2308' + '08020001' + '08020002');
    await run(release('0001'));
    expect((await run(QUERY)).ending).toBe('061e0cb887000206' + '062304' + '08020002');
    await run(book('0002'));
    expect((await run(QUERY)).messages).toEqual(['800000', '061e04b887ffff']);
  });

  it('stay open over an end of day; a terminal may refuse it instead', async () => {
    const { terminal, run } = await bench();
    await run(reserve(900));
    expect((await run(apdu('0650', PASSWORD))).result).toBe('00');
    expect((await run(book('0001'))).result).toBe('00');
    expect(terminal.totals()).toMatchObject({ batchNo: 2, count: 1, netMinor: 900 });

    const strict = await bench({ reservationsBlockEndOfDay: true });
    await strict.run(reserve(900));
    expect((await strict.run(apdu('0650', PASSWORD))).result).toBe('77');
    await strict.run(release('0001'));
    expect((await strict.run(apdu('0650', PASSWORD))).result).toBe('00');
  });

  it('cannot be reversed like a payment', async () => {
    const { run } = await bench();
    await run(reserve(900));
    expect((await run(apdu('0630', PASSWORD, '870001'))).result).toBe('b5');
    await run(book('0001'));
    expect((await run(apdu('0630', PASSWORD, '870002'))).result).toBe('00');
  });

  it.each([
    ['a booking without number', apdu('0624', amountField(1)), '849a00'],
    ['a partial reversal without amount', apdu('0623', '870001'), '849a00'],
    ['an extension', reserve(100, '0b000001'), '848300'],
    ['a reservation of nothing', reserve(0), '84c800'],
  ])('refuses %s at once', async (_, command, answer) => {
    const { run } = await bench();
    expect((await run(command)).messages).toEqual([answer]);
  });
});
