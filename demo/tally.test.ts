import { describe, expect, it } from 'vitest';
import type { PrintedReceipt } from '../native/simulators/printer/receipt.ts';
import type { BookEntry } from '../native/simulators/terminal/book-entry.ts';
import { codeOnReceipt } from './return.ts';
import { disagreements, type Expected, printerTally, type Tally, terminalTally } from './tally.ts';

const expected: Expected = {
  sales: 3,
  returns: 1,
  returnedMinor: 700,
  totalMinor: 2_500,
  cardMinor: 1_500,
  cardApproved: 2,
  cardDeclined: 1,
};

const entry = (changes: Partial<BookEntry>): BookEntry => ({
  receiptNo: 1,
  trace: 1,
  kind: 'sale',
  amountMinor: 800,
  currency: '156',
  state: 'approved',
  batchNo: 1,
  atMs: 0,
  resultCode: 0,
  cardTypeId: 10,
  cardName: 'VISA',
  originalReceiptNo: null,
  statusHex: '',
  ...changes,
});

const book = [
  entry({}),
  entry({ receiptNo: 2, amountMinor: 700, state: 'reversed' }),
  entry({ receiptNo: null, state: 'declined', resultCode: 0x33 }),
  entry({ receiptNo: 3, amountMinor: 700, kind: 'reversal', originalReceiptNo: 2 }),
];

const paper = (text: string, code: string | null): PrintedReceipt => ({
  no: 1,
  lines: [
    {
      text,
      bold: true,
      doubleWidth: false,
      doubleHeight: true,
      align: 'left',
      dots: text.length * 12,
      broken: false,
    },
  ],
  barcodes: code === null ? [] : [{ type: 'CODE128', data: code, dots: 400, module: 2 }],
  qrCodes: [],
  qr: code === null ? [] : [code],
  images: [],
  drawerKicks: 0,
  cut: 'full',
});

const papers = [
  paper('TOTAL CNY 10.00', 'RS001-1-000001X'),
  paper('no code on a card slip', null),
  paper('合计 CNY  8.00', 'RS001-1-000002X'),
  paper('TOTAL CNY 7.00', 'RS001-1-000003X'),
  paper('REFUNDED CNY -7.00', 'RS001-1-000004X'),
];

function tally(): Tally {
  return {
    register: {
      sales: 3,
      returns: 1,
      returnedMinor: 700,
      totalMinor: 1_800,
      cardMinor: 800,
      cardDeclined: 1,
    },
    terminal: terminalTally(book),
    printer: printerTally(papers),
    headOffice: {
      sales: 4,
      totalMinor: 1_800,
      cardMinor: 800,
      batch: { id: 'b', from: 1, to: 2, entries: 2 },
    },
  };
}

describe('the tally of a day on which a card sale was returned', () => {
  it('agrees when register, terminal, paper and head office do', () => {
    expect(tally()).toMatchObject({
      terminal: { approved: 2, declined: 1, voided: 1, totalMinor: 800 },
      printer: { receipts: 4, totalMinor: 1_800 },
    });
    expect(disagreements(expected, tally())).toEqual([]);
  });

  it('says when the terminal has voided nothing, or the paper shows nothing refunded', () => {
    const unvoided = { ...tally(), terminal: terminalTally(book.slice(0, 3)) };
    expect(disagreements(expected, unvoided)).toEqual([
      'payments voided by the terminal: 0, expected 1',
      'card total of the terminal: 1500, expected 800',
    ]);
    const unprinted = { ...tally(), printer: printerTally(papers.slice(0, 4)) };
    expect(disagreements(expected, unprinted)).toEqual([
      'receipts on paper: 3, expected 4',
      'sum of the printed totals: 2500, expected 1800',
    ]);
  });
});

it('reads the code of a sale from its paper as a scanner does', () => {
  expect(codeOnReceipt(papers, 1)).toBe('RS001-1-000002X');
  expect(() => codeOnReceipt(papers, 4)).toThrow('has no code');
});
