import { expect, it } from 'vitest';
import { batchLines } from './upload-shape.ts';

it('a batch has a million entries and no more, however short they are', async () => {
  const piece = Buffer.from('{}\n'.repeat(1_000));
  const pieces = async function* (count: number, more = '') {
    for (let made = 0; made < count; made += 1) yield piece;
    yield Buffer.from(more);
  };
  const countOf = async (wire: AsyncIterable<Uint8Array>) => {
    let count = 0;
    for await (const lines of batchLines(wire)) count += lines.length;
    return count;
  };
  expect(await countOf(pieces(1_000, '{}\n'))).toBe(1_000_001);
  await expect(countOf(pieces(1_000, '{}\n{}'))).rejects.toMatchObject({
    refusal: { code: 'tooLarge', message: 'A batch has 1000001 lines.' },
  });
});

it('a line after the first has up to 4 MiB', async () => {
  const ended = async (...lines: string[]) => {
    const pieces = async function* () {
      for (const line of lines) yield Buffer.from(`${line}\n`);
    };
    let count = 0;
    for await (const part of batchLines(pieces())) count += part.length;
    return count;
  };
  const line = 'x'.repeat(4 * 1024 * 1024);
  expect(await ended('{}', line)).toBe(2);
  await expect(ended('{}', `${line}x`)).rejects.toThrow('Line 2 is longer than 4194304 bytes.');
  await expect(ended('{}', '{}', `${line}x`)).rejects.toThrow('Line 3 is longer');
});
