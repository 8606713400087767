import { chmodSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
/** Where it is said what was open. */
export interface WarningLog {
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Rights of anybody but the owner (POSIX: group and others). */
const OF_OTHERS = 0o077;

/** Chromium's own folder: closed itself, and too large to be looked through at each start. */
const NOT_LOOKED_THROUGH: ReadonlySet<string> = new Set(['browser']);

/** The data folder is open to others of this computer and cannot be closed. */
export class ExposedFolder extends Error {
  override readonly name = 'ExposedFolder';
}

/**
 * Closes a program's data folder and everything in it to all but its owner: folders 0700, files
 * 0600. What the program makes has these modes from the first moment; this mends what was laid
 * there by other hands, and says in the log what it was. Links are left alone: they may lead out.
 * Windows has no such modes; there the folder's access list does it.
 *
 * Throws `ExposedFolder` when the folder itself stays open, on a disk that knows no owners, say. A
 * file that stays open inside a closed folder is out of reach and only logged.
 */
export function closeToOthers(dataDir: string, log: WarningLog): void {
  if (process.platform === 'win32') return;
  const root = realpathSync(dataDir);
  if (!closeOne(root, log)) {
    throw new ExposedFolder(`${dataDir}: other people of this computer can read it`);
  }
  closeInside(root, log);
}

/** The same for one file elsewhere. A disk that knows no owners (a stick) is only logged. */
export function closeFileToOthers(path: string, log: WarningLog): void {
  if (process.platform !== 'win32') closeOne(path, log);
}

function closeInside(folder: string, log: WarningLog): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!entry.isFile() && !entry.isDirectory()) continue;
    closeOne(path, log);
    if (entry.isDirectory() && !NOT_LOOKED_THROUGH.has(entry.name)) closeInside(path, log);
  }
}

/** Whether nobody but the owner has any right to it now; also when it is gone meanwhile. */
function closeOne(path: string, log: WarningLog): boolean {
  try {
    const before = lstatSync(path);
    const isOpen = (before.mode & OF_OTHERS) !== 0;
    if (!isOpen || before.isSymbolicLink()) return true;
    chmodSync(path, before.isDirectory() ? 0o700 : 0o600);
    // Some disks take the order and do nothing.
    const isClosed = (lstatSync(path).mode & OF_OTHERS) === 0;
    const mode = (before.mode & 0o777).toString(8);
    if (isClosed) log.warn('closed to others', { path, mode });
    else log.warn('stays open to others', { path, mode });
    return isClosed;
  } catch (caught) {
    if (!(caught instanceof Error && 'code' in caught)) throw caught;
    if (caught.code === 'ENOENT' || caught.code === 'ENOTDIR') return true;
    log.warn('stays open to others', { path, error: String(caught.code) });
    return false;
  }
}
