import { open, readFile, rename, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { KnownDisk } from '../till/ports/flow-state.ts';
import { cannotFlushFolders } from '../host/write-whole-file.ts';

export interface DiskMemory {
  known(): KnownDisk | null;
  remember(disk: KnownDisk): void;
  newId(): string;
}

/**
 * `ours`: the disk has the mark that is remembered. `marked`: it has one, and none is remembered (the
 * database is a restored one). `fresh`: none is remembered and it has none, or a manager says that it is
 * a new one. `noDisk`: there is no mark where ours should be, so the disk is not there, or it is an
 * empty one. `otherDisk`: it has another mark.
 */
export type DiskVerdict = 'ours' | 'marked' | 'fresh' | 'noDisk' | 'otherDisk';

/** A disk that is not there leaves its folder, empty, on the first disk: it is known by a file on it. */
export function markOf(path: string): string {
  return `${path}.disk`;
}

/** The id, alone on the first line. */
const MARK = /^([0-9a-zA-Z-]{1,64})\n/;

/** Which disk is at this path. Changes nothing. */
export async function lookAtDisk(path: string, memory: DiskMemory): Promise<DiskVerdict> {
  const known = knownAt(path, memory);
  const mark = await readMark(path);
  if (known === null) return mark === null || mark === '' ? 'fresh' : 'marked';
  if (mark === known.diskId) return 'ours';
  if (known.isNew) return 'fresh';
  if (mark !== null) return 'otherDisk';
  // Without its folder there is nothing to mistake for the disk: the system says what is missing.
  await stat(dirname(path));
  return 'noDisk';
}

/**
 * Makes the disk at this path the copy's: its mark is on it, with its name, and remembered. One that has
 * a mark and is remembered nowhere (the database is a restored one) keeps its mark.
 */
export async function takeDisk(path: string, memory: DiskMemory): Promise<void> {
  const known = knownAt(path, memory);
  const mark = await readMark(path);
  const kept = known === null && mark !== null && mark !== '' ? mark : null;
  const diskId = kept ?? known?.diskId ?? memory.newId();
  if (mark !== diskId) await writeMark(path, diskId);
  memory.remember({ path, diskId, isNew: false });
}

/** Whether the copy would be lost together with the database; false where it cannot be told. */
export async function isSameDisk(path: string, databasePath: string): Promise<boolean> {
  const [copy, database] = await Promise.all([stat(path), stat(databasePath)]);
  return copy.dev === database.dev && copy.dev !== 0;
}

/**
 * `flushFolder` of `host/write-whole-file.ts`, waited for beside selling: the copy's disk may be a slow
 * stick or a share that does not answer.
 */
export async function flushNames(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const names = await open(folder, 'r');
  try {
    await names.sync();
  } catch (caught) {
    if (!cannotFlushFolders(caught)) throw caught;
  } finally {
    await names.close();
  }
}

function knownAt(path: string, memory: DiskMemory): KnownDisk | null {
  const known = memory.known();
  return known?.path === path ? known : null;
}

/** The mark's id; '' for what is no whole mark; null when there is none. */
async function readMark(path: string): Promise<string | null> {
  try {
    const text = await readFile(markOf(path), 'utf8');
    return MARK.exec(text)?.[1] ?? '';
  } catch (caught) {
    const code = caught instanceof Error && 'code' in caught ? caught.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw caught;
  }
}

async function writeMark(path: string, diskId: string): Promise<void> {
  const mark = markOf(path);
  const words = `${diskId}\nThe disk of ${basename(path)}, by which the register knows it: keep it there.\n`;
  const bytes = Buffer.from(words, 'utf8');
  const file = await open(`${mark}.new`, 'w', 0o600);
  try {
    await file.write(bytes, 0, bytes.length, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${mark}.new`, mark);
  await flushNames(dirname(mark));
}
