import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../../core/receipt/columns.ts';
import { linesFor } from '../../../core/receipt/document.ts';
import { codeBlocks } from '../../../core/receipt/paper-codes.ts';
import { receiptCode } from '../../../core/receipt/receipt-no.ts';
import { type SaleReceiptInput, saleReceipt } from '../../../core/receipt/sale-receipt.ts';
import type { PrintDocument } from '../../../core/receipt/types.ts';
import { parseScan } from '../../../core/gs1/parse-scan.ts';
import { CURRENCIES } from '../../../core/money/currency.ts';
import { minor } from '../../../core/money/minor.ts';
import { MILK, sampleSale } from '../../../core/testing/sample-day.ts';
import { ManualLine } from '../../simulators/terminal/manual-line.ts';
import { createPrinter } from '../../simulators/printer/printer.ts';
import { encodePieces } from './encode.ts';
import { characterSetOf, encodeText, type PrinterCodePage } from './encode-text.ts';

const CODE_PAGES = ['gb18030', 'cp858', 'cp437'] as const;
const COLUMNS = [32, 42, 48] as const;
const codePages = fc.constantFrom(...CODE_PAGES);
const columnsOfPaper = fc.constantFrom(...COLUMNS);

/** What a printer that powers up in Kanji mode makes of a document. */
function onPaper(document: PrintDocument, codePage: PrinterCodePage, chineseModel = true) {
  const line = new ManualLine('serial');
  const printer = createPrinter({ line, columns: document.columns, chineseModel });
  const profile = { columns: document.columns, codePage, cutter: true };
  for (const piece of encodePieces(document, profile)) line.feed(piece);
  const [paper] = printer.receipts();
  if (paper === undefined) throw new Error('nothing was cut off');
  return { paper, problems: printer.problems() };
}

function sheet(columns: PrintDocument['columns'], blocks: PrintDocument['blocks']): PrintDocument {
  return { columns, blocks };
}

const NAMES = [
  'Crème brûlée',
  'Cre\u0300me',
  'Piña',
  'Milk\u200b\ufeff',
  'But\u00adter',
  '牛奶 é',
  '😀',
];

describe('columns on paper', () => {
  test('are the bytes that are sent, in every code page, for whatever text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), codePages, (text, codePage) => {
        expect(encodeText(text, codePage)).toHaveLength(
          displayWidth(text, characterSetOf(codePage)),
        );
      }),
    );
  });

  test.each(NAMES)('an amount beside "%s" stays whole on the right edge', (name) => {
    for (const codePage of CODE_PAGES) {
      for (const columns of COLUMNS) {
        const characters = characterSetOf(codePage);
        for (const locale of ['en', 'zh'] as const) {
          const lines = linesFor({ locale, columns, characters, currency: CURRENCIES.CNY });
          const blocks = lines.pair(`${name} `.repeat(3), '1234567.89');
          const { paper, problems } = onPaper(sheet(columns, blocks), codePage);
          expect(problems).toEqual([]);
          expect(paper.lines.map(({ broken }) => broken)).not.toContain(true);
          expect(paper.lines.at(-1)).toMatchObject({ dots: columns * 12 });
          expect(paper.lines.at(-1)?.text).toMatch(/(^| )1234567\.89$/);
        }
      }
    }
  });

  test('a receipt of whatever names fits its paper, and no line of it is broken', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.integer({ min: 1, max: 99_999_999 }).map(minor),
        columnsOfPaper,
        codePages,
        fc.constantFrom('en' as const, 'zh' as const),
        (name, priceMinor, columns, codePage, locale) => {
          const item = { ...MILK, priceMinor, name: { zh: name, en: name } };
          const sale = sampleSale({ receiptSeq: 4, lines: [{ item, pieces: 3 }] });
          const layout = { locale, columns, characters: characterSetOf(codePage) };
          const { paper, problems } = onPaper(
            saleReceipt({ ...RECEIPT, ...layout, sale }),
            codePage,
          );
          expect(problems).toEqual([]);
          expect(paper.lines.map(({ broken }) => broken)).not.toContain(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('accents stay accents on a printer that powers up in Kanji mode', () => {
    const characters = 'european';
    const lines = linesFor({ locale: 'en', columns: 42, characters, currency: CURRENCIES.EUR });
    const { paper } = onPaper(sheet(42, lines.left('Café crème, $ 5 für Zoë')), 'cp858');
    expect(paper.lines.map(({ text }) => text)).toContain('Café crème, $ 5 für Zoë');
  });
});

const RECEIPT: Omit<SaleReceiptInput, 'sale' | 'locale' | 'columns' | 'characters'> = {
  atLocal: '2026-03-01 14:02:10',
  store: {
    name: { zh: '天工超市', en: 'Tillwright Market' },
    address: { zh: '示范路 1 号', en: '1 Example Road' },
    taxId: '',
    phone: '',
    footer: { zh: '谢谢', en: 'Thank you' },
  },
  registerId: '3',
  operatorName: 'Li Na',
  currency: CURRENCIES.CNY,
  copy: null,
};

describe('the receipt code on paper', () => {
  const part = (size: number) =>
    fc.string({
      unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
      minLength: 1,
      maxLength: size,
    });
  const receiptNos = fc
    .tuple(part(8), part(4), fc.integer({ min: 1, max: 999_999_999 }))
    .map(([store, register, seq]) => `${store}-${register}-${String(seq).padStart(6, '0')}`);

  test('is printed whatever its length, within the paper, and scans back to the receipt', () => {
    fc.assert(
      fc.property(receiptNos, columnsOfPaper, codePages, (receiptNo, columns, codePage) => {
        const blocks = codeBlocks(receiptCode(receiptNo), columns);
        const { paper, problems } = onPaper(sheet(columns, blocks), codePage);
        expect(problems).toEqual([]);
        expect(paper.qrCodes).toHaveLength(1);
        const width = { 32: 384, 42: 512, 48: 576 }[columns];
        for (const { data, dots, module, type } of [...paper.qrCodes, ...paper.barcodes]) {
          // Quiet zones (QR 4 modules, Code 128 10) reach into the margins of 4 mm at most.
          const quiet = (type === 'QR' ? 4 : 10) * module;
          expect(dots + 2 * quiet).toBeLessThanOrEqual(width + 2 * 32);
          expect(module * 0.125).toBeGreaterThanOrEqual(type === 'QR' ? 0.5 : 0.25);
          expect(parseScan(data, { region: null })).toEqual({ kind: 'receipt', receiptNo });
        }
      }),
    );
  });
});
