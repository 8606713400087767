import fs from 'node:fs';
import path from 'node:path';

/** Several writes of one file within this time are one change. */
const SETTLE_MS = 100;

/**
 * Calls back when the service's bundle has been written anew. For development builds only. The
 * folder is watched, not the file: a file that is replaced would take its watcher along.
 */
export function watchServiceBundle(serviceFile: string, onChange: () => void): void {
  const name = path.basename(serviceFile);
  let settling: NodeJS.Timeout | null = null;
  fs.watch(path.dirname(serviceFile), (_event, changed) => {
    if (changed !== name) return;
    if (settling !== null) clearTimeout(settling);
    settling = setTimeout(onChange, SETTLE_MS);
  });
}
