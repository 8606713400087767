import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { takeFileLock } from '../host/file-lock.ts';
import { closeToOthers, type WarningLog } from '../host/private-folder.ts';
import { makeFolder, writeWholeFile } from '../host/write-whole-file.ts';

const holderSchema = z.strictObject({ url: z.string(), adminToken: z.string() });

/** Where the server is that has a data folder open, and how this machine's own may come in. */
export type FolderHolder = z.infer<typeof holderSchema>;

/** A data folder that this process may use; nobody else can until `release`. */
export interface DataFolder {
  /** Where the database's files are. */
  readonly databaseFolder: string;
  /** Tells this machine's command line where the server is and how it may come in. */
  publish(holder: FolderHolder): void;
  /** Safe to call twice. */
  release(): void;
}

/** Another process has the data folder open. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  /** Null while it does not listen: it is starting or stopping, or is a command. */
  readonly holder: FolderHolder | null;

  constructor(dataDir: string, holder: FolderHolder | null) {
    const where = holder === null ? '' : ` (it listens at ${holder.url})`;
    super(
      `Another head office has the data folder ${dataDir} open${where}. ` +
        'Nothing was changed. Stop it first, or try again when it has started.',
    );
    this.holder = holder;
  }
}

/**
 * Makes the folder if need be and takes it for this process: two processes on one embedded
 * database would destroy it. Held by the operating system until `release` or the process's end,
 * so a killed head office leaves nothing that could keep the next one out. Then closes the folder
 * and all in it to other people of this computer: the database holds head office's private key.
 *
 * Throws `FolderInUseError`, `ExposedFolder`, or what the system says of the folder.
 */
export async function lockDataFolder(dataDir: string, log: WarningLog): Promise<DataFolder> {
  makeFolder(dataDir);
  const lock = takeFileLock(join(dataDir, 'db.lock'));
  const file = join(dataDir, 'head-office.json');
  if (lock === null) throw new FolderInUseError(dataDir, readHolder(file));
  try {
    // Of one that was killed: its token opens nothing any more.
    rmSync(file, { force: true });
    closeToOthers(dataDir, log);
  } catch (error) {
    lock.release();
    throw error;
  }
  let isMine = true;
  return {
    databaseFolder: join(dataDir, 'db'),
    publish: (holder) => {
      // A reader never sees half a file, and none whose rights somebody else has set.
      writeWholeFile(file, JSON.stringify(holder));
    },
    release: () => {
      // After the lock is gone the file may be the next one's.
      if (isMine) rmSync(file, { force: true });
      isMine = false;
      lock.release();
    },
  };
}

/** Null when there is none, or nothing that this program wrote. */
function readHolder(file: string): FolderHolder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const isUnreadable = error instanceof SyntaxError || error instanceof z.ZodError;
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isUnreadable || isGone) return null;
    throw error;
  }
}
