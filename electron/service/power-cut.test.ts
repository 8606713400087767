import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RegisterSettings } from '../../contracts/settings.ts';
import { CURRENCIES } from '../../core/money/currency.ts';
import { openStore, type RegisterStore } from '../../db/store.ts';
import { ALL_LUCK, type Change, layOutAfterCut } from '../../host/test-kit/disk-after-cut.ts';
import { type AfterCut, atEveryCut, differences } from '../../host/test-kit/every-cut.ts';
import { RecordedDisk } from '../../host/test-kit/recorded-disk.ts';
import { makeRegister } from '../../hq/test-kit/journal.ts';
import { uploadFiles, uploadsInOutbox } from './upload-files.ts';
import { applyIncomingFiles } from './incoming-files.ts';
import { loadPinSeal } from './pin-seal.ts';
import { loadRegisterKey } from './register-key.ts';
import { readRegisterSettings, writeRegisterSettings } from './register-settings.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
let folder: string;
let dataDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-cut-'));
  dataDir = join(folder, 'register');
  mkdirSync(dataDir);
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** What `work` asks of the disk, after it was shown that a disk that keeps all has the same files. */
async function recorded<T>(work: () => T | Promise<T>): Promise<{
  base: string;
  changes: readonly Change[];
  made: T;
}> {
  const base = join(folder, 'base');
  cpSync(dataDir, base, { recursive: true });
  const disk = new RecordedDisk(dataDir);
  try {
    const made = await work();
    const changes = [...disk.changes];
    const whole = join(folder, 'whole');
    layOutAfterCut(base, whole, changes, ALL_LUCK);
    expect(differences(whole, dataDir)).toEqual([]);
    return { base, changes, made };
  } finally {
    disk.stop();
  }
}

/** Looks at what every cut leaves; `isDone` where the work had returned by then. */
async function expectAfterEveryCut(
  { base, changes }: { base: string; changes: readonly Change[] },
  look: (left: AfterCut & { isDone: boolean }) => void | Promise<void>,
): Promise<void> {
  const cuts = await atEveryCut({ base, changes, work: join(folder, 'cuts') }, (left) =>
    look({ ...left, isDone: left.moment === changes.length }),
  );
  expect(cuts).toBeGreaterThan(30);
}

const TEXT = { zh: '店', en: 'Shop' };
const SETTINGS: RegisterSettings = {
  version: 1,
  storeId: 'S001',
  registerId: '03',
  store: { name: TEXT, address: TEXT, taxId: '', phone: '', footer: TEXT },
  currency: 'EUR',
  cashRounding: null,
  taxMode: 'inside',
  taxRounding: 'perLine',
  taxRatesBp: { A: 1300 },
  departments: { food: TEXT },
  labelRegion: null,
  timeZone: 'Europe/Helsinki',
  defaultLocale: 'en',
  devices: { terminal: null, printer: null, scanner: null },
  refunds: { cardInCash: false },
  scanPrefix: '',
  voids: {
    cashier: { amountMinor: 1, basketMinor: 1, basketCount: 1, shiftCount: 1 },
    supervisor: { amountMinor: null, basketMinor: null, basketCount: null, shiftCount: null },
  },
  screenLockS: 600,
  walletLimitMinor: null,
  secondCopyPath: null,
  headOffice: null,
  training: false,
};

describe('after a power cut at any moment', () => {
  it('the settings are the old ones or the new ones, and the new ones once they were written', async () => {
    writeFileSync(join(dataDir, 'register.json'), JSON.stringify(SETTINGS));
    const work = await recorded(() =>
      writeRegisterSettings(dataDir, { ...SETTINGS, screenLockS: 900 }),
    );
    await expectAfterEveryCut(work, ({ folder: left, isDone }) => {
      const { screenLockS } = readRegisterSettings(left);
      expect(isDone ? [900] : [600, 900]).toContain(screenLockS);
    });
  });

  it('settings written for the first time are there, or not at all', async () => {
    const work = await recorded(() => writeRegisterSettings(join(dataDir, 'training'), SETTINGS));
    await expectAfterEveryCut(work, ({ folder: left, isDone }) => {
      if (!isDone && !existsSync(join(left, 'training', 'register.json'))) return;
      expect(readRegisterSettings(join(left, 'training'))).toEqual(SETTINGS);
    });
  });

  it('the register has one key: the one it was given, or none and a new one', async () => {
    const work = await recorded(() => loadRegisterKey(dataDir).publicKey);
    await expectAfterEveryCut(work, ({ folder: left, isDone }) => {
      const again = loadRegisterKey(left).publicKey;
      if (isDone) expect(again).toBe(work.made);
      expect(loadRegisterKey(left).publicKey).toBe(again);
    });
  });

  it('PINs that were sealed are opened', async () => {
    const work = await recorded(() => loadPinSeal(dataDir).id);
    await expectAfterEveryCut(work, ({ folder: left, isDone }) => {
      const again = loadPinSeal(left).id;
      if (isDone) expect(again).toBe(work.made);
    });
  });

  it('a batch in the outbox is whole or not there, and is written again', async () => {
    const register = makeRegister('S001', '03');
    register.openDay();
    register.sell(20);
    const { manifest, entries, body } = register.cut();
    const { signature } = JSON.parse(body.slice(0, body.indexOf('\n'))) as { signature: string };
    const header = { manifest, signature };
    const keep = (dir: string) => uploadFiles(dir, log).keep(header, () => slices(entries));
    const work = await recorded(() => keep(dataDir));
    const [name = ''] = uploadsInOutbox(dataDir);
    const whole = readFileSync(join(dataDir, 'outbox', name), 'utf8');
    await expectAfterEveryCut(work, async ({ folder: left, isDone }) => {
      const path = join(left, 'outbox', name);
      if (isDone || existsSync(path)) expect(readFileSync(path, 'utf8')).toBe(whole);
      await keep(left);
      expect(readFileSync(path, 'utf8')).toBe(whole);
    });
  });
});

