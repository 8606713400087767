import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { hashEntry, verifyChain } from './chain.ts';
import { GENESIS_HASH, type JournalEntry } from './entry.ts';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

function chain(payloads: readonly unknown[]): JournalEntry[] {
  let prevHash = GENESIS_HASH;
  return payloads.map((payload, index) => {
    const entry = {
      seq: index + 1,
      id: `id-${index + 1}`,
      type: 'day.opened',
      version: 1,
      atMs: 1_700_000_000_000 + index,
      businessDay: '2024-03-01',
      actor: 'system',
      storeId: 'S001',
      registerId: '3',
      payload,
      prevHash,
    };
    prevHash = hashEntry(entry, sha256);
    return { ...entry, hash: prevHash };
  });
}

const start = { seq: 1, prevHash: GENESIS_HASH };
const payloads = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), {
  minLength: 1,
  maxLength: 8,
});

describe('canonicalJson', () => {
  it('sorts keys by UTF-16 units and writes numbers as RFC 8785 §3.2 does', () => {
    expect(canonicalJson({ b: 1, a: [1e21, -0, 0.1], '\u20ac': '牛奶', '1': null })).toBe(
      '{"1":null,"a":[1e+21,0,0.1],"b":1,"€":"牛奶"}',
    );
  });

  it('does not depend on the order fields were written in, and reads back as the value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        const reread: unknown = JSON.parse(canonicalJson(value));
        expect(canonicalJson(reread)).toBe(canonicalJson(value));
      }),
    );
  });

  it('stops on what JSON cannot hold', () => {
    expect(() => canonicalJson(undefined)).toThrow();
    expect(() => canonicalJson({ a: Number.NaN })).toThrow();
  });
});

describe('verifyChain', () => {
  it('accepts any untouched chain, in one piece or in slices', () => {
    fc.assert(
      fc.property(payloads, fc.nat(8), (list, cut) => {
        const entries = chain(list);
        const last = entries.at(-1);
        const head = { ok: true, head: { seq: entries.length, hash: last?.hash } };
        expect(verifyChain(entries, start, sha256)).toEqual(head);
        const first = verifyChain(entries.slice(0, cut), start, sha256);
        if (!first.ok) throw new Error('first slice refused');
        const next = { seq: first.head.seq + 1, prevHash: first.head.hash };
        expect(verifyChain(entries.slice(cut), next, sha256)).toEqual(head);
      }),
    );
  });

  it('names the first entry of which any field was changed', () => {
    const fields = fc.constantFrom<keyof JournalEntry>(
      'id',
      'type',
      'version',
      'atMs',
      'businessDay',
      'actor',
      'storeId',
      'registerId',
      'payload',
      'prevHash',
      'hash',
      'seq',
    );
    fc.assert(
      fc.property(payloads, fc.nat(7), fields, (list, at, field) => {
        const entries = chain(list);
        const index = at % entries.length;
        const touched = entries.map((entry, i) =>
          i === index ? { ...entry, [field]: field === 'seq' ? 99 : 'changed' } : entry,
        );
        const verdict = verifyChain(touched, start, sha256);
        expect(verdict.ok).toBe(false);
        if (!verdict.ok) expect(verdict.seq).toBe(touched[index]?.seq);
      }),
    );
  });

  it('sees an entry left out, doubled or moved', () => {
    const [a, b, c] = chain([1, 2, 3]);
    if (a === undefined || b === undefined || c === undefined) throw new Error('three entries');
    expect(verifyChain([a, c], start, sha256)).toEqual({ ok: false, seq: 3, reason: 'gap' });
    expect(verifyChain([a, a], start, sha256)).toEqual({ ok: false, seq: 1, reason: 'gap' });
    expect(verifyChain([b], start, sha256)).toMatchObject({ reason: 'gap' });
    expect(verifyChain([b], { seq: 2, prevHash: GENESIS_HASH }, sha256)).toEqual({
      ok: false,
      seq: 2,
      reason: 'prevHash',
    });
    const changed = { ...a, payload: 2 };
    expect(verifyChain([changed], start, sha256)).toEqual({ ok: false, seq: 1, reason: 'hash' });
    expect(verifyChain([], start, sha256)).toEqual({
      ok: true,
      head: { seq: 0, hash: GENESIS_HASH },
    });
  });
});
