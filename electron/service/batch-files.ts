import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchHeader } from '../../core/batch/types.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { BatchFiles } from '../../till/head-office-link.ts';
import type { Log } from '../../till/ports.ts';
import { batchText } from './head-office-client.ts';

/**
 * Keeps each batch that head office does not have yet as a file in the `outbox` folder, ready to
 * be carried there (`npm run hq -- import FILE`), and takes it away once it is acknowledged. A
 * folder that cannot be written is logged and harms nothing: the journal has it all.
 */
export function batchFiles(dataDir: string, log: Log): BatchFiles {
  const folder = join(dataDir, 'outbox');
  return {
    keep(header: BatchHeader, entries: () => readonly JournalEntry[]) {
      const path = join(folder, fileName(header));
      if (existsSync(path)) return;
      const text = batchText(header, entries());
      quietly(log, () => {
        mkdirSync(folder, { recursive: true });
        // Renamed when whole: a stick pulled too early must not carry half a batch.
        writeFileSync(`${path}.part`, text);
        renameSync(`${path}.part`, path);
      });
    },
    discard(header: BatchHeader) {
      quietly(log, () => rmSync(join(folder, fileName(header)), { force: true }));
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

function quietly(log: Log, act: () => void): void {
  try {
    act();
  } catch (caught) {
    if (!(caught instanceof Error && 'code' in caught)) throw caught;
    log.warn('outbox folder', { error: String(caught.code) });
  }
}
