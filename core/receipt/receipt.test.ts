import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldDay } from '../day/fold.ts';
import { parseScan } from '../gs1/parse-scan.ts';
import { CURRENCIES } from '../money/currency.ts';
import { LANGUAGES } from '../language.ts';
import { minor } from '../money/minor.ts';
import { counterSale } from '../returns/return-receipt.ts';
import { APPLES, MILK, sampleJournal, sampleSale } from '../testing/sample-day.ts';
import { THREE_MILK_FOR_TWO, threeForTwo } from '../testing/three-for-two.ts';
import { withPromotion } from '../testing/with-promotion.ts';
import { cut, displayWidth, pair, tableRow, wrap } from './columns.ts';
import { dayReportReceipt } from './day-report-receipt.ts';
import { formatRate, formatThousandths } from './document.ts';
import { type SaleReceiptInput, saleReceipt } from './sale-receipt.ts';
import { ZH } from './words/zh.ts';
import type { PrintDocument } from './types.ts';

withPromotion('threeForTwo', threeForTwo);

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const store = {
  name: { zh: '天工超市', en: 'Tillwright Market' },
  address: { zh: '上海市示范路 1 号', en: '1 Example Road, Shanghai' },
  taxId: '91310000MA1K00000X',
  phone: '',
  footer: { zh: '谢谢惠顾\n七日内凭小票退换', en: 'Thank you\nReturns within 7 days' },
};
const sale = sampleSale({
  receiptSeq: 42,
  lines: [
    { item: MILK, pieces: 2 },
    { item: APPLES, weightGrams: 1254 },
    { item: MILK },
    { item: { ...MILK, name: { zh: '已取消', en: 'voided item' } }, voided: true },
  ],
  cardMinor: 1000,
  overMinor: 809,
});
const input: SaleReceiptInput = {
  sale,
  atLocal: '2026-03-01 14:02:10',
  store,
  registerId: '3',
  operatorName: 'Li Na',
  locale: 'en',
  columns: 42,
  characters: 'chinese',
  currency: CURRENCIES.CNY,
  copy: null,
};

function textOf(document: PrintDocument): string {
  return document.blocks
    .map((block) =>
      block.kind === 'text'
        ? block.text
        : block.kind === 'feed'
          ? ''
          : `[${block.kind} ${block.data}]`,
    )
    .join('\n');
}

function expectFits(document: PrintDocument): void {
  for (const block of document.blocks) {
    if (block.kind !== 'text') continue;
    const each = block.size === 'large' ? 2 : 1;
    expect(displayWidth(block.text, 'chinese') * each).toBeLessThanOrEqual(document.columns);
    expect(block.text).not.toMatch(/[\p{Cc}]/u);
  }
}

