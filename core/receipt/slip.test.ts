import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCIES } from '../money/currency.ts';
import { minor } from '../money/minor.ts';
import type { PaymentState } from '../payment/types.ts';
import { comesOnPaper, papersDue, type SlipToPrint } from './slip-order.ts';
import { pendingSlip, terminalSlip } from './slip-receipt.ts';
import type { PrintDocument } from './types.ts';

const slip = (changes: Partial<SlipToPrint>): SlipToPrint => ({
  slipSeq: 10,
  kind: 'customer',
  attemptState: 'approved',
  saleSeq: null,
  saleToCome: false,
  ...changes,
});

/** What comes out, as 'R5' for a receipt and 'S7' for a slip. */
const order = (receipts: number[], slips: SlipToPrint[]) =>
  papersDue(
    receipts.map((jobId) => ({ jobId })),
    slips,
  ).map((paper) =>
    paper.kind === 'receipt' ? `R${paper.receipt.jobId}` : `S${paper.slip.slipSeq}`,
  );

describe('the order of papers', () => {
  it('is merchant slip, sale receipt, customer slip', () => {
    const merchant = slip({ slipSeq: 11, kind: 'merchant', saleSeq: 20 });
    expect(order([20], [slip({ slipSeq: 12, saleSeq: 20 }), merchant])).toEqual([
      'S11',
      'R20',
      'S12',
    ]);
  });

  it('keeps the customers apart: each gets the slip behind the own receipt', () => {
    const first = slip({ slipSeq: 12, saleSeq: 20 });
    const second = slip({ slipSeq: 24, saleSeq: 30 });
    expect(order([30, 20], [second, first])).toEqual(['R20', 'S12', 'R30', 'S24']);
  });

  it('holds the customer slip while the goods are not paid in full', () => {
    expect(order([], [slip({ saleToCome: true })])).toEqual([]);
    expect(order([], [slip({ saleToCome: false })])).toEqual(['S10']);
    const declined = slip({ attemptState: 'declined', saleToCome: true });
    expect(order([], [declined])).toEqual(['S10']);
  });

  it.each<[PaymentState, string[]]>([
    ['sending', []],
    ['unknown', []],
    ['declined', ['S10']],
    ['approved', ['S10']],
    ['resolvedPaid', ['S10']],
    ['resolvedNotPaid', []],
  ])('with a payment that is %s gives the customer %j', (attemptState, expected) => {
    expect(order([], [slip({ attemptState })])).toEqual(expected);
  });

  it('has "result pending" only while it is true', () => {
    const pending = slip({ kind: 'pending' });
    expect(order([], [{ ...pending, attemptState: 'unknown' }])).toEqual(['S10']);
    expect(order([], [{ ...pending, attemptState: 'approved' }])).toEqual([]);
    expect(order([], [{ ...pending, attemptState: 'resolvedNotPaid' }])).toEqual([]);
  });

  it('never loses or repeats a receipt, and no customer slip goes before its receipt', () => {
    const anySlip = fc.record({
      slipSeq: fc.integer({ min: 1, max: 99 }),
      kind: fc.constantFrom('merchant', 'customer', 'admin', 'pending'),
      attemptState: fc.constantFrom<PaymentState>('sending', 'unknown', 'approved', 'declined'),
      saleSeq: fc.option(fc.integer({ min: 100, max: 120 })),
      saleToCome: fc.boolean(),
    });
    const jobs = fc.uniqueArray(fc.integer({ min: 100, max: 120 }));
    fc.assert(
      fc.property(jobs, fc.array(anySlip), (receipts, slips) => {
        const papers = papersDue(
          receipts.map((jobId) => ({ jobId })),
          slips,
        );
        const printed = papers.flatMap((paper) =>
          paper.kind === 'receipt' ? [paper.receipt.jobId] : [],
        );
        expect(printed).toEqual(receipts.toSorted((a, b) => a - b));
        for (const [place, paper] of papers.entries()) {
          if (paper.kind !== 'slip' || paper.slip.kind !== 'customer') continue;
          const { saleSeq } = paper.slip;
          const later = papers
            .slice(place)
            .some((other) => other.kind === 'receipt' && other.receipt.jobId === saleSeq);
          expect(later).toBe(false);
        }
      }),
    );
  });
});

describe('whether a slip comes on paper', () => {
  it.each([
    ['merchant', null, false, false],
    ['merchant', null, true, true],
    ['merchant', false, true, true],
    ['merchant', true, false, true],
    ['customer', null, false, true],
    ['customer', false, false, false],
    ['customer', true, false, true],
    ['admin', null, false, false],
    ['admin', true, false, true],
  ] as const)('%s, must print %j, signature %j: %j', (kind, mustPrint, signature, expected) => {
    expect(comesOnPaper({ kind, mustPrint, signature })).toBe(expected);
  });
});

const text = (document: PrintDocument) =>
  document.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('\n');
const LAYOUT = {
  locale: 'en',
  columns: 42,
  characters: 'european',
  currency: CURRENCIES.CNY,
} as const;
const PENDING = {
  ...LAYOUT,
  store: {
    name: { zh: '店', en: 'Shop' },
    address: { zh: '路', en: 'Road' },
    taxId: '',
    phone: '',
    footer: { zh: '', en: '' },
  },
  registerId: 'S001-03',
  amountMinor: minor(12_345),
  atLocal: '2026-03-01 10:00:00',
  terminalId: 'T1',
  reference: '0000A7',
  parkedAs: 'red bag',
  again: false,
};

describe('a terminal slip', () => {
  it('keeps the words of the terminal, line by line, and marks a second print', () => {
    const lines = ['   MERCHANT COPY', 'AMOUNT      12.00', '', 'SIGNATURE:'];
    const once = terminalSlip({ ...LAYOUT, lines, again: false });
    expect(text(once)).toBe('   MERCHANT COPY\nAMOUNT      12.00\n\nSIGNATURE:');
    expect(text(terminalSlip({ ...LAYOUT, lines, again: true }))).toContain('*** COPY ***');
  });

  it('cannot send the printer a command', () => {
    const document = terminalSlip({ ...LAYOUT, lines: ['A\u001bp0\u0007B'], again: false });
    expect(text(document)).toBe('A p0 B');
  });
});

describe('a "result pending" slip', () => {
  it('says what was asked for, where it can be found, and not to pay again', () => {
    const printed = text(pendingSlip(PENDING));
    for (const part of ['RESULT PENDING', '123.45', 'T1', '0000A7', 'red bag', 'S001-03']) {
      expect(printed).toContain(part);
    }
    expect(printed).toContain('Do not pay again');
    expect(printed).toContain('desk');
    expect(printed).not.toContain('TOTAL');
  });

  it('says it in Chinese, and fits the paper', () => {
    for (const columns of [32, 42, 48] as const) {
      const document = pendingSlip({
        ...PENDING,
        locale: 'zh',
        characters: 'chinese',
        columns,
      });
      expect(text(document)).toContain('请勿重复付款');
      for (const block of document.blocks) {
        if (block.kind !== 'text' || block.size === 'large') continue;
        const width = [...block.text].reduce((sum, sign) => sum + (sign > '\u007f' ? 2 : 1), 0);
        expect(width).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('leaves out what there is not', () => {
    const printed = text(pendingSlip({ ...PENDING, parkedAs: '', reference: '' }));
    expect(printed).not.toContain('Parked as');
    expect(printed).not.toContain('Reference');
  });
});
