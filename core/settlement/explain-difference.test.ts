import { describe, expect, it } from 'vitest';
import { minor } from '../money/minor.ts';
import { attempt } from '../testing/sample-batch.ts';
import { type BookLine, lineOf, NOTHING } from './batch-book.ts';
import {
  explanations,
  findTogether,
  isWithin,
  type Suspect,
  takeWithin,
  terminalHas,
  terminalLacks,
} from './explain-difference.ts';

const line = (amountMinor: number): BookLine => lineOf([], attempt(amountMinor));
const more = (amountMinor: number): Suspect => terminalHas('unknown', line(amountMinor));
const less = (amountMinor: number): Suspect => terminalLacks('settledByHand', line(amountMinor));
const by = (count: number, amountMinor: number) => ({ count, amountMinor: minor(amountMinor) });

describe('suspects that make up a difference', () => {
  const [a, b, c, d] = [more(100), more(200), more(300), more(400)] as const;

  it('are one where one does, else two, else three', () => {
    expect(findTogether([a, b, c, d], by(1, 300), false)).toEqual([c]);
    expect(findTogether([a, b, d], by(2, 500), false)).toEqual([a, d]);
    expect(findTogether([a, b, c, d], by(3, 900), false)).toEqual([b, c, d]);
    expect(findTogether([a, b, c, d], by(3, 600), false)).toEqual([a, b, c]);
    expect(findTogether([a, b, c, d], by(4, 1000), false)).toBeNull();
  });

  it('make it up in count as well as in sum, and each counts once', () => {
    expect(findTogether([a, b, c], by(1, 500), false)).toBeNull();
    expect(findTogether([a, b, c], by(2, 300), false)).toEqual([a, b]);
    expect(findTogether([a], by(2, 200), false)).toBeNull();
    expect(findTogether([a, b], by(3, 400), false)).toBeNull();
    expect(findTogether([more(500), less(200)], by(0, 300), false)).toHaveLength(2);
  });

  it('are none where nothing is to be made up, even if two would come to nothing', () => {
    expect(findTogether([more(700), less(700)], NOTHING, false)).toBeNull();
  });

  it('are the first in the order given; chance, where only one choice may be', () => {
    const other = more(250);
    const last = more(350);
    const all = [b, d, other, last];
    expect(findTogether(all, by(2, 600), false)).toEqual([b, d]);
    expect(findTogether(all, by(2, 600), true)).toBeNull();
    expect(findTogether([b, d, other], by(2, 600), true)).toEqual([b, d]);
    // Of single ones the first is named all the same.
    expect(findTogether([a, more(100)], by(1, 100), true)).toEqual([a]);
  });

  it('are single ones only, where there are so many that some come to anything by chance', () => {
    const many = Array.from({ length: 198 }, () => more(1));
    expect(findTogether([...many, a, b], by(2, 300), true)).toEqual([a, b]);
    expect(findTogether([...many, more(1), a, b], by(2, 300), true)).toBeNull();
    expect(findTogether([...many, more(1), a, b], by(1, 200), true)).toEqual([b]);
  });
});

describe('a part of a difference', () => {
  it.each([
    ['the whole', by(1, 700), by(1, 700), true],
    ['a part', by(1, 300), by(2, 700), true],
    ['more than it', by(1, 701), by(1, 700), false],
    ['more of them than it has', by(2, 300), by(1, 700), false],
    ['the other way', by(-1, -300), by(2, 700), false],
    ['the other way in its sum alone', by(1, -300), by(2, 700), false],
    ['the other way in its count alone', by(-1, 300), by(2, 700), false],
    ['the whole of what is lacking', by(-1, -700), by(-1, -700), true],
    ['a part of what is lacking', by(-1, -300), by(-2, -700), true],
    ['more than is lacking', by(-1, -701), by(-1, -700), false],
    ['more of them than are lacking', by(-2, -300), by(-1, -700), false],
    ['what is there of what is lacking', by(1, 300), by(-2, -700), false],
    ['a count without a sum', by(1, 0), by(1, 700), true],
    ['a sum without a count', by(0, 300), by(1, 700), true],
    ['nothing', NOTHING, by(1, 700), false],
    ['something of nothing', by(1, 300), NOTHING, false],
  ])('%s', (_, part, difference, expected) => {
    expect(isWithin(part, difference)).toBe(expected);
  });

  it('is made of as many suspects, in order, as still fit', () => {
    const [a, b, c] = [more(400), more(500), more(300)] as const;
    expect(takeWithin([a, b, less(100), c], by(3, 800))).toEqual([a, c]);
    expect(takeWithin([a, b], NOTHING)).toEqual([]);
  });
});

describe('what is told of a difference', () => {
  const suspect = more(700);
  const told = {
    cause: 'unknown',
    attemptId: suspect.line.attemptId,
    receiptNo: suspect.line.receiptNo,
    amountMinor: 700,
  };

  it('is each cause, and what nothing explains', () => {
    expect(explanations([suspect], by(1, 700))).toEqual([told]);
    expect(explanations([suspect], by(1, 1000))).toEqual([
      told,
      { cause: 'unexplained', attemptId: '', receiptNo: '', amountMinor: 300 },
    ]);
  });

  it('is a count that nothing explains too, although it comes to no money', () => {
    expect(explanations([suspect], by(2, 700))).toEqual([
      told,
      { cause: 'unexplained', attemptId: '', receiptNo: '', amountMinor: 0 },
    ]);
  });
});
