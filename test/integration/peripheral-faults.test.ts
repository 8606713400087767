import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CODE, openTestLane, PRICE_MINOR, type TestLane } from './lane-kit.ts';

let lane: TestLane;
beforeAll(async () => {
  lane = await openTestLane();
  await lane.start();
  await lane.openForSelling();
});
afterAll(() => lane.close());

/** Sells one item for cash and answers the receipt number. */
async function sell(): Promise<string> {
  await lane.must('pay.tender', { kind: 'cash', amountMinor: await lane.scanOne() });
  return lane.snapshot().lastSale?.receiptNo ?? '';
}

const printerIs = (state: string, code: string | null) =>
  lane.until(({ devices }) => devices.printer.state === state && devices.printer.code === code);
const allPrinted = () => lane.until(({ receiptsWaiting }) => receiptsWaiting === 0);

/** Receipts of a sale on paper: how many, and how many of them do not say that they are copies. */
function onPaper(receiptNo: string): { all: number; unmarked: number; kicks: number } {
  const own = lane.printer
    .receipts()
    .map(({ lines, drawerKicks }) => ({
      text: lines.map(({ text }) => text).join('\n'),
      drawerKicks,
    }))
    .filter(({ text }) => text.includes(receiptNo));
  return {
    all: own.length,
    unmarked: own.filter(({ text }) => !/\*\*\* (?:副本|COPY)/.test(text)).length,
    kicks: own.reduce((total, { drawerKicks }) => total + drawerKicks, 0),
  };
}

describe('a printer', () => {
  it.each([
    ['paperOut', () => lane.printer.faults.paper('out'), () => lane.printer.faults.paper('ok')],
    [
      'coverOpen',
      () => lane.printer.faults.coverOpen(true),
      () => lane.printer.faults.coverOpen(false),
    ],
  ])('with %s keeps no sale back; each receipt prints later, once', async (code, spoil, mend) => {
    const kicksBefore = lane.printer.drawerKicks();
    spoil();
    await printerIs('fault', code);
    const sold = [await sell(), await sell()];
    expect(lane.snapshot()).toMatchObject({ basket: null, receiptsWaiting: 2 });
    expect(sold.map(onPaper).map(({ all }) => all)).toEqual([0, 0]);
    mend();
    await printerIs('ready', null);
    await allPrinted();
    expect(sold.map(onPaper)).toMatchObject([
      { all: 1, unmarked: 1 },
      { all: 1, unmarked: 1 },
    ]);
    // One opening for each cash sale at most: a late receipt kicks no drawer.
    expect(lane.printer.drawerKicks() - kicksBefore).toBeLessThanOrEqual(2);
    expect(lane.printer.problems()).toEqual([]);
  });

  it('that runs out in the middle of a receipt prints the rest when paper is in, once', async () => {
    lane.printer.faults.slow(2_000);
    await lane.must('pay.tender', { kind: 'cash', amountMinor: await lane.scanOne() });
    const receiptNo = lane.snapshot().lastSale?.receiptNo ?? '';
    await expect.poll(() => lane.printer.openLines().length).toBeGreaterThan(3);
    lane.printer.faults.paper('out');
    await printerIs('fault', 'paperOut');
    expect(lane.snapshot().receiptsWaiting).toBe(1);
    lane.printer.faults.slow(undefined);
    lane.printer.faults.paper('ok');
    await allPrinted();
    expect(onPaper(receiptNo)).toMatchObject({ all: 1, unmarked: 1 });
    expect(lane.snapshot().doubtfulPapers).toEqual([]);
  });

  it('whose cable is pulled at its end is in fault; the receipt follows', async () => {
    lane.printer.faults.gone(true);
    await printerIs('fault', 'noAnswer');
    const receiptNo = await sell();
    expect(lane.snapshot().receiptsWaiting).toBe(1);
    lane.printer.faults.gone(false);
    await allPrinted();
    expect(onPaper(receiptNo)).toMatchObject({ all: 1, unmarked: 1 });
  });

  it('whose adapter is unplugged is in fault; the receipt follows', async () => {
    await lane.printerLine.pull();
    await lane.until(({ devices }) => devices.printer.state !== 'ready');
    const receiptNo = await sell();
    expect(lane.snapshot()).toMatchObject({ basket: null, receiptsWaiting: 1 });
    await lane.printerLine.replug();
    await allPrinted();
    expect(onPaper(receiptNo)).toMatchObject({ all: 1, unmarked: 1 });
    await printerIs('ready', null);
  });

  it.each([
    [
      'whose cable',
      async () => lane.printer.faults.gone(true),
      async () => lane.printer.faults.gone(false),
    ],
    ['whose adapter', () => lane.printerLine.pull(), () => lane.printerLine.replug()],
  ])(
    '%s is pulled while it prints on prints no second one when it is back',
    async (_, pull, mend) => {
      lane.printer.faults.slow(2_000);
      await lane.must('pay.tender', { kind: 'cash', amountMinor: await lane.scanOne() });
      const receiptNo = lane.snapshot().lastSale?.receiptNo ?? '';
      await expect.poll(() => lane.printer.openLines().length).toBeGreaterThan(3);
      await pull();
      // What it has of the job comes out, and nobody hears of it.
      lane.printer.faults.slow(undefined);
      await lane.until(({ devices }) => devices.printer.state !== 'ready');
      await lane.until(({ doubtfulPapers }) => doubtfulPapers.length === 1);
      await mend();
      await printerIs('ready', null);
      // The next customer's paper is a whole one of its own.
      const next = await sell();
      await lane.until(({ receiptsWaiting }) => receiptsWaiting === 1);
      expect(onPaper(next)).toMatchObject({ all: 1, unmarked: 1 });
      expect(onPaper(receiptNo).all).toBeLessThanOrEqual(1);
      const [doubt] = lane.snapshot().doubtfulPapers;
      expect(doubt).toMatchObject({ receiptNo, copy: 0 });
      await lane.must('receipt.settle', { paperId: doubt?.paperId ?? '', answer: 'again' });
      await allPrinted();
      expect(onPaper(receiptNo).unmarked).toBeLessThanOrEqual(1);
      expect(onPaper(receiptNo).all - onPaper(receiptNo).unmarked).toBe(1);
    },
  );

  it('with half a receipt when the register stops cuts it off before the next one', async () => {
    // Longer than what a register sends before the printer proves some of it.
    for (let line = 0; line < 40; line += 1) await lane.scanOne();
    lane.printer.faults.slow(2_000);
    await lane.must('pay.tender', { kind: 'cash', amountMinor: await lane.scanOne() });
    const receiptNo = lane.snapshot().lastSale?.receiptNo ?? '';
    await expect.poll(() => lane.printer.openLines().length).toBeGreaterThan(8);
    await lane.stop();
    lane.printer.faults.slow(undefined);
    await lane.start();
    await lane.openForSelling();
    const next = await sell();
    await lane.until(({ receiptsWaiting }) => receiptsWaiting === 1);
    const [doubt] = lane.snapshot().doubtfulPapers;
    expect(doubt).toMatchObject({ receiptNo, copy: 0 });
    const mixed = lane.printer
      .receipts()
      .map(({ lines }) => lines.map(({ text }) => text).join('\n'))
      .filter((text) => text.includes(receiptNo) && text.includes(next));
    expect(mixed).toEqual([]);
    await lane.must('receipt.settle', { paperId: doubt?.paperId ?? '', answer: 'printed' });
    await allPrinted();
  });

  it('that is gone while the register stops owes the receipt to the next start', async () => {
    lane.printer.faults.paper('out');
    await printerIs('fault', 'paperOut');
    const receiptNo = await sell();
    await lane.stop();
    lane.printer.faults.paper('ok');
    await lane.start();
    await allPrinted();
    expect(onPaper(receiptNo)).toMatchObject({ all: 1, unmarked: 1, kicks: 0 });
    await lane.openForSelling();
  });
});

