import { type BigIntStats, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';

/** Folders of the data folder that the program fills by itself. */
const OWN_FOLDERS = ['keys', 'incoming', 'outbox', 'logs', 'browser', 'training'];
/** Not looked through for hard links: large, and of nobody's concern. */
const NOT_LOOKED_THROUGH: ReadonlySet<string> = new Set(['browser']);
/** Names that are devices on Windows whatever folder they stand in. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;

/**
 * Why a path cannot be that of the second copy, in words for whoever wrote it into the settings, or
 * null. It must be a whole path of a file that the register may begin or go on with: nothing of its own
 * data folder by whatever other name (a link, another case, a hard link), no folder, no device. A disk
 * that is not there is no reason: it may come back. Nothing is opened and nothing is changed.
 */
export function copyPlaceFault(path: string, dataDir: string): string | null {
  if (!isAbsolute(path)) return 'write the whole path, from the drive or the root on';
  if (/[/\\]$/.test(path)) return 'that is a folder; write the file in it';
  if (process.platform === 'win32') {
    if (/^[/\\]{2}[.?][/\\]/.test(path)) return 'that is a device, not a file';
    if (WINDOWS_DEVICE.test(basename(path).trimEnd())) return 'Windows has a device of that name';
  }
  const real = realPath(path);
  if (real === null) return 'that is a link which leads nowhere';
  const found = statOrNull(real);
  if (found?.isDirectory() === true) return 'that is a folder; write the file in it';
  if (found !== null && !found.isFile()) return 'that is a device or a pipe, not a file';
  const inside = insideFault(real, realPath(dataDir) ?? dataDir);
  if (inside !== null) return inside;
  const isOwn = found !== null && found.nlink > 1n && isFileOf(found, dataDir);
  return isOwn ? 'that is a file of the register itself, under a second name' : null;
}

/** The names are compared without their case: the file system may do the same. */
function insideFault(real: string, dataDir: string): string | null {
  const below = relative(folded(dataDir), folded(real));
  if (below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) {
    return null;
  }
  const [first = '', ...more] = below.split(sep);
  if (more.length > 0 && !OWN_FOLDERS.includes(first)) return null;
  return (
    'that is where the register keeps its own files; best is another disk, ' +
    'and in this folder only a folder of its own will do'
  );
}

function folded(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** Where links lead, as far as there is something; null for a link that leads nowhere. */
function realPath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch (caught) {
    if (!isMissing(caught)) throw caught;
    if (isLink(path)) return null;
    const above = dirname(path);
    const real = above === path ? above : realPath(above);
    return real === null ? null : join(real, basename(path));
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch (caught) {
    if (isMissing(caught)) return false;
    throw caught;
  }
}

function statOrNull(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true });
  } catch (caught) {
    if (isMissing(caught)) return null;
    throw caught;
  }
}

/** Of a file that has several names, whether one of them is in the data folder. */
function isFileOf(file: BigIntStats, folder: string): boolean {
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return !NOT_LOOKED_THROUGH.has(entry.name) && isFileOf(file, path);
    const other = entry.isFile() ? statOrNull(path) : null;
    return other !== null && other.dev === file.dev && other.ino === file.ino;
  });
}

/** Not there, or not reachable now: a disk that was taken out, a share without a network. */
function isMissing(caught: unknown): boolean {
  if (!(caught instanceof Error && 'code' in caught)) return false;
  return caught.code !== 'EINVAL' && caught.code !== 'ERR_INVALID_ARG_VALUE';
}
