// Refuses a downloaded file that is not byte for byte the one named in this repository.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { SetupError } from './setup-error.mjs';

/**
 * @param {string} file
 * @param {'sha256' | 'sha512'} algorithm
 * @param {'hex' | 'base64'} encoding
 */
async function digestOf(file, algorithm, encoding) {
  const hash = createHash(algorithm);
  await pipeline(fs.createReadStream(file), hash);
  return hash.digest(encoding);
}

/**
 * Throws SetupError unless the file's SHA-256 is the expected one.
 * @param {string} file
 * @param {string} expectedHex
 */
export async function requireSha256(file, expectedHex) {
  if ((await digestOf(file, 'sha256', 'hex')) !== expectedHex) refuse(file);
}

/**
 * Throws SetupError unless the file has the expected integrity string of npm (W3C SRI, SHA-512).
 * @param {string} file
 * @param {string} expected   `sha512-…`
 */
export async function requireIntegrity(file, expected) {
  if (`sha512-${await digestOf(file, 'sha512', 'base64')}` !== expected) refuse(file);
}

/** @param {string} file @returns {never} */
function refuse(file) {
  throw new SetupError(
    `The download ${file} is not the file that was expected and was not used: ` +
      'start again, and if it stays so, find out what stands between you and the registry.',
  );
}
