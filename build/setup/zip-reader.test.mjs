import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { extractZip } from './zip-reader.mjs';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-zip-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/**
 * Writes a zip by hand, after PKWARE's APPNOTE 4.3.
 * @param {readonly { name: string, content: string, method: 0 | 8, mode?: number }[]} files
 */
function writeZip(files) {
  const locals = [];
  const directory = [];
  let offset = 0;
  for (const { name, content, method, mode = 0o644 } of files) {
    const data = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(crc32?.(content) ?? 0, 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(Buffer.byteLength(content), 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = [Buffer.from('PK\x03\x04'), fields, Buffer.from(name), data];
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x03'), fields, tail, Buffer.from(name));
    locals.push(...local);
    offset += local.reduce((sum, part) => sum + part.length, 0);
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  const file = path.join(folder, 'archive.zip');
  fs.writeFileSync(file, Buffer.concat([...locals, central, end]));
  return file;
}

it('extracts stored, deflated and empty files where they belong, with their permissions', async () => {
  const long = 'till '.repeat(10_000);
  const zip = writeZip([
    { name: 'a/', content: '', method: 0 },
    { name: 'a/run', content: long, method: 8, mode: 0o755 },
    { name: 'a/stored', content: 'as it is', method: 0 },
    { name: 'a/empty', content: '', method: 0 },
    { name: 'b/left-out', content: 'no', method: 0 },
  ]);
  const target = path.join(folder, 'out');
  const count = await extractZip(zip, target, (name) =>
    name.startsWith('a/') ? name.slice(2) : undefined,
  );
  expect(count).toBe(3);
  expect(fs.readdirSync(target).sort()).toEqual(['empty', 'run', 'stored']);
  expect(fs.readFileSync(path.join(target, 'run'), 'utf8')).toBe(long);
  expect(fs.readFileSync(path.join(target, 'stored'), 'utf8')).toBe('as it is');
  if (process.platform !== 'win32') {
    expect(fs.statSync(path.join(target, 'run')).mode & 0o111).not.toBe(0);
  }
});

it('refuses a path that leaves the folder', async () => {
  const zip = writeZip([{ name: '../escape', content: 'x', method: 0 }]);
  const target = path.join(folder, 'out');
  await expect(extractZip(zip, target, (name) => name)).rejects.toThrow('leaves the folder');
  expect(fs.existsSync(path.join(folder, 'escape'))).toBe(false);
});

it('refuses a file that is cut off', async () => {
  const zip = writeZip([{ name: 'a', content: 'text', method: 0 }]);
  fs.truncateSync(zip, 30);
  await expect(extractZip(zip, folder, (name) => name)).rejects.toThrow('zip');
});
