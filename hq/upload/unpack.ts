import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Refused, refusal } from '../refusal.ts';

/** How a batch is packed (RFC 9110 §8.4). */
export type Encoding = 'identity' | 'gzip';

/**
 * The bytes of a batch, unpacked piece by piece as they are asked for: what nobody reads any more is
 * not unpacked either. Ends with `Refused` where they are more than `maxBytes`, where the gzip (RFC
 * 1952) is damaged or cut off, or where anything follows it.
 */
export async function* unpack(
  wire: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of encoding === 'gzip' ? gunzip(wire) : wire) {
    bytes += piece.length;
    if (bytes > maxBytes) {
      throw new Refused(refusal('tooLarge', `A batch may have up to ${maxBytes} bytes.`));
    }
    yield piece;
  }
}

async function* gunzip(wire: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let came = 0;
  const counted = async function* () {
    for await (const piece of wire) {
      came += piece.length;
      yield piece;
    }
  };
  const unzip = createGunzip();
  // What ends the wire ends the unpacking with the same error, and the other way round.
  pipeline(Readable.from(counted(), { objectMode: false }), unzip, () => {});
  try {
    for await (const piece of unzip) yield piece;
  } catch (error) {
    const isDamaged =
      error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    throw isDamaged ? damaged('The gzip data is damaged.') : error;
  }
  // zlib leaves unread whatever follows, and says nothing of it.
  if (unzip.bytesWritten !== came) throw damaged('Something follows the end of the gzip data.');
}

function damaged(message: string): Refused {
  return new Refused(refusal('malformed', message));
}
