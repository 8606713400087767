import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkManifest } from '../../core/upload/build.ts';
import { foldDay } from '../../core/day/fold.ts';
import type { DayReport } from '../../core/journal/events/day-report.ts';
import { uploadsInOutbox, uploadFiles } from '../../electron/service/upload-files.ts';
import { SLICE_ENTRIES } from '../../till/runtime/entry-slices.ts';
import { handOver } from './hand-over.ts';
import { BREAD, must, openForSelling, openTestTill, type TestTill, until } from './till-kit.ts';

/** Enough for several slices: a sale takes two turns of the loop. */
const SALES = 120;
const QUIET = { info: () => {}, warn: () => {}, error: () => {} };

let folder: string;
let till: TestTill;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-slices-'));
  till = openTestTill({ uploadFiles: uploadFiles(folder, QUIET) });
  await openForSelling(till);
  for (let sold = 0; sold < SALES; sold += 1) await sell();
});
afterEach(() => {
  till.close();
  rmSync(folder, { recursive: true, force: true });
});

async function sell(): Promise<void> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
}

async function countUp(): Promise<void> {
  await must(till, 'shift.close', { counted: [] });
  await handOver(till, 'manager');
}

const head = () => till.store.read((tx) => tx.journalHead().seq);
const entries = () => till.store.read((tx) => tx.entries(1, tx.journalHead().seq));
const closeDay = () => must(till, 'day.close', { skipSettlement: true });

async function lastZ(): Promise<DayReport> {
  const { reportJson } = await must(till, 'report.lastZ', {});
  return JSON.parse(reportJson ?? 'null') as DayReport;
}

/** The loop's turns that were taken while this was done. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  isOver = true;
  return turns;
}

describe('a day of many slices', () => {
  it('is long enough here to be cut', () => {
    expect(head()).toBeGreaterThan(SLICE_ENTRIES);
  });

  it('lies in the outbox as it would have been written at once', async () => {
    await countUp();
    await closeDay();
    await until(till, () => uploadsInOutbox(folder).length === 1);
    const [batch] = till.store.read((tx) => tx.batches());
    const { manifest } = batch?.header ?? {};
    const slice = entries().filter(({ seq }) => seq <= (manifest?.to ?? 0));
    const whole = [batch?.header, ...slice].map((row) => `${JSON.stringify(row)}\n`).join('');
    const file = readFileSync(join(folder, 'outbox', uploadsInOutbox(folder)[0] ?? ''), 'utf8');
    expect(file).toBe(whole);
  });

  it('gives the report and the batch that reading it at once gives', async () => {
    await countUp();
    await closeDay();
    const report = await lastZ();
    const [batch] = till.store.read((tx) => tx.batches());
    const header = {
      businessDay: report.businessDay,
      storeId: report.storeId,
      registerId: report.registerId,
      zNumber: report.zNumber,
      closedAtMs: report.closedAtMs,
      currency: report.currency,
      grandSalesBefore: 0 as typeof report.grandSalesMinor,
      grandReturnsBefore: 0 as typeof report.grandSalesMinor,
    };
    expect(
      foldDay(
        entries().filter(({ type }) => type !== 'day.closed'),
        header,
      ),
    ).toEqual(report);
    expect(report.sales).toEqual({ count: SALES, amountMinor: SALES * 1000 });
    const manifest = batch?.header.manifest;
    if (manifest === undefined) throw new Error('no batch');
    const slice = entries().filter(({ seq }) => seq <= manifest.to);
    expect(slice.at(-1)?.type).toBe('day.closed');
    expect(checkManifest(manifest, slice, header.grandSalesBefore)).toEqual([]);
  });

  it('lets the loop turn between its slices when the day is closed and for a report', async () => {
    await countUp();
    const slices = Math.ceil(head() / SLICE_ENTRIES);
    expect(await turnsDuring(() => must(till, 'report.x', {}))).toBeGreaterThanOrEqual(slices - 1);
    expect(await turnsDuring(closeDay)).toBeGreaterThanOrEqual(slices - 1);
  });
});

describe('what happens while a day is read', () => {
  it('is answered before the report, and is in it once', async () => {
    await handOver(till, 'manager');
    const order: string[] = [];
    const report = must(till, 'report.x', {}).then(({ reportJson }) => {
      order.push('report');
      return JSON.parse(reportJson) as DayReport;
    });
    const scanned = must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' })
      .then(() => must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 }))
      .then(() => order.push('sale'));
    const [{ sales }] = await Promise.all([report, scanned]);
    expect(order).toEqual(['sale', 'report']);
    expect(sales).toEqual({ count: SALES + 1, amountMinor: (SALES + 1) * 1000 });
  });

  it('is neither lost nor counted twice when the day is closed after it', async () => {
    await countUp();
    const closed = closeDay();
    // A second shift of the same day, opened, sold in and counted while the day is being read.
    const between = must(till, 'shift.open', { floatMinor: 0 })
      .then(sell)
      .then(() => must(till, 'shift.close', { counted: [] }));
    await Promise.allSettled([closed, between]);
    if (till.register.tillSnapshot().businessDay !== null) {
      await handOver(till, 'manager');
      await closeDay();
    }
    const sold = entries().filter(({ type }) => type === 'sale.completed').length;
    const report = await lastZ();
    expect(report.sales.count).toBe(sold);
    const [batch] = till.store.read((tx) => tx.batches());
    const manifest = batch?.header.manifest;
    if (manifest === undefined) throw new Error('no batch');
    const slice = entries().filter(({ seq }) => seq <= manifest.to);
    expect(checkManifest(manifest, slice, null)).toEqual([]);
    expect(manifest.sales).toBe(sold);
  });
});
