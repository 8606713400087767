// One set-up at a time per thing: two terminals started together must not build the same module
// twice or unpack 200 MB twice.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isCode } from './child.mjs';
import { SetupError } from './setup-error.mjs';

const POLL_MS = 500;

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return isCode(error, 'EPERM');
  }
}

/** @param {string} file */
function holderOf(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Does the work while holding the lock file. A lock whose process died is taken over; one held
 * longer than `timeoutMs` is an error that names the file.
 * @template T
 * @param {string} file
 * @param {number} timeoutMs
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, timeoutMs, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    const holder = holderOf(file);
    if (holder !== undefined && !isAlive(holder)) fs.rmSync(file, { force: true });
    else if (performance.now() > giveUpAt) {
      throw new SetupError(`Another set-up is still running; if none is, delete ${file}.`);
    } else await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}
