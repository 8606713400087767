import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeFileLock } from './file-lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-lock-'));
  path = join(folder, 'register.db.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a lock on a file', () => {
  it('is held by one until it is released, and then by the next', () => {
    const first = takeFileLock(path);
    expect(first).not.toBeNull();
    expect(takeFileLock(path)).toBeNull();
    // Asking in vain takes nothing away from who holds it.
    expect(takeFileLock(path)).toBeNull();
    first?.release();
    const second = takeFileLock(path);
    expect(second).not.toBeNull();
    // Released again, the first one lets nobody in beside the second.
    first?.release();
    expect(takeFileLock(path)).toBeNull();
    second?.release();
    expect(readdirSync(folder)).toEqual(['register.db.lock']);
    expect(statSync(path).size).toBe(0);
  });

  it('of one file says nothing of another', () => {
    const one = takeFileLock(path);
    const other = takeFileLock(`${path}-2`);
    expect(other).not.toBeNull();
    one?.release();
    other?.release();
  });

  it.skipIf(process.platform === 'win32')('is on a file of its owner alone', () => {
    takeFileLock(path)?.release();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is not taken on what is something else, and leaves it as it is', () => {
    const text = 'a note of the manager\n'.repeat(50);
    writeFileSync(path, text);
    expect(() => takeFileLock(path)).toThrow('file is not a database');
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(() => takeFileLock(join(folder, 'no', 'file'))).toThrow();
  });

  it.runIf(process.platform === 'linux')('leaves no file open, asked for in vain or not', () => {
    const open = () =>
      readdirSync('/proc/self/fd').filter((name) => {
        try {
          return readlinkSync(`/proc/self/fd/${name}`).startsWith(folder);
        } catch {
          // The folder's own descriptor, closed since.
          return false;
        }
      });
    const lock = takeFileLock(path);
    for (let tries = 1; tries <= 3; tries += 1) expect(takeFileLock(path)).toBeNull();
    expect(open().length).toBeGreaterThan(0);
    lock?.release();
    expect(open()).toEqual([]);
  });
});