async function* slices<T>(entries: readonly T[]): AsyncGenerator<readonly T[]> {
  yield entries.slice(0, 7);
  yield entries.slice(7);
}

describe('after a power cut while files are taken in', () => {
  const HASH = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo';
  const PERSON = { operatorId: '1', name: 'Li Na', role: 'cashier', locale: 'en', pinHash: HASH };
  const HEADER = 'item_id,name_zh,name_en,pinyin,department,tax_code,unit,price,plu,codes\n';
  const rows = (count: number) =>
    Array.from({ length: count }, (_, n) => `i${n},牛奶,Milk,nn,food,A,each,6.50,,\n`).join('');
  const catalogue = (count: number) => `${HEADER}${rows(count)}#end,${count}\n`;
  let store: RegisterStore;
  beforeEach(() => {
    mkdirSync(join(dataDir, 'incoming'));
    loadPinSeal(dataDir);
    // The database beside it is SQLite's own to bring through a power cut.
    store = openStore({
      path: join(folder, 'register.db'),
      secondCopyPath: null,
      clock: { nowMs: () => Date.UTC(2026, 0, 2) },
      ids: { next: () => uuidv7() },
      identity: { storeId: 'S001', registerId: '03' },
      log,
    });
  });
  afterEach(() => store.close());
  const takeIn = (dir: string) =>
    applyIncomingFiles({
      dataDir: dir,
      store,
      currency: CURRENCIES.CNY,
      departments: ['food'],
      taxRatesBp: { A: 1300 },
      heldPrices: null,
      pricedIn: {},
      pinSeal: loadPinSeal(dir),
      log,
    });
  const put = (name: string, text: string) => writeFileSync(join(dataDir, 'incoming', name), text);

  it('the people’s file is as it came or sealed, and is taken in as before', async () => {
    put('operators.json', JSON.stringify([PERSON]));
    const work = await recorded(() => takeIn(dataDir));
    await expectAfterEveryCut(work, async ({ folder: left, isDone }) => {
      const text = readFileSync(join(left, 'incoming', 'operators.json'), 'utf8');
      expect(JSON.parse(text)).toMatchObject([{ operatorId: '1' }]);
      if (isDone) expect(text).toContain('sealed1$');
      expect((await takeIn(left))[1]?.outcome).toMatch(/applied|unchanged/);
    });
  });

  it('what was refused has its reasons whole or none, and a held file is whole or kept again', async () => {
    put('catalogue.csv', catalogue(60));
    await takeIn(dataDir);
    put('catalogue.csv', catalogue(5));
    put('operators.json', '[{"operatorId":"1"}]');
    const work = await recorded(() => takeIn(dataDir));
    const notes = ['catalogue.csv.refused.txt', 'operators.json.refused.txt'];
    const read = (dir: string, name: string) => {
      const path = join(dir, 'incoming', name);
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    };
    const held = work.changes.flatMap((change) =>
      change.kind === 'move' && change.to.includes('held') ? [change.to.slice(9)] : [],
    );
    expect(held).toHaveLength(1);
    await expectAfterEveryCut(work, async ({ folder: left, isDone }) => {
      for (const name of [...notes, ...held]) {
        const text = read(left, name);
        if (isDone || text !== null) expect(text).toBe(read(dataDir, name));
      }
      await takeIn(left);
      for (const name of [...notes, ...held]) expect(read(left, name)).toBe(read(dataDir, name));
    });
  });
});
