import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { StoreFault } from '../till/ports/store.ts';
import { openDatabase } from './open.ts';
import { checkDerived } from './rebuild.ts';
import { faultFrom } from './sqlite-fault.ts';
import { testRegister } from './testing/register.ts';
import { openShop, sellForCash } from './testing/shop.ts';
import { tempDir } from './testing/temp-dir.ts';

/** A real, tiny disk; only root on Linux can have one. */
function tinyDisk(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const folder = tempDir();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    // A container without the right to mount: the page limit below stands in for it.
    return null;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
  });
  return folder;
}

const disk = process.platform === 'linux' && process.getuid?.() === 0;

describe('a full disk', () => {
  test.runIf(disk)('stops selling, leaves nothing half-written, and sells on with space', (ctx) => {
    const folder = tinyDisk();
    // No right to mount, so no real full disk: the page limit's test below runs everywhere.
    if (folder === null) return ctx.skip();
    const path = join(folder, 'till.db');
    const register = testRegister({ path });
    onTestFinished(() => {
      register.store.close();
    });
    register.store.write(openShop);
    register.store.write((tx) => sellForCash(tx, 100));

    fillUp(join(folder, 'ballast'));
    let sold = 1;
    const fault = catchFault(() => {
      for (; sold < 5_000; sold += 1) register.store.write((tx) => sellForCash(tx, 100));
    });
    expect(fault.code).toBe('diskFull');
    expect(register.store.health().fault?.code).toBe('diskFull');
    expect(register.store.read((tx) => tx.recentSales(9_999))).toHaveLength(sold);
    expect(register.store.read((tx) => tx.nextReceiptSeq())).toBe(sold + 1);

    rmSync(join(folder, 'ballast'));
    register.store.write((tx) => sellForCash(tx, 100));
    expect(register.store.health().fault).toBeNull();
    const store = register.reopen();
    expect(store.read((tx) => tx.nextReceiptSeq())).toBe(sold + 2);
    store.close();
    const { db, close } = openDatabase(path);
    expect(checkDerived(db).differences).toEqual([]);
    close();
  });

  test('SQLite saying "full" in the middle of a transaction rolls all of it back', () => {
    const path = join(tempDir(), 'till.db');
    const { db, close } = openDatabase(path);
    const pages = Number(db.pragma('page_count', { simple: true }));
    db.pragma(`max_page_count = ${pages + 2}`);
    const fill = db.transaction(() => {
      const set = db.prepare('INSERT INTO setting (key, value) VALUES (?, ?)');
      for (let n = 0; n < 100; n += 1) set.run(`k${n}`, 'x'.repeat(4_000));
    });
    const fault = catchFault(() => {
      try {
        fill.immediate();
      } catch (error) {
        throw faultFrom(error, path);
      }
    });
    expect(fault.code).toBe('diskFull');
    expect(db.inTransaction).toBe(false);
    expect(db.prepare('SELECT count(*) FROM setting').pluck().get()).toBe(0);
    db.pragma('max_page_count = 1000000');
    fill.immediate();
    expect(db.prepare('SELECT count(*) FROM setting').pluck().get()).toBe(100);
    close();
  });
});

function fillUp(path: string): void {
  for (let size = 1024 * 1024; size >= 4_096; size /= 2) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }
}

function catchFault(use: () => void): StoreFault {
  try {
    use();
  } catch (error) {
    if (error instanceof StoreFault) return error;
    throw error;
  }
  throw new Error('expected a StoreFault');
}
