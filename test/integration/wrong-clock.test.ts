import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { journalEntrySchema } from '../../contracts/journal.ts';
import { call, must, openForSelling, openTestTill, BREAD, type TestTill } from './till-kit.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const YEARS_MS = 3652 * DAY_MS;

let till: TestTill;

beforeEach(() => {
  till = openTestTill();
});
afterEach(() => till.close());

const snapshot = () => till.register.tillSnapshot();
const entries = () => till.store.read((tx) => tx.entries(1, tx.journalHead().seq));
const zOf = async () => JSON.parse((await must(till, 'report.lastZ', {})).reportJson ?? '{}');

async function sell(): Promise<void> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: BREAD.priceMinor });
}

/** From selling to closed, with the manager left signed on. */
async function close(): Promise<void> {
  await must(till, 'shift.close', { counted: [] });
  await must(till, 'session.signOff', {});
  await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
  await must(till, 'day.close', { skipSettlement: true });
}

/** Opens with what the screen shows, as somebody who vouches for it does. */
async function open(typed: string | null = null): Promise<void> {
  await must(till, 'day.open', { shown: snapshot().opening?.date ?? null, typed });
}

describe('a day that is opened', () => {
  it('asks for a word when the clock has run ten years ahead, and spoils no later day', async () => {
    await openForSelling(till);
    await close();
    till.clock.now += YEARS_MS;
    await must(till, 'session.signOff', {});
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    expect(snapshot().opening).toMatchObject({
      date: '2036-01-02',
      doubt: 'ahead',
      last: { date: '2026-01-02', zNumber: 1 },
      mayConfirm: true,
    });
    expect(await call(till, 'day.open', {})).toMatchObject({ error: { code: 'dateInDoubt' } });
    // Somebody vouches for it all the same: it is wrong for this one day.
    await open();
    expect(snapshot().businessDay).toBe('2036-01-02');
    expect(entries().at(-1)).toMatchObject({
      type: 'day.opened',
      actor: '9',
      payload: {
        confirmed: { why: 'ahead', clockDate: '2036-01-02', lastDate: '2026-01-02' },
      },
    });
    await must(till, 'day.close', { skipSettlement: true });
    till.clock.set(DAY_MS - YEARS_MS);
    await must(till, 'report.lastZ', {});
    await must(till, 'session.setLocale', { locale: 'en' });
    expect(snapshot().opening).toMatchObject({ date: '2026-01-03', doubt: 'behind' });
    await open();
    expect(snapshot().businessDay).toBe('2026-01-03');
    await must(till, 'day.close', { skipSettlement: true });
    expect((await zOf()).zNumber).toBe(3);
    till.clock.now += DAY_MS;
    await must(till, 'day.open', {});
    expect(snapshot().businessDay).toBe('2026-01-04');
    for (const entry of entries()) expect(journalEntrySchema.safeParse(entry).success).toBe(true);
  });

  it('takes a typed date that follows from the last day, and no other', async () => {
    await openForSelling(till);
    await close();
    till.clock.now += YEARS_MS;
    await must(till, 'session.setLocale', { locale: 'en' });
    const shown = '2036-01-02';
    for (const typed of ['2062-01-03', '2026-01-01', '2026-02-03']) {
      expect(await call(till, 'day.open', { shown, typed })).toMatchObject({
        error: { code: 'dateUnlikely' },
      });
    }
    await open('2026-01-03');
    expect(snapshot().businessDay).toBe('2026-01-03');
    expect(entries().at(-1)?.payload).toMatchObject({ confirmed: { why: 'typed' } });
  });

  it('is not opened with a date the window showed yesterday', async () => {
    await openForSelling(till);
    await close();
    const shown = snapshot().opening?.date ?? null;
    till.clock.now += DAY_MS;
    expect(await call(till, 'day.open', { shown })).toMatchObject({
      error: { code: 'dateChanged', params: { date: '2026-01-03' } },
    });
    expect(snapshot().opening?.date).toBe('2026-01-03');
    await open();
  });

  it('may carry the date of the one before, and counts only its own sales', async () => {
    await openForSelling(till);
    await sell();
    await close();
    await must(till, 'day.open', {});
    await must(till, 'shift.open', { floatMinor: 0 });
    await sell();
    await sell();
    await close();
    expect(await zOf()).toMatchObject({
      businessDay: '2026-01-02',
      zNumber: 2,
      sales: { count: 2, amountMinor: 2 * BREAD.priceMinor },
      grandSalesMinor: 3 * BREAD.priceMinor,
    });
    const dates = entries().filter(({ type }) => type === 'day.opened');
    expect(dates.map(({ businessDay }) => businessDay)).toEqual(['2026-01-02', '2026-01-02']);
  });
});

