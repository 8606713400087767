import { pieces } from '../pricing/totals.ts';
import type { TaxTotal } from '../basket/types.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { LateCharge } from '../journal/events/payment.ts';
import type { SaleCompleted } from '../journal/events/sale.ts';
import { isEntry } from '../journal/typed-entry.ts';
import { add, type Minor, negate, subtract, sum, ZERO } from '../money/minor.ts';
import { amountOf, isTenderKind, TENDERS } from '../tender/tender.ts';
import { startTenderTotals } from '../tender/totals.ts';
import { addUploadEntry } from './card-batches.ts';
import { addCorrection, correctionsReport, NO_CORRECTIONS } from './corrections.ts';
import type {
  AmountCount,
  DaySettlement,
  DayLateCharge,
  DayReport,
  GroupedAmount,
} from '../journal/events/day-report.ts';

export interface DayHeader {
  readonly businessDay: string;
  readonly storeId: string;
  readonly registerId: string;
  /** 0 for an X report. */
  readonly zNumber: number;
  readonly closedAtMs: number;
  readonly currency: string;
  /** Grand totals of all days before this one. */
  readonly grandSalesBefore: Minor;
  readonly grandReturnsBefore: Minor;
  /** Card payments of earlier days that nobody has settled yet. */
  readonly unresolvedBefore?: DayReport['unresolvedPayments'];
  /** Charges that came late while no day was open. */
  readonly lateChargesBefore?: readonly LateCharge[];
  /** Parked baskets of which cards have paid a part. */
  readonly parkedPaid?: NonNullable<DayReport['parkedPaid']>;
}

/**
 * The day's X or Z report: a fold over the journal entries of one business day, in their order
 * (others are skipped). Totals are sums of the stored amounts of each sale, never taxed or
 * rounded anew. A negative sale counts as a return, and so does one that returns another one;
 * money that may have gone back to a card stands among the unresolved with a minus.
 */
export function foldDay(entries: Iterable<JournalEntry>, header: DayHeader): DayReport {
  const fold = startDayFold();
  for (const entry of entries) {
    if (entry.businessDay === header.businessDay) fold.add(entry);
  }
  return fold.report(header);
}

/** `foldDay` for a day's entries that come a few at a time, in order. */
export interface StartedDayFold {
  /** One more entry of the day; the caller leaves out those of other days. */
  add(entry: JournalEntry): void;
  /** The report of the entries so far; more may follow. */
  report(header: DayHeader): DayReport;
}

/** Begins a day without entries. */
export function startDayFold(): StartedDayFold {
  const state = emptyState();
  return {
    add: (entry) => applyEntry(state, entry),
    report: (header) => reportOf(state, header),
  };
}

function reportOf(state: State, header: DayHeader): DayReport {
  const tenders = state.tenders.rows();
  const counted = tenders.filter(({ key }) => isTenderKind(key) && TENDERS[key].inDrawer);
  const grandSalesMinor = add(header.grandSalesBefore, state.sales.amountMinor);
  const grandReturnsMinor = add(header.grandReturnsBefore, state.returns.amountMinor);
  const lateCharges = [...(header.lateChargesBefore ?? []).map(lateRow), ...state.lateCharges];
  return {
    businessDay: header.businessDay,
    storeId: header.storeId,
    registerId: header.registerId,
    zNumber: header.zNumber,
    openedAtMs: state.openedAtMs ?? header.closedAtMs,
    closedAtMs: header.closedAtMs,
    currency: header.currency,
    sales: state.sales,
    returns: state.returns,
    taxes: [...state.taxes.values()].sort((a, b) => b.rateBp - a.rateBp || byText(a, b)),
    tenders,
    departments: groups(state.departments),
    operators: groups(state.operators),
    roundingMinor: state.roundingMinor,
    openingFloatMinor: state.openingFloatMinor,
    expectedCashMinor: sum([state.openingFloatMinor, amountOf(counted), state.partCashMinor]),
    countedCashMinor: state.countedCashMinor,
    overShortMinor: state.overShortMinor,
    firstReceiptNo: state.firstReceiptNo,
    lastReceiptNo: state.lastReceiptNo,
    ...correctionsReport(state.corrections),
    suspendedBaskets: state.suspendedBaskets,
    drawerOpeningsNoSale: state.drawerOpeningsNoSale,
    ...(state.partCashMinor === 0 ? {} : { partCashMinor: state.partCashMinor }),
    ...(state.cashHandedBack.count === 0 ? {} : { cashHandedBack: state.cashHandedBack }),
    reprints: state.reprints,
    cardDeclined: state.cardDeclined,
    unresolvedPayments: unresolved(state, header),
    ...(state.otherCards.count === 0 ? {} : { otherCards: state.otherCards }),
    ...(lateCharges.length === 0 ? {} : { lateCharges }),
    ...(isNone(header.parkedPaid) ? {} : { parkedPaid: header.parkedPaid }),
    ...(state.cardBatches.length === 0 ? {} : { cardBatches: state.cardBatches }),
    grandSalesMinor,
    grandReturnsMinor,
    grandNetMinor: subtract(grandSalesMinor, grandReturnsMinor),
  };
}