describe('columns', () => {
  it('counts by the code page: double on a Chinese one, one byte a column on a European one', () => {
    expect(displayWidth('牛奶1L', 'chinese')).toBe(6);
    expect(displayWidth('牛奶1L', 'european')).toBe(4);
    expect(displayWidth('café×', 'european')).toBe(5);
    expect(displayWidth('café×', 'chinese')).toBe(7);
    expect(displayWidth('e\u0301', 'european')).toBe(1);
    expect(displayWidth('e\u0301', 'chinese')).toBe(2);
    expect(displayWidth('ñ', 'chinese')).toBe(1);
    for (const set of ['chinese', 'european'] as const) {
      expect(displayWidth('a\u200bb\ufeffc\u00ad', set)).toBe(3);
    }
  });

  it('keeps an amount on the edge beside names with characters that have no width', () => {
    for (const set of ['chinese', 'european'] as const) {
      for (const name of ['Cre\u0301me', 'Milk\u200b\ufeff', 'But\u00adter', 'Piña', '牛奶']) {
        const [line = ''] = pair(name, '6.50', 20, set);
        expect(line.endsWith(' 6.50')).toBe(true);
        expect(displayWidth(line, set)).toBe(20);
      }
    }
  });

  it('wraps at spaces and between Chinese characters, and cuts long words', () => {
    expect(wrap('Milk fresh whole', 10, 'european')).toEqual(['Milk fresh', 'whole']);
    expect(wrap('纯牛奶一升装', 5, 'chinese')).toEqual(['纯牛', '奶一', '升装']);
    expect(wrap('abcdefghij', 4, 'european')).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrap('', 4, 'european')).toEqual(['']);
    expect(wrap('a\nb', 4, 'european')).toEqual(['a', 'b']);
    expect(cut('牛奶', 3, 'chinese')).toBe('牛');
  });

  it('keeps both sides of a pair whole', () => {
    expect(pair('Milk', '6.50', 12, 'european')).toEqual(['Milk    6.50']);
    expect(pair('Very long name', '6.50', 12, 'european')).toEqual([
      'Very',
      'long',
      'name    6.50',
    ]);
    expect(pair('x', '123456789.00', 12, 'european')).toEqual(['x', '123456789.00']);
  });

  it('never exceeds the columns and never loses a character', () => {
    const text = fc.string({
      unit: fc.constantFrom('牛', '奶', 'a', 'B', '7', ' ', 'é', '\t', '.'),
    });
    const set = fc.constantFrom('chinese' as const, 'european' as const);
    fc.assert(
      fc.property(
        text,
        text,
        fc.integer({ min: 2, max: 48 }),
        set,
        (left, right, columns, chars) => {
          const solid = (value: string) => value.replace(/[\s\p{Cc}]/gu, '');
          for (const lines of [wrap(left, columns, chars), pair(left, right, columns, chars)]) {
            for (const line of lines) {
              expect(displayWidth(line, chars)).toBeLessThanOrEqual(columns);
            }
          }
          expect(solid(wrap(left, columns, chars).join(''))).toBe(solid(left));
          expect(solid(pair(left, right, columns, chars).join(''))).toBe(
            solid(left) + solid(right),
          );
        },
      ),
    );
  });

  it('gives up a table row rather than running cells together', () => {
    expect(tableRow(['13%', '1.00', '0.13', '1.13'], 32, 6, 'european')).toHaveLength(32);
    expect(tableRow(['13%', '1234567.00', '0.13', '1.13'], 32, 6, 'european')).toBeNull();
  });

  it('writes rates and quantities as people do', () => {
    expect([0, 900, 1300, 550, 888].map(formatRate)).toEqual(['0%', '9%', '13%', '5.5%', '8.88%']);
    expect(formatThousandths(2000, 'asNeeded')).toBe('2');
    expect(formatThousandths(1500, 'asNeeded')).toBe('1.5');
    expect(formatThousandths(54, 'three')).toBe('0.054');
  });
});

