// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeSale, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';
import { clockTime, dayAndTime } from '../words/figures.ts';

/** 14:02 in Shanghai on 22 November, 06:02 in London, 01:02 in New York. */
const AT_MS = Date.UTC(2026, 10, 22, 6, 2);
/** 01:30 of 23 November in Shanghai: New York still has the 22nd. */
const NIGHT_MS = Date.UTC(2026, 10, 22, 17, 30);

let till: TillDriver;
beforeEach(() => {
  // A computer that was bought abroad, or whose zone nobody ever set.
  vi.stubEnv('TZ', 'America/New_York');
  till = createTillDriver();
});
afterEach(async () => {
  await till.close();
  vi.unstubAllEnvs();
});

describe('times on a computer that is set to another zone', () => {
  it('are formatted in the zone that is given', () => {
    expect(new Date(AT_MS).getHours()).toBe(1);
    expect(clockTime(AT_MS, 'en', 'Asia/Shanghai')).toBe('14:02');
    expect(clockTime(AT_MS, 'zh', 'Europe/London')).toBe('06:02');
    expect(dayAndTime(NIGHT_MS, 'en', 'Asia/Shanghai')).toBe('Nov 23, 2026 01:30');
    expect(dayAndTime(NIGHT_MS, 'zh', 'Asia/Shanghai')).toBe('2026年11月23日 01:30');
  });

  it.each(['en', 'zh'] as const)('call midnight 00:00, never 24:00 (%s)', (locale) => {
    expect(clockTime(Date.UTC(2026, 10, 22, 16, 5), locale, 'Asia/Shanghai')).toBe('00:05');
  });

  it('are the shop’s in the bar: the clock and since when something waits', async () => {
    vi.useFakeTimers({ now: AT_MS, toFake: ['Date', 'setTimeout', 'setInterval', 'performance'] });
    const toSend = { entries: 3, oldestAtMs: NIGHT_MS, acknowledgedTo: 812 };
    await till.open(fakeTill('en', { toSend }));
    expect(document.querySelector('header time')?.textContent).toBe('14:02');
    expect(till.text('to-send')).toContain('01:30');
  });

  it('are the shop’s for parked baskets, receipts and a sale to return', async () => {
    const parked = { basketId: 'p1', label: 'A', totalMinor: 100, itemCount: 1 };
    await till.open(fakeTill('en', { suspended: [{ ...parked, suspendedAtMs: NIGHT_MS }] }));
    await till.type('F9');
    expect(till.text('parked-row')).toContain('01:30');
    await till.type('Escape');
    const { saleId, receiptNo, atMs, totalMinor, itemCount } = fakeSale();
    const sale = { saleId, receiptNo, atMs, totalMinor, itemCount, tenders: [], prints: 1 };
    till.far().answerWith('sales.recent', { sales: [sale] });
    await till.type('F7');
    expect(till.text('sale-row')).toContain('14:02');
  });

  it('are the shop’s for a payment nobody knows the end of', async () => {
    const doubtful = {
      attemptId: 'a1',
      way: 'payment',
      amountMinor: 2000,
      approvedMinor: null,
      reason: 'noAnswer',
      basketId: 'b1',
      label: '',
      sinceMs: NIGHT_MS,
    } as const;
    await till.open(fakeTill('en', { pendingPayments: [doubtful] }));
    await till.type('u');
    expect(till.text('dialog-pending')).toContain('Nov 23, 2026 01:30');
  });
});
