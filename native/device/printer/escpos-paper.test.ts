import { afterEach, describe, expect, test } from 'vitest';
import type { PrinterOptions } from '../../simulators/printer/printer.ts';
import { documentOf, printerBench } from '../testing/printer-bench.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function bench(options: Partial<PrinterOptions> = {}) {
  const made = printerBench(options);
  open.push(() => made.driver.close());
  await made.ready();
  return made;
}

/** The first words of each line of each paper. */
const papers = ({ paper }: Awaited<ReturnType<typeof bench>>): string[][] =>
  paper.receipts().map(({ lines }) => lines.map(({ text }) => text.replace(/\.+$/, '')));

const KINDS = ['processId', 'sensor', 'realTime'] as const;

describe('a long receipt at 9,600 baud', () => {
  test.each(KINDS)('comes out once, however long it takes: %s', async (answers) => {
    const printer = await bench({ answers });
    const [outcome, ms] = await printer.take(printer.driver.print(documentOf(300)));
    expect(outcome).toEqual({ outcome: answers === 'realTime' ? 'sent' : 'done' });
    // 300 lines of 48 bytes take 15 s on the line alone.
    expect(ms).toBeGreaterThan(15_000);
    expect(papers(printer)).toEqual([documentOf(300).blocks.map((_, n) => `line ${n + 1}`)]);
    expect(printer.paper.problems()).toEqual([]);
    expect(await printer.take(printer.driver.print(documentOf(1, 'next')))).toMatchObject([
      { outcome: outcome.outcome },
      expect.any(Number),
    ]);
    expect(papers(printer)[1]).toEqual(['next 1']);
  });

  test('fits a buffer of 4 KB on a printer slower than its line', async () => {
    const printer = await bench({ baud: 115_200, mmPerSecond: 40 });
    const [outcome] = await printer.take(printer.driver.print(documentOf(300)));
    expect(outcome).toEqual({ outcome: 'done' });
    expect(printer.paper.problems()).toEqual([]);
    expect(papers(printer)[0]).toHaveLength(300);
  });

  test('a needle printer of five lines a second has its time', async () => {
    const printer = await bench({ mmPerSecond: 20 });
    const [outcome, ms] = await printer.take(printer.driver.print(documentOf(300)));
    expect(outcome).toEqual({ outcome: 'done' });
    expect(ms).toBeGreaterThan(60_000);
  });
});

describe('paper out in the middle of a receipt', () => {
  test.each(KINDS)('waits for paper, and the rest comes out once: %s', async (answers) => {
    const printer = await bench({ answers });
    printer.paper.faults.paperOutAfter(20);
    const printing = printer.driver.print(documentOf(60));
    await printer.timers.advance(120_000);
    expect(printer.driver.status()).toEqual({ state: 'fault', code: 'paperOut' });
    expect(papers(printer)).toEqual([]);
    printer.paper.faults.paper('ok');
    const [outcome] = await printer.take(printing);
    expect(outcome.outcome).toBe(answers === 'realTime' ? 'sent' : 'done');
    expect(papers(printer)).toEqual([documentOf(60).blocks.map((_, n) => `line ${n + 1}`)]);
    expect(printer.paper.problems()).toEqual([]);
  });

  test('the drawer opens at once, past the job, and once', async () => {
    const printer = await bench();
    printer.paper.faults.paperOutAfter(20);
    const printing = printer.driver.print(documentOf(60));
    await printer.timers.advance(10_000);
    const [opened, ms] = await printer.take(printer.driver.openDrawer());
    expect(opened).toEqual({ outcome: 'done' });
    expect(ms).toBeLessThanOrEqual(200);
    expect(printer.paper.drawerKicks()).toBe(1);
    printer.paper.faults.paper('ok');
    await printer.take(printing);
    expect(printer.paper.drawerKicks()).toBe(1);
    expect(papers(printer)).toEqual([documentOf(60).blocks.map((_, n) => `line ${n + 1}`)]);
  });

  test('the drawer opens while a healthy job prints, between two of its pieces', async () => {
    const printer = await bench();
    const printing = printer.driver.print(documentOf(100));
    await printer.timers.advance(2_000);
    const [opened, ms] = await printer.take(printer.driver.openDrawer());
    expect([opened.outcome, ms <= 300]).toEqual(['done', true]);
    await printer.take(printing);
    expect(papers(printer)).toEqual([documentOf(100).blocks.map((_, n) => `line ${n + 1}`)]);
    expect(printer.paper.problems()).toEqual([]);
  });
});

