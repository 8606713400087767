import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderInUseError, lockDataFolder } from './data-folder.ts';
import { silentLog } from './log.ts';

// Who has a data folder, as one process sees it; `data-folder.test.ts` tries it between processes.

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tillwright-hq-holder-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('a data folder', () => {
  it('is taken until it is let go, also when that is said twice', async () => {
    const folder = await lockDataFolder(dataDir, silentLog);
    await expect(lockDataFolder(dataDir, silentLog)).rejects.toBeInstanceOf(FolderInUseError);
    folder.release();
    folder.release();
    (await lockDataFolder(dataDir, silentLog)).release();
  });

  it('tells the next one where its holder listens, and takes that away with itself', async () => {
    const file = join(dataDir, 'head-office.json');
    const holder = { url: 'http://127.0.0.1:1', adminToken: 'TOKEN' };
    writeFileSync(file, 'half a li');
    const folder = await lockDataFolder(dataDir, silentLog);
    expect(existsSync(file)).toBe(false);
    await expect(lockDataFolder(dataDir, silentLog)).rejects.toMatchObject({ holder: null });
    folder.publish(holder);
    await expect(lockDataFolder(dataDir, silentLog)).rejects.toMatchObject({ holder });
    folder.release();
    expect(existsSync(file)).toBe(false);
    const next = await lockDataFolder(dataDir, silentLog);
    next.publish(holder);
    // Released once more, the first one takes nothing away from the second.
    folder.release();
    expect(existsSync(file)).toBe(true);
    next.release();
  });

  it.skipIf(process.platform === 'win32')(
    'gives nobody else a right to what it writes',
    async () => {
      rmSync(dataDir, { recursive: true });
      const warned: string[] = [];
      const umask = process.umask(0);
      try {
        const folder = await lockDataFolder(dataDir, { warn: (message) => warned.push(message) });
        const next = join(dataDir, 'head-office.json.new');
        writeFileSync(next, 'half a li');
        chmodSync(next, 0o666);
        folder.publish({ url: 'http://127.0.0.1:1', adminToken: 'TOKEN' });
        const mode = (path: string) => statSync(path).mode & 0o777;
        expect(mode(dataDir)).toBe(0o700);
        expect(mode(join(dataDir, 'head-office.json'))).toBe(0o600);
        // Nothing had to be closed afterwards: it was so from the first moment.
        expect(warned).toEqual([]);
        folder.release();
      } finally {
        process.umask(umask);
      }
    },
  );

  it('is free again when it could not be opened', async () => {
    const open = join(dataDir, 'open');
    writeFileSync(open, '');
    chmodSync(open, 0o644);
    const full = {
      warn: () => {
        throw new Error('no space left for the log');
      },
    };
    if (process.platform !== 'win32') {
      await expect(lockDataFolder(dataDir, full)).rejects.toThrow('no space left for the log');
    }
    (await lockDataFolder(dataDir, silentLog)).release();
  });

  it('says who has it, and that nothing was changed', async () => {
    const folder = await lockDataFolder(dataDir, silentLog);
    expect(folder.databaseFolder).toBe(join(dataDir, 'db'));
    const words = (where: string) =>
      `Another head office has the data folder ${dataDir} open${where}. ` +
      'Nothing was changed. Stop it first, or try again when it has started.';
    await expect(lockDataFolder(dataDir, silentLog)).rejects.toThrow(words(''));
    folder.publish({ url: 'http://127.0.0.1:1', adminToken: 'TOKEN' });
    await expect(lockDataFolder(dataDir, silentLog)).rejects.toThrow(
      words(' (it listens at http://127.0.0.1:1)'),
    );
    folder.release();
  });

  it.each(['', '{"url":1}', '{"url":"http://127.0.0.1:1","adminToken":"T","more":1}', '[]'])(
    'takes nothing for its holder that this program did not write: %s',
    async (text) => {
      const folder = await lockDataFolder(dataDir, silentLog);
      writeFileSync(join(dataDir, 'head-office.json'), text);
      await expect(lockDataFolder(dataDir, silentLog)).rejects.toMatchObject({
        name: 'FolderInUseError',
        holder: null,
      });
      folder.release();
    },
  );

  it('whose file of the holder cannot be read says so', async () => {
    const folder = await lockDataFolder(dataDir, silentLog);
    mkdirSync(join(dataDir, 'head-office.json'));
    await expect(lockDataFolder(dataDir, silentLog)).rejects.toThrow('EISDIR');
    rmdirSync(join(dataDir, 'head-office.json'));
    folder.release();
  });

  it('stays taken when nobody keeps what was answered', async () => {
    await lockDataFolder(dataDir, silentLog);
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    if (typeof collect !== 'function') throw new Error('this engine cannot be told to clean up');
    for (let turn = 0; turn < 5; turn += 1) {
      collect();
      await new Promise(setImmediate);
    }
    await expect(lockDataFolder(dataDir, silentLog)).rejects.toBeInstanceOf(FolderInUseError);
  });
});
