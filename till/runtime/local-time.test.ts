import { describe, expect, it } from 'vitest';
import { localTime } from './local-time.ts';

describe('localTime', () => {
  it('tells the wall clock of the shop, not of the machine', () => {
    const atMs = Date.UTC(2026, 0, 31, 16, 30, 5);
    expect(localTime(atMs, 'Asia/Shanghai')).toEqual({ date: '2026-02-01', time: '00:30:05' });
    expect(localTime(atMs, 'Europe/Berlin')).toEqual({ date: '2026-01-31', time: '17:30:05' });
  });
});
