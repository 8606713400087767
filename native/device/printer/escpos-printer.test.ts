import { afterEach, describe, expect, test } from 'vitest';
import type { PrinterFaults } from '../../simulators/printer/printer.ts';
import { documentOf, printerBench } from '../testing/printer-bench.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function bench() {
  const made = printerBench();
  open.push(() => made.driver.close());
  await made.ready();
  return made;
}

const FAULTS: [string, (faults: PrinterFaults, on: boolean) => void][] = [
  ['coverOpen', (faults, on) => faults.coverOpen(on)],
  ['paperOut', (faults, on) => faults.paper(on ? 'out' : 'ok')],
  ['offline', (faults, on) => faults.offline(on)],
  ['printerError', (faults, on) => faults.error(on)],
];

describe('receipt printer', () => {
  test('prints, and says so when the printer says so', async () => {
    const { driver, paper, take } = await bench();
    expect((await take(driver.print(documentOf(1))))[0]).toEqual({ outcome: 'done' });
    expect(paper.receipts()).toHaveLength(1);
    expect(driver.status()).toEqual({ state: 'ready', code: null });
  });

  test.each(FAULTS)(
    '%s before the job: nothing is sent; mended, it is noticed',
    async (code, set) => {
      const { driver, paper, take, timers } = await bench();
      set(paper.faults, true);
      expect((await take(driver.print(documentOf(1))))[0]).toEqual({ outcome: 'none', code });
      expect(driver.status()).toEqual({ state: 'fault', code });
      set(paper.faults, false);
      await timers.advance(5_000);
      expect(driver.status()).toEqual({ state: 'ready', code: null });
      expect(paper.receipts()).toEqual([]);
    },
  );

  test('paper near its end prints, and is told', async () => {
    const { driver, paper, take } = await bench();
    paper.faults.paper('nearEnd');
    expect((await take(driver.print(documentOf(1))))[0]).toEqual({ outcome: 'done' });
    expect(driver.status()).toEqual({ state: 'ready', code: 'paperNearEnd' });
  });

  test('a mute printer: nothing is sent, and no drawer opens later by itself', async () => {
    const { driver, paper, take, timers } = await bench();
    paper.faults.gone(true);
    expect((await take(driver.print(documentOf(1))))[0]).toEqual({
      outcome: 'none',
      code: 'noAnswer',
    });
    expect((await take(driver.openDrawer()))[0]).toEqual({ outcome: 'none', code: 'noAnswer' });
    paper.faults.gone(false);
    await timers.advance(5_000);
    expect([paper.receipts().length, paper.drawerKicks()]).toEqual([0, 0]);
  });

  test('unplugged under way: unknown; unplugged before: none; back: done', async () => {
    const { driver, memory, paper, take, timers } = await bench();
    const printing = driver.print(documentOf(60));
    await timers.advance(1_000);
    memory.openFault = 'portMissing';
    memory.pull();
    expect((await take(printing))[0]).toEqual({ outcome: 'unknown', code: 'disconnected' });
    expect((await take(driver.print(documentOf(1))))[0]).toMatchObject({ outcome: 'none' });
    memory.openFault = null;
    await timers.advance(20_000);
    expect((await take(driver.print(documentOf(1, 'after'))))[0]).toEqual({ outcome: 'done' });
    expect(paper.receipts().at(-1)?.lines.at(-1)?.text).toContain('after 1');
  });

  test.each(FAULTS.slice(0, 3))('the drawer opens at once although %s', async (_, set) => {
    const { driver, paper, take, timers } = await bench();
    set(paper.faults, true);
    await timers.advance(3_000);
    const [opened, ms] = await take(driver.openDrawer());
    expect(opened).toEqual({ outcome: 'done' });
    expect(ms).toBeLessThanOrEqual(200);
    expect(paper.drawerKicks()).toBe(1);
    set(paper.faults, false);
    await timers.advance(5_000);
    expect(paper.drawerKicks()).toBe(1);
  });
});
