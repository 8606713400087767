import { join } from 'node:path';
import type { JournalEntry } from '../../core/journal/entry.ts';
import { linesOf } from '../../db/copy-file.ts';
import { entryOfLine, isUnsealed } from '../../db/entry-line.ts';
import { COPY_DISK, type Store } from '../../till/store.ts';
import { SettingsFault } from './register-settings.ts';

/**
 * Throws `SettingsFault` where `secondCopyPath` names another place than before and the copy that was left
 * there has entries which the database has not: an older database was laid back, and with the path its
 * witness would be out of sight. With the path as it was, a person decides. A copy that is gone, cannot
 * be read or is another register's says nothing. Call it before the copy at the new place is begun,
 * which is after the first await: from then on the database remembers that place.
 */
export function refuseLeftCopy(store: Store, path: string | null, dataDir: string): void {
  const kept = store.read((tx) => tx.setting(COPY_DISK));
  const left = kept === null ? null : (JSON.parse(kept) as { path: string } | null);
  if (left === null || left.path === path) return;
  const ends = endsOf(left.path);
  if (ends === null || !isFurther(store, ends)) return;
  const file = join(dataDir, 'register.json');
  throw new SettingsFault(
    `${file}: secondCopyPath: ${path}: the copy at the place before, ${left.path}, goes on to entry ` +
      `${ends.last.seq}, which is not in this register’s data. Nothing was changed. Put secondCopyPath ` +
      'back to that place and start the register again: it then asks a manager which is right',
  );
}

interface CopyEnds {
  readonly first: JournalEntry;
  readonly last: JournalEntry;
}

function isFurther(store: Store, { first, last }: CopyEnds): boolean {
  return store.read((tx) => {
    const hashAt = (seq: number) => tx.entries(seq, seq)[0]?.hash;
    return hashAt(1) === first.hash && hashAt(last.seq) !== last.hash;
  });
}

/** The first and the last entry that is whole; null where there is no copy to read. */
function endsOf(path: string): CopyEnds | null {
  let first: string | null = null;
  let last: string | null = null;
  try {
    for (const { text, ended } of linesOf(path)) {
      if (!ended || isUnsealed(text)) break;
      first ??= text;
      last = text;
    }
  } catch (caught) {
    // Gone with its disk, a folder, not readable: no witness.
    if (caught instanceof Error && 'code' in caught) return null;
    throw caught;
  }
  if (first === null || last === null) return null;
  const [begins, ends] = [entryOfLine(first), entryOfLine(last)];
  return begins === null || ends === null ? null : { first: begins, last: ends };
}