describe('saleReceipt', () => {
  it('is laid out as it always was', () => {
    expect(textOf(saleReceipt(input))).toMatchSnapshot();
    expect(textOf(saleReceipt({ ...input, locale: 'zh', columns: 32 }))).toMatchSnapshot();
  });

  it('fits every paper in both languages', () => {
    for (const columns of [32, 42, 48] as const) {
      for (const locale of ['zh', 'en'] as const) {
        expectFits(saleReceipt({ ...input, columns, locale, copy: 1 }));
      }
    }
  });

  it('shows time, amount, authorisation code, and the masked card only', () => {
    const text = textOf(saleReceipt(input));
    for (const part of ['2026-03-01 14:02:10', '31.91', '056789', '622202******1234', '8.09']) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/622202\d/);
  });

  it('leaves voided lines out', () => {
    expect(textOf(saleReceipt(input))).not.toContain('voided item');
  });

  it('carries a code that scans back to the receipt', () => {
    const barcode = saleReceipt(input).blocks.find((block) => block.kind === 'barcode');
    if (barcode?.kind !== 'barcode') throw new Error('no barcode');
    expect(parseScan(barcode.data, { region: null })).toEqual({
      kind: 'receipt',
      receiptNo: 'S001-3-000042',
    });
  });

  it('carries it as a QR code on every paper, and as a bar code where that fits', () => {
    const kinds = (receiptNo: string, columns: 32 | 42 | 48) =>
      saleReceipt({ ...input, sale: { ...sale, receiptNo }, columns }).blocks.flatMap((block) =>
        block.kind === 'barcode' || block.kind === 'qr' ? [block] : [],
      );
    for (const [receiptNo, columns, expected] of [
      ['S001-3-000042', 32, ['barcode', 'qr']],
      ['S001-03-000042', 32, ['qr']],
      ['ABCDEFGH-ABCD-123456789', 42, ['qr']],
      ['ABCDEFGH-ABCD-123456789', 48, ['barcode', 'qr']],
    ] as const) {
      const blocks = kinds(receiptNo, columns);
      expect(blocks.map(({ kind }) => kind)).toEqual(expected);
      for (const { data } of blocks) {
        expect(parseScan(data, { region: null })).toEqual({ kind: 'receipt', receiptNo });
      }
    }
  });

  it('marks a copy', () => {
    expect(textOf(saleReceipt(input))).not.toContain('COPY');
    expect(textOf(saleReceipt({ ...input, copy: 2 }))).toContain('*** COPY 2 ***');
    expect(textOf(saleReceipt({ ...input, copy: 2, locale: 'zh' }))).toContain('*** 副本 2 ***');
  });

  it('names what a promotion takes off under its line, in either language', () => {
    const reduced = sampleSale({
      receiptSeq: 3,
      lines: [{ item: MILK, pieces: 3 }],
      promotions: [THREE_MILK_FOR_TWO],
    });
    for (const columns of [32, 42, 48] as const) {
      const english = saleReceipt({ ...input, sale: reduced, columns });
      expectFits(english);
      expect(textOf(english)).toMatch(/3 x 6\.50 +19\.50\n +3 for 2 +-6\.50\n/);
      expect(textOf(english)).toMatch(/TOTAL.* 13\.00/);
      const chinese = textOf(saleReceipt({ ...input, sale: reduced, columns, locale: 'zh' }));
      expect(chinese).toMatch(/买二送一 +-6\.50\n/);
    }
  });

  it('prints rounding, tax on top and label prices', () => {
    const other = sampleSale({
      receiptSeq: 2,
      lines: [{ item: APPLES, labelPriceMinor: minor(777) }],
      taxMode: 'onTop',
      cashRule: CURRENCIES.CHF.cashRule,
      overMinor: -2,
    });
    const text = textOf(saleReceipt({ ...input, sale: other }));
    expect(text).toMatch(/label price +7\.77/);
    expect(text).toMatch(/Tax +0\.70/);
    expect(text).toMatch(/Cash rounding +-0\.02/);
  });

  it('keeps a hostile name from reaching the printer as a command', () => {
    const name = { zh: '\u001b@\u001dV\u0000', en: 'x\u001bp\u0000' };
    const hostile = sampleSale({ receiptSeq: 3, lines: [{ item: { ...MILK, name } }] });
    expectFits(saleReceipt({ ...input, sale: hostile, operatorName: '\u0007li' }));
  });

  it('fits whatever it is given', () => {
    const price = fc.integer({ min: 1, max: 99_999_999 }).map(minor);
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        price,
        fc.constantFrom(32, 42, 48),
        (name, priceMinor, columns) => {
          const item = { ...MILK, priceMinor, name: { zh: name, en: name } };
          const odd = sampleSale({ receiptSeq: 4, lines: [{ item, pieces: 3 }] });
          const names = { ...input, sale: odd, operatorName: name, locale: 'zh' as const };
          expectFits(saleReceipt({ ...names, columns: columns as 32 | 42 | 48 }));
        },
      ),
    );
  });
});

