import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { NO_SECOND_COPY } from './second-copy.ts';
import { textOf, withCopy } from './testing/held-copy.ts';
import { tempDir } from './testing/temp-dir.ts';

afterEach(() => vi.restoreAllMocks());

/** Where calls of all open files can be watched. */
async function openFiles(): Promise<FileHandle> {
  const file = await open(join(tempDir(), 'probe'), 'w');
  await file.close();
  return Object.getPrototypeOf(file) as FileHandle;
}

describe('a copy that is not configured', () => {
  test('is off, and nobody waits for it', async () => {
    NO_SECOND_COPY.wake();
    await NO_SECOND_COPY.examined();
    await NO_SECOND_COPY.settled();
    NO_SECOND_COPY.stop();
    expect(NO_SECOND_COPY.health()).toEqual({
      state: 'off',
      onSameDisk: false,
      copiedTo: 0,
      opposes: null,
      setAside: null,
      error: '',
    });
  });
});

describe('a copy on a healthy disk', () => {
  test('is behind until it was looked at, and then has everything, its owner’s alone', async () => {
    const { copy, look, told, text, journal, path, disk, memory } = withCopy(450);
    expect(copy.health()).toEqual({
      state: 'behind',
      onSameDisk: false,
      copiedTo: 0,
      opposes: null,
      setAside: null,
      error: '',
    });
    expect(await look()).toMatchObject({ state: 'ok', copiedTo: 450, onSameDisk: true, error: '' });
    await copy.examined();
    expect(text()).toBe(textOf(journal));
    expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([
      0o600, 0o700,
    ]);
    expect(readdirSync(disk)).toEqual(['copy']);
    expect(memory.known).toEqual({ path, diskId: 'disk-1', isNew: false });
    // That it lies on the database's own disk is news, once.
    expect(told).toEqual({ opposes: 0, changes: 1, warnings: [], errors: [] });
  });

  test.runIf(process.platform === 'linux')('that is not the database’s is no news', async () => {
    const { look, told } = withCopy(3, '/proc/version');
    expect(await look()).toMatchObject({ state: 'ok', onSameDisk: false });
    expect(told.changes).toBe(0);
  });

  test('has each entry once, whenever it is woken', async () => {
    const { copy, look, commit, text, journal } = withCopy();
    await look();
    await look();
    commit(2);
    expect(copy.health()).toMatchObject({ state: 'behind', copiedTo: 3 });
    copy.wake();
    copy.wake();
    await copy.settled();
    expect(copy.health()).toMatchObject({ state: 'ok', copiedTo: 5 });
    expect(text()).toBe(textOf(journal));
  });

  test('is marked anew when a manager says that the disk is a new one', async () => {
    const { look, commit, memory, path } = withCopy();
    await look();
    memory.known = { path, diskId: 'disk-2', isNew: true };
    commit();
    expect(await look()).toMatchObject({ state: 'ok', copiedTo: 4 });
    expect(readFileSync(`${path}.disk`, 'utf8')).toMatch(/^disk-2\n/);
    expect(memory.known).toEqual({ path, diskId: 'disk-2', isNew: false });
  });

  test('goes on at the next start where it ended, and says what disk it is on', async () => {
    const { start, look, commit, text, journal, memory } = withCopy();
    await look();
    commit();
    const again = start();
    expect(await look(again)).toMatchObject({ state: 'ok', copiedTo: 4, onSameDisk: true });
    expect(text()).toBe(textOf(journal));
    expect(memory.known?.diskId).toBe('disk-1');
  });

  test('copies nothing more when it is stopped, and says so of what it has', async () => {
    const { copy, look, commit, told, text, journal } = withCopy();
    await look();
    copy.stop();
    commit();
    expect(await look()).toMatchObject({ state: 'ok', copiedTo: 3 });
    expect(text()).toBe(textOf(journal.slice(0, 3)));
    expect(told).toMatchObject({ changes: 1, errors: [] });
  });

  test('keeps still about a read that fails because it was stopped', async () => {
    const { copy, journal, told } = withCopy(450);
    vi.spyOn(journal, 'slice').mockImplementation(() => {
      copy.stop();
      throw new Error('the database is closed');
    });
    copy.wake();
    await copy.settled();
    expect(copy.health().error).toBe('');
    expect(told).toMatchObject({ changes: 0, errors: [] });
  });
});

