import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { journalEntrySchema } from '../../contracts/journal.ts';
import type { RegisterSettings } from '../../contracts/settings.ts';
import { checkManifest } from '../../core/upload/build.ts';
import { isEntry } from '../../core/journal/typed-entry.ts';
import { openReadStore } from '../../db/store.ts';
import { openTestLane, PRICE_MINOR, type TestLane } from './lane-kit.ts';

let lane: TestLane;
beforeEach(async () => {
  lane = await openTestLane();
  await lane.start();
});
afterEach(() => lane.close());

const settingsFile = () => join(lane.dataDir, 'register.json');
const onDisk = () => JSON.parse(readFileSync(settingsFile(), 'utf8')) as RegisterSettings;

/** Stops the register, changes its settings as somebody with an editor does, and starts it. */
async function startWith(changes: Partial<RegisterSettings>): Promise<void> {
  await lane.stop();
  writeFileSync(settingsFile(), JSON.stringify({ ...onDisk(), ...changes }));
  await lane.start();
}

const entries = () => {
  const store = openReadStore(join(lane.dataDir, 'register.db'));
  try {
    return store.read((tx) => tx.entries(1, tx.journalHead().seq));
  } finally {
    store.close();
  }
};
const told = () => lane.snapshot().heldSettings;
const changesOf = (type: 'settings.changed' | 'settings.held') =>
  entries().flatMap((entry) => (isEntry(entry, type) ? entry.payload.changes : []));
const sales = () =>
  entries().flatMap((entry) => (isEntry(entry, 'sale.completed') ? [entry.payload] : []));

async function sell(): Promise<void> {
  const due = await lane.scanOne();
  await lane.must('pay.tender', { kind: 'cash', amountMinor: due });
}

/** Parks a basket of which a card has paid a part: the day can be closed beside it. */
async function parkPartPaid(): Promise<number> {
  const total = await lane.scanOne();
  await lane.must('pay.card', { amountMinor: 100 });
  await lane.until(({ basket }) => basket?.tenders.length === 1);
  await lane.must('sale.park', { label: 'A' });
  return total;
}

/** As a database made from a copy, or written by an earlier version, is: without its settings. */
async function forgetSettings(): Promise<void> {
  await lane.stop();
  const db = new Database(join(lane.dataDir, 'register.db'));
  db.prepare("DELETE FROM setting WHERE key LIKE 'settings.%'").run();
  db.close();
}

async function closeDay(): Promise<void> {
  await lane.must('shift.close', { counted: [] });
  await lane.must('day.close', { skipSettlement: true });
}

/** Every closed day is what head office takes: each batch agrees with its own entries. */
function expectEveryDayAccepted(): void {
  const store = openReadStore(join(lane.dataDir, 'register.db'));
  try {
    store.read((tx) => {
      for (const { header } of tx.batches()) {
        const slice = tx.entries(header.manifest.from, header.manifest.to);
        for (const entry of slice) journalEntrySchema.parse(entry);
        expect(checkManifest(header.manifest, slice)).toEqual([]);
      }
      expect(tx.batches().length).toBeGreaterThan(0);
    });
  } finally {
    store.close();
  }
}

/** What a setting that money depends on is changed to, and what tells which one was used. */
const MONEY: readonly [keyof RegisterSettings, Partial<RegisterSettings>][] = [
  ['currency', { currency: 'EUR' }],
  ['taxMode', { taxMode: 'onTop' }],
  ['taxRounding', { taxRounding: 'perLine' }],
  ['cashRounding', { cashRounding: { stepMinor: 100, rounding: 'down', cardStepMinor: 1 } }],
];