describe('the receipt of a sale that returns another one', () => {
  const back = counterSale({
    original: sale,
    returnId: 'return',
    steps: [{ way: 'cash', originalAttemptId: null, amountMinor: sale.totalMinor }],
    cards: [],
    cashTenderId: 'cash-back',
    numbers: {
      saleId: 'sale-43',
      receiptNo: 'S001-3-000043',
      receiptSeq: 43,
      shiftId: 'shift-1',
      operatorId: 'li',
    },
  });

  it('is laid out as it always was, in both languages', () => {
    for (const locale of ['en', 'zh'] as const) {
      expect(textOf(saleReceipt({ ...input, sale: back, locale }))).toMatchSnapshot();
    }
  });

  it('says so, names the first receipt and has a line to sign on', () => {
    const text = textOf(saleReceipt({ ...input, sale: back }));
    expect(text).toContain('RETURN');
    expect(text).toMatch(/Original receipt +S001-3-000042/);
    expect(text).toMatch(/Customer signature\n\n_{20}/);
    expect(text).toContain('-2 x 6.50');
    expect(text).toContain('-1.254 kg');
    expect(textOf(saleReceipt(input))).not.toMatch(/RETURN|signature/);
    for (const columns of [32, 42, 48] as const) {
      expectFits(saleReceipt({ ...input, sale: back, columns }));
    }
  });
});

describe('dayReportReceipt', () => {
  const entries = sampleJournal([{ type: 'sale.completed', payload: sale }], sha256);
  const report = foldDay(entries, {
    businessDay: '2026-03-01',
    storeId: 'S001',
    registerId: '3',
    zNumber: 7,
    closedAtMs: 0,
    currency: 'CNY',
    grandSalesBefore: minor(0),
    grandReturnsBefore: minor(0),
    unresolvedBefore: [
      { attemptId: '019550a0-0000-7000-8000-000000000001', amountMinor: minor(5) },
    ],
  });
  const printed = {
    report,
    store,
    locale: 'en',
    columns: 42,
    characters: 'chinese',
    currency: CURRENCIES.CNY,
    openedAtLocal: '2026-03-01 08:00',
    closedAtLocal: '2026-03-01 22:00',
    departmentNames: { dairy: { zh: '乳品', en: 'Dairy' } },
    operatorNames: { li: 'Li Na' },
  } as const;

  it('is laid out as it always was, as Z and as X', () => {
    expect(textOf(dayReportReceipt(printed))).toMatchSnapshot();
    const x = dayReportReceipt({ ...printed, report: { ...report, zNumber: 0 }, locale: 'zh' });
    expect(textOf(x)).toMatchSnapshot();
  });

  const late = { terminalId: 'T1', receiptNo: '0007', amountMinor: minor(1000) };
  const lateCharges = [
    { ...late, stands: false },
    { ...late, receiptNo: '', amountMinor: null, stands: true },
  ];

  it('names the charges that came too late, and what is to be done about them', () => {
    const text = textOf(dayReportReceipt({ ...printed, report: { ...report, lateCharges } }));
    expect(text).toMatch(/T1 0007 +10\.00\nnot counted; terminal told to undo/);
    expect(text).toMatch(/T1 - +-\nnot counted; VOID AT THE TERMINAL/);
  });

  it('fits every paper in both languages', () => {
    for (const columns of [32, 42, 48] as const) {
      for (const locale of ['zh', 'en'] as const) {
        const withLate = { ...report, lateCharges };
        expectFits(dayReportReceipt({ ...printed, report: withLate, columns, locale }));
      }
    }
  });
});

describe('texts', () => {
  it('says everything in every language, in characters a Chinese printer has', () => {
    for (const { paper } of Object.values(LANGUAGES)) {
      const { tenderNames = {}, ...words } = paper;
      expect(Object.keys(words)).toEqual(Object.keys(ZH));
      for (const word of Object.values({ ...words, ...tenderNames })) {
        expect(word.trim()).not.toBe('');
      }
    }
  });
});
