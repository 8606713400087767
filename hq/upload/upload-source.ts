import type { Encoding } from './unpack.ts';

/**
 * A batch as it came, packed or not. It is read twice: once to check it, as it comes, and once more
 * to store it, when it is known to be true. In between nothing of it is held in memory.
 */
export interface UploadSource {
  readonly encoding: Encoding;
  /** After unpacking. */
  readonly maxBytes: number;
  /** The bytes from the first on; called a second time only after the first was read to its end. */
  read(): AsyncIterable<Uint8Array>;
}

/** A batch that is in memory already. */
export function bytesSource(bytes: Uint8Array, encoding: Encoding, maxBytes: number): UploadSource {
  return {
    encoding,
    maxBytes,
    async *read() {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        yield bytes.subarray(at, at + PIECE_BYTES);
      }
    },
  };
}

const PIECE_BYTES = 64 * 1024;
