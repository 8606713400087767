import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { foldBasket } from '../../core/basket/fold.ts';
import { settle } from '../../core/tender/settle.ts';
import { priceBasket } from '../../core/pricing/price-basket.ts';
import type { BasketEvent } from '../../core/basket/types.ts';
import { summariseEntries } from '../../core/upload/build.ts';
import type { CatalogueItem } from '../../core/catalogue/types.ts';
import { foldDay } from '../../core/day/fold.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import { minor } from '../../core/money/minor.ts';
import { formatReceiptNo } from '../../core/receipt/receipt-no.ts';
import { openStore, type RegisterStore } from '../../db/store.ts';
import { readRegisterSettings, tillSettings } from '../../electron/service/register-settings.ts';
import { daysAfter } from '../../core/day/date-doubt.ts';
import type { WriteTx } from '../../till/ports/store.ts';
import { demoOperator, wares } from './wares.ts';

export interface PastSales {
  readonly dataDir: string;
  readonly sales: number;
  readonly linesPerSale: number;
  /** Days of so many sales are closed and acknowledged; a rest stays in the open day. */
  readonly salesPerDay: number;
}

/** Sales in one commit: the flush of each would take most of the time. */
const SALES_AT_ONCE = 250;
const FIRST_DAY = '2020-01-01';
/** So many answers the register keeps for repeated commands: a well-used one is always full. */
const COMMANDS = 10_000;
const CASH_MINOR = minor(100_000);

/**
 * Gives a register that has not started yet a past: sales with their lines, drawer openings and
 * printed receipts, as its own use cases journal them, only many to a commit. The settings must
 * have been written. Afterwards a shift is open when sales are left in the open day.
 */
export function writePastSales(past: PastSales): void {
  const file = readRegisterSettings(past.dataDir);
  const settings = tillSettings(file);
  const { storeId, registerId } = settings;
  let atMs = Date.parse(`${FIRST_DAY}T08:00:00Z`);
  const nextMs = () => {
    atMs += 1_000;
    return atMs;
  };
  const store = openStore({
    path: join(past.dataDir, 'register.db'),
    secondCopyPath: null,
    clock: { nowMs: nextMs },
    ids: { next: () => uuidv7() },
    identity: { storeId, registerId },
    log: { info: () => {}, warn: console.warn, error: console.error },
  });
  try {
    const lines = wares(null, past.linesPerSale).map((item) => soldOnce(item, file.taxRatesBp));
    const writer = { store, settings, lines, nowMs: nextMs };
    let businessDay = FIRST_DAY;
    for (let left = past.sales; left > 0; left -= past.salesPerDay) {
      atMs = Date.parse(`${businessDay}T08:00:00Z`);
      writeDay(writer, businessDay, Math.min(left, past.salesPerDay));
      if (left >= past.salesPerDay) closeDay(writer, businessDay);
      businessDay = daysAfter(businessDay, 1);
    }
    const commands = Math.min(COMMANDS, past.sales * (past.linesPerSale + 1));
    store.write((tx) => {
      for (let count = 0; count < commands; count += 1) tx.rememberCommand(uuidv7(), '{"ok":true}');
    });
  } finally {
    store.close();
  }
}

type SoldOnce = Omit<Extract<BasketEvent, { type: 'lineAdded' }>, 'lineId'>;

interface Writer {
  readonly store: RegisterStore;
  readonly settings: ReturnType<typeof tillSettings>;
  readonly lines: readonly SoldOnce[];
  readonly nowMs: () => number;
}

const CASHIER = demoOperator('cashier').operatorId;

function writeDay(writer: Writer, businessDay: string, sales: number): void {
  const { store } = writer;
  store.write((tx) => {
    tx.append('day.opened', { businessDay }, CASHIER);
    const shift = { shiftId: uuidv7(), operatorId: CASHIER, floatMinor: minor(20_000) };
    tx.append('shift.opened', shift, CASHIER);
  });
  for (let done = 0; done < sales; done += SALES_AT_ONCE) {
    store.write((tx) => {
      const count = Math.min(SALES_AT_ONCE, sales - done);
      for (let index = 0; index < count; index += 1) writeSale(writer, tx);
    });
  }
}