describe.each(MONEY)('%s changed', (field, changes) => {
  it('holds from the day after the last sum that was begun without it, or never', async () => {
    await lane.openForSelling();
    await sell();
    // In an open day: it goes on as it began, and who may do something is told.
    await startWith(changes);
    await lane.openForSelling();
    await sell();
    expect(told()).toMatchObject([{ field }]);
    const [first, second] = sales();
    expect(second).toMatchObject({
      currency: first?.currency,
      taxMode: first?.taxMode,
      taxes: first?.taxes,
      totalMinor: PRICE_MINOR,
      roundingMinor: first?.roundingMinor,
    });
    expect(changesOf('settings.held')).toMatchObject([{ field }]);
    expect(changesOf('settings.changed')).toEqual([]);
    // Nobody's file is written over.
    expect(onDisk()[field]).toEqual(changes[field]);

    // A basket that a card has paid in part outlives the day, and so does what it was totalled with.
    const total = await parkPartPaid();
    await closeDay();
    await startWith(changes);
    const until = field === 'currency' ? 'never' : 'finished';
    expect(told()).toMatchObject([{ field, until }]);
    await lane.openForSelling();
    const [parked] = lane.snapshot().suspended;
    expect(parked?.totalMinor).toBe(total);
    await lane.must('sale.resume', { basketId: parked?.basketId ?? '' });
    await lane.must('pay.tender', {
      kind: 'cash',
      amountMinor: lane.snapshot().basket?.cashDueMinor ?? 0,
    });
    expect(sales().at(-1)).toMatchObject({ currency: 'CNY', totalMinor: total });
    await closeDay();

    // Nothing is unfinished now.
    await startWith(changes);
    if (field === 'currency') {
      expect(told()).toEqual([{ field, kept: 'CNY', asked: 'EUR', until: 'never' }]);
    } else {
      expect(told()).toEqual([]);
      const [change] = changesOf('settings.changed');
      expect(change).toMatchObject({ field });
      expect(change?.from).not.toBe(change?.to);
    }
    await lane.openForSelling();
    await sell();
    await closeDay();
    expectEveryDayAccepted();
  });
});

describe('the currency', () => {
  it('put back was never another', async () => {
    await lane.openForSelling();
    await sell();
    await startWith({ currency: 'EUR' });
    expect(told()).toMatchObject([{ field: 'currency', until: 'never' }]);
    await startWith({ currency: 'CNY' });
    expect(told()).toEqual([]);
    expect(changesOf('settings.changed')).toEqual([]);
  });

  it('is taken before the first sale, and journaled with both values', async () => {
    await lane.openForSelling();
    await startWith({ currency: 'EUR' });
    expect(told()).toMatchObject([{ field: 'currency', until: 'finished' }]);
    await lane.openForSelling();
    await closeDay();
    await startWith({ currency: 'EUR' });
    expect(told()).toEqual([]);
    expect(changesOf('settings.changed')).toEqual([
      { field: 'currency', from: '"CNY"', to: '"EUR"' },
    ]);
    // The simulated terminal of the lane knows its own currency only, and is not waited for.
    await lane.must('session.signOn', { operatorId: '9001', pin: '846275' });
    await lane.must('day.open', {});
    await lane.must('shift.open', { floatMinor: 0 });
    await lane.until(({ devices }) => devices.scanner.state === 'ready');
    await sell();
    expect(sales()).toMatchObject([{ currency: 'EUR' }]);
  });

  it('is found in the journal where nothing else remembers it', async () => {
    await lane.openForSelling();
    await sell();
    await closeDay();
    await forgetSettings();
    await startWith({ currency: 'EUR' });
    expect(told()).toMatchObject([{ field: 'currency', kept: 'CNY', until: 'never' }]);
  });
});

describe('the settings name another register than the data', () => {
  it.each([{ storeId: 'S777' }, { registerId: '7' }])(
    '%j: it does not start, and says of whom they are',
    async (changes) => {
      const before = onDisk();
      await lane.openForSelling();
      await sell();
      const count = entries().length;
      await startWith(changes);
      expect(lane.snapshot()).toMatchObject({
        phase: 'stopped',
        stopped: { code: 'otherRegister' },
      });
      const { storeId, registerId } = before;
      expect(lane.snapshot().stopped?.params['detail']).toContain(`is of ${storeId}-${registerId}`);
      await startWith(before);
      expect(lane.snapshot().phase).toBe('signedOff');
      await lane.openForSelling();
      // Signed on again, and nothing else.
      expect(
        entries()
          .slice(count)
          .map(({ type }) => type),
      ).toEqual(['operator.signedOn']);
    },
  );

  it('a shop’s data are never practised on', async () => {
    await lane.openForSelling();
    await sell();
    const count = entries().length;
    await startWith({ training: true });
    expect(lane.snapshot()).toMatchObject({ phase: 'stopped', stopped: { code: 'settings' } });
    expect(lane.snapshot().stopped?.params['detail']).toContain('training');
    expect(entries()).toHaveLength(count);
    await startWith({ training: false });
    expect(lane.snapshot().phase).toBe('signedOff');
  });
});

