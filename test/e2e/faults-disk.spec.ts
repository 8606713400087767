import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { payloads, readJournal, checkFile } from './fixtures/books.ts';
import { callTill, codeOf, mustTill, signOn, snapshotOf, until } from './fixtures/lane.ts';
import { expect, type RunningRegister, test } from './fixtures/register.ts';

/** A register without devices: what is tested here is its disk. */
async function layOut(dataDir: string): Promise<void> {
  await writeRegisterFiles({
    dataDir,
    registerId: '1',
    devices: { terminal: null, printer: null, scanner: null },
    headOffice: null,
    items: null,
  });
}

/** The till shows a plain screen and sells nothing. */
async function isStopped({ till }: RunningRegister, code: string): Promise<void> {
  const { stopped } = await until(till, `stopped: ${code}`, ({ phase }) => phase === 'stopped');
  expect(stopped?.code).toBe(code);
  const answer = await callTill(till, 'sale.scan', { text: codeOf(0), source: 'wedge' });
  expect(answer).toMatchObject({ ok: false, error: { code: 'storeFault', outcome: 'none' } });
  await expect.poll(() => till.locator('body').innerText()).toMatch(/\S{2}/);
}

/** Sells one item for cash. */
async function sellOne({ till }: RunningRegister): Promise<void> {
  await mustTill(till, 'sale.scan', { text: codeOf(0), source: 'wedge' });
  const { basket } = await until(till, 'scanned', (now) => now.basket !== null);
  await mustTill(till, 'pay.tender', { kind: 'cash', amountMinor: basket?.totalMinor ?? 0 });
}

