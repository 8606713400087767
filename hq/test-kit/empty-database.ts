import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { closeToOthers } from '../../host/private-folder.ts';
import { silentLog } from '../log.ts';
import { openPglite } from '../store/pglite.ts';

/** Names the folder that the test files of one run share: build/testing/shared-folder.mjs. */
const SHARED_FOLDER = 'TILLWRIGHT_TEST_SHARED';

/**
 * Lays an empty database out in a new data folder, as head office makes one there (no schema, no
 * key), and returns the folder. Making one takes ten seconds of a processor: a run makes one and
 * copies its files. For tests of what a database holds; those of how a data folder comes to be let
 * head office make it.
 */
export async function withEmptyDatabase(dataDir: string): Promise<string> {
  const shared = process.env[SHARED_FOLDER] ?? '';
  const database = join(dataDir, 'db');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (shared === '') await make(database);
  else cpSync(await shareOne(shared), database, { recursive: true });
  return dataDir;
}

/** Two workers may make it at once: the one that comes second takes the first one's. */
async function shareOne(shared: string): Promise<string> {
  const made = join(shared, 'empty-database');
  if (existsSync(made)) return made;
  const own = join(mkdtempSync(`${made}-`), 'db');
  await make(own);
  try {
    renameSync(own, made);
  } catch (error) {
    if (!existsSync(made)) throw error;
    rmSync(own, { recursive: true });
  }
  return made;
}

async function make(database: string): Promise<void> {
  await (await openPglite(database)).close();
  closeToOthers(database, silentLog);
}
