import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { withheld } from '../../till/session/withheld.ts';
import { BREAD, call, MILK, must, type TestTill } from './till-kit.ts';
import { openWindowedTill, type Way, type WindowedTill } from './window-kit.ts';

let open: WindowedTill | null = null;
afterEach(() => {
  open?.till.close();
  open = null;
});

async function begin(): Promise<WindowedTill> {
  open?.till.close();
  open = await openWindowedTill();
  return open;
}

/** Answers are given in microtasks: when a turn of the loop is over all are there. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

const STEPS: Record<string, (till: TestTill, pick: number) => Promise<unknown>> = {
  milk: (till) => call(till, 'sale.scan', { text: MILK.code, source: 'wedge' }),
  bread: (till) => call(till, 'sale.scan', { text: BREAD.code, source: 'wedge' }),
  unknown: (till) => call(till, 'sale.scan', { text: '4006381333931', source: 'wedge' }),
  pieces(till, pick) {
    const quantityThousandths = (1 + (pick % 5)) * 1000;
    return call(till, 'sale.setQuantity', { lineId: lineAt(till, pick), quantityThousandths });
  },
  off: (till, pick) =>
    call(till, 'sale.voidLine', {
      lineId: lineAt(till, pick),
      reason: 'mistake',
      approval: { operatorId: '5', pin: '5555' },
    }),
  park: (till) => call(till, 'sale.park', { label: 'x' }),
  resume(till) {
    const [parked] = till.register.tillSnapshot().suspended;
    return call(till, 'sale.resume', { basketId: parked?.basketId ?? 'none' });
  },
  lock: (till) => call(till, 'session.lock', {}),
  unlock: (till) => call(till, 'session.unlock', { operatorId: '1', pin: '1111' }),
  cash(till) {
    const { basket } = till.register.tillSnapshot();
    return call(till, 'pay.tender', { kind: 'cash', amountMinor: basket?.cashDueMinor ?? 0 });
  },
  six: (till) => call(till, 'sale.multiply', { quantityThousandths: 6000 }),
};

function lineAt(till: TestTill, pick: number): string {
  const lines = till.register.tillSnapshot().basket?.lines ?? [];
  return lines[pick % Math.max(1, lines.length)]?.lineId ?? 'none';
}

function expectRight({ till, window, display, logged }: WindowedTill): void {
  expect(window.shown()).toEqual(withheld(till.register.tillSnapshot()));
  expect(display.shown()).toEqual(till.register.displaySnapshot());
  expect(logged).toEqual([]);
}

const step = fc.record({
  name: fc.constantFrom(...Object.keys(STEPS), 'milk', 'bread', 'milk'),
  pick: fc.nat(20),
});

test('any sequence of changes, put together, is the whole snapshot', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const windowed = await begin();
      await settled();
      for (const { name, pick } of steps) {
        await STEPS[name]?.(windowed.till, pick);
        // Nothing was missed: what is shown is right at once, without asking.
        expectRight(windowed);
      }
    }),
    { numRuns: 12 },
  );
});

test('what is lost, doubled or overtaken on the way is right again with the next change', async () => {
  const way = fc.constantFrom<Way>('arrives', 'lost', 'twice', 'later');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ step, way }), { minLength: 1, maxLength: 20 }),
      async (steps) => {
        const windowed = await begin();
        const { till, window, display } = windowed;
        await settled();
        for (const { step: next, way: travelled } of steps) {
          window.travel(travelled);
          display.travel(travelled);
          await STEPS[next.name]?.(till, next.pick);
        }
        window.travel('arrives');
        display.travel('arrives');
        till.ctx.state.changed();
        await settled();
        expectRight(windowed);
      },
    ),
    { numRuns: 12 },
  );
});

test('a page that is loaded again gets the whole, and then changes', async () => {
  const windowed = await begin();
  const { till, window, display } = windowed;
  await STEPS['milk']?.(till, 0);
  window.linkUp();
  display.linkUp();
  await STEPS['bread']?.(till, 0);
  await settled();
  expectRight(windowed);
  window.takeSent();
  await STEPS['bread']?.(till, 0);
  expect(window.takeSent().map(({ kind }) => kind)).toEqual(['change']);
  expectRight(windowed);
});

test('a window behind a locked screen is sent nothing that is withheld', async () => {
  const { till, window, display } = await begin();
  await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await settled();
  const before = JSON.stringify(window.takeSent());
  const lines = till.register.tillSnapshot().basket?.lines ?? [];
  expect(lines).toHaveLength(2);
  for (const { lineId } of lines) expect(before).toContain(lineId);
  await must(till, 'session.lock', {});
  const locking = window.takeSent();
  // The lines that go are named, by their ids alone; afterwards not even those.
  expect(JSON.stringify(locking)).not.toContain('amountMinor');
  window.linkUp();
  await call(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
  till.ctx.state.changed();
  await settled();
  const locked = JSON.stringify(window.takeSent());
  for (const { lineId } of lines) expect(locked).not.toContain(lineId);
  expect(locked).not.toContain('amountMinor');
  expect(locked).not.toContain('goodsMinor');
  expect(window.shown()?.basket).toBeNull();
  expect(display.shown()?.lines).toHaveLength(2);
  await must(till, 'session.unlock', { operatorId: '1', pin: '1111' });
  expect(window.shown()).toEqual(till.register.tillSnapshot());
});

test('a change is as large as what changed, whatever the basket holds', async () => {
  const { till, window, display } = await begin();
  await settled();
  window.takeSent();
  await must(till, 'sale.multiply', { quantityThousandths: null });
  expect(bytesOf(window.takeSent())).toBeLessThan(2_000);
  const scan = async () => {
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    return { till: bytesOf(window.takeSent()), display: bytesOf(display.takeSent()) };
  };
  await scan();
  const second = await scan();
  for (let line = 3; line < 490; line += 1) await scan();
  const late = await scan();
  expect(window.shown()?.basket?.lines).toHaveLength(490);
  // Larger only by the digits of amounts that have grown.
  expect(late.till).toBeLessThan(second.till + 50);
  expect(late.display).toBeLessThan(second.display + 50);
  expect(late.till).toBeLessThan(2_000);
  expect(bytesOf(window.shown())).toBeGreaterThan(100_000);
});

test('what did not change is not sent, and a line is the same object', async () => {
  const { till, window } = await begin();
  await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
  const first = till.register.tillSnapshot().basket?.lines[0];
  window.takeSent();
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  expect(till.register.tillSnapshot().basket?.lines[0]).toBe(first);
  const [news] = window.takeSent();
  if (news?.kind !== 'change') throw new Error('a change was due');
  expect(Object.keys(news.slices).toSorted()).toEqual(
    ['basket', 'moneyRevision', 'notice', 'scans'].toSorted(),
  );
  expect(news.lines?.added).toHaveLength(1);
});
