import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { foldDay } from '../day/fold.ts';
import { minor, ZERO } from '../money/minor.ts';
import { MILK, sampleJournal, sampleSale } from '../testing/sample-day.ts';
import { summariseEntries } from './build.ts';
import { manifestOf } from './manifest.ts';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

it('follows from the entries alone: the same again, whenever and wherever it is made', () => {
  const sale = sampleSale({ receiptSeq: 1, lines: [{ item: MILK }] });
  const entries = sampleJournal([{ type: 'sale.completed', payload: sale }], sha256);
  const report = foldDay(entries, {
    businessDay: '2026-03-01',
    storeId: 'S001',
    registerId: '3',
    zNumber: 7,
    closedAtMs: 0,
    currency: 'CNY',
    grandSalesBefore: minor(1000),
    grandReturnsBefore: ZERO,
  });
  const [end] = entries;
  if (end === undefined) throw new Error('an entry');
  const summary = summariseEntries(entries);
  expect(manifestOf({ end, report, summary, batchNo: 7 })).toEqual({
    kind: 'tillwright-batch',
    version: 1,
    batchId: end.id,
    batchNo: 7,
    storeId: 'S001',
    registerId: '3',
    businessDay: '2026-03-01',
    builtAtMs: end.atMs,
    currency: 'CNY',
    grandSalesMinor: 1650,
    ...summary,
  });
});
