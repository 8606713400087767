import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Encoding, unpack } from './unpack.ts';

/** A wire that brings these bytes in pieces of a size. */
async function* wireOf(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function unpacked(
  wire: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  maxBytes = 1_000_000,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of unpack(wire, encoding, maxBytes)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const malformed = (message: string) => ({ refusal: { code: 'malformed', message } });
const DAMAGED = malformed('The gzip data is damaged.');

describe('what comes unpacked', () => {
  it('are the bytes that were packed, however the wire cuts them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2_000 }),
        fc.integer({ min: 1, max: 500 }),
        async (bytes, size) => {
          const right = Buffer.from(bytes);
          expect(await unpacked(wireOf(bytes, size), 'identity')).toEqual(right);
          expect(await unpacked(wireOf(gzipSync(bytes), size), 'gzip')).toEqual(right);
        },
      ),
    );
  });

  it.each(['identity', 'gzip'] as const)(
    'is as long as allowed and no longer: %s',
    async (encoding) => {
      const bytes = Buffer.alloc(200_000, 'a');
      const wire = () => wireOf(encoding === 'gzip' ? gzipSync(bytes) : bytes);
      expect(bytes.equals(await unpacked(wire(), encoding, 200_000))).toBe(true);
      await expect(unpacked(wire(), encoding, 199_999)).rejects.toMatchObject({
        refusal: { code: 'tooLarge', message: 'A batch may have up to 199999 bytes.' },
      });
    },
  );
});

describe('gzip', () => {
  const packed = gzipSync(Buffer.from('{"a":1}\n'.repeat(500)));

  it('that is cut off anywhere is damaged', async () => {
    for (let length = 1; length < packed.length; length += 1) {
      await expect(unpacked(wireOf(packed.subarray(0, length)), 'gzip')).rejects.toMatchObject(
        DAMAGED,
      );
    }
  });

  it('that is none, or fails its own sum, is damaged', async () => {
    await expect(unpacked(wireOf(Buffer.from('{"a":1}\n')), 'gzip')).rejects.toMatchObject(DAMAGED);
    const touched = Buffer.from(packed);
    // The first byte of the CRC (RFC 1952 §2.3.1).
    touched[touched.length - 8] = (touched[touched.length - 8] ?? 0) ^ 1;
    await expect(unpacked(wireOf(touched), 'gzip')).rejects.toMatchObject(DAMAGED);
  });

  it('with anything after its end is refused', async () => {
    const more = (text: string) =>
      unpacked(wireOf(Buffer.concat([packed, Buffer.from(text)])), 'gzip');
    // zlib itself sees what is no second part, but for zeros (RFC 1952 §2.2).
    await expect(more('{"a":1}\n')).rejects.toMatchObject(DAMAGED);
    await expect(more('\0')).rejects.toMatchObject(
      malformed('Something follows the end of the gzip data.'),
    );
  });
});

describe('the wire', () => {
  it.each(['identity', 'gzip'] as const)('that breaks says so itself: %s', async (encoding) => {
    const broken = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    const wire = async function* () {
      yield gzipSync('{}\n').subarray(0, 15);
      throw broken;
    };
    await expect(unpacked(wire(), encoding)).rejects.toBe(broken);
  });

  it.each(['identity', 'gzip'] as const)(
    'is let go of by whoever reads no further, and not read to its end: %s',
    async (encoding) => {
      let read = 0;
      let isOver = false;
      const piece = encoding === 'gzip' ? gzipSync(Buffer.alloc(1_000_000)) : Buffer.alloc(1_000);
      const wire = async function* () {
        try {
          for (; read < 10_000; read += 1) yield piece;
        } finally {
          isOver = true;
        }
      };
      for await (const first of unpack(wire(), encoding, 1_000_000_000)) {
        expect(first.length).toBeGreaterThan(0);
        break;
      }
      while (!isOver) await setImmediate();
      expect(read).toBeLessThan(1_000);
    },
  );
});
