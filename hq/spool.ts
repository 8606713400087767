import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadSource } from './upload/upload-source.ts';
import type { Encoding } from './upload/unpack.ts';

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
  ): Promise<SpooledUpload>;
  /** Removes the files that are still there, and the folder where nothing else is in it. */
  close(): void;
}

export interface SpooledUpload extends UploadSource {
  remove(): Promise<void>;
}

/** What this program names its files here; nothing else in the folder is touched. */
const OWN_FILE = /^batch-\d+-\d+\.part$/;

/**
 * Opens the folder for incoming batches, which is made with the first of them. What a killed process
 * left there is removed. Only the owner can read folder and files.
 */
export function openSpool(folder: string): Spool {
  removeParts(folder);
  let made = 0;
  return {
    batch: async (wire, encoding, maxBytes) => {
      made += 1;
      // Named before anything is waited for: many come at once.
      const path = join(folder, `batch-${process.pid}-${made}.part`);
      await mkdir(folder, { recursive: true, mode: 0o700 });
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
    close: () => {
      removeParts(folder);
      if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
    },
  };
}

function removeParts(folder: string): void {
  if (!existsSync(folder)) return;
  const own = readdirSync(folder).filter((name) => OWN_FILE.test(name));
  for (const name of own) rmSync(join(folder, name), { force: true });
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