function isNone(rows: readonly unknown[] | undefined): rows is undefined {
  return rows === undefined || rows.length === 0;
}

/** Those of earlier days that no entry of this one has settled, then this day's own. */
function unresolved(state: State, header: DayHeader): DayReport['unresolvedPayments'] {
  const open = new Map<string, Minor>();
  for (const { attemptId, amountMinor } of header.unresolvedBefore ?? []) {
    if (!state.settledPayments.has(attemptId)) open.set(attemptId, amountMinor);
  }
  for (const [attemptId, amountMinor] of state.openPayments) open.set(attemptId, amountMinor);
  return [...open].map(([attemptId, amountMinor]) => ({ attemptId, amountMinor }));
}

const NOTHING: AmountCount = { count: 0, amountMinor: ZERO };

function emptyState() {
  return {
    openedAtMs: null as number | null,
    sales: NOTHING,
    returns: NOTHING,
    taxes: new Map<string, TaxTotal>(),
    tenders: startTenderTotals(),
    departments: new Map<string, AmountCount>(),
    operators: new Map<string, AmountCount>(),
    roundingMinor: ZERO,
    openingFloatMinor: ZERO,
    countedCashMinor: ZERO,
    overShortMinor: ZERO,
    firstReceiptNo: '',
    lastReceiptNo: '',
    corrections: NO_CORRECTIONS,
    suspendedBaskets: 0,
    drawerOpeningsNoSale: 0,
    partCashMinor: ZERO,
    cashHandedBack: NOTHING,
    reprints: NOTHING,
    cardDeclined: 0,
    openPayments: new Map<string, Minor>(),
    settledPayments: new Set<string>(),
    otherCards: NOTHING,
    lateCharges: [] as DayLateCharge[],
    cardBatches: [] as readonly DaySettlement[],
    saleTotals: new Map<string, Minor>(),
  };
}

type State = ReturnType<typeof emptyState>;

function applyEntry(state: State, entry: JournalEntry): void {
  state.corrections = addCorrection(state.corrections, entry);
  if (isEntry(entry, 'sale.completed')) return applySale(state, entry.payload);
  if (isEntry(entry, 'day.opened')) {
    state.openedAtMs = entry.atMs;
  } else if (isEntry(entry, 'shift.opened')) {
    state.openingFloatMinor = add(state.openingFloatMinor, entry.payload.floatMinor);
  } else if (isEntry(entry, 'shift.closed')) {
    state.countedCashMinor = add(state.countedCashMinor, entry.payload.countedMinor);
    state.overShortMinor = add(state.overShortMinor, entry.payload.overShortMinor);
  } else if (isEntry(entry, 'basket.suspended')) {
    state.suspendedBaskets += 1;
  } else if (isEntry(entry, 'cash.taken')) {
    state.partCashMinor = add(state.partCashMinor, entry.payload.amountMinor);
  } else if (isEntry(entry, 'cash.handedBack')) {
    const { amountMinor } = entry.payload;
    state.partCashMinor = subtract(state.partCashMinor, amountMinor);
    state.cashHandedBack = plus(state.cashHandedBack, 1, amountMinor);
  } else if (isEntry(entry, 'drawer.opened')) {
    if (entry.payload.reason === 'noSale') state.drawerOpeningsNoSale += 1;
  } else if (isEntry(entry, 'receipt.reprintRequested')) {
    // A sale of an earlier day is not in this fold: the copy counts, its amount is not known.
    const amountMinor = state.saleTotals.get(entry.payload.saleId) ?? ZERO;
    state.reprints = plus(state.reprints, 1, amountMinor);
  } else {
    applyPayment(state, entry);
  }
}

