import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from './log.ts';
import { EXIT_DISK } from './store/pglite.ts';
import { type HeadOffice, startHeadOffice } from './serve.ts';
import { enrol, toSeq, upload } from './test-kit/client.ts';
import { chance, DRAWN, fickle, SEED } from '../host/test-kit/drawn-luck.ts';
import {
  ALL_LUCK,
  type Change,
  layOutAfterCut,
  type Luck,
  NO_LUCK,
} from '../host/test-kit/disk-after-cut.ts';
import { makeRegister, type TestRegister } from './test-kit/journal.ts';
import { RecordedDisk } from '../host/test-kit/recorded-disk.ts';
import { withEmptyDatabase } from './test-kit/empty-database.ts';

interface Taken {
  readonly body: string;
  readonly acknowledgement: string;
  /** What the disk had been asked for when the answer was here. */
  readonly moment: number;
  readonly to: number;
}

describe('head office on its embedded database, its power cut', { timeout: 240_000 }, () => {
  let folder: string;
  let base: string;
  let register: TestRegister;
  let token: string;
  let taken: Taken[];
  let changes: readonly Change[];
  /** Files in which a disk that loses nothing differs from the folder as it is. */
  let missed: string[];

  const start = (dataDir: string): Promise<HeadOffice> =>
    startHeadOffice({ dataDir, port: 0, host: '127.0.0.1', log: silentLog });

  beforeAll(async () => {
    folder = fs.mkdtempSync(join(tmpdir(), 'tillwright-hq-cut-'));
    const dataDir = join(folder, 'hq');
    base = join(folder, 'base');
    await (await start(dataDir)).close();
    fs.cpSync(dataDir, base, { recursive: true });

    const disk = new RecordedDisk(dataDir);
    const office = await start(dataDir);
    register = makeRegister('S001', '1');
    register.openDay();
    token = await enrol(office, register);
    taken = [];
    for (let round = 0; round < 5; round += 1) {
      register.sell(40);
      const { body, manifest } = register.cut();
      const answer = await upload(office, token, body);
      if (answer.status !== 200) throw new Error(answer.text);
      const moment = disk.changes.length;
      taken.push({ body, acknowledgement: answer.text, moment, to: manifest.to });
    }
    changes = [...disk.changes];
    disk.stop();
    const whole = join(folder, 'whole');
    layOutAfterCut(base, whole, changes, ALL_LUCK);
    missed = differences(whole, dataDir);
    await office.close();
  }, 240_000);

  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** Starts on what a cut left: every batch acknowledged before it is there, with its answer. */
  async function expectNothingLost(moment: number, luck: Luck): Promise<void> {
    const dataDir = join(folder, 'after');
    layOutAfterCut(base, dataDir, changes.slice(0, moment), luck);
    const office = await start(dataDir);
    try {
      const acknowledged = taken.filter((each) => each.moment <= moment);
      const last = acknowledged.at(-1);
      if (last === undefined) return;
      expect(await toSeq(office, token, register)).toBeGreaterThanOrEqual(last.to);
      for (const { body, acknowledgement } of acknowledged) {
        expect((await upload(office, token, body)).text).toBe(acknowledgement);
      }
      // And it goes on: what came after the cut is taken in.
      for (const { body } of taken.slice(acknowledged.length)) {
        expect((await upload(office, token, body)).status).toBe(200);
      }
      expect(await toSeq(office, token, register)).toBe(taken.at(-1)?.to);
    } finally {
      await office.close();
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  }

  it('is recorded whole', () => {
    expect(missed).toEqual([]);
  });

  it('as the last answer arrives: nothing it signed for is gone', async () => {
    await expectNothingLost(taken.at(-1)?.moment ?? 0, NO_LUCK);
  });

  it('as the second answer arrives, a part of what was not synced being there', async () => {
    await expectNothingLost(taken[1]?.moment ?? 0, fickle(chance(SEED)));
  });

  it(`at ${DRAWN} moments drawn by chance (seed ${SEED}), writes dropped, torn, reordered`, async () => {
    const draw = chance(SEED + 1);
    const first = taken[0]?.moment ?? 0;
    for (let round = 0; round < DRAWN; round += 1) {
      const moment = first + Math.floor(draw() * (changes.length - first + 1));
      await expectNothingLost(moment, fickle(draw));
    }
  });
});

describe('head office on a disk that fails', { timeout: 240_000 }, () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'tillwright-hq-sync-'));
  const where = { dataDir: join(folder, 'hq'), port: 0, host: '127.0.0.1', log: silentLog };
  const broken = join(folder, 'broken');
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** Head office as a program of its own, whose disk fails while the file `broken` is there. */
  async function startProgram() {
    const preload = new URL('./test-kit/failing-sync.ts', import.meta.url).href;
    const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
    const args = ['--import', 'tsx', '--import', preload, cli, '--data', where.dataDir];
    const child = spawn(process.execPath, [...args, '--port', '0'], {
      env: { ...process.env, TILLWRIGHT_TEST_SYNC_FAILS: broken },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(child, 'exit').then(([code]: unknown[]) => code);
    let said = '';
    const url = await new Promise<string>((resolve, reject) => {
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const found = /listens at (\S+)/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      void ended.then(() => reject(new Error(said)));
    });
    return { url, ended, said: () => said };
  }

  it('ends, signs for nothing more, and has what it signed for when it is started again', async () => {
    await withEmptyDatabase(where.dataDir);
    const before = await startHeadOffice(where);
    const register = makeRegister('S001', '1');
    register.openDay();
    const token = await enrol(before, register);
    const first = register.cut();
    const answer = await upload(before, token, first.body);
    expect(answer.status).toBe(200);
    await before.close();

    const program = await startProgram();
    register.sell(2);
    const second = register.cut();
    fs.writeFileSync(broken, '');
    await expect(upload(program, token, second.body)).rejects.toThrow();
    expect(await program.ended).toBe(EXIT_DISK);
    expect(program.said()).toContain('the disk did not keep what was written (EIO');

    fs.rmSync(broken);
    const after = await startHeadOffice(where);
    expect((await upload(after, token, first.body)).text).toBe(answer.text);
    expect((await upload(after, token, second.body)).status).toBe(200);
    expect(await toSeq(after, token, register)).toBe(second.manifest.to);
    await after.close();
  });
});

/** Files of the database that differ between two folders, by their paths. */
function differences(one: string, other: string): string[] {
  const files = (root: string) =>
    fs
      .readdirSync(join(root, 'db'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
  const paths = new Set([...files(one), ...files(other)]);
  const read = (path: string) => (fs.existsSync(path) ? fs.readFileSync(path) : Buffer.alloc(0));
  return [...paths].filter((path) => !read(join(one, path)).equals(read(join(other, path))));
}
