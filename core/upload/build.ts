import { amountByModifiers } from '../pricing/price-basket.ts';
import { checkLine } from '../pricing/check-line.ts';
import { pieces, taxedAmount } from '../pricing/totals.ts';
import { canonicalJson } from '../journal/canonical.ts';
import {
  addCorrection,
  type Corrections,
  NO_CORRECTIONS,
  reportsCorrections,
} from '../day/corrections.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { SaleCompleted } from '../journal/events/sale.ts';
import { readable } from '../journal/read-payload.ts';
import { isEntry } from '../journal/typed-entry.ts';
import { add, type Minor, negate, subtract, sum, ZERO } from '../money/minor.ts';
import { taxTotals } from '../tax/vat.ts';
import { amountOf, tendersThat } from '../tender/tender.ts';
import { startTenderTotals } from '../tender/totals.ts';
import type { UploadManifest } from './types.ts';

/** The part of a manifest that follows from the entries alone. */
export type UploadSummary = Pick<
  UploadManifest,
  | 'from'
  | 'to'
  | 'entries'
  | 'prevHash'
  | 'headHash'
  | 'sales'
  | 'salesTotalMinor'
  | 'taxTotalMinor'
  | 'tenders'
  | 'partCashMinor'
  | 'firstReceiptNo'
  | 'lastReceiptNo'
>;

/**
 * Counts and totals of a slice of the journal, worked out from the sales' lines and tenders, not
 * from their stored totals, by register and head office alike. Cash is net of change. A sale that
 * returns another one counts as one and its amounts are taken off. A slice without entries has
 * `from` and `to` 0 and empty hashes.
 */
export function summariseEntries(entries: Iterable<JournalEntry>): UploadSummary {
  const started = startUploadSummary();
  for (const entry of entries) started.add(entry);
  return started.summary();
}

/** `summariseEntries` for entries that come a few at a time, in order. */
export interface StartedSummary {
  add(entry: JournalEntry): void;
  /** Of the entries so far; more may follow. */
  summary(): UploadSummary;
}

/** Begins a summary without entries. */
export function startUploadSummary(): StartedSummary {
  let summary = NO_ENTRIES;
  const tenders = startTenderTotals();
  let partCashMinor: Minor = ZERO;
  return {
    add(stored) {
      const entry = readable(stored);
      const isFirst = summary.entries === 0;
      summary = {
        ...summary,
        from: isFirst ? entry.seq : summary.from,
        prevHash: isFirst ? entry.prevHash : summary.prevHash,
        to: entry.seq,
        headHash: entry.hash,
        entries: summary.entries + 1,
      };
      if (isEntry(entry, 'sale.completed')) {
        summary = withSale(summary, entry.payload);
        tenders.add(entry.payload);
      }
      partCashMinor = add(partCashMinor, partCashOf(entry));
    },
    summary: () => ({
      ...summary,
      tenders: tenders.rows(),
      ...(partCashMinor === 0 ? {} : { partCashMinor }),
    }),
  };
}

const NO_ENTRIES: UploadSummary = {
  from: 0,
  to: 0,
  entries: 0,
  prevHash: '',
  headHash: '',
  sales: 0,
  salesTotalMinor: ZERO,
  taxTotalMinor: ZERO,
  tenders: [],
  firstReceiptNo: '',
  lastReceiptNo: '',
};

/** What the drawer gained or lost by an entry beyond what the sales' cash says. */
function partCashOf(entry: JournalEntry): Minor {
  if (isEntry(entry, 'cash.taken')) return entry.payload.amountMinor;
  if (isEntry(entry, 'cash.handedBack')) return negate(entry.payload.amountMinor);
  if (!isEntry(entry, 'sale.completed')) return ZERO;
  return negate(entry.payload.cashTakenBeforeMinor ?? ZERO);
}

/**
 * What does not agree between a manifest and its entries, one sentence each; empty when all
 * does. Chain and signature are checked elsewhere. With the grand total of the batch before
 * (zero for the first), the manifest's grand total is checked too.
 */
export function checkManifest(
  manifest: UploadManifest,
  entries: Iterable<JournalEntry>,
  previousGrandSalesMinor: Minor | null = null,
): string[] {
  const check = startManifestCheck(manifest);
  const ofEntries = [...entries].flatMap((entry) => check.add(entry));
  return [...check.finish(previousGrandSalesMinor), ...ofEntries];
}

/** `checkManifest` for entries that come one at a time, in order, and need not be kept. */
export interface StartedManifestCheck {
  /** What is wrong with this entry itself; empty when nothing is. */
  add(entry: JournalEntry): string[];
  /** What the manifest states otherwise than all entries together; null asks no grand total. */
  finish(previousGrandSalesMinor: Minor | null): string[];
}

/** Begins the check of a manifest of which no entry has come yet. */
export function startManifestCheck(manifest: UploadManifest): StartedManifestCheck {
  const summary = startUploadSummary();
  let grossMinor: Minor = ZERO;
  let ofDay: Corrections | null = null;
  return {
    add(stored) {
      const entry = readable(stored);
      summary.add(entry);
      grossMinor = add(grossMinor, grossSale(entry));
      const differences = [...checkEntry(manifest, entry), ...checkCorrections(entry, ofDay)];
      if (ofDay !== null) ofDay = addCorrection(ofDay, entry);
      else if (isEntry(entry, 'day.opened')) ofDay = NO_CORRECTIONS;
      return differences;
    },
    finish(previousGrandSalesMinor) {
      const differences = statedOtherwise(manifest, summary.summary());
      if (previousGrandSalesMinor === null) return differences;
      const grand = add(previousGrandSalesMinor, grossMinor);
      if (manifest.grandSalesMinor !== grand) {
        differences.push(`grandSalesMinor: manifest ${manifest.grandSalesMinor}, entries ${grand}`);
      }
      return differences;
    },
  };
}

