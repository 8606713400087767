import { foldBasket } from '../basket/fold.ts';
import { settle } from '../tender/settle.ts';
import { priceBasket } from '../pricing/price-basket.ts';
import type { BasketEvent, ItemSnapshot, TaxMode, TaxRounding } from '../basket/types.ts';
import type { Tender } from '../tender/tender.ts';
import type { PromotionRule } from '../pricing/promotions/promotion.ts';
import { hashEntry, type Sha256 } from '../journal/chain.ts';
import { GENESIS_HASH, type JournalEntry } from '../journal/entry.ts';
import type { JournalPayloads, JournalType } from '../journal/events/all.ts';
import type { SaleCompleted } from '../journal/events/sale.ts';
import type { CashRule } from '../money/cash-rounding.ts';
import { CURRENCIES } from '../money/currency.ts';
import { type Minor, minor } from '../money/minor.ts';
import { formatReceiptNo } from '../receipt/receipt-no.ts';

/** Sales and journals for tests, made by the same rules the register uses. */

export const MILK: ItemSnapshot = {
  itemId: 'milk',
  name: { zh: '纯牛奶 1L', en: 'Milk 1 l' },
  department: 'dairy',
  taxCode: 'A',
  taxRateBp: 1300,
  unit: 'each',
  priceMinor: minor(650),
};

export const APPLES: ItemSnapshot = {
  itemId: 'apples',
  name: { zh: '红富士苹果', en: 'Fuji apples' },
  department: 'fruit',
  taxCode: 'B',
  taxRateBp: 900,
  unit: 'kg',
  priceMinor: minor(990),
};

export interface SampleLine {
  readonly item: ItemSnapshot;
  readonly pieces?: number;
  readonly weightGrams?: number;
  readonly labelPriceMinor?: Minor;
  readonly voided?: boolean;
}

export interface SampleSale {
  readonly receiptSeq: number;
  readonly lines: readonly SampleLine[];
  /** Paid by card; the rest is paid in cash. */
  readonly cardMinor?: number;
  /** Cash handed over beyond what is owed. */
  readonly overMinor?: number;
  readonly operatorId?: string;
  readonly taxMode?: TaxMode;
  readonly taxRounding?: TaxRounding;
  readonly cashRule?: CashRule;
  readonly promotions?: readonly PromotionRule[];
}

/** What happened to a basket of these lines, in order; their ids are l0, l1 … */
export function sampleEvents(lines: readonly SampleLine[]): BasketEvent[] {
  const events: BasketEvent[] = [{ type: 'opened', basketId: 'b', operatorId: 'li' }];
  lines.forEach((line, index) => {
    const lineId = `l${index}`;
    events.push({
      type: 'lineAdded',
      lineId,
      item: line.item,
      quantityThousandths: (line.pieces ?? 1) * 1000,
      weightGrams: line.weightGrams ?? null,
      labelPriceMinor: line.labelPriceMinor ?? null,
      source: 'scan',
      code: null,
    });
    if (line.voided === true) events.push({ type: 'lineVoided', lineId });
  });
  return events;
}

/** A completed sale that agrees with itself. */
export function sampleSale(sample: SampleSale): SaleCompleted {
  const taxMode = sample.taxMode ?? 'inside';
  const taxRule = { taxMode, taxRounding: sample.taxRounding ?? 'perReceipt' } as const;
  const { basket, totals } = priceBasket(foldBasket(sampleEvents(sample.lines)), {
    taxRule,
    promotions: sample.promotions ?? [],
  });
  const tenders = sampleTenders(totals.totalMinor, sample);
  const paid = settle({ totals, tenders, cashRule: sample.cashRule ?? CURRENCIES.CNY.cashRule });
  return {
    saleId: `sale-${sample.receiptSeq}`,
    basketId: 'b',
    receiptNo: formatReceiptNo({
      storeId: 'S001',
      registerId: '3',
      receiptSeq: sample.receiptSeq,
    }),
    receiptSeq: sample.receiptSeq,
    shiftId: 'shift-1',
    operatorId: sample.operatorId ?? 'li',
    currency: 'CNY',
    taxMode,
    lines: [...basket.lines],
    taxes: [...totals.taxes],
    totalMinor: totals.totalMinor,
    taxMinor: totals.taxMinor,
    roundingMinor: paid.roundingMinor,
    tenders,
    changeMinor: paid.changeMinor,
    itemCount: totals.itemCount,
  };
}

function sampleTenders(totalMinor: Minor, sample: SampleSale): Tender[] {
  const cardMinor = sample.cardMinor ?? 0;
  const tenders: Tender[] = [];
  if (cardMinor > 0) {
    tenders.push({
      tenderId: `t-card-${sample.receiptSeq}`,
      kind: 'card',
      amountMinor: minor(cardMinor),
      card: {
        attemptId: `attempt-${sample.receiptSeq}`,
        terminalId: '12345678',
        merchantId: '104110054111234',
        maskedPan: '622202******1234',
        cardName: 'UnionPay',
        authCode: '056789',
        receiptNo: '0042',
        trace: '000042',
      },
    });
  }
  const cashMinor = totalMinor - cardMinor + (sample.overMinor ?? 0);
  if (cashMinor > 0) {
    const tenderId = `t-cash-${sample.receiptSeq}`;
    tenders.push({ tenderId, kind: 'cash', amountMinor: minor(cashMinor), card: null });
  }
  return tenders;
}

export type SampleEvent = {
  [K in JournalType]: { readonly type: K; readonly payload: JournalPayloads[K] };
}[JournalType];

/** Chains events into journal entries of one register and business day. */
export function sampleJournal(
  events: readonly SampleEvent[],
  sha256: Sha256,
  businessDay = '2026-03-01',
  before: { readonly seq: number; readonly hash: string } = { seq: 0, hash: GENESIS_HASH },
): JournalEntry[] {
  let prevHash = before.hash;
  return events.map((event, index) => {
    const seq = before.seq + index + 1;
    const entry = {
      seq,
      id: `0195500000007000800000000000${String(seq).padStart(4, '0')}`,
      type: event.type,
      version: 1,
      atMs: 1_772_330_400_000 + seq * 1000,
      businessDay,
      actor: 'li',
      storeId: 'S001',
      registerId: '3',
      payload: event.payload,
      prevHash,
    };
    prevHash = hashEntry(entry, sha256);
    return { ...entry, hash: prevHash };
  });
}
