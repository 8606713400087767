import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Brings every file below `folder`, and the folders' lists of names, to the disk. */
export function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    // For writing: Windows flushes no file that is open for reading only.
    else if (entry.isFile()) syncOpened(path, 'r+');
  }
  syncFolder(folder);
}

/**
 * Brings a folder's list of names to the disk, so that a file made or renamed in it is still there
 * after a power cut. Windows cannot open folders and needs no such call: NTFS journals its names.
 */
export function syncFolder(folder: string): void {
  if (process.platform !== 'win32') syncOpened(folder, 'r');
}

function syncOpened(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
