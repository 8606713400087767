import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RegisterSettings } from '../../contracts/settings.ts';
import { openStore, type RegisterStore } from '../../db/store.ts';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { uuidv7 } from 'uuidv7';
import { lossOf, type Read } from '../../electron/service/before-start.ts';
import { loadPinSeal } from '../../electron/service/pin-seal.ts';
import { loadRegisterKey } from '../../electron/service/register-key.ts';
import { readRegisterSettings } from '../../electron/service/register-settings.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
let folder: string;
let store: RegisterStore;
let read: Omit<Read, 'beginning'>;
let tellExamined: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-before-'));
  const devices = { terminal: null, printer: null, scanner: null };
  const none = { headOffice: null, items: null };
  await writeRegisterFiles({ dataDir: folder, registerId: '1', devices, ...none });
  const file: RegisterSettings = readRegisterSettings(folder);
  const { storeId, registerId } = file;
  const openOther = (path: string) =>
    openStore({
      path,
      secondCopyPath: null,
      clock: { nowMs: () => 0 },
      ids: { next: () => uuidv7() },
      identity: { storeId, registerId },
      log,
    });
  const opened = openOther(join(folder, 'register.db'));
  const examined = new Promise<void>((resolve) => {
    tellExamined = resolve;
  });
  // A share that does not answer for a while.
  store = { ...opened, copyExamined: () => examined };
  const publish = { till: () => {}, display: () => {} };
  read = {
    options: { dataDir: folder, log, publish, faultPoint: () => {} },
    file,
    key: loadRegisterKey(folder),
    pinSeal: loadPinSeal(folder),
    secondCopyPath: null,
    open: () => opened,
    openOther,
  };
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  store.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

function begun(waitsForCopy: boolean) {
  const beginning = { shown: 0, again: () => {}, waitsForCopy };
  let isOver = false;
  const over = lossOf(store, { ...read, beginning }).then(() => {
    isOver = true;
  });
  return { isOver: () => isOver, over };
}

it('does not wait for ever for a copy of which nothing is known', async () => {
  const { isOver } = begun(false);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(isOver()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(isOver()).toBe(true);
});

it('waits for a copy that speaks against the database: nothing is sold before it is read', async () => {
  const { isOver, over } = begun(true);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(isOver()).toBe(false);
  tellExamined();
  await over;
});
