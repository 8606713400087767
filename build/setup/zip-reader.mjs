// Reads a zip archive with nothing but Node: `unzip` is not on every machine. Follows PKWARE's
// APPNOTE 6.3 sections 4.3.7, 4.3.12 and 4.3.16; stored and deflated entries, no zip64, no
// encryption: enough for the one archive it is for, and anything else is refused.
import fs from 'node:fs';
import path from 'node:path';
import { createInflateRaw } from 'node:zlib';
import { pipeline } from 'node:stream/promises';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;

/**
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {number} method        0 stored, 8 deflated
 * @property {number} compressedSize
 * @property {number} size
 * @property {number} localOffset
 * @property {number} mode          Unix permission bits, 0 when not recorded
 */

/**
 * @param {number} descriptor
 * @param {number} position
 * @param {number} length
 */
function readAt(descriptor, position, length) {
  const buffer = Buffer.alloc(length);
  const read = fs.readSync(descriptor, buffer, 0, length, position);
  if (read !== length) throw new Error('zip: the file ends too early');
  return buffer;
}

/**
 * Lists the entries from the central directory.
 * @param {number} descriptor   an open file
 * @returns {ZipEntry[]}
 */
export function listEntries(descriptor) {
  const fileSize = fs.fstatSync(descriptor).size;
  const tailSize = Math.min(fileSize, END_SIZE + LONGEST_COMMENT);
  const tail = readAt(descriptor, fileSize - tailSize, tailSize);
  let at = tailSize - END_SIZE;
  while (at >= 0 && tail.readUInt32LE(at) !== END_SIGNATURE) at -= 1;
  if (at < 0) throw new Error('zip: no end of central directory');
  const directory = readAt(descriptor, tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 12));
  const entries = [];
  let offset = 0;
  while (offset < directory.length) {
    if (directory.readUInt32LE(offset) !== ENTRY_SIGNATURE) throw new Error('zip: bad directory');
    const nameLength = directory.readUInt16LE(offset + 28);
    const extraLength = directory.readUInt16LE(offset + 30);
    const commentLength = directory.readUInt16LE(offset + 32);
    entries.push({
      name: directory.toString('utf8', offset + 46, offset + 46 + nameLength),
      method: directory.readUInt16LE(offset + 10),
      compressedSize: directory.readUInt32LE(offset + 20),
      size: directory.readUInt32LE(offset + 24),
      localOffset: directory.readUInt32LE(offset + 42),
      mode: (directory.readUInt32LE(offset + 38) >>> 16) & 0o777,
    });
    offset += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/**
 * @param {string} zipFile
 * @param {number} descriptor
 * @param {ZipEntry} entry
 * @param {string} target
 */
async function extractEntry(zipFile, descriptor, entry, target) {
  const header = readAt(descriptor, entry.localOffset, 30);
  if (header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw new Error(`zip: bad entry ${entry.name}`);
  const start = entry.localOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const mode = entry.mode === 0 ? 0o644 : entry.mode;
  if (entry.compressedSize === 0) {
    fs.writeFileSync(target, '', { mode });
    return;
  }
  const output = fs.createWriteStream(target, { mode });
  const input = fs.createReadStream(zipFile, { start, end: start + entry.compressedSize - 1 });
  if (entry.method === 0) await pipeline(input, output);
  else if (entry.method === 8) await pipeline(input, createInflateRaw(), output);
  else throw new Error(`zip: unknown compression ${entry.method} of ${entry.name}`);
  if (fs.statSync(target).size !== entry.size) throw new Error(`zip: ${entry.name} is cut short`);
}

/**
 * Extracts the files for which `place` gives a path relative to `folder`. A path that would leave
 * the folder is refused.
 * @param {string} zipFile
 * @param {string} folder
 * @param {(name: string) => string | undefined} place
 * @returns {Promise<number>} how many files were written
 */
export async function extractZip(zipFile, folder, place) {
  const descriptor = fs.openSync(zipFile, 'r');
  let count = 0;
  try {
    for (const entry of listEntries(descriptor)) {
      const relative = entry.name.endsWith('/') ? undefined : place(entry.name);
      if (relative === undefined) continue;
      const target = path.resolve(folder, relative);
      if (!target.startsWith(path.resolve(folder) + path.sep)) {
        throw new Error(`zip: ${entry.name} leaves the folder`);
      }
      await extractEntry(zipFile, descriptor, entry, target);
      count += 1;
    }
  } finally {
    fs.closeSync(descriptor);
  }
  return count;
}
