import type { Readable } from 'node:stream';
import { Refused, refusal } from '../refusal.ts';
import { type Pace, paced } from './pace.ts';

/** The body of a request, read as it comes and never faster than it is used. */
export interface Body {
  /** The pieces that have not been read yet, up to `maxBytes` in all; see `Refused`. */
  pieces(): AsyncIterable<Uint8Array>;
  /**
   * Reads what is still to come and forgets it: a register that is refused while it sends would not
   * read the answer, and see a broken line instead. Ends quietly where a limit does.
   */
  drain(): Promise<void>;
}

/** A request's body within its limits: `tooLarge` beyond `maxBytes`, `timeout` where it is too slow. */
export function bodyOf(payload: Readable, maxBytes: number, pace: Pace): Body {
  // What stops reading early does not end the connection: an answer is still to be written.
  const raw = payload.iterator({ destroyOnReturn: false });
  const all = limited(whole(paced(raw, pace)), maxBytes);
  const pieces = () => ({
    [Symbol.asyncIterator]: () => ({ next: () => all.next() }),
  });
  return {
    pieces,
    drain: async () => {
      try {
        for await (const _forgotten of pieces());
      } catch (error) {
        // Refused, or the line was cut: nobody is there to be told.
        if (!(error instanceof Error)) throw error;
      }
    },
  };
}

/** A line that is cut in the middle of a body is the sender's fault, not ours. */
async function* whole(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    const isCut = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
    throw isCut ? new Refused(refusal('malformed', 'The request was cut off.')) : error;
  }
}

async function* limited(
  pieces: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > maxBytes) throw tooLarge();
    yield piece;
  }
}

/** A body of more bytes than its route takes. */
export function tooLarge(): Refused {
  return new Refused(refusal('tooLarge', 'The body is too large.'));
}
