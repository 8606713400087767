import { describe, expect, it } from 'vitest';
import { dayAfter, localTime, proposeBusinessDay } from './local-time.ts';

describe('localTime', () => {
  it('tells the wall clock of the shop, not of the machine', () => {
    const atMs = Date.UTC(2026, 0, 31, 16, 30, 5);
    expect(localTime(atMs, 'Asia/Shanghai')).toEqual({ date: '2026-02-01', time: '00:30:05' });
    expect(localTime(atMs, 'Europe/Berlin')).toEqual({ date: '2026-01-31', time: '17:30:05' });
  });
});

describe('proposeBusinessDay', () => {
  const noon = Date.UTC(2026, 1, 28, 4, 0, 0);

  it('is today, for the first day and after an earlier one', () => {
    expect(proposeBusinessDay(noon, 'Asia/Shanghai', null)).toBe('2026-02-28');
    expect(proposeBusinessDay(noon, 'Asia/Shanghai', '2026-02-25')).toBe('2026-02-28');
  });

  it('is the day after the last when that was closed early or the clock was set back', () => {
    expect(proposeBusinessDay(noon, 'Asia/Shanghai', '2026-02-28')).toBe('2026-03-01');
    expect(proposeBusinessDay(noon, 'Asia/Shanghai', '2026-12-31')).toBe('2027-01-01');
  });

  it('knows leap days', () => {
    expect(dayAfter('2028-02-28')).toBe('2028-02-29');
  });
});
