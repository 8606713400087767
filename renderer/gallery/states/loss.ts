import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { fakeTill } from '../../testing/snapshots.ts';

type Locale = 'zh' | 'en';
type Loss = NonNullable<TillSnapshot['loss']>;

const AT_MS = Date.UTC(2026, 10, 22, 12, 41);
const none = { entries: 0, sales: 0, salesMinor: 0 };

const LOSS: Loss = {
  lossId: '1-2-3',
  database: { seq: 812, receiptNo: 'S001-R03-000411', atMs: AT_MS - 3_600_000 * 9, own: none },
  copy: {
    says: 'ahead',
    seq: 816,
    receiptNo: 'S001-R03-000412',
    atMs: AT_MS,
    missing: { entries: 4, sales: 1, salesMinor: 12_840 },
    badLine: null,
  },
  headOffice: null,
  offers: { takeCopy: 'manager', goOn: 'manager' },
  nextReceiptSeq: 413,
};
const MANY = { entries: 412_377, sales: 99_999, salesMinor: 1_284_077_725 };

function halted(locale: Locale, code: string, change: Partial<Loss> = {}): TillSnapshot {
  const { operators } = fakeTill(locale);
  return fakeTill(locale, {
    phase: 'stopped',
    stopped: { code, params: { detail: '' } },
    loss: { ...LOSS, ...change },
    operator: null,
    operators: operators.filter(({ role }) => role === 'manager'),
  });
}

const copy = LOSS.copy as NonNullable<Loss['copy']>;
const many = {
  copy: { ...copy, seq: 413_189, receiptNo: 'S001-R03-100410', missing: MANY },
};

/** A database that is not all there is: what somebody who may decides about. */
export const LOSS_STATES = [
  { name: 'loss-one', window: 'till' as const, snapshot: (l: Locale) => halted(l, 'copyAhead') },
  {
    name: 'loss-many',
    window: 'till' as const,
    snapshot: (l: Locale) =>
      halted(l, 'copyOther', {
        ...many,
        database: { ...LOSS.database, own: { entries: 5_000, sales: 1_204, salesMinor: 877_210 } },
      }),
  },
  {
    name: 'loss-worst',
    window: 'till' as const,
    snapshot: (l: Locale) =>
      halted(l, 'copyOther', {
        copy: { ...many.copy, badLine: 312_004 },
        database: { ...LOSS.database, own: { entries: 5_000, sales: 1_204, salesMinor: 877_210 } },
        headOffice: { says: 'ahead', seq: 413_000 },
        offers: { takeCopy: 'no', goOn: 'no' },
      }),
  },
  {
    name: 'loss-gone',
    window: 'till' as const,
    snapshot: (l: Locale) => ({
      ...halted(l, 'copyAhead', {
        ...many,
        database: { seq: 0, receiptNo: null, atMs: null, own: none },
        offers: { takeCopy: 'anybody', goOn: 'no' },
      }),
      operators: [],
    }),
  },
  {
    name: 'loss-gone-ask',
    window: 'till' as const,
    snapshot: (l: Locale) =>
      halted(l, 'copyAhead', { offers: { takeCopy: 'anybody', goOn: 'no' } }),
    keys: ['1'],
  },
  {
    name: 'loss-head-office',
    window: 'till' as const,
    snapshot: (l: Locale) =>
      halted(l, 'headOfficeAhead', {
        copy: null,
        headOffice: { says: 'ahead', seq: 1_204 },
        offers: { takeCopy: 'no', goOn: 'no' },
      }),
  },
];