function statedOtherwise(manifest: UploadManifest, summary: UploadSummary): string[] {
  const differences: string[] = [];
  for (const [name, found] of Object.entries({ partCashMinor: undefined, ...summary })) {
    const stated: unknown = Object.entries(manifest).find(([key]) => key === name)?.[1];
    const [said, counted] = [stated, found].map(inWords);
    if (said !== counted) {
      differences.push(`${name}: manifest ${said}, entries ${counted}`);
    }
  }
  return differences;
}

function inWords(value: unknown): string {
  if (value === undefined) return 'undefined';
  return typeof value === 'string' ? value : canonicalJson(value);
}

/** A sale, but not what was returned: returns have a grand total of their own. */
function grossSale(entry: JournalEntry): Minor {
  if (!isEntry(entry, 'sale.completed')) return ZERO;
  const totalMinor = totalOf(entry.payload);
  return totalMinor > 0 ? totalMinor : ZERO;
}

/** A day whose report says otherwise of what was taken off baskets than its entries do. */
function checkCorrections(entry: JournalEntry, ofDay: Corrections | null): string[] {
  if (ofDay === null || !isEntry(entry, 'day.closed')) return [];
  if (reportsCorrections(entry.payload.report, ofDay)) return [];
  return [`entry ${entry.seq}: corrections are not those of the day's entries`];
}

function checkEntry(manifest: UploadManifest, entry: JournalEntry): string[] {
  const differences: string[] = [];
  if (entry.storeId !== manifest.storeId || entry.registerId !== manifest.registerId) {
    differences.push(`belongs to ${entry.storeId}-${entry.registerId}`);
  }
  if (isEntry(entry, 'sale.completed')) {
    if (entry.businessDay !== manifest.businessDay) {
      differences.push(`sale of business day ${String(entry.businessDay)}`);
    }
    if (entry.payload.currency !== manifest.currency) {
      differences.push(`sale in ${entry.payload.currency}`);
    }
    differences.push(...checkSale(entry.payload));
  }
  return differences.map((difference) => `entry ${entry.seq}: ${difference}`);
}

/**
 * What is wrong inside one sale: a line that `checkLine` finds fault with, taxes that are not those
 * of the lines under either rounding, a total that is not the lines', tenders that do not pay it.
 */
export function checkSale(sale: SaleCompleted): string[] {
  const differences = sale.lines.flatMap(checkLine);
  const open = sale.lines.filter((line) => !line.voided);
  const stored = canonicalJson(sale.taxes);
  const roundings = (['perLine', 'perReceipt'] as const).map((taxRounding) =>
    canonicalJson(taxTotals(open.map(taxedAmount), { taxMode: sale.taxMode, taxRounding })),
  );
  if (!roundings.includes(stored)) differences.push('taxes are not those of the lines');
  if (sale.taxMinor !== taxOf(sale)) {
    differences.push(`tax ${sale.taxMinor} is not ${taxOf(sale)}`);
  }
  if (sale.totalMinor !== totalOf(sale)) {
    differences.push(`total ${sale.totalMinor} is not ${totalOf(sale)}`);
  }
  const paid = subtract(amountOf(sale.tenders), sale.changeMinor);
  if (paid !== add(sale.totalMinor, sale.roundingMinor)) {
    differences.push(`tenders less change ${paid} do not pay the total with rounding`);
  }
  const kept = tendersThat(({ inDrawer }) => inDrawer, sale.tenders);
  const before = sale.cashTakenBeforeMinor ?? ZERO;
  if (before < 0 || before > Math.max(0, amountOf(kept))) {
    differences.push(`cash taken before ${before} is not among the tenders`);
  }
  // A sale that returns another one has negative lines, and says how many pieces came back.
  const itemCount = Math.abs(open.reduce((count, line) => count + pieces(line), 0));
  if (sale.itemCount !== itemCount) {
    differences.push(`item count ${sale.itemCount} is not ${itemCount}`);
  }
  return differences;
}

function taxOf(sale: SaleCompleted): Minor {
  return sum(sale.taxes.map((tax) => tax.taxMinor));
}

function totalOf(sale: SaleCompleted): Minor {
  const open = sale.lines.filter((line) => !line.voided);
  const goods = sum(open.map(amountByModifiers));
  return sale.taxMode === 'onTop' ? add(goods, taxOf(sale)) : goods;
}

function withSale(summary: UploadSummary, sale: SaleCompleted): UploadSummary {
  return {
    ...summary,
    sales: summary.sales + 1,
    salesTotalMinor: add(summary.salesTotalMinor, totalOf(sale)),
    taxTotalMinor: add(summary.taxTotalMinor, taxOf(sale)),
    firstReceiptNo: summary.firstReceiptNo === '' ? sale.receiptNo : summary.firstReceiptNo,
    lastReceiptNo: sale.receiptNo,
  };
}
