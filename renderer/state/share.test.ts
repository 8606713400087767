import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareStructure } from './share.ts';

describe('shareStructure', () => {
  it('keeps the old object when nothing changed', () => {
    const old = { a: [{ b: 1 }], c: null };
    expect(shareStructure(old, structuredClone(old))).toBe(old);
  });

  it('keeps the rows that did not change', () => {
    const old = { lines: [{ id: 'a' }, { id: 'b' }], n: 1 };
    const next = shareStructure(old, { lines: [{ id: 'a' }, { id: 'b' }, { id: 'c' }], n: 1 });
    expect(next.lines[0]).toBe(old.lines[0]);
    expect(next.lines[1]).toBe(old.lines[1]);
    expect(next.lines).toHaveLength(3);
  });

  it('sees a key that went away, an undefined one and a changed type', () => {
    expect(shareStructure({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
    expect(shareStructure({ a: 1 }, { a: 1, b: undefined })).toHaveProperty('b');
    expect(shareStructure([1], { 0: 1 })).toEqual({ 0: 1 });
  });

  it('always equals the new value and never changes the old one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (previous, next) => {
        const before = structuredClone(previous);
        expect(shareStructure(previous, next)).toEqual(next);
        expect(previous).toEqual(before);
      }),
    );
  });
});