describe('what comes with a changed setting', () => {
  const catalogue = () => join(lane.dataDir, 'incoming', 'catalogue.csv');
  const quick = () =>
    lane.snapshot().quickItems.map(({ itemId, priceMinor }) => [itemId, priceMinor]);

  it('prices in the other currency wait for it', async () => {
    await lane.openForSelling();
    await sell();
    const before = quick();
    await lane.stop();
    writeFileSync(
      catalogue(),
      readFileSync(catalogue(), 'utf8').replaceAll(/,(\d+)\.(\d\d),/g, ',9.99,'),
    );
    await startWith({ currency: 'EUR' });
    expect(quick()).toEqual(before);
    expect(readFileSync(`${catalogue()}.refused.txt`, 'utf8')).toContain('currency');
    // Put back, they are not taken for prices of this one unless somebody saves them once more.
    await startWith({ currency: 'CNY' });
    expect(quick()).toEqual(before);
    writeFileSync(catalogue(), readFileSync(catalogue(), 'utf8').replaceAll(',9.99,', ',9.98,'));
    await startWith({ currency: 'CNY' });
    expect(quick()).not.toEqual(before);
  });

  it('saving the terminal in the office leaves the changed value in the file', async () => {
    await lane.openForSelling();
    await startWith({ taxRounding: 'perLine' });
    await lane.openForSelling();
    await lane.must('terminal.save', { terminal: null });
    expect(onDisk()).toMatchObject({ taxRounding: 'perLine', devices: { terminal: null } });
    expect(told()).toMatchObject([{ field: 'taxRounding' }]);
  });

  it('an edit made since the start is not lost when the terminal is saved', async () => {
    await lane.openForSelling();
    writeFileSync(settingsFile(), JSON.stringify({ ...onDisk(), screenLockS: 900 }));
    await lane.must('terminal.save', { terminal: null });
    expect(onDisk()).toMatchObject({ screenLockS: 900, devices: { terminal: null } });
  });

  it('departments and tax rates that vanish: the goods stay as they were, and it is said', async () => {
    await lane.openForSelling();
    await sell();
    const before = quick();
    const { departments, taxRatesBp } = onDisk();
    const [department = ''] = Object.keys(departments);
    const [rate = ''] = Object.keys(taxRatesBp);
    const without = <T>(record: Record<string, T>, name: string) =>
      Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
    await startWith({
      departments: without(departments, department),
      taxRatesBp: without(taxRatesBp, rate),
    });
    expect(quick()).toEqual(before);
    await lane.openForSelling();
    expect(told()).toContainEqual({
      field: `taxRatesBp.${rate}`,
      kept: String(taxRatesBp[rate]),
      asked: '—',
      until: 'catalogue',
    });
    expect(readFileSync(`${catalogue()}.refused.txt`, 'utf8')).toContain('unknown');
    await sell();
    const [first, second] = sales();
    expect(second?.taxes).toEqual(first?.taxes);
    await lane.must('report.x', {});
    await closeDay();
    expectEveryDayAccepted();
  });

  it('a tax rate changed without the catalogue beside it is told: goods carry the old one', async () => {
    await lane.openForSelling();
    await sell();
    await lane.stop();
    rmSync(catalogue());
    const rates = Object.fromEntries(Object.keys(onDisk().taxRatesBp).map((code) => [code, 700]));
    await startWith({ taxRatesBp: rates });
    expect(told().length).toBeGreaterThan(0);
    expect(told().every(({ until, asked }) => until === 'catalogue' && asked === '700')).toBe(true);
  });
});
