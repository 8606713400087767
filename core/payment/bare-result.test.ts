import { expect, it } from 'vitest';
import { minor } from '../money/minor.ts';
import { bareResult } from './bare-result.ts';

it('says "not told" of everything but what was told: nothing is compared with it', () => {
  const told = { approved: true, resultCode: '00', amountMinor: minor(1290) };
  const { approved, resultCode, amountMinor, extra, ...rest } = bareResult(told);
  expect({ approved, resultCode, amountMinor }).toEqual(told);
  expect(extra).toEqual({});
  expect(Object.keys(rest)).toContain('receiptNo');
  expect(Object.entries(rest).filter(([, value]) => value !== '' && value !== null)).toEqual([]);
});
