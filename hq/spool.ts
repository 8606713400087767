import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchSource } from './batch/batch-source.ts';
import type { Encoding } from './batch/unpack.ts';

/** A folder for what is still coming in. */
export interface Spool {
  /**
   * A batch that is written to a file as it is read for the first time, just as it came, and read
   * from there the second time. To be ended with `remove`, whatever became of it.
   */
  batch(
    wire: AsyncIterable<Uint8Array>,
    encoding: Encoding,
    maxBytes: number,
  ): Promise<SpooledBatch>;
  /** Removes the folder. */
  close(): void;
}

export interface SpooledBatch extends BatchSource {
  remove(): Promise<void>;
}

/**
 * Opens the folder for incoming batches: beside the database in a data folder, else in the system's
 * own place for such files. What a killed process left in a data folder is removed. Only the owner
 * can read folder and files.
 */
export function openSpool(dataDir: string | null): Spool {
  const folder =
    dataDir === null ? mkdtempSync(join(tmpdir(), 'tillwright-hq-')) : join(dataDir, 'incoming');
  if (dataDir !== null) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o700 });
  }
  let made = 0;
  return {
    batch: async (wire, encoding, maxBytes) => {
      made += 1;
      const path = join(folder, `${made}.part`);
      const file = await open(path, 'wx+', 0o600);
      let isWritten = false;
      return {
        encoding,
        maxBytes,
        read: () => {
          if (isWritten) return fileFromTheStart(file);
          isWritten = true;
          return written(wire, file);
        },
        remove: async () => {
          await file.close();
          await rm(path, { force: true });
        },
      };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function* written(
  wire: AsyncIterable<Uint8Array>,
  file: FileHandle,
): AsyncGenerator<Uint8Array> {
  for await (const piece of wire) {
    await file.writeFile(piece);
    yield piece;
  }
}

const PIECE_BYTES = 64 * 1024;

async function* fileFromTheStart(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let at = 0; ; ) {
    // A new one each time: whoever reads may still hold the one before.
    const piece = Buffer.alloc(PIECE_BYTES);
    const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}