describe('how a line gets to the disk', () => {
  test('its first byte is written when all the others are flushed, and flushed itself', async () => {
    const { look, commit, path, journal } = withCopy();
    await look();
    const { size } = statSync(path);
    const prototype = await openFiles();
    const datasync = prototype.datasync;
    const first: number[] = [];
    vi.spyOn(prototype, 'datasync').mockImplementation(function flush(this: FileHandle) {
      const bytes = readFileSync(path);
      expect(bytes.length).toBe(Buffer.byteLength(textOf(journal)));
      first.push(bytes[size] ?? -1);
      return datasync.call(this);
    });
    commit(2);
    await look();
    expect(first).toEqual([0, '{'.charCodeAt(0)]);
  });

  test('all of it, on a disk that takes a few bytes at a time', async () => {
    const { look, text, journal } = withCopy();
    const prototype = await openFiles();
    const write = prototype.write as (...args: unknown[]) => Promise<never>;
    vi.spyOn(prototype, 'write').mockImplementation(function some(
      this: FileHandle,
      bytes: unknown,
      offset: unknown,
      length: unknown,
      position: unknown,
    ) {
      return write.call(this, bytes, offset, Math.min(Number(length), 100), position);
    } as never);
    expect(await look()).toMatchObject({ state: 'ok', copiedTo: 3 });
    expect(text()).toBe(textOf(journal));
  });

  test('a torn end is cut off, flushed and told of before anything is written there', async () => {
    const { look, commit, path, journal, text, told } = withCopy();
    await look();
    appendFileSync(path, '{"torn');
    commit();
    const sizes: number[] = [];
    const prototype = await openFiles();
    const datasync = prototype.datasync;
    vi.spyOn(prototype, 'datasync').mockImplementation(function flush(this: FileHandle) {
      sizes.push(statSync(path).size);
      return datasync.call(this);
    });
    await look();
    const [three, four] = [journal.slice(0, 3), journal].map((part) => textOf(part).length);
    expect(sizes).toEqual([three, four, four]);
    expect(text()).toBe(textOf(journal));
    expect(told.warnings).toEqual([
      ['torn end of the second copy cut off', { path, bytes: '{"torn'.length }],
    ]);
  });

  test('a file laid there by other hands is closed to them, wherever it was left off', async () => {
    const { look, commit, path } = withCopy();
    await look();
    rmSync(path);
    writeFileSync(path, '');
    chmodSync(path, 0o644);
    commit();
    expect(await look()).toMatchObject({ state: 'ok', copiedTo: 4 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe('a disk that is not there', () => {
  test('is missing, told of once, and caught up with when it is back', async () => {
    const { disk, look, commit, told, text, journal, copy } = withCopy();
    await look();
    renameSync(disk, `${disk}-away`);
    commit();
    const { error } = await look();
    expect(error).toContain('ENOENT');
    expect(copy.health()).toMatchObject({ state: 'missing', copiedTo: 3 });
    expect(await look()).toMatchObject({ state: 'missing' });
    expect(told.errors).toHaveLength(1);
    expect(told.changes).toBe(2);
    expect(existsSync(disk)).toBe(false);
    renameSync(`${disk}-away`, disk);
    expect(await look()).toMatchObject({ state: 'ok', copiedTo: 4, error: '' });
    expect(told.changes).toBe(3);
    expect(text()).toBe(textOf(journal));
  });

  test('is not made: only the copy’s own folder is', async () => {
    const { disk, look, copy } = withCopy();
    rmSync(disk, { recursive: true });
    expect(await look()).toMatchObject({ state: 'missing', copiedTo: 0 });
    await copy.examined();
    expect(existsSync(disk)).toBe(false);
  });

  test('leaves its empty folder: nothing is written there until it is in again', async () => {
    const { path, look, commit, told, text, journal } = withCopy();
    await look();
    const folder = dirname(path);
    renameSync(folder, `${folder}-away`);
    mkdirSync(folder);
    commit();
    expect(await look()).toMatchObject({ state: 'noDisk', onSameDisk: false, opposes: null });
    await look();
    expect(readdirSync(folder)).toEqual([]);
    expect(told.errors).toEqual([['second copy: not its disk', { path, disk: 'noDisk' }]]);
    expect(told.changes).toBe(2);
    rmSync(folder, { recursive: true });
    renameSync(`${folder}-away`, folder);
    expect(await look()).toMatchObject({ state: 'ok', copiedTo: 4, onSameDisk: true });
    expect(text()).toBe(textOf(journal));
  });

  test('is waited for until a manager’s word comes, also one that comes meanwhile', async () => {
    const { path, look, commit, memory, copy, text, journal } = withCopy();
    await look();
    writeFileSync(`${path}.disk`, 'another\n');
    commit();
    expect(await look()).toMatchObject({ state: 'otherDisk', copiedTo: 3 });
    expect(text()).toBe(textOf(journal.slice(0, 3)));
    memory.known = { path, diskId: 'disk-2', isNew: true };
    expect(await look()).toMatchObject({ state: 'ok', copiedTo: 4 });
    expect(readFileSync(`${path}.disk`, 'utf8')).toMatch(/^disk-2\n/);
    expect(copy.health().error).toBe('');
  });
});