function hashOf(file: string): string {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

test.describe('a database that must not be opened', () => {
  let dataDir: string;
  test.beforeEach(async ({ newDataDir, launchRegister }) => {
    dataDir = newDataDir();
    await layOut(dataDir);
    const register = await launchRegister({ dataDir });
    await signOn(register.till);
    await sellOne(register);
    await register.close();
  });

  test('from a newer version stays as it is, to the byte', async ({ launchRegister }) => {
    const file = path.join(dataDir, 'register.db');
    const db = new Database(file);
    db.pragma('user_version = 9999');
    db.close();
    const before = hashOf(file);
    const register = await launchRegister({ dataDir });
    await isStopped(register, 'newerSchema');
    await register.close();
    expect(hashOf(file)).toBe(before);
    expect(fs.existsSync(`${file}-wal`)).toBe(false);
  });

  test('that is no database is named as damaged', async ({ launchRegister }) => {
    fs.writeFileSync(path.join(dataDir, 'register.db'), 'not a database at all'.repeat(1_000));
    await isStopped(await launchRegister({ dataDir }), 'corrupt');
  });

  test('whose journal was changed is named as damaged', async ({ launchRegister }) => {
    const db = new Database(path.join(dataDir, 'register.db'));
    const triggers = db
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      .pluck()
      .all();
    for (const name of triggers) db.exec(`DROP TRIGGER "${name}"`);
    const { changes } = db
      .prepare(
        `UPDATE journal SET payload = replace(payload, '"changeMinor":0', '"changeMinor":1')
         WHERE type = 'sale.completed'`,
      )
      .run();
    db.close();
    expect(changes).toBe(1);
    await isStopped(await launchRegister({ dataDir }), 'corrupt');
  });

  test('with pages overwritten is named as damaged', async ({ launchRegister }) => {
    const file = path.join(dataDir, 'register.db');
    const bytes = fs.readFileSync(file);
    // Everything but the header page: no query can be answered from what is left.
    bytes.fill(0x5a, 4_096);
    fs.writeFileSync(file, bytes);
    await isStopped(await launchRegister({ dataDir }), 'corrupt');
  });
});

test.describe('settings', () => {
  for (const [what, spoil] of [
    ['that are missing', (file: string) => fs.rmSync(file)],
    ['that are no JSON', (file: string) => fs.writeFileSync(file, '{ "version": 1,')],
    [
      'with a wrong value',
      (file: string) => {
        const text = fs.readFileSync(file, 'utf8').replace('"CNY"', '"QQQ"');
        fs.writeFileSync(file, text);
      },
    ],
  ] as const) {
    test(`${what} stop the register and are named`, async ({ launchRegister, newDataDir }) => {
      const dataDir = newDataDir();
      await layOut(dataDir);
      spoil(path.join(dataDir, 'register.json'));
      const register = await launchRegister({ dataDir });
      await isStopped(register, 'settings');
      const detail = (await snapshotOf(register.till))?.stopped?.params['detail'];
      expect(detail).toContain('register.json');
    });
  }
});

/** A small disk of its own for the data folder; only root on Linux can have one. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mayMount();

function mayMount(): boolean {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    // A container without the right to mount: db/disk-full.test.ts limits pages instead.
    return false;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

if (canMount) {
  test.describe('a small disk', () => {
    let dataDir: string;
    test.beforeEach(async ({ newDataDir }) => {
      // Removed when the program has ended, which is after the disk was taken away below.
      const folder = newDataDir();
      dataDir = path.join(folder, 'disk');
      fs.mkdirSync(dataDir);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', dataDir]);
      // Chromium's own files are many megabytes and none of this test's business.
      fs.mkdirSync(path.join(folder, 'browser'));
      fs.symlinkSync(path.join(folder, 'browser'), path.join(dataDir, 'browser'));
      await layOut(dataDir);
    });
    test.afterEach(() => {
      execFileSync('umount', ['-l', dataDir]);
    });

    const ballast = () => path.join(dataDir, 'ballast');

    /** Takes all space to the last byte. */
    function fillDisk(): void {
      for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 2)) {
        try {
          for (;;) fs.writeFileSync(ballast(), Buffer.alloc(size), { flag: 'a' });
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
        }
      }
    }

    /** Sells until a command is refused for want of space; the log has room until then. */
    async function sellUntilFull({ till }: RunningRegister): Promise<void> {
      for (let sold = 0; sold < 2_000; sold += 1) {
        const scan = { text: codeOf(0), source: 'wedge' } as const;
        const scanned = await callTill(till, 'sale.scan', scan);
        const total = (await snapshotOf(till))?.basket?.totalMinor ?? 0;
        const paid = scanned.ok
          ? await callTill(till, 'pay.tender', { kind: 'cash', amountMinor: total })
          : scanned;
        if (paid.ok) continue;
        expect(paid.error).toMatchObject({ code: 'storeFault', params: { reason: 'diskFull' } });
        return;
      }
      throw new Error('the disk did not fill up');
    }

    test('that fills up while selling stops it, half-writes nothing, and sells on', async ({
      launchRegister,
    }) => {
      const register = await launchRegister({ dataDir });
      const { till } = register;
      await signOn(till);
      await sellOne(register);
      fillDisk();
      await sellUntilFull(register);
      await isStopped(register, 'diskFull');
      const sold = payloads(readJournal(dataDir), 'sale.completed').length;
      const pid = await register.servicePid();

      fs.rmSync(ballast());
      const back = await until(till, 'selling again', ({ phase }) => phase === 'selling');
      expect(back.stopped).toBeNull();
      expect(await register.servicePid(), 'the service never ended').toBe(pid);
      if (back.basket === null) await sellOne(register);
      else
        await mustTill(till, 'pay.tender', { kind: 'cash', amountMinor: back.basket.totalMinor });
      const sales = payloads(readJournal(dataDir), 'sale.completed');
      expect(sales.map(({ receiptSeq }) => receiptSeq)).toEqual(
        Array.from({ length: sold + 1 }, (_, index) => index + 1),
      );
      checkFile(dataDir);
    });

    test('that is full at the start is waited for', async ({ launchRegister }) => {
      const first = await launchRegister({ dataDir });
      await signOn(first.till);
      await sellOne(first);
      await first.close();
      fillDisk();
      const register = await launchRegister({ dataDir });
      await isStopped(register, 'diskFull');
      fs.rmSync(ballast());
      await until(register.till, 'started', ({ phase }) => phase === 'signedOff');
      await signOn(register.till);
      await sellOne(register);
      checkFile(dataDir);
    });

    for (const [what, spareBytes] of [
      ['full', 0],
      // Enough for an empty database, not for the first catalogue.
      ['nearly full', 700 * 1024],
    ] as const) {
      test(`that is ${what} at the very first start is waited for`, async ({ launchRegister }) => {
        fillDisk();
        const { size } = fs.statSync(ballast());
        fs.truncateSync(ballast(), size - spareBytes);
        const register = await launchRegister({ dataDir });
        await isStopped(register, 'diskFull');
        // The next try must find the same, not what the first one left behind.
        const { revision } = await until(register.till, 'shown', () => true);
        const again = await until(register.till, 'tried again', (now) => now.revision > revision);
        expect(again.stopped?.code).toBe('diskFull');
        fs.rmSync(ballast());
        await until(register.till, 'started', ({ phase }) => phase === 'signedOff');
        await signOn(register.till);
        await sellOne(register);
        checkFile(dataDir);
      });
    }

    test('that may only be read stops selling until it may be written', async ({
      launchRegister,
    }) => {
      const first = await launchRegister({ dataDir });
      await signOn(first.till);
      await sellOne(first);
      await first.close();
      execFileSync('mount', ['-o', 'remount,ro', dataDir]);
      const register = await launchRegister({ dataDir });
      await isStopped(register, 'readOnly');
      execFileSync('mount', ['-o', 'remount,rw', dataDir]);
      await until(register.till, 'started', ({ phase }) => phase === 'signedOff');
    });

    test('with a database file that may only be read stops selling', async ({ launchRegister }) => {
      const first = await launchRegister({ dataDir });
      await signOn(first.till);
      await sellOne(first);
      await first.close();
      const file = path.join(dataDir, 'register.db');
      execFileSync('mount', ['--bind', file, file]);
      execFileSync('mount', ['-o', 'remount,bind,ro', file]);
      try {
        await isStopped(await launchRegister({ dataDir }), 'readOnly');
      } finally {
        execFileSync('umount', [file]);
      }
    });
  });
}