describe('a scanner', () => {
  const refusedWith = (code: string, after: number) =>
    lane.until(({ notice }) => notice?.code === code && notice.n > after);
  const noticeNow = () => lane.snapshot().notice?.n ?? 0;

  it.each([
    ['loses its first digits', () => lane.scanner.scan(CODE, { dropFirst: 4 }), 'misread'],
    ['reads half and stops', () => lane.scanner.scan(CODE.slice(0, 6), { suffix: '' }), 'halfRead'],
    ['reads another check digit', () => lane.scanner.scan(wrongCheckDigit(CODE)), 'misread'],
    ['reads what nobody sells', () => lane.scanner.scan('4006381333931'), 'unknownCode'],
  ])('that %s sells nothing and says so', async (_, scan, code) => {
    const before = noticeNow();
    await scan();
    const { notice, basket } = await refusedWith(code, before);
    expect(notice?.kind).toBe('scanRefused');
    expect(basket).toBeNull();
    // The end that half a code still owes: up to it everything is its rest.
    await lane.scanner.scan('');
  });

  it('that pauses in the middle of a code sells no other item by its rest', async () => {
    const before = noticeNow();
    await lane.scanner.scan('10009', { suffix: '' });
    const { notice } = await refusedWith('halfRead', before);
    await lane.scanner.scan(CODE);
    await refusedWith('halfRead', notice?.n ?? 0);
    expect(lane.snapshot().basket).toBeNull();
    expect(await lane.scanOne()).toBe(PRICE_MINOR);
    await lane.must('sale.voidBasket', { reason: 'customer' });
  });

  it('that sends garbage sells nothing, and the next code counts', async () => {
    const before = noticeNow();
    lane.scanner.garbage(Uint8Array.of(0x00, 0xff, 0x80, 0x1b, 0x07, 0x0d));
    await lane.until(({ notice }) => notice?.kind === 'scanRefused' && notice.n > before);
    expect(await lane.scanOne()).toBe(PRICE_MINOR);
    await lane.must('sale.voidBasket', { reason: 'customer' });
  });

  it('is heard and ignored while a card is paid', async () => {
    const amountMinor = await lane.scanOne();
    lane.terminal.nextOutcome({ kind: 'noCard' });
    await lane.must('pay.card', { amountMinor });
    await lane.until(({ payment }) => payment?.statusCode === '0A');
    await lane.scanner.scan(CODE);
    const { notice, basket } = await lane.until((seen) => seen.notice?.code === 'scanIgnored');
    expect(notice).toMatchObject({ kind: 'scanRefused', params: { reason: 'paymentOpen' } });
    expect(basket?.lines).toHaveLength(1);
    await lane.must('pay.cancelCard', {});
    await lane.until(({ payment }) => payment === null);
    expect(lane.snapshot().basket?.lines).toHaveLength(1);
    await lane.must('sale.voidBasket', { reason: 'customer' });
  });

  it('that is unplugged is in fault, and sells again when it is back', async () => {
    await lane.scannerLine.pull();
    await lane.until(({ devices }) => devices.scanner.state === 'fault');
    await lane.scannerLine.replug();
    await lane.until(({ devices }) => devices.scanner.state === 'ready');
    expect(await lane.scanOne()).toBe(PRICE_MINOR);
    await lane.must('sale.voidBasket', { reason: 'customer' });
  });
});

function wrongCheckDigit(code: string): string {
  return `${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`;
}
