import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchLines } from './upload-shape.ts';

const MIB = 1024 * 1024;

/** The same bytes for ever, as far as a test goes: what a small gzip unpacks into. */
async function* endless(piece: string, read: { bytes: number }): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.alloc(64 * 1024, piece);
  while (read.bytes < 16 * MIB) {
    read.bytes += bytes.length;
    yield bytes;
  }
  throw new Error('it was read on and on');
}

async function linesOf(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  const lines: string[] = [];
  for await (const part of batchLines(Readable.from(pieces))) {
    lines.push(...part.map((line) => Buffer.from(line).toString('utf8')));
  }
  return lines;
}

describe('what could not be a batch', () => {
  it.each([
    ['line ends', '\n', 'Line 1 is empty.'],
    ['brackets', '[', 'Line 1 is longer'],
    ['names', '{"a":', 'Line 1 is longer'],
    ['one endless line', 'x', 'Line 1 is longer'],
    ['deep lines', `${'['.repeat(65)}\n`, 'Line 1 is nested deeper than 64.'],
  ])('is read no further than where it shows: %s', async (_name, piece, message) => {
    const read = { bytes: 0 };
    await expect(linesOf(endless(piece, read))).rejects.toThrow(message);
    expect(read.bytes).toBeLessThan(MIB);
  });

  it('is a second line without end as well', async () => {
    const read = { bytes: 0 };
    const header = async function* () {
      yield Buffer.from('{}\n');
      yield* endless('x', read);
    };
    await expect(linesOf(header())).rejects.toThrow('Line 2 is longer');
    expect(read.bytes).toBeLessThan(5 * MIB);
  });

  it('begins one byte, or one bracket, after what could be one', async () => {
    const refusedAfter = (lines: readonly string[]) =>
      linesOf([Buffer.from(`${lines.join('\n')}\n`)]).then(
        () => 'all',
        (error: Error) => error.message,
      );
    const header = 'x'.repeat(64 * 1024);
    expect(await refusedAfter([header, `${header}x`])).toBe('all');
    expect(await refusedAfter([`${header}x`])).toBe('Line 1 is longer than 65536 bytes.');
    for (const [open, close] of [
      ['[', ']'],
      ['{', '}'],
    ] as const) {
      const nested = (depth: number) => `${open.repeat(depth)}${close.repeat(depth)}`;
      // What was closed does not count any more.
      expect(await refusedAfter([`${nested(64)}${nested(64)}`])).toBe('all');
      expect(await refusedAfter([nested(65)])).toBe('Line 1 is nested deeper than 64.');
    }
    // A text ends at its quote, and at no quote that is escaped (RFC 8259 §7).
    const brackets = '['.repeat(65);
    expect(await refusedAfter([`"${brackets}"`])).toBe('all');
    expect(await refusedAfter([`"\\"${brackets}"`])).toBe('all');
    expect(await refusedAfter([`"\\\\"${brackets}`])).toBe('Line 1 is nested deeper than 64.');
    expect(await refusedAfter([`"" ${brackets}`])).toBe('Line 1 is nested deeper than 64.');
  });

  it('is an empty line, wherever it stands', async () => {
    await expect(linesOf([Buffer.from('{}\n\n')])).rejects.toThrow('Line 2 is empty.');
    await expect(linesOf([Buffer.from('{}\n{}\n\n{}')])).rejects.toThrow('Line 3 is empty.');
    await expect(linesOf([Buffer.from('\n')])).rejects.toMatchObject({
      refusal: { code: 'malformed', message: 'Line 1 is empty.' },
    });
    expect(await linesOf([Buffer.from('')])).toEqual([]);
    expect(await linesOf([])).toEqual([]);
  });
});

describe('lines', () => {
  it('are the same however they are cut into pieces, the last one also without an end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, unit: fc.constantFrom('a', 'ü', '收', '"') })),
        fc.boolean(),
        fc.array(fc.nat(40), { minLength: 1 }),
        async (lines, hasEnd, sizes) => {
          const bytes = Buffer.from(lines.join('\n') + (hasEnd && lines.length > 0 ? '\n' : ''));
          const pieces: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 0;
            pieces.push(bytes.subarray(at, at + size + 1));
            at += size + 1;
          }
          expect(await linesOf(pieces)).toEqual(lines);
        },
      ),
    );
  });

  it('may have brackets in their texts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 200, unit: fc.constantFrom('[', '"', '\\', '{') }),
        async (text) => {
          const line = JSON.stringify({ text });
          expect(await linesOf([Buffer.from(line)])).toEqual([line]);
        },
      ),
    );
  });
});
