import { createWriteStream, existsSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BatchHeader } from '../../core/batch/types.ts';
import type { BatchFiles, EntrySlices } from '../../till/head-office-link.ts';
import type { Log } from '../../till/ports.ts';
import { StoreFault } from '../../till/store.ts';
import { batchText } from './head-office-client.ts';

/**
 * Keeps each batch that head office does not have yet as a file in the `outbox` folder, ready to
 * be carried there (`npm run hq -- import FILE`), and takes it away once it is acknowledged. A
 * folder that cannot be written is logged and harms nothing: the journal has it all.
 */
export function batchFiles(dataDir: string, log: Log): BatchFiles {
  const folder = join(dataDir, 'outbox');
  return {
    async keep(header: BatchHeader, entries: () => EntrySlices) {
      const path = join(folder, fileName(header));
      if (existsSync(path)) return;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        // Renamed when whole: a stick pulled too early must not carry half a batch.
        const part = createWriteStream(`${path}.part`, { mode: 0o600 });
        await pipeline(batchText(header, entries()), part);
        await rename(`${path}.part`, path);
      } catch (caught) {
        noteFileFault(log, caught);
      }
    },
    discard(header: BatchHeader) {
      try {
        rmSync(join(folder, fileName(header)), { force: true });
      } catch (caught) {
        noteFileFault(log, caught);
      }
    },
  };
}

/** Names of the batches that lie in the outbox. */
export function batchesInOutbox(dataDir: string): string[] {
  const folder = join(dataDir, 'outbox');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .toSorted();
}

function fileName({ manifest }: BatchHeader): string {
  const number = String(manifest.batchNo).padStart(6, '0');
  return `${manifest.storeId}-${manifest.registerId}-batch-${number}.ndjson`;
}

/** Only the folder's own faults: one of the database, of which the entries are read, goes on. */
function noteFileFault(log: Log, caught: unknown): void {
  const isOfFile = caught instanceof Error && 'code' in caught && !(caught instanceof StoreFault);
  if (!isOfFile) throw caught;
  log.warn('outbox folder', { error: String(caught.code) });
}
