// Small JSON files that say "this was done, for exactly this input". A marker that cannot be read
// or describes another input counts as absent, so the worst a broken marker costs is doing the
// step again.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * SHA-256 of a text or bytes, in hex.
 * @param {string | Buffer} content
 */
export function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Reads a JSON object, or undefined when there is none to read.
 * @param {string} file
 * @returns {Record<string, unknown> | undefined}
 */
export function readJson(file) {
  try {
    const value = JSON.parse(fs.readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Absent, unreadable and malformed are the same answer here: there is no usable marker.
    return undefined;
  }
}

/**
 * Writes JSON so that a reader sees the old file or the new one, never half of one.
 * @param {string} file
 * @param {unknown} value
 */
export function writeJson(file, value) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`);
  fs.renameSync(temporary, file);
}

/**
 * True when the marker was written for exactly this key.
 * @param {string} file
 * @param {string} key
 */
export function markerMatches(file, key) {
  return readJson(file)?.['key'] === key;
}

/**
 * Remembers that the step was done for this key.
 * @param {string} file
 * @param {string} key
 */
export function writeMarker(file, key) {
  writeJson(file, { key });
}
