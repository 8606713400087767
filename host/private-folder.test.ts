import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePrivateFile } from './private-file.ts';
import { closeFileToOthers, closeToOthers, ExposedFolder } from './private-folder.ts';

let folder: string;
let data: string;
let said: { message: string; fields: Readonly<Record<string, unknown>> }[];
const log = {
  warn: (message: string, fields: Readonly<Record<string, unknown>>) => {
    said.push({ message, fields });
  },
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-private-'));
  data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file or, with a slash at its end, a folder of the data folder, with a mode of its own. */
function lay(name: string, mode: number): string {
  const path = join(data, name.replace(/\/$/, ''));
  if (name.endsWith('/')) mkdirSync(path);
  else writeFileSync(path, 'content');
  chmodSync(path, mode);
  return path;
}
const modeOf = (path: string) => (lstatSync(path).mode & 0o777).toString(8);
const closed = (path: string, mode: string) => ({
  message: 'closed to others',
  fields: { path, mode },
});

describe.skipIf(process.platform === 'win32')('a data folder that others may read', () => {
  it('is closed with all that is in it, at any depth, and each is named with what it was', () => {
    chmodSync(data, 0o755);
    const paths = [
      lay('register.json', 0o644),
      lay('keys/', 0o777),
      lay('keys/old/', 0o710),
      lay('keys/old/one.pem', 0o604),
    ];
    const own = lay('own', 0o400);
    closeToOthers(data, log);
    expect(modeOf(data)).toBe('700');
    expect(paths.map(modeOf)).toEqual(['600', '700', '700', '600']);
    // What others cannot read stays as it is.
    expect(modeOf(own)).toBe('400');
    const [file, keys, old, key] = paths as [string, string, string, string];
    expect(said).toHaveLength(5);
    expect(said).toEqual(
      expect.arrayContaining([
        closed(data, '755'),
        closed(file, '644'),
        closed(keys, '777'),
        closed(old, '710'),
        closed(key, '604'),
      ]),
    );
    closeToOthers(data, log);
    expect(said).toHaveLength(5);
  });

  it('may be named by a link', () => {
    chmodSync(data, 0o755);
    symlinkSync(data, join(folder, 'link'));
    closeToOthers(join(folder, 'link'), log);
    expect(modeOf(data)).toBe('700');
  });

  it('has Chromium’s own folder closed, which is not looked through', () => {
    const browser = lay('browser/', 0o755);
    const inside = lay('browser/Cookies', 0o644);
    closeToOthers(data, log);
    expect([modeOf(browser), modeOf(inside)]).toEqual(['700', '644']);
  });

  it('keeps links, and what is neither file nor folder', async () => {
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    chmodSync(outside, 0o755);
    writeFileSync(join(outside, 'theirs'), '');
    chmodSync(join(outside, 'theirs'), 0o644);
    symlinkSync(outside, join(data, 'link'));
    const pipe = createServer().listen(join(data, 'pipe'));
    await once(pipe, 'listening');
    chmodSync(join(data, 'pipe'), 0o755);
    closeToOthers(data, log);
    expect([modeOf(outside), modeOf(join(outside, 'theirs'))]).toEqual(['755', '644']);
    expect(modeOf(join(data, 'pipe'))).toBe('755');
    expect(said).toEqual([]);
    pipe.close();
  });
});

describe.skipIf(process.platform === 'win32')('a single file', () => {
  it('is closed, once', () => {
    const path = lay('copy.ndjson', 0o644);
    closeFileToOthers(path, log);
    closeFileToOthers(path, log);
    expect(modeOf(path)).toBe('600');
    expect(said).toEqual([closed(path, '644')]);
  });

  it('that is a link is left alone, with what it leads to', () => {
    const path = lay('theirs', 0o644);
    symlinkSync(path, join(data, 'link'));
    closeFileToOthers(join(data, 'link'), log);
    expect(modeOf(path)).toBe('644');
    expect(said).toEqual([]);
  });

  it('that is gone meanwhile is nobody’s to read', () => {
    closeFileToOthers(join(data, 'gone'), log);
    closeFileToOthers(join(lay('file', 0o600), 'below'), log);
    expect(said).toEqual([]);
  });
});

// Modes that nobody can change, as on a disk that knows no owners.
describe.runIf(process.platform === 'linux')('what stays open', () => {
  it('is a reason not to sell where it is the data folder', () => {
    expect(() => closeToOthers('/proc/self/task', log)).toThrow(ExposedFolder);
    expect(said).toEqual([
      {
        message: 'stays open to others',
        fields: { path: expect.stringContaining('/task'), error: 'EPERM' },
      },
    ]);
  });

  it('is told of, and no more, where it is a file elsewhere', () => {
    closeFileToOthers('/proc/self/status', log);
    expect(said).toEqual([
      {
        message: 'stays open to others',
        fields: { path: '/proc/self/status', error: 'EPERM' },
      },
    ]);
  });
});

describe('on Windows, which has no such modes', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
  beforeEach(
    () => void Object.defineProperty(process, 'platform', { ...platform, value: 'win32' }),
  );
  afterEach(() => void Object.defineProperty(process, 'platform', platform));

  it('nothing is changed and nothing told', () => {
    const before = [lay('file', 0o644), lay('folder/', 0o755)].map(modeOf);
    closeToOthers(data, log);
    closeFileToOthers(join(data, 'file'), log);
    expect([join(data, 'file'), join(data, 'folder')].map(modeOf)).toEqual(before);
    expect(said).toEqual([]);
  });
});

describe('a private file', () => {
  it.skipIf(process.platform === 'win32')('is empty and its owner’s alone', () => {
    const path = join(data, 'register.db');
    makePrivateFile(path);
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['', '600']);
  });

  it('that is there keeps its content', () => {
    const path = join(data, 'register.db');
    writeFileSync(path, 'content');
    makePrivateFile(path);
    expect(readFileSync(path, 'utf8')).toBe('content');
  });

  it('that cannot be made is somebody else’s to tell of', () => {
    const path = join(data, 'no', 'register.db');
    expect(() => makePrivateFile(path)).not.toThrow();
  });
});
