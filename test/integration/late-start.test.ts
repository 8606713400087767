import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { displaySlicing, tillSlicing } from '../../contracts/till/slices.ts';
import type { DisplaySnapshot, TillSnapshot } from '../../contracts/till/snapshot.ts';
import { tellNews } from '../../electron/service/snapshot-news.ts';
import { openStore } from '../../db/store.ts';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { startRegister } from '../../electron/service/compose.ts';
import { createSnapshotFeed } from '../../renderer/ipc/feed.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

let dataDir: string;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'tillwright-late-'));
  await writeRegisterFiles({
    dataDir,
    registerId: '1',
    devices: { terminal: null, printer: null, scanner: null },
    headOffice: null,
    items: null,
  });
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));

describe('a register whose database another program holds', () => {
  it('begins by itself afterwards, and the windows take its first state', async () => {
    const holder = openStore({
      path: join(dataDir, 'register.db'),
      secondCopyPath: null,
      clock: { nowMs: () => Date.now() },
      ids: { next: () => uuidv7() },
      identity: { storeId: 'DEMO', registerId: '1' },
      log,
    });
    const due: (() => void)[] = [];
    const seen: { till: TillSnapshot | null; display: DisplaySnapshot | null } = {
      till: null,
      display: null,
    };
    const ask = () => Promise.resolve(null);
    const till = createSnapshotFeed({
      slicing: tillSlicing,
      ask,
      apply: (shown: TillSnapshot) => void (seen.till = shown),
    });
    const display = createSnapshotFeed({
      slicing: displaySlicing,
      ask,
      apply: (shown: DisplaySnapshot) => void (seen.display = shown),
    });
    const news = { till: tellNews(tillSlicing), display: tellNews(displaySlicing) };
    const register = await startRegister({
      dataDir,
      log,
      faultPoint: () => {},
      timers: {
        after: (_, action) => {
          due.push(action);
          return () => {};
        },
      },
      publish: {
        till: (told) => till.offer(news.till.next(told)),
        display: (told) => display.offer(news.display.next(told)),
      },
    });
    const runTimers = () => {
      for (const action of due.splice(0)) action();
    };
    for (let tries = 0; tries < 5; tries += 1) {
      await expect.poll(() => due.length).toBe(1);
      runTimers();
    }
    await expect.poll(() => due.length).toBe(1);
    expect(seen.till).toMatchObject({ phase: 'stopped', stopped: { code: 'locked' } });
    const stoppedAt = seen.till?.revision ?? 0;

    holder.close();
    runTimers();
    await expect
      .poll(() => seen.till, { timeout: 20_000 })
      .toMatchObject({ phase: 'signedOff', stopped: null });
    expect(seen.till?.revision).toBeGreaterThan(stoppedAt);
    expect(seen.display?.revision).toBe(seen.till?.revision);
    await register.close();
  });
});