function writeSale(writer: Writer, tx: WriteTx): void {
  const sale = saleOf(writer, tx);
  tx.append('sale.completed', sale, CASHIER);
  tx.append('drawer.opened', { reason: 'sale', saleId: sale.saleId }, CASHIER);
  tx.append('receipt.printed', { saleId: sale.saleId, copy: 0 }, 'system');
}

function saleOf({ settings, lines }: Writer, tx: WriteTx): SaleCompleted {
  const shift = tx.openShift();
  if (shift === null) throw new Error('no shift is open');
  const tender = { tenderId: uuidv7(), kind: 'cash', amountMinor: CASH_MINOR, card: null } as const;
  const basketId = uuidv7();
  const folded = foldBasket([
    { type: 'opened', basketId, operatorId: CASHIER },
    ...lines.map((line) => ({ ...line, lineId: uuidv7() })),
    { type: 'tenderAdded', tender },
  ]);
  const { basket, totals } = priceBasket(folded, settings);
  const { cashRule } = settings.currency;
  const settled = settle({ totals, tenders: basket.tenders, cashRule });
  const { storeId, registerId } = settings;
  const receiptSeq = tx.nextReceiptSeq();
  return {
    saleId: uuidv7(),
    basketId,
    receiptNo: formatReceiptNo({ storeId, registerId, receiptSeq }),
    receiptSeq,
    shiftId: shift.shiftId,
    operatorId: CASHIER,
    currency: settings.currency.code,
    taxMode: settings.taxRule.taxMode,
    lines: [...basket.lines],
    taxes: [...totals.taxes],
    totalMinor: totals.totalMinor,
    taxMinor: totals.taxMinor,
    roundingMinor: settled.roundingMinor,
    tenders: [...basket.tenders],
    changeMinor: settled.changeMinor,
    itemCount: totals.itemCount,
  };
}

function soldOnce(item: CatalogueItem, taxRatesBp: Readonly<Record<string, number>>): SoldOnce {
  const { itemId, name, department, taxCode, unit, priceMinor, codes } = item;
  const taxRateBp = taxRatesBp[taxCode] ?? 0;
  return {
    type: 'lineAdded',
    item: { itemId, name, department, taxCode, taxRateBp, unit, priceMinor },
    quantityThousandths: 1000,
    weightGrams: null,
    labelPriceMinor: null,
    source: 'scan',
    code: codes[0] ?? null,
  };
}

/** Ends shift and day, with the batch as head office would have acknowledged it. */
function closeDay({ store, settings, nowMs }: Writer, businessDay: string): void {
  const { storeId, registerId, currency } = settings;
  const atMs = nowMs();
  store.write((tx) => {
    const shift = tx.openShift();
    const day = tx.openDay();
    if (shift === null || day === null) throw new Error('no shift is open');
    const { shiftId } = shift;
    const expectedMinor = tx.expectedCash(shiftId);
    const counted = { counted: [], countedMinor: expectedMinor, expectedMinor };
    const closed = { shiftId, operatorId: CASHIER, ...counted, overShortMinor: minor(0) };
    tx.append('shift.closed', closed, CASHIER);
    const last = tx.lastClosedDay()?.report;
    const report = foldDay(tx.entriesOfDay(day), {
      businessDay,
      storeId,
      registerId,
      zNumber: tx.nextZNumber(),
      closedAtMs: atMs,
      currency: currency.code,
      grandSalesBefore: last?.grandSalesMinor ?? minor(0),
      grandReturnsBefore: last?.grandReturnsMinor ?? minor(0),
    });
    tx.append('day.closed', { report }, CASHIER);
    const { from, batchNo } = tx.nextBatchFrom();
    const entries = tx.entries(from, tx.journalHead().seq);
    const summary = summariseEntries(entries);
    const batchId = uuidv7();
    const manifest = {
      kind: 'tillwright-batch',
      version: 1,
      batchId,
      batchNo,
      storeId,
      registerId,
      businessDay,
      builtAtMs: atMs,
      currency: currency.code,
      grandSalesMinor: report.grandSalesMinor,
      ...summary,
    } as const;
    tx.saveBatch({ manifest, signature: '' });
    const { to, headHash } = summary;
    const slice = { from, to, entries: entries.length, headHash };
    tx.acknowledgeUpload(
      batchId,
      { batchId, storeId, registerId, ...slice, receivedAtMs: atMs },
      '',
    );
  });
}
