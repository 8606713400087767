import { closeSync, openSync } from 'node:fs';

/**
 * Makes an empty file that only its owner can read and write, unless there is one: SQLite takes an
 * empty file for a new database, and gives the files beside it (`-wal`, `-shm`, `-journal`) the same
 * rights. By itself it would make one that everybody on the computer can read. A file that is there
 * is not opened: closing it again would give up SQLite's own locks (sqlite.org/howtocorrupt.html
 * §2.2). Never throws: what keeps the file from being made, SQLite says in its own words next.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (caught) {
    if (!(caught instanceof Error && 'code' in caught)) throw caught;
  }
}
