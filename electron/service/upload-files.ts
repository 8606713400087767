import { existsSync, readdirSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadHeader } from '../../core/upload/types.ts';
import { makeFolder, putInPlace } from '../../host/write-whole-file.ts';
import type { UploadFiles, EntrySlices } from '../../till/ports/head-office.ts';
import type { Log } from '../../till/ports/system.ts';
import { StoreFault } from '../../till/ports/store.ts';
import { batchText } from './head-office-client.ts';

/**
 * Keeps each batch that head office does not have yet as a file in the `outbox` folder, ready to
 * be carried there (`npm run hq -- import FILE`), and takes it away once it is acknowledged. A
 * folder that cannot be written is logged and harms nothing: the journal has it all.
 */
export function uploadFiles(dataDir: string, log: Log): UploadFiles {
  const folder = join(dataDir, 'outbox');
  return {
    async keep(header: UploadHeader, entries: () => EntrySlices) {
      const path = join(folder, fileName(header));
      if (existsSync(path)) return;
      try {
        makeFolder(folder);
        // Renamed when whole and flushed: neither a stick pulled too early nor a power cut leaves half
        // a batch, which would be taken for one that is there and never be written again.
        await writePieces(`${path}.part`, batchText(header, entries()));
        putInPlace(`${path}.part`, path);
      } catch (caught) {
        noteFileFault(log, caught);
      }
    },
    discard(header: UploadHeader) {
      try {
        rmSync(join(folder, fileName(header)), { force: true });
      } catch (caught) {
        noteFileFault(log, caught);
      }
    },
  };
}

/** Into a new file, as the pieces come; flushed when this resolves. */
async function writePieces(path: string, pieces: AsyncIterable<string>): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    let position = 0;
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece, 'utf8');
      let done = 0;
      while (done < bytes.length) {
        const left = bytes.length - done;
        done += (await file.write(bytes, done, left, position + done)).bytesWritten;
      }
      position += bytes.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Names of the batches that lie in the outbox. */
export function uploadsInOutbox(dataDir: string): string[] {
  const folder = join(dataDir, 'outbox');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .toSorted();
}

function fileName({ manifest }: UploadHeader): string {
  const number = String(manifest.batchNo).padStart(6, '0');
  return `${manifest.storeId}-${manifest.registerId}-batch-${number}.ndjson`;
}

/** Only the folder's own faults: one of the database, of which the entries are read, goes on. */
function noteFileFault(log: Log, caught: unknown): void {
  const isOfFile = caught instanceof Error && 'code' in caught && !(caught instanceof StoreFault);
  if (!isOfFile) throw caught;
  log.warn('outbox folder', { error: String(caught.code) });
}
