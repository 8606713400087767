import { once } from 'node:events';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPlaceFault } from './copy-place.ts';

let folder: string;
let dataDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-place-'));
  dataDir = join(folder, 'Till');
  for (const name of ['keys', 'incoming', 'outbox', 'logs', 'second-copy']) {
    mkdirSync(join(dataDir, name), { recursive: true });
  }
  for (const name of FILES) writeFileSync(join(dataDir, name), `content of ${name}`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FILES = [
  'register.json',
  'register.db',
  'register.db-wal',
  'register.db-shm',
  'register.db.lock',
  'keys/register-ed25519.pem',
  'keys/pin-secret',
  'incoming/catalogue.csv',
  'logs/till-service.log',
];

const fault = (path: string) => copyPlaceFault(path, dataDir);

/** Everything below a folder with its content. */
function contents(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(
      (entry) =>
        `${entry.parentPath}/${entry.name}: ${readFileSync(join(entry.parentPath, entry.name), 'utf8')}`,
    )
    .sort((a, b) => a.localeCompare(b));
}

describe('the second copy’s place', () => {
  it.each(FILES)('is not %s, by whatever name', (name) => {
    const before = contents();
    const own = join(dataDir, name);
    expect(fault(own)).toContain('its own files');
    expect(fault(join(dataDir, 'second-copy', '..', name))).toContain('its own files');
    expect(fault(`${dataDir}/second-copy/../${name}`)).toContain('its own files');
    expect(contents()).toEqual(before);
    // Another case is the same file on most disks of Windows.
    expect(fault(join(folder, 'TILL', name.toUpperCase()))).toContain('its own files');
    symlinkSync(dataDir, join(folder, 'link'));
    expect(fault(join(folder, 'link', name))).toContain('its own files');
    symlinkSync(own, join(folder, 'copy'));
    expect(fault(join(folder, 'copy'))).toContain('its own files');
    linkSync(own, join(folder, 'hard'));
    expect(fault(join(folder, 'hard'))).toContain('second name');
  });

  it.each(['keys', 'incoming', 'outbox', 'logs', 'browser', 'training'])(
    'is not in the folder %s, nor straight in the data folder',
    (name) => {
      expect(fault(join(dataDir, name, 'copy.ndjson'))).toContain('its own files');
      expect(fault(join(dataDir, name.toUpperCase(), 'deep', 'copy.ndjson'))).not.toBeNull();
      expect(fault(join(dataDir, 'copy.ndjson'))).toContain('its own files');
    },
  );

  it('is a whole path of a file', () => {
    expect(fault(relative(process.cwd(), join(folder, 'copy')))).toContain('whole path');
    expect(fault('copy.ndjson')).toContain('whole path');
    expect(fault(`${folder}/`)).toContain('folder');
    expect(fault(folder)).toContain('folder');
    expect(fault(dataDir)).not.toBeNull();
  });

  it.skipIf(process.platform === 'win32')(
    'is no device, no pipe and no link that leads nowhere',
    async () => {
      expect(fault('/dev/null')).toContain('device');
      const pipe = createServer().listen(join(folder, 'pipe'));
      await once(pipe, 'listening');
      expect(fault(join(folder, 'pipe'))).toContain('pipe');
      pipe.close();
      symlinkSync(join(folder, 'gone'), join(folder, 'dangling'));
      expect(fault(join(folder, 'dangling'))).toContain('nowhere');
    },
  );

  it('may be on another disk, one that is not there too, or in a folder of its own', () => {
    expect(fault(join(folder, 'stick', 'journal.ndjson'))).toBeNull();
    expect(fault(join(folder, 'not', 'mounted', 'journal.ndjson'))).toBeNull();
    expect(fault(join(dataDir, 'second-copy', 'journal.ndjson'))).toBeNull();
    writeFileSync(join(folder, 'copy.ndjson'), '');
    expect(fault(join(folder, 'copy.ndjson'))).toBeNull();
    linkSync(join(folder, 'copy.ndjson'), join(folder, 'snapshot'));
    expect(fault(join(folder, 'copy.ndjson'))).toBeNull();
  });
});
