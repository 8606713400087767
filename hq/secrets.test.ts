import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enrolmentCodeHash, newEnrolmentCode, newToken, sha256Hex } from './secrets.ts';

describe('an enrolment code', () => {
  it('is 20 signs that nobody reads wrongly, in four groups', () => {
    const codes = Array.from({ length: 200 }, newEnrolmentCode);
    for (const code of codes) {
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$/);
    }
    expect(new Set(codes).size).toBe(codes.length);
    // All 32 signs are used: 5 bits in each.
    expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32);
  });

  it('is the same however it is typed: case, spaces, hyphens', () => {
    const kept = enrolmentCodeHash('A1B2C-D3E4F-G5H6J-K7M8N');
    for (const typed of ['a1b2cd3e4fg5h6jk7m8n', ' A1B2C D3E4F\tg5h6j--k7m8n ']) {
      expect(enrolmentCodeHash(typed)).toBe(kept);
    }
    expect(enrolmentCodeHash('A1B2C-D3E4F-G5H6J-K7M8P')).not.toBe(kept);
  });

  it('is kept as the hash of a code, which no token has', () => {
    expect(enrolmentCodeHash('ABCDE')).toBe(sha256Hex('enrolment:ABCDE'));
  });
});

it('a token says whose it is and holds 256 bits of its own', () => {
  for (const kind of ['register', 'reader', 'admin'] as const) {
    const [one, other] = [newToken(kind), newToken(kind)];
    expect(one).toMatch(new RegExp(`^tw-${kind}-[\\w-]{43}$`));
    expect(one).not.toBe(other);
  }
});

it('a hash is SHA-256 of the UTF-8 bytes (FIPS 180-4)', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(sha256Hex(a) === sha256Hex(b)).toBe(a === b);
    }),
  );
});