describe('a day that nobody closed', () => {
  const signOn = () => must(till, 'session.signOn', { operatorId: '1', pin: '1111' });

  it('is told of to whoever signs on when it is another date, and goes on until it is closed', async () => {
    await openForSelling(till);
    await sell();
    await must(till, 'session.signOff', {});
    await signOn();
    expect(snapshot().notice?.code).not.toBe('dayStillOpen');
    await must(till, 'session.signOff', {});
    till.clock.now += DAY_MS;
    await signOn();
    expect(snapshot().notice).toMatchObject({
      kind: 'attention',
      code: 'dayStillOpen',
      params: { day: '2026-01-02', date: '2026-01-03' },
    });
    await sell();
    await close();
    expect(await zOf()).toMatchObject({ businessDay: '2026-01-02', sales: { count: 2 } });
  });

  it('is told of after a night with the program off, too', async () => {
    await openForSelling(till);
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir, nowMs: till.clock.now + DAY_MS });
    await signOn();
    expect(snapshot().notice).toMatchObject({ code: 'dayStillOpen' });
  });

  it('holds the hour that the clocks repeat in autumn: in order, and all on one Z', async () => {
    till.close();
    const evening = Date.UTC(2026, 9, 24, 20, 0);
    till = openTestTill({ nowMs: evening, settings: { timeZone: 'Europe/Berlin' } });
    await openForSelling(till);
    // 22:00 and 02:30 in summer time, 02:30 and 03:30 in winter time.
    for (const hours of [0, 4.5, 5.5, 6.5]) {
      till.clock.now = evening + hours * 60 * MINUTE_MS;
      await sell();
      expect(snapshot().notice?.code).toBe('saleComplete');
    }
    const sold = till.store.read((tx) => tx.recentSales(9));
    expect(sold.map(({ sale, atMs }) => [sale.receiptNo, (atMs - evening) / MINUTE_MS])).toEqual([
      ['S001-03-000004', 390],
      ['S001-03-000003', 330],
      ['S001-03-000002', 270],
      ['S001-03-000001', 0],
    ]);
    await close();
    expect(await zOf()).toMatchObject({ businessDay: '2026-10-24', sales: { count: 4 } });
    till.clock.now = evening + 12 * 60 * MINUTE_MS;
    await must(till, 'session.setLocale', { locale: 'en' });
    expect(snapshot().opening).toMatchObject({ date: '2026-10-25', doubt: null });
  });
});

describe('a lock-out', () => {
  const right = { operatorId: '1', pin: '1111' };
  const isLocked = async () => {
    const answer = await call(till, 'session.signOn', right);
    return !answer.ok && answer.error.code === 'lockedOut';
  };
  async function lock(): Promise<void> {
    for (let tries = 1; tries <= 5; tries += 1) {
      await call(till, 'session.signOn', { operatorId: '1', pin: '0000' });
    }
  }

  it.each([
    ['back by an hour', -60],
    ['back by a year', -525_600],
    ['forward by an hour', 60],
  ])('is not lifted by setting the clock %s', async (_, minutes) => {
    await lock();
    till.clock.set(minutes * MINUTE_MS);
    expect(await isLocked()).toBe(true);
    till.clock.now += 5 * MINUTE_MS - 1;
    expect(await isLocked()).toBe(true);
    till.clock.now += 1;
    await must(till, 'session.signOn', right);
  });

  it('is not lifted by setting the clock back and starting again, and lasts once more at most', async () => {
    await lock();
    const { dir, clock } = till;
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir, nowMs: clock.now - 365 * DAY_MS });
    expect(await isLocked()).toBe(true);
    till.clock.now += 5 * MINUTE_MS - 1;
    expect(await isLocked()).toBe(true);
    till.clock.now += 1;
    await must(till, 'session.signOn', right);
  });
});