describe('nothing but its own answer confirms a job', () => {
  test.each(KINDS)('automatic status and a stray NUL do not: %s', async (answers) => {
    const printer = await bench({ answers, automaticStatus: true });
    const printing = printer.driver.print(documentOf(60));
    await printer.timers.advance(300);
    printer.paper.faults.noise(Uint8Array.of(0));
    printer.paper.faults.coverOpen(true);
    await printer.timers.advance(20_000);
    printer.paper.faults.noise(Uint8Array.of(0));
    let isOver = false;
    void printing.then(() => {
      isOver = true;
    });
    await printer.timers.advance(20_000);
    expect(isOver).toBe(false);
    expect(printer.driver.status()).toEqual({ state: 'fault', code: 'coverOpen' });
    printer.paper.faults.coverOpen(false);
    await printer.take(printing);
    expect(papers(printer)[0]).toHaveLength(60);
  });

  test('nor the late one of the job before, where each has its own', async () => {
    const printer = await bench();
    printer.paper.faults.answersLate(20_000);
    const [first] = await printer.take(printer.driver.print(documentOf(2, 'first')));
    expect(first).toEqual({ outcome: 'unknown', code: 'noAnswer' });
    const second = printer.driver.print(documentOf(60, 'second'));
    await printer.timers.advance(4_000);
    // The answer of the first comes into the second, and the printer forgets the rest.
    printer.paper.faults.powerCycle();
    expect((await printer.take(second))[0]).toMatchObject({ outcome: 'unknown' });
  });

  test('nor, where answers are counted, while some of the job before are owed', async () => {
    const printer = await bench({ answers: 'sensor' });
    printer.paper.faults.answersLate(30_000);
    const [first] = await printer.take(printer.driver.print(documentOf(2, 'first')));
    expect(first).toEqual({ outcome: 'unknown', code: 'noAnswer' });
    const [second] = await printer.take(printer.driver.print(documentOf(2, 'second')));
    expect(second).toEqual({ outcome: 'none', code: 'noAnswer' });
    printer.paper.faults.answersLate(0);
    await printer.timers.advance(60_000);
    const [third] = await printer.take(printer.driver.print(documentOf(2, 'third')));
    expect(third).toEqual({ outcome: 'done' });
    // The first came out whole, which nobody could know: what is cut off before the third is blank.
    const [first1, blank, third1] = papers(printer);
    expect([first1?.[0], blank, third1?.[0]]).toEqual(['first 1', [], 'third 1']);
  });

  test('what a doubtful job left in the printer does not come out behind the next one', async () => {
    const printer = await bench();
    printer.paper.faults.offline(true);
    printer.paper.faults.offline(false);
    printer.paper.faults.paperOutAfter(3);
    const first = printer.driver.print(documentOf(10, 'first'));
    await printer.timers.advance(3_000);
    printer.paper.faults.gone(true);
    expect((await printer.take(first))[0]).toEqual({ outcome: 'unknown', code: 'noAnswer' });
    printer.paper.faults.gone(false);
    const second = printer.driver.print(documentOf(2, 'second'));
    await printer.timers.advance(10_000);
    printer.paper.faults.paper('ok');
    await printer.timers.advance(10_000);
    expect(
      papers(printer)
        .flat()
        .filter((line) => line.startsWith('first')).length,
    ).toBeLessThan(11);
    expect((await printer.take(second))[0].outcome).toMatch(/done|none/);
  });

  test('a printer switched off in the middle leaves a doubt, and prints the next', async () => {
    const printer = await bench();
    const first = printer.driver.print(documentOf(60, 'first'));
    await printer.timers.advance(1_500);
    printer.paper.faults.powerCycle();
    printer.paper.faults.gone(true);
    expect((await printer.take(first))[0]).toEqual({ outcome: 'unknown', code: 'noAnswer' });
    printer.paper.faults.gone(false);
    const [second] = await printer.take(printer.driver.print(documentOf(2, 'second')));
    expect(second).toEqual({ outcome: 'done' });
    expect(papers(printer).at(-1)).toEqual(['second 1', 'second 2']);
  });

  test.each(KINDS)('half a receipt does not hang on the next customer’s: %s', async (answers) => {
    const printer = await bench({ answers });
    const first = printer.driver.print(documentOf(60, 'first'));
    await printer.timers.advance(2_500);
    printer.paper.faults.gone(true);
    expect((await printer.take(first))[0]).toMatchObject({ outcome: 'unknown' });
    printer.paper.faults.gone(false);
    let second = (await printer.take(printer.driver.print(documentOf(2, 'second'))))[0];
    for (let tries = 0; second.outcome === 'none' && tries < 5; tries += 1) {
      await printer.timers.advance(30_000);
      second = (await printer.take(printer.driver.print(documentOf(2, 'second'))))[0];
    }
    expect(second.outcome).toMatch(/done|sent/);
    expect(papers(printer).at(-1)).toEqual(['second 1', 'second 2']);
    await printer.take(printer.driver.print(documentOf(2, 'third')));
    expect(papers(printer).slice(-2)).toEqual([
      ['second 1', 'second 2'],
      ['third 1', 'third 2'],
    ]);
    expect(printer.paper.problems()).toEqual([]);
  });
});

describe('flow control', () => {
  test('XOFF holds the job back until XON', async () => {
    const printer = await bench({ xonXoff: true, bufferBytes: 600, mmPerSecond: 10 });
    const [outcome] = await printer.take(printer.driver.print(documentOf(40)));
    expect(outcome).toEqual({ outcome: 'done' });
    expect(printer.paper.problems()).toEqual([]);
  });
});
