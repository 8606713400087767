import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Read and written by its owner alone. */
const PRIVATE = 0o600;
const PRIVATE_FOLDER = 0o700;

const CANNOT_FLUSH: ReadonlySet<unknown> = new Set(['EINVAL', 'EBADF', 'ENOTSUP', 'EOPNOTSUPP']);

/** Whether a file system cannot flush a folder by itself, as some network shares, and nothing failed. */
export function cannotFlushFolders(caught: unknown): boolean {
  return caught instanceof Error && 'code' in caught && CANNOT_FLUSH.has(caught.code);
}

/**
 * Writes a small file whole: flushed aside under `<path>.new`, renamed, and the folder flushed, so that
 * a power cut at any moment leaves the old file or the new one, and the new one for sure when this has
 * returned. Only its owner can read it. Folders above that are not there are made, and are as durable.
 *
 * Throws the system's error when the disk does not take it; the old file stays then, unless the name
 * changed and only the flush of the folder failed.
 */
export function writeWholeFile(path: string, content: string | Uint8Array): void {
  makeFolder(dirname(path));
  const aside = `${path}.new`;
  // One that lies there would keep its own rights, and is half a file of before a power cut at best.
  rmSync(aside, { force: true });
  try {
    writeFlushed(aside, typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
  } catch (caught) {
    rmSync(aside, { force: true });
    throw caught;
  }
  putInPlace(aside, path);
}

/**
 * Gives a file that is whole and flushed its name, in place of one that has it: one or the other after a
 * power cut, and the new one for sure when this has returned. Both are in one folder.
 */
export function putInPlace(aside: string, path: string): void {
  renameSync(aside, path);
  flushFolder(dirname(path));
}

/** Makes a folder, and those above it, that only its owner can enter, and that a power cut leaves. */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  if (first === undefined) return;
  // Each new one is a name in the one above it.
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    flushFolder(dirname(made));
    if (made === dirname(made)) break;
  }
}

/**
 * Flushes the names in a folder: a file that was made, renamed or removed is so after a power cut too.
 * Windows cannot be asked for this; there NTFS writes names into its own log in their order, and what
 * is lost at most is the last change, never half of one.
 */
export function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } catch (caught) {
    if (!cannotFlushFolders(caught)) throw caught;
  } finally {
    closeSync(descriptor);
  }
}

function writeFlushed(path: string, bytes: Uint8Array): void {
  const descriptor = openSync(path, 'wx', PRIVATE);
  try {
    let done = 0;
    while (done < bytes.length) {
      done += writeSync(descriptor, bytes, done, bytes.length - done, done);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
