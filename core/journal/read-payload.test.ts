import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JournalEntry } from './entry.ts';
import { event } from './event.ts';
import { checkPayload, readable } from './read-payload.ts';
import { isEntry } from './typed-entry.ts';

/** A type whose shape has changed twice: a field renamed, then one added. */
const definitions = {
  'float.counted': event(
    z.strictObject({ cashMinor: z.int(), coins: z.int() }),
    (one) => ({ cashMinor: (one as { cash: number }).cash }),
    (two) => ({ ...(two as { cashMinor: number }), coins: 0 }),
  ),
};

function entry(version: number, payload: unknown, type = 'float.counted'): JournalEntry {
  return {
    seq: 7,
    id: '0192f0c1-0000-7000-8000-000000000007',
    type,
    version,
    atMs: 0,
    businessDay: null,
    actor: 'system',
    storeId: 'S001',
    registerId: '1',
    payload,
    prevHash: 'before',
    hash: 'as stored',
  };
}

describe('an entry', () => {
  it('of each older version is read as today’s', () => {
    const today = { cashMinor: 500, coins: 0 };
    expect(readable(entry(1, { cash: 500 }), definitions)).toMatchObject({
      version: 3,
      payload: today,
    });
    expect(readable(entry(2, { cashMinor: 500 }), definitions).payload).toEqual(today);
  });

  it('of today’s version, or of a type nobody knows, is what it is', () => {
    const now = entry(3, { cashMinor: 1, coins: 2 });
    expect(readable(now, definitions)).toBe(now);
    const unknown = entry(9, 'anything', 'till.exploded');
    expect(readable(unknown, definitions)).toBe(unknown);
    expect(checkPayload(unknown, definitions)).toEqual({ ok: true, value: undefined });
  });

  it('keeps number and hash when it is read, and the stored one is not touched', () => {
    const stored = entry(1, { cash: 500 });
    const { seq, hash } = readable(stored, definitions);
    expect({ seq, hash }).toEqual({ seq: 7, hash: 'as stored' });
    expect(stored).toEqual(entry(1, { cash: 500 }));
  });

  it('of a newer version is unsupported, whatever is in it', () => {
    for (const payload of [{ cashMinor: 1, coins: 2 }, { other: true }, null]) {
      expect(checkPayload(entry(4, payload), definitions)).toEqual({
        ok: false,
        error: { code: 'unsupported' },
      });
    }
    const newer = entry(4, {});
    expect(readable(newer, definitions)).toBe(newer);
    const sale = entry(2, {}, 'sale.completed');
    expect(() => isEntry(readable(sale), 'sale.completed')).toThrow('unknown version');
  });

  it('of a known version that does not fit says where, not what', () => {
    const error = {
      code: 'payload',
      issue: 'coins: Invalid input: expected number, received string',
    };
    expect(checkPayload(entry(3, { cashMinor: 1, coins: 'x' }), definitions)).toEqual({
      ok: false,
      error,
    });
  });
});
