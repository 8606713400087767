import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkShape } from './batch-shape.ts';
import { parseBatch } from './parse-batch.ts';

const MIB = 1024 * 1024;

describe('what could not be a batch', () => {
  it('is refused before it costs memory: 250 MiB of line ends', () => {
    expect(parseBatch(Buffer.alloc(250 * MIB, '\n'))).toMatchObject({ ok: false });
  });

  it('and 250 MiB of brackets, in one line or many', () => {
    const one = Buffer.alloc(250 * MIB, '[');
    expect(parseBatch(one)).toMatchObject({ ok: false, error: { code: 'malformed' } });
    const many = Buffer.from(`{}\n${`${'['.repeat(65)}\n`.repeat(3)}`);
    expect(checkShape(many)).toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('Line 2'),
    });
  });

  it('brackets in a text are text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200, unit: fc.constantFrom('[', '"', '\\', '{') }),
        (text) => {
          expect(checkShape(Buffer.from(JSON.stringify({ text })))).toBeNull();
        },
      ),
    );
  });
});
