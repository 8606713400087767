import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const lockSchema = z.strictObject({
  pid: z.int().min(1),
  /** Null until the server listens. */
  url: z.string().nullable(),
  adminToken: z.string().nullable(),
});

/** Who has a data folder open. */
export type FolderHolder = z.infer<typeof lockSchema>;

/** A data folder that this process may use; nobody else can until `release`. */
export interface DataFolder {
  /** Where the database's files are. */
  readonly databaseFolder: string;
  /** Tells this machine's command line where the server is and how it may come in. */
  publish(url: string, adminToken: string): void;
  release(): void;
}

/** Another living process has the data folder open. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  readonly holder: FolderHolder;

  constructor(dataDir: string, holder: FolderHolder) {
    super(
      `Process ${holder.pid} has the data folder ${dataDir} open. If that is no head office, ` +
        `delete ${lockFile(dataDir)} and try again.`,
    );
    this.holder = holder;
  }
}

/**
 * Makes the folder if need be and takes it for this process: two processes on one embedded
 * database would destroy it. A lock left by a process that is gone is taken over. Throws
 * `FolderInUseError`.
 */
export async function lockDataFolder(dataDir: string): Promise<DataFolder> {
  await mkdir(dataDir, { recursive: true });
  const file = lockFile(dataDir);
  const mine = { pid: process.pid, url: null, adminToken: null } satisfies FolderHolder;
  if (!tryWrite(file, mine)) {
    const holder = readHolder(file);
    if (holder !== null && isAlive(holder.pid)) throw new FolderInUseError(dataDir, holder);
    rmSync(file, { force: true });
    if (!tryWrite(file, mine)) {
      const winner = readHolder(file) ?? mine;
      throw new FolderInUseError(dataDir, winner);
    }
  }
  return {
    databaseFolder: join(dataDir, 'db'),
    publish: (url, adminToken) => {
      const next = `${file}.new`;
      // Renamed into place, so that a reader never sees half a file; 0600, it holds a token.
      const holder = { pid: process.pid, url, adminToken } satisfies FolderHolder;
      writeFileSync(next, JSON.stringify(holder), { mode: 0o600 });
      renameSync(next, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}

function lockFile(dataDir: string): string {
  return join(dataDir, 'head-office.lock');
}

function tryWrite(file: string, holder: FolderHolder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Null when the file is gone or half written by a process that died. */
function readHolder(file: string): FolderHolder | null {
  try {
    return lockSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const isUnreadable = error instanceof SyntaxError || error instanceof z.ZodError;
    if (isUnreadable || hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    // EPERM: it lives, under another user.
    if (hasCode(error, 'EPERM')) return true;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
