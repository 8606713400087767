import { describe, expect, it } from 'vitest';
import { ZERO } from '../money/minor.ts';
import { type CopyWitness, type Loss, nextNumbers, offersOf } from './loss.ts';

const COPY: CopyWitness = {
  says: 'ahead',
  head: { seq: 9, hash: 'c' },
  atMs: 0,
  commonTo: 5,
  lastReceiptNo: '4',
  nextReceiptSeq: 5,
  nextZNumber: 3,
  apart: { entries: 4, sales: 2, salesMinor: ZERO },
  badLine: null,
  holdsHeadOffice: false,
};
const LOSS: Loss = {
  database: {
    seq: 5,
    hash: 'd',
    atMs: 0,
    lastReceiptNo: '2',
    nextReceiptSeq: 3,
    nextZNumber: 4,
  },
  copy: COPY,
  headOffice: null,
  canAsk: true,
};
const office = (says: 'ahead' | 'other' | null) => ({ seq: 7, hash: 'h', says });
const copy = (change: Partial<CopyWitness>): CopyWitness => ({ ...COPY, ...change });

describe('what may be decided', () => {
  it.each<{ who: string; change: Partial<Loss>; takeCopy: string; goOn: string }>([
    { who: 'a whole copy alone', change: {}, takeCopy: 'manager', goOn: 'manager' },
    {
      who: 'a damaged copy',
      change: { copy: copy({ badLine: 3 }) },
      takeCopy: 'no',
      goOn: 'manager',
    },
    {
      who: 'a copy, and head office that it holds and that has the database’s entry too',
      change: { headOffice: office(null), copy: copy({ holdsHeadOffice: true }) },
      takeCopy: 'manager',
      goOn: 'manager',
    },
    {
      who: 'a copy that lacks what head office has of the database',
      change: { headOffice: office(null) },
      takeCopy: 'no',
      goOn: 'manager',
    },
    {
      who: 'a copy that holds what head office has against the database',
      change: { headOffice: office('ahead'), copy: copy({ holdsHeadOffice: true }) },
      takeCopy: 'manager',
      goOn: 'no',
    },
    {
      who: 'both against the database, and against each other',
      change: { headOffice: office('other') },
      takeCopy: 'no',
      goOn: 'no',
    },
    {
      who: 'head office alone',
      change: { copy: null, headOffice: office('ahead') },
      takeCopy: 'no',
      goOn: 'no',
    },
    {
      who: 'a copy ahead, and nobody to ask',
      change: { canAsk: false },
      takeCopy: 'anybody',
      goOn: 'no',
    },
    {
      who: 'another copy, and nobody to ask',
      change: { canAsk: false, copy: copy({ says: 'other' }) },
      takeCopy: 'no',
      goOn: 'no',
    },
    {
      who: 'a damaged copy, and nobody to ask',
      change: { canAsk: false, copy: copy({ badLine: 1 }) },
      takeCopy: 'no',
      goOn: 'no',
    },
  ])('with $who', ({ change, takeCopy, goOn }) => {
    expect(offersOf({ ...LOSS, ...change })).toEqual({ takeCopy, goOn });
  });
});

describe('the numbers that come next', () => {
  it('are past the highest of either side, each by itself', () => {
    expect(nextNumbers(LOSS)).toEqual({ nextReceiptSeq: 5, nextZNumber: 4 });
  });

  it('begin at 1 where nobody gave any', () => {
    const database = {
      ...LOSS.database,
      lastReceiptNo: null,
      nextReceiptSeq: 1,
      nextZNumber: 1,
    };
    expect(nextNumbers({ ...LOSS, database, copy: null })).toEqual({
      nextReceiptSeq: 1,
      nextZNumber: 1,
    });
  });
});
