import { describe, expect, it } from 'vitest';
import { foldDay } from '../day/fold.ts';
import type { SettlementClosed, SettlementCompared } from '../journal/events/settlement.ts';
import { CURRENCIES } from '../money/currency.ts';
import { minor, ZERO } from '../money/minor.ts';
import { settlementReport } from '../settlement/batch-report.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { displayWidth } from './columns.ts';
import { dayReportReceipt } from './day-report-receipt.ts';
import { settlementReceipt } from './settlement-receipt.ts';
import type { PrintDocument } from './types.ts';

const store = {
  name: { zh: '天工超市', en: 'Tillwright Market' },
  address: { zh: '上海市示范路 1 号', en: '1 Example Road, Shanghai' },
  taxId: '',
  phone: '',
  footer: { zh: '谢谢', en: 'Thank you' },
};
const closed: SettlementClosed = {
  terminalId: 'T1',
  terminalTotalMinor: minor(12_345_67),
  terminalCount: 12,
  registerTotalMinor: minor(12_340_67),
  registerCount: 11,
  differenceMinor: minor(5_00),
  reportLines: ['END OF DAY', 'VISA 12   12345.67'],
};
const visa = {
  group: 'visa',
  terminalCount: 12,
  terminalMinor: minor(12_345_67),
  registerCount: 11,
  registerMinor: minor(12_340_67),
};
const compared: SettlementCompared = {
  terminalId: 'T1',
  agrees: false,
  groups: [visa],
  differences: [
    {
      ...visa,
      explained: [
        { cause: 'unknown', attemptId: 'a1', receiptNo: '0007', amountMinor: minor(4_00) },
        { cause: 'unexplained', attemptId: '', receiptNo: '', amountMinor: minor(1_00) },
      ],
    },
  ],
};
const layout = {
  store,
  currency: CURRENCIES.CNY,
  locale: 'en',
  columns: 42,
  characters: 'chinese',
} as const;
const input = {
  ...layout,
  report: settlementReport(0, closed, compared),
  closedAtLocal: '2026-03-01 21:00:00',
};

function texts({ blocks }: PrintDocument): string[] {
  return blocks.flatMap((block) => (block.kind === 'text' ? [block.text.trim()] : []));
}

/** Words of a line, whatever the spaces between them. */
function words(document: PrintDocument): string[] {
  return texts(document).map((text) => text.replaceAll(/ +/g, ' '));
}

describe('a card batch on paper', () => {
  it('shows both books, the difference with its causes, and what the terminal printed', () => {
    const printed = words(settlementReceipt(input));
    expect(printed).toEqual(
      expect.arrayContaining([
        'Visa',
        'Terminal says (12) 12345.67',
        'Register says (11) 12340.67',
        'THEY DIFFER',
        'Visa 5.00',
        'result unknown 0007 4.00',
        'not explained 1.00',
        'END OF DAY',
        'VISA 12 12345.67',
      ]),
    );
  });

  it('fits every paper in both languages and opens no drawer', () => {
    for (const columns of [32, 42, 48] as const) {
      for (const locale of ['en', 'zh'] as const) {
        const document = settlementReceipt({ ...input, columns, locale });
        for (const block of document.blocks) {
          if (block.kind !== 'text') continue;
          const each = block.size === 'large' ? 2 : 1;
          expect(displayWidth(block.text, 'chinese') * each).toBeLessThanOrEqual(columns);
        }
      }
    }
  });

  it('says that they agree, or that nothing could be compared', () => {
    const same = {
      ...closed,
      differenceMinor: ZERO,
      registerTotalMinor: closed.terminalTotalMinor,
    };
    const agreed = settlementReport(0, same, { ...compared, agrees: true, differences: [] });
    expect(words(settlementReceipt({ ...input, report: agreed }))).toContain('Both agree');
    const lost = {
      ...closed,
      terminalTotalMinor: ZERO,
      terminalCount: 0,
      totalsKnown: false as const,
    };
    const unseen = settlementReport(0, lost, { ...compared, differences: [] });
    expect(words(settlementReceipt({ ...input, report: unseen }))).toContain(
      "TOTALS NOT SEEN: see the terminal's report",
    );
  });

  it('reads entries of earlier versions, which compared sums only', () => {
    expect(settlementReport(0, closed, null)).toMatchObject({ agrees: false, differences: [] });
    const same = { ...closed, differenceMinor: ZERO };
    expect(settlementReport(0, same, null)).toMatchObject({ agrees: true, totalsKnown: true });
  });
});

describe('the Z of a day with a card batch', () => {
  const entry = (type: string, payload: object): JournalEntry => ({
    seq: 1,
    id: '',
    type,
    version: 1,
    atMs: 0,
    businessDay: '2026-03-01',
    actor: '',
    storeId: 'S001',
    registerId: '3',
    payload,
    prevHash: '',
    hash: '',
  });
  const header = {
    businessDay: '2026-03-01',
    storeId: 'S001',
    registerId: '3',
    zNumber: 7,
    closedAtMs: 0,
    currency: 'CNY',
    grandSalesBefore: ZERO,
    grandReturnsBefore: ZERO,
  };

  it('shows the two totals and that they differ', () => {
    const report = foldDay(
      [entry('settlement.closed', closed), entry('settlement.compared', compared)],
      header,
    );
    expect(report.cardBatches).toMatchObject([
      { agrees: false, differences: 1, terminalCount: 12 },
    ]);
    const printed = words(
      dayReportReceipt({
        ...layout,
        report,
        openedAtLocal: '',
        closedAtLocal: '',
        departmentNames: {},
        operatorNames: {},
      }),
    );
    expect(printed).toEqual(
      expect.arrayContaining(['CARD BATCH', 'Register says (11) 12340.67', 'THEY DIFFER']),
    );
  });

  it('has nothing of it on a day without', () => {
    expect(Object.keys(foldDay([], header))).not.toContain('cardBatches');
  });
});