describe('a clock that was set', () => {
  it('is told of and written down, either way, and not when time merely passed', async () => {
    await openForSelling(till);
    till.clock.now += 8 * 60 * MINUTE_MS;
    await sell();
    const jumps = () => entries().filter(({ type }) => type === 'clock.jumped');
    expect(jumps()).toEqual([]);
    till.clock.set(-2 * 60 * MINUTE_MS);
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    expect(jumps()).toHaveLength(1);
    till.clock.set(30_000);
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    expect(jumps()).toHaveLength(1);
    till.clock.set(60 * MINUTE_MS);
    const before = snapshot().notice?.n ?? 0;
    await must(till, 'session.setLocale', { locale: 'en' });
    expect(jumps()).toHaveLength(2);
    expect(snapshot().notice).toMatchObject({ n: before + 1, code: 'clockAhead' });
  });

  it('is told of at the start when it stands before the newest entry', async () => {
    await openForSelling(till);
    const { dir, clock } = till;
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir, nowMs: clock.now - DAY_MS });
    expect(snapshot().notice).toMatchObject({ kind: 'attention', code: 'clockBack' });
    expect(entries().at(-1)).toMatchObject({ type: 'clock.jumped' });
  });

  it('makes nothing fresh that the business day has seen expire', async () => {
    await openForSelling(till);
    const expired = { text: ']C1010690123456789217260101', source: 'wedge' } as const;
    expect(await call(till, 'sale.scan', expired)).toMatchObject({
      error: { code: 'expired' },
    });
    till.clock.set(-10 * DAY_MS);
    expect(await call(till, 'sale.scan', expired)).toMatchObject({
      error: { code: 'expired' },
    });
  });
});

describe('any clock', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.constant({ does: 'sell' as const, ms: 0 }) },
    { weight: 1, arbitrary: fc.constant({ does: 'nextDay' as const, ms: 0 }) },
    {
      weight: 2,
      arbitrary: fc.record({
        does: fc.constant('set' as const),
        ms: fc.integer({ min: -5_000, max: 5_000 }).map((days) => days * DAY_MS + 12_345),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        does: fc.constant('wait' as const),
        ms: fc.integer({ min: 0, max: 3 * DAY_MS }),
      }),
    },
  );

  it('never puts a number out of its order, uses one twice or loses a sale', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        till.close();
        till = openTestTill();
        await openForSelling(till);
        let sold = 0;
        let days = 1;
        for (const { does, ms } of steps) {
          if (does === 'set') till.clock.set(ms);
          else if (does === 'wait') till.clock.now += ms;
          else if (does === 'sell') {
            await sell();
            sold += 1;
          } else {
            await close();
            expect((await zOf()).zNumber).toBe(days);
            await open();
            days += 1;
            await must(till, 'shift.open', { floatMinor: 0 });
          }
        }
        await close();
        const z = await zOf();
        expect(z.zNumber).toBe(days);
        expect(z.grandSalesMinor).toBe(sold * BREAD.priceMinor);
        const all = entries();
        expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
        const numbers = till.store
          .read((tx) => tx.recentSales(100))
          .map(({ sale }) => sale.receiptSeq);
        expect(numbers.reverse()).toEqual(Array.from({ length: sold }, (_, index) => index + 1));
      }),
      { numRuns: 25 },
    );
  });
});
