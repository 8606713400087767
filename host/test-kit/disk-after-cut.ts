import fs from 'node:fs';
import { dirname, join } from 'node:path';

/** One change of a folder, or a sync, as the operating system was asked. Paths are below the
 *  folder; a file keeps its identity when it gets another name. */
export type Change =
  | { readonly kind: 'makeFile'; readonly path: string; readonly file: string }
  | { readonly kind: 'makeFolder'; readonly path: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'move'; readonly from: string; readonly to: string }
  | { readonly kind: 'write'; readonly file: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'resize'; readonly file: string; readonly size: number }
  | { readonly kind: 'syncFile'; readonly file: string }
  | { readonly kind: 'syncFolder'; readonly path: string };

/** What is left of changes that were not synced. */
export interface Luck {
  /** How many bytes of an unsynced write came to the disk; a disk writes 512 at once. */
  bytes(length: number): number;
  /** How many of `count` unsynced changes of names came to the disk: the first ones, since file
   *  systems journal them in order. */
  names(count: number): number;
  /** Whether one sector of an unsynced write came, where they come each for itself; else `bytes`. */
  sector?(): boolean;
}

/** Nothing comes to the disk before it is synced. */
export const NO_LUCK: Luck = { bytes: () => 0, names: () => 0 };
/** Everything does. */
export const ALL_LUCK: Luck = { bytes: (length) => length, names: (count) => count };

/**
 * Lays out in `folder` what a power cut leaves of `base` after these changes. Sure is what a sync
 * of the same file came after, and the names that a sync of their folder came after; a file that
 * was synced has its first name too, as on every file system in use.
 */
export function layOutAfterCut(
  base: string,
  folder: string,
  changes: readonly Change[],
  luck: Luck,
): void {
  fs.cpSync(base, folder, { recursive: true });
  const paths = applyNames(folder, keptNames(changes, luck));
  const synced = lastSyncs(changes);
  changes.forEach((change, index) => {
    if (change.kind !== 'write' && change.kind !== 'resize') return;
    const at = paths.get(change.file);
    if (at === null) return;
    const path = at ?? join(folder, change.file);
    const isSure = index < (synced.get(change.file) ?? -1);
    if (change.kind === 'resize') {
      if ((isSure || luck.bytes(1) > 0) && fs.existsSync(path)) fs.truncateSync(path, change.size);
      return;
    }
    if (!fs.existsSync(path)) return;
    if (!isSure && luck.sector !== undefined) {
      writeSectors(path, change, luck.sector);
      return;
    }
    const kept = isSure ? change.bytes.length : luck.bytes(change.bytes.length);
    if (kept > 0) writeAt(path, change.bytes.subarray(0, kept), change.at);
  });
}

const SECTOR_BYTES = 512;

/** A disk may write the last sector of a write before its first one; what is skipped reads as zeros. */
function writeSectors(
  path: string,
  { at, bytes }: Extract<Change, { kind: 'write' }>,
  comes: () => boolean,
): void {
  for (let from = at; from < at + bytes.length; ) {
    const to = Math.min(at + bytes.length, (Math.floor(from / SECTOR_BYTES) + 1) * SECTOR_BYTES);
    if (comes()) writeAt(path, bytes.subarray(from - at, to - at), from);
    from = to;
  }
}

type NameChange = Extract<Change, { kind: 'makeFile' | 'makeFolder' | 'remove' | 'move' }>;

function isNameChange(change: Change): change is NameChange {
  return ['makeFile', 'makeFolder', 'remove', 'move'].includes(change.kind);
}

/** Where each file was last synced. */
function lastSyncs(changes: readonly Change[]): Map<string, number> {
  const last = new Map<string, number>();
  changes.forEach((change, index) => {
    if (change.kind === 'syncFile') last.set(change.file, index);
  });
  return last;
}

function keptNames(changes: readonly Change[], luck: Luck): NameChange[] {
  const folders = new Map<string, number>();
  changes.forEach((change, index) => {
    if (change.kind === 'syncFolder') folders.set(change.path, index);
  });
  const files = lastSyncs(changes);
  const isSure = (change: NameChange, index: number) => {
    if (change.kind === 'makeFile' && index < (files.get(change.file) ?? -1)) return true;
    const path = change.kind === 'move' ? change.to : change.path;
    const folder = dirname(path);
    return index < (folders.get(folder === '.' ? '' : folder) ?? -1);
  };
  const unsure = changes.filter((each, index) => isNameChange(each) && !isSure(each, index)).length;
  let left = luck.names(unsure);
  const kept: NameChange[] = [];
  changes.forEach((change, index) => {
    if (!isNameChange(change)) return;
    if (isSure(change, index)) kept.push(change);
    else if (left > 0) {
      left -= 1;
      kept.push(change);
    }
  });
  return kept;
}

/** Where the files are that have another name than at the beginning; null: it has none any more. */
type Paths = Map<string, string | null>;

/** Gives the folder these names. */
function applyNames(folder: string, changes: readonly NameChange[]): Paths {
  const paths: Paths = new Map();
  /** The file under a name, which then has none. */
  const take = (name: string): string => {
    const path = join(folder, name);
    const file = [...paths].find(([, at]) => at === path)?.[0] ?? name;
    paths.set(file, null);
    return file;
  };
  for (const change of changes) {
    if (change.kind === 'move') {
      const from = join(folder, change.from);
      const to = join(folder, change.to);
      if (!fs.existsSync(from) || !fs.existsSync(dirname(to))) continue;
      const moved = take(change.from);
      take(change.to);
      fs.renameSync(from, to);
      paths.set(moved, to);
      continue;
    }
    const path = join(folder, change.path);
    if (change.kind === 'makeFolder') {
      fs.mkdirSync(path, { recursive: true });
      continue;
    }
    take(change.path);
    if (change.kind === 'remove') {
      fs.rmSync(path, { recursive: true, force: true });
      continue;
    }
    fs.mkdirSync(dirname(path), { recursive: true });
    fs.writeFileSync(path, '');
    paths.set(change.file, path);
  }
  return paths;
}

function writeAt(path: string, bytes: Uint8Array, at: number): void {
  const descriptor = fs.openSync(path, 'r+');
  try {
    fs.writeSync(descriptor, bytes, 0, bytes.length, at);
  } finally {
    fs.closeSync(descriptor);
  }
}