function applyPayment(state: State, entry: JournalEntry): void {
  if (isEntry(entry, 'payment.intended')) {
    state.openPayments.set(entry.payload.attemptId, entry.payload.amountMinor);
  } else if (isEntry(entry, 'refund.intended')) {
    state.openPayments.set(entry.payload.attemptId, negate(entry.payload.amountMinor));
  } else if (isEntry(entry, 'payment.declined')) {
    state.cardDeclined += 1;
    settlePayment(state, entry.payload.attemptId);
  } else if (isEntry(entry, 'payment.resolvedPaid')) {
    const { attemptId, result, bookedMinor, otherCard = false } = entry.payload;
    settlePayment(state, attemptId);
    // By what the terminal told: its intent may stand in an earlier day.
    const givenMinor = bookedMinor ?? result?.amountMinor ?? ZERO;
    if (otherCard) state.otherCards = plus(state.otherCards, 1, givenMinor);
  } else if (
    isEntry(entry, 'payment.approved') ||
    isEntry(entry, 'payment.neverStarted') ||
    isEntry(entry, 'payment.resolvedNotPaid')
  ) {
    settlePayment(state, entry.payload.attemptId);
  } else if (isEntry(entry, 'payment.lateCharge')) {
    state.lateCharges.push(lateRow(entry.payload));
  } else {
    state.cardBatches = addUploadEntry(state.cardBatches, entry);
  }
}

function settlePayment(state: State, attemptId: string): void {
  state.openPayments.delete(attemptId);
  state.settledPayments.add(attemptId);
}

function lateRow({ terminalId, result, stands }: LateCharge): DayLateCharge {
  const { receiptNo, amountMinor } = result;
  return { terminalId, receiptNo, amountMinor, stands };
}

function applySale(state: State, sale: SaleCompleted): void {
  if (sale.totalMinor < 0 || sale.returnOf !== undefined) {
    state.returns = plus(state.returns, 1, subtract(ZERO, sale.totalMinor));
  } else {
    state.sales = plus(state.sales, 1, sale.totalMinor);
  }
  state.saleTotals.set(sale.saleId, sale.totalMinor);
  state.firstReceiptNo ||= sale.receiptNo;
  state.lastReceiptNo = sale.receiptNo;
  state.roundingMinor = add(state.roundingMinor, sale.roundingMinor);
  for (const tax of sale.taxes) addTax(state.taxes, tax);
  state.tenders.add(sale);
  state.partCashMinor = subtract(state.partCashMinor, sale.cashTakenBeforeMinor ?? ZERO);
  addTo(state.operators, sale.operatorId, 1, sale.totalMinor);
  for (const line of sale.lines) {
    if (!line.voided)
      addTo(state.departments, line.item.department, pieces(line), line.amountMinor);
  }
}

function addTax(taxes: Map<string, TaxTotal>, tax: TaxTotal): void {
  const key = `${tax.rateBp} ${tax.taxCode}`;
  const before = taxes.get(key);
  taxes.set(key, {
    taxCode: tax.taxCode,
    rateBp: tax.rateBp,
    baseMinor: add(before?.baseMinor ?? ZERO, tax.baseMinor),
    taxMinor: add(before?.taxMinor ?? ZERO, tax.taxMinor),
    grossMinor: add(before?.grossMinor ?? ZERO, tax.grossMinor),
  });
}

function plus(value: AmountCount, count: number, amountMinor: Minor): AmountCount {
  return { count: value.count + count, amountMinor: add(value.amountMinor, amountMinor) };
}

function addTo(map: Map<string, AmountCount>, key: string, count: number, amount: Minor): void {
  map.set(key, plus(map.get(key) ?? NOTHING, count, amount));
}

/** Sorted by key, so that the same day gives the same report on every machine. */
function groups(map: ReadonlyMap<string, AmountCount>): GroupedAmount[] {
  return [...map]
    .map(([key, value]) => ({ key, ...value }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function byText(a: TaxTotal, b: TaxTotal): number {
  return a.taxCode < b.taxCode ? -1 : a.taxCode > b.taxCode ? 1 : 0;
}
