import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runJournalCli } from '../../db/journal-cli.ts';
import { restoreFromCopy } from '../../db/restore.ts';
import { openStore } from '../../db/store.ts';
import { openMainLog } from '../../electron/main/main-log.ts';
import { startRegister } from '../../electron/service/compose.ts';
import { openLog } from '../../electron/service/log.ts';
import { closeToOthers, ExposedFolder } from '../../host/private-folder.ts';
import { loadRegisterKey } from '../../electron/service/register-key.ts';
import {
  readRegisterSettings,
  writeRegisterSettings,
} from '../../electron/service/register-settings.ts';
import { prepareTrainingFolder } from '../../electron/training/training-folder.ts';
import { openTestLane, type TestLane } from './lane-kit.ts';

let folder: string;
let umask: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-private-'));
  // The worst there is: whatever is made without a mode of its own is open to everybody.
  umask = process.umask(0);
});
afterEach(() => {
  process.umask(umask);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** What lies in a folder and somebody else could read, write or enter, with its mode. */
function openToOthers(root: string): string[] {
  const all = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((n) => join(root, n));
  return [root, ...all]
    .filter((path) => !lstatSync(path).isSymbolicLink() && (statSync(path).mode & 0o077) !== 0)
    .map((path) => `${relative(root, path)} ${(statSync(path).mode & 0o777).toString(8)}`);
}

interface Said {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}
function listeningLog(said: Said[]) {
  const note = (message: string, fields?: Said['fields']) => void said.push({ message, fields });
  return { info: note, warn: note, error: note };
}

async function dayOf(lane: TestLane): Promise<void> {
  await lane.openForSelling();
  const amountMinor = await lane.scanOne();
  await lane.must('pay.tender', { kind: 'cash', amountMinor });
  await lane.until(({ receiptsWaiting }) => receiptsWaiting === 0);
  await lane.must('shift.close', { counted: [] });
  await lane.must('day.close', { skipSettlement: true });
}

describe('what a register keeps on its disk', () => {
  it('is its owner’s alone from the moment it is there, through a whole day', async () => {
    const said: Said[] = [];
    const lane = await openTestLane({ log: () => listeningLog(said) });
    const { dataDir } = lane;
    expect(openToOthers(dataDir)).toEqual([]);
    await lane.start();
    writeFileSync(join(dataDir, 'incoming', 'operators.json'), 'no JSON', { mode: 0o600 });
    await dayOf(lane);
    // Answers when the day's file is written.
    await lane.call('upload.send', {});
    expect(readdirSync(join(dataDir, 'outbox'))).toHaveLength(1);
    expect(readdirSync(dataDir)).toContain('register.db-wal');
    expect(openToOthers(dataDir)).toEqual([]);
    await lane.stop();
    await lane.start();
    expect(readdirSync(join(dataDir, 'incoming'))).toContain('operators.json.refused.txt');
    expect(openToOthers(dataDir)).toEqual([]);
    // Nothing had to be mended on the way: it was made so.
    expect(said.filter(({ message }) => message.includes('to others'))).toEqual([]);
    await lane.close();
  });

  it('also what is made of it: backup, restored database, export, log, training folder', async () => {
    const log = listeningLog([]);
    const dir = join(folder, 'register');
    mkdirSync(dir, { mode: 0o700 });
    const at = (name: string) => join(dir, name);
    const store = openStore({
      path: at('register.db'),
      secondCopyPath: at('copy/journal.ndjson'),
      clock: { nowMs: () => 1 },
      ids: { next: () => uuidv7() },
      identity: { storeId: 'S1', registerId: '1' },
      log,
    });
    store.write((tx) => tx.append('program.ended', {}, '1'));
    await store.settled();
    await store.backup(at('backup.db'));
    store.close();
    restoreFromCopy(at('copy/journal.ndjson'), at('restored.db'));
    runJournalCli(['export', '--db', at('restored.db'), '--out', at('export.ndjson')], () => {});
    openLog(at('logs/till-service.log')).info('one');
    openMainLog(at('mainlogs/main.log'))('info', 'one', {});
    expect(readdirSync(dir)).toEqual(
      expect.arrayContaining(['backup.db', 'restored.db', 'export.ndjson', 'register.db.lock']),
    );
    expect(openToOthers(dir)).toEqual([]);
  });

  it('also the training folder, whatever the shop’s own files are', async () => {
    const lane = await openTestLane();
    const shop = readRegisterSettings(lane.dataDir);
    chmodSync(join(lane.dataDir, 'incoming', 'operators.json'), 0o666);
    const trainingDir = join(folder, 'shop', 'training');
    expect(prepareTrainingFolder({ shopDir: lane.dataDir, trainingDir, shop, port: 1 })).toBeNull();
    expect(readdirSync(join(trainingDir, 'incoming'))).toHaveLength(2);
    expect(openToOthers(trainingDir)).toEqual([]);
    await lane.close();
  });

  it('a key or settings are not written into a file that somebody laid aside for them', async () => {
    const lane = await openTestLane();
    const keys = join(folder, 'keys');
    mkdirSync(keys, { mode: 0o700 });
    const traps = [join(keys, 'register-ed25519.pem.new'), join(folder, 'register.json.new')];
    for (const trap of traps) writeFileSync(trap, '', { mode: 0o666 });
    loadRegisterKey(folder);
    writeRegisterSettings(folder, readRegisterSettings(lane.dataDir));
    expect(openToOthers(folder)).toEqual([]);
    await lane.close();
  });
});

describe('a folder that others may read', () => {
  it('is closed at the start, all of it, and the log says what was open', async () => {
    const said: Said[] = [];
    const lane = await openTestLane({ log: () => listeningLog(said) });
    const { dataDir } = lane;
    const open = ['.', 'incoming', 'incoming/operators.json', 'register.json'];
    for (const name of open) chmodSync(join(dataDir, name), 0o755);
    await lane.start();
    expect(openToOthers(dataDir)).toEqual([]);
    const closed = said.filter(({ message }) => message === 'closed to others');
    expect(closed).toHaveLength(open.length);
    expect(closed[0]?.fields).toMatchObject({ path: dataDir, mode: '755' });
    await lane.close();
  });

  it('leaves a link and what it leads to alone', () => {
    const outside = join(folder, 'outside');
    writeFileSync(outside, '', { mode: 0o644 });
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    symlinkSync(outside, join(inside, 'link'));
    closeToOthers(inside, listeningLog([]));
    expect(openToOthers(inside)).toEqual([]);
    expect(statSync(outside).mode & 0o777).toBe(0o644);
  });

  // A place whose modes nobody can change, as on a disk that knows no owners.
  const fixed = '/proc/self/task';
  it.runIf(process.platform === 'linux')('and stays so is not sold on', async () => {
    expect(() => closeToOthers(fixed, listeningLog([]))).toThrow(ExposedFolder);
    const register = await startRegister({
      dataDir: fixed,
      log: listeningLog([]),
      faultPoint: () => {},
      timers: { after: () => () => {} },
      publish: { till: () => {}, display: () => {} },
    });
    const answer = await register.handlers['till.snapshot']({}, { commandId: null });
    expect(answer).toMatchObject({ ok: true, value: { stopped: { code: 'exposed' } } });
    await register.close();
  });
});
