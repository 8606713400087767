import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor } from '../money/minor.ts';
import { anyCashRule } from '../testing/any-cash-rule.ts';
import {
  APPLES,
  MILK,
  type SampleEvent,
  sampleJournal,
  sampleSale,
} from '../testing/sample-day.ts';
import { checkManifest, checkSale, summariseEntries } from './build.ts';
import type { UploadManifest } from './types.ts';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const sales = [
  sampleSale({ receiptSeq: 1, lines: [{ item: MILK, pieces: 2 }], overMinor: 700 }),
  sampleSale({
    receiptSeq: 2,
    lines: [
      { item: APPLES, weightGrams: 1254 },
      { item: MILK, voided: true },
    ],
    cardMinor: 1000,
  }),
  sampleSale({
    receiptSeq: 3,
    lines: [{ item: MILK }, { item: MILK }, { item: MILK }],
    taxMode: 'onTop',
    taxRounding: 'perLine',
  }),
];
const events: SampleEvent[] = [
  { type: 'day.opened', payload: { businessDay: '2026-03-01' } },
  ...sales.map((payload): SampleEvent => ({ type: 'sale.completed', payload })),
];
const entries = sampleJournal(events, sha256);
const manifest: UploadManifest = {
  kind: 'tillwright-batch',
  version: 1,
  batchId: 'b',
  batchNo: 1,
  storeId: 'S001',
  registerId: '3',
  businessDay: '2026-03-01',
  builtAtMs: 0,
  currency: 'CNY',
  grandSalesMinor: minor(4746),
  ...summariseEntries(entries),
};

describe('summariseEntries', () => {
  it('adds up from lines and tenders', () => {
    expect(summariseEntries(entries)).toEqual({
      from: 1,
      to: 4,
      entries: 4,
      prevHash: '0'.repeat(64),
      headHash: entries[3]?.hash,
      sales: 3,
      salesTotalMinor: 1300 + 1241 + 2205,
      taxTotalMinor: 150 + 102 + 255,
      tenders: [
        { key: 'card', count: 1, amountMinor: 1000 },
        { key: 'cash', count: 3, amountMinor: 1300 + 241 + 2205 },
      ],
      firstReceiptNo: 'S001-3-000001',
      lastReceiptNo: 'S001-3-000003',
    });
  });

  it('is empty for an empty slice', () => {
    expect(summariseEntries([])).toMatchObject({ from: 0, to: 0, entries: 0, sales: 0 });
  });
});

describe('checkManifest', () => {
  it('finds nothing wrong with an honest batch, in either tax rounding', () => {
    expect(checkManifest(manifest, entries, minor(0))).toEqual([]);
  });

  it('names every field that was changed', () => {
    const names = [
      'from',
      'to',
      'entries',
      'sales',
      'salesTotalMinor',
      'taxTotalMinor',
      'grandSalesMinor',
    ] as const;
    for (const name of names) {
      const changed = { ...manifest, [name]: manifest[name] + 1 };
      const found = checkManifest(changed, entries, minor(0));
      expect(found).toHaveLength(1);
      expect(found[0]).toContain(name);
    }
    const [first, ...others] = manifest.tenders;
    if (first === undefined) throw new Error('no tender');
    for (const tenders of [
      others,
      [...others, first],
      [{ ...first, count: first.count + 1 }, ...others],
      [{ ...first, amountMinor: minor(first.amountMinor + 1) }, ...others],
    ]) {
      const found = checkManifest({ ...manifest, tenders }, entries, minor(0));
      expect(found).toHaveLength(1);
      expect(found[0]).toContain('tenders: manifest [');
    }
    for (const name of ['prevHash', 'headHash', 'firstReceiptNo', 'lastReceiptNo'] as const) {
      expect(checkManifest({ ...manifest, [name]: 'x' }, entries)[0]).toContain(name);
    }
  });

  it('sees sales of another day, currency, store or register', () => {
    expect(checkManifest({ ...manifest, businessDay: '2026-03-02' }, entries)).toHaveLength(3);
    expect(checkManifest({ ...manifest, currency: 'EUR' }, entries)).toHaveLength(3);
    expect(checkManifest({ ...manifest, storeId: 'S002' }, entries)).toHaveLength(4);
    expect(checkManifest({ ...manifest, registerId: '4' }, entries)).toHaveLength(4);
  });
});

describe('checkSale', () => {
  const [sale] = sales;
  if (sale === undefined) throw new Error('a sale');
  const [tax] = sale.taxes;
  const [line] = sale.lines;
  const [tender] = sale.tenders;
  if (tax === undefined || line === undefined || tender === undefined) throw new Error('parts');

  it.each([
    ['a total', { totalMinor: minor(1299) }],
    ['a tax sum', { taxMinor: minor(149) }],
    ['a tax row', { taxes: [{ ...tax, baseMinor: minor(1151), taxMinor: minor(149) }] }],
    ['a missing tax row', { taxes: [] }],
    ['a line', { lines: [{ ...line, amountMinor: minor(1) }] }],
    ['a quantity', { lines: [{ ...line, quantityThousandths: 3000 }] }],
    ['a tender', { tenders: [{ ...tender, amountMinor: minor(1999) }] }],
    ['the change', { changeMinor: minor(701) }],
    ['the rounding', { roundingMinor: minor(1) }],
    ['the item count', { itemCount: 3 }],
  ])('sees %s that was changed', (_, change) => {
    expect(checkSale({ ...sale, ...change })).not.toEqual([]);
  });

  // Line 1 is two milks at 6.50 with 13 % inside; 20.00 in cash were given, and 7.00 back.
  it.each([
    [
      'a total',
      { totalMinor: minor(1299) },
      ['total 1299 is not 1300', 'tenders less change 1300 do not pay the total with rounding'],
    ],
    [
      'a line',
      { lines: [{ ...line, amountMinor: minor(1) }] },
      ['line l0: 1 is not 1300', 'taxes are not those of the lines'],
    ],
    ['the tax', { taxMinor: minor(149) }, ['tax 149 is not 150']],
    [
      'the tax row',
      { taxes: [{ ...tax, baseMinor: minor(1) }] },
      ['taxes are not those of the lines'],
    ],
    [
      'the change',
      { changeMinor: minor(701) },
      ['tenders less change 1299 do not pay the total with rounding'],
    ],
    ['the item count', { itemCount: 3 }, ['item count 3 is not 2']],
  ])('says what is wrong: %s', (_, change, expected) => {
    expect(checkSale({ ...sale, ...change })).toEqual(expected);
  });

  it('accepts every sale the register makes', () => {
    const line = fc.oneof(
      fc.record({
        item: fc.constant(MILK),
        pieces: fc.integer({ min: 1, max: 99 }),
        voided: fc.boolean(),
      }),
      fc.record({ item: fc.constant(APPLES), weightGrams: fc.integer({ min: 1, max: 9999 }) }),
      fc.record({
        item: fc.constant(APPLES),
        labelPriceMinor: fc.integer({ min: 1, max: 9999 }).map(minor),
      }),
    );
    fc.assert(
      fc.property(
        fc.record({
          receiptSeq: fc.integer({ min: 1, max: 9_999_999 }),
          lines: fc.array(line, { minLength: 1, maxLength: 20 }),
          overMinor: fc.nat(5000),
          taxMode: fc.constantFrom('inside' as const, 'onTop' as const),
          taxRounding: fc.constantFrom('perLine' as const, 'perReceipt' as const),
          cashRule: anyCashRule,
        }),
        (sample) => {
          expect(checkSale(sampleSale(sample))).toEqual([]);
        },
      ),
    );
  });
});
