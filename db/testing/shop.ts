import type { BasketLine } from '../../core/basket/types.ts';
import type { Tender } from '../../core/tender/tender.ts';
import type { DayReport } from '../../core/journal/events/day-report.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import { minor, ZERO } from '../../core/money/minor.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import type { CatalogueRow, WriteTx } from '../../till/ports/store.ts';

export const OPERATOR = '1001';
export const TERMINAL = 'T1';

/** What a terminal says of a payment it booked. */
export function terminalResult(number: number, amountMinor: number): TerminalResult {
  return {
    approved: true,
    resultCode: '00',
    amountMinor: minor(amountMinor),
    currencyNumeric: '156',
    receiptNo: String(number).padStart(4, '0'),
    trace: String(number).padStart(6, '0'),
    terminalId: '52500038',
    merchantId: 'M1',
    authCode: '123456',
    maskedPan: '************1234',
    cardName: 'UnionPay',
    cardType: '',
    date: '0301',
    time: '081500',
    text: '',
    extra: {},
  };
}

function line(number: number, amountMinor: number): BasketLine {
  return {
    lineId: `L${number}`,
    item: {
      itemId: 'I1',
      name: { zh: '可口可乐 330ml', en: 'Coca-Cola 330ml' },
      department: 'drinks',
      taxCode: 'V13',
      taxRateBp: 1300,
      unit: 'each',
      priceMinor: minor(amountMinor),
    },
    quantityThousandths: 1000,
    weightGrams: null,
    amountMinor: minor(amountMinor),
    source: 'scan',
    code: '06901234567892',
    labelPriceMinor: null,
    voided: false,
  };
}

export interface SaleWish {
  readonly amountMinor: number;
  readonly card?: { readonly attemptId: string; readonly basketId: string };
  /** Cash handed over beyond the amount. */
  readonly extraMinor?: number;
}

/** The next sale in this transaction, as the use case would complete it. */
export function saleFor(tx: WriteTx, wish: SaleWish): SaleCompleted {
  const shift = tx.openShift();
  if (shift === null) throw new Error('open a shift first');
  const number = tx.nextReceiptSeq();
  const extra = wish.card === undefined ? (wish.extraMinor ?? 0) : 0;
  const amount = minor(wish.amountMinor);
  return {
    saleId: `sale-${number}`,
    basketId: wish.card?.basketId ?? `basket-of-sale-${number}`,
    receiptNo: `S001-3-${number}`,
    receiptSeq: number,
    shiftId: shift.shiftId,
    operatorId: OPERATOR,
    currency: 'CNY',
    taxMode: 'inside',
    lines: [line(1, wish.amountMinor)],
    taxes: [
      { taxCode: 'V13', rateBp: 1300, baseMinor: amount, taxMinor: ZERO, grossMinor: amount },
    ],
    totalMinor: amount,
    taxMinor: ZERO,
    roundingMinor: ZERO,
    tenders: [tender(number, wish, extra)],
    changeMinor: minor(extra),
    itemCount: 1,
  };
}

function tender(number: number, wish: SaleWish, extraMinor: number): Tender {
  const amountMinor = minor(wish.amountMinor + extraMinor);
  if (wish.card === undefined) {
    return { tenderId: `t-${number}`, kind: 'cash', amountMinor, card: null };
  }
  const { terminalId, merchantId, maskedPan, cardName, authCode, receiptNo, trace } =
    terminalResult(number, wish.amountMinor);
  const details = { merchantId, maskedPan, cardName, authCode, receiptNo, trace };
  const card = { attemptId: wish.card.attemptId, terminalId, ...details };
  return { tenderId: `t-${number}`, kind: 'card', amountMinor, card };
}

/** Opens a day and a shift with a float of 200.00. */
export function openShop(tx: WriteTx, businessDay = '2026-03-01'): void {
  tx.append('day.opened', { businessDay }, OPERATOR);
  const shiftId = `shift-${tx.journalHead().seq}`;
  const shift = { shiftId, operatorId: OPERATOR, floatMinor: minor(20_000) };
  tx.append('shift.opened', shift, OPERATOR);
}

/** Sells for cash and returns the sale. */
export function sellForCash(tx: WriteTx, amountMinor: number, extraMinor = 0): SaleCompleted {
  const sale = saleFor(tx, { amountMinor, extraMinor });
  tx.append('sale.completed', sale, OPERATOR);
  return sale;
}

/** Journals the intent of a card payment; returns its attempt's id. */
export function intend(tx: WriteTx, name: string, amountMinor: number): string {
  const attemptId = `attempt-${name}`;
  tx.append(
    'payment.intended',
    {
      attemptId,
      basketId: `basket-${name}`,
      terminalId: TERMINAL,
      amountMinor: minor(amountMinor),
      currency: 'CNY',
      lastKnown: tx.lastTerminalMark(TERMINAL),
    },
    OPERATOR,
  );
  return attemptId;
}

/** Closes the open shift with the drawer short by `shortMinor`. */
export function closeShift(tx: WriteTx, shortMinor = 0): void {
  const shift = tx.openShift();
  if (shift === null) return;
  const expectedMinor = tx.expectedCash(shift.shiftId);
  const overShortMinor = minor(-shortMinor);
  const countedMinor = minor(expectedMinor + overShortMinor);
  const { shiftId, operatorId } = shift;
  tx.append(
    'shift.closed',
    { shiftId, operatorId, counted: [], countedMinor, expectedMinor, overShortMinor },
    OPERATOR,
  );
}

/** Closes the open day with a report that has the right number and totals, and little else. */
export function closeDay(tx: WriteTx): void {
  const day = tx.openDay();
  if (day === null) return;
  const none = { count: 0, amountMinor: ZERO };
  const totals = tx.grandTotals();
  const report: DayReport = {
    businessDay: day.businessDay,
    storeId: 'S001',
    registerId: '3',
    zNumber: tx.nextZNumber(),
    openedAtMs: day.openedAtMs,
    closedAtMs: day.openedAtMs,
    currency: 'CNY',
    sales: none,
    returns: none,
    taxes: [],
    tenders: [],
    departments: [],
    operators: [],
    roundingMinor: ZERO,
    openingFloatMinor: ZERO,
    expectedCashMinor: ZERO,
    countedCashMinor: ZERO,
    overShortMinor: ZERO,
    firstReceiptNo: '',
    lastReceiptNo: '',
    lineVoids: none,
    voidedBaskets: none,
    suspendedBaskets: 0,
    drawerOpeningsNoSale: 0,
    reprints: none,
    cardDeclined: 0,
    unresolvedPayments: [],
    grandSalesMinor: totals.salesMinor,
    grandReturnsMinor: totals.returnsMinor,
    grandNetMinor: minor(totals.salesMinor - totals.returnsMinor),
  };
  tx.append('day.closed', { report }, OPERATOR);
}

/** A catalogue row with a name that has Chinese, Latin and digits. */
export function catalogueRow(number: number): CatalogueRow {
  return {
    itemId: `I${number}`,
    name: { zh: `雪碧汽水${number}ml`, en: `Sprite Soda ${number}ml` },
    department: number % 2 === 0 ? 'drinks' : 'snacks',
    taxCode: 'V13',
    taxRateBp: 1300,
    unit: 'each',
    priceMinor: minor(100 + number),
    plu: number <= 20 ? String(1000 + number) : null,
    pinyin: 'xbqs',
    codes: [`0${6_900_000_000_000 + number}`],
  };
}
