import { describe, expect, it } from 'vitest';
import { aiRule, fixedLength, isAi } from './ai-rules.ts';

const all = Array.from({ length: 3 }, (_, at) => at + 2).flatMap((length) =>
  Array.from({ length: 10 ** length }, (_, n) => String(n).padStart(length, '0')).filter(
    (ai) => aiRule(ai) !== null,
  ),
);

describe('the table of application identifiers', () => {
  it('knows every one of the release it was made from', () => {
    expect(all).toHaveLength(541);
  });

  it('has none that is the beginning of another', () => {
    for (const ai of all) {
      expect(all.filter((other) => other !== ai && other.startsWith(ai))).toEqual([]);
    }
  });

  it('has lengths known in advance for exactly the beginnings of the General Specifications', () => {
    // §7.8.5.2: the two digits with which an identifier of predefined length begins.
    const beginnings = new Set(
      '00 01 02 03 04 11 12 13 14 15 16 17 18 19 20 31 32 33 34 35 36 41'.split(' '),
    );
    for (const ai of all) {
      expect([ai, aiRule(ai)?.isFixed]).toEqual([ai, beginnings.has(ai.slice(0, 2))]);
    }
  });

  it('has the lengths of the ones a shop meets', () => {
    const length = (ai: string) => {
      const rule = aiRule(ai);
      return rule === null ? null : fixedLength(rule);
    };
    expect([length('01'), length('17'), length('3103'), length('422')]).toEqual([14, 6, 6, 3]);
    expect(aiRule('10')?.components).toMatchObject([{ set: 'X', min: 1, max: 20 }]);
    expect(aiRule('3922')?.needs).toEqual([
      [['01']],
      [['30'], ['31nn'], ['32nn'], ['35nn'], ['36nn']],
    ]);
    expect(isAi('3103', '31nn')).toBe(true);
    expect(isAi('310', '31nn')).toBe(false);
  });
});
