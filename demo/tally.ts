import { daySummarySchema, uploadListSchema } from '../contracts/head-office.ts';
import { isTenderKind, TENDERS } from '../core/tender/tender.ts';
import type { PrintedReceipt } from '../native/simulators/printer/receipt.ts';
import type { BookEntry } from '../native/simulators/terminal/book-entry.ts';
import type { Shop } from './shop.ts';

/** What each of the four says of the day, in minor units. */
export interface Tally {
  readonly register: {
    readonly sales: number;
    readonly returns: number;
    readonly returnedMinor: number;
    /** Net: what was returned is gone from it. */
    readonly totalMinor: number;
    readonly cardMinor: number;
    readonly cardDeclined: number;
  };
  readonly terminal: {
    readonly approved: number;
    readonly declined: number;
    readonly voided: number;
    /** Net: what was charged less what was voided. */
    readonly totalMinor: number;
  };
  readonly printer: { readonly receipts: number; readonly totalMinor: number };
  readonly headOffice: {
    /** Completed sales; one that returns another is one of them. */
    readonly sales: number;
    readonly totalMinor: number;
    readonly cardMinor: number;
    readonly batch: {
      readonly id: string;
      readonly from: number;
      readonly to: number;
      readonly entries: number;
    };
  };
}

/** What was planned, added up outside the program. */
export interface Expected {
  readonly sales: number;
  /** Sales that were returned whole, at the terminal. */
  readonly returns: number;
  readonly returnedMinor: number;
  /** What all baskets came to; the sums below are before anything went back. */
  readonly totalMinor: number;
  readonly cardMinor: number;
  readonly cardApproved: number;
  readonly cardDeclined: number;
}

/** Each disagreement in a sentence; empty when all four and the plan agree. */
export function disagreements(expected: Expected, tally: Tally): string[] {
  const { register, terminal, printer, headOffice } = tally;
  const completed = expected.sales + expected.returns;
  const netMinor = expected.totalMinor - expected.returnedMinor;
  const netCardMinor = expected.cardMinor - expected.returnedMinor;
  const rows: [string, number, number][] = [
    ['sales at the register', expected.sales, register.sales],
    ['sales at head office', completed, headOffice.sales],
    ['receipts on paper', completed, printer.receipts],
    ['sales returned at the register', expected.returns, register.returns],
    ['amount returned at the register', expected.returnedMinor, register.returnedMinor],
    ['payments voided by the terminal', expected.returns, terminal.voided],
    ['grand total of the register', netMinor, register.totalMinor],
    ['grand total at head office', netMinor, headOffice.totalMinor],
    ['sum of the printed totals', netMinor, printer.totalMinor],
    ['card total of the register', netCardMinor, register.cardMinor],
    ['card total of the terminal', netCardMinor, terminal.totalMinor],
    ['card total at head office', netCardMinor, headOffice.cardMinor],
    ['cards approved by the terminal', expected.cardApproved, terminal.approved],
    ['cards declined by the terminal', expected.cardDeclined, terminal.declined],
    ['cards declined at the register', expected.cardDeclined, register.cardDeclined],
  ];
  return rows
    .filter(([, planned, found]) => planned !== found)
    .map(([what, planned, found]) => `${what}: ${found}, expected ${planned}`);
}

/** The terminal's own book: what was really charged, and what of it was voided. */
export function terminalTally(book: readonly BookEntry[]): Tally['terminal'] {
  const sales = book.filter(({ kind }) => kind === 'sale');
  const charged = sales.filter(({ state }) => state === 'approved' || state === 'reversed');
  const voided = book.filter(({ kind, state }) => kind === 'reversal' && state === 'approved');
  return {
    approved: charged.length,
    declined: sales.filter(({ state }) => state === 'declined').length,
    voided: voided.length,
    totalMinor: amountOf(charged) - amountOf(voided),
  };
}

function amountOf(entries: readonly BookEntry[]): number {
  return entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** Sale receipts on the printer's paper: those with a receipt code, each read for its total. */
export function printerTally(receipts: readonly PrintedReceipt[]): Tally['printer'] {
  const sales = receipts.filter((receipt) => receipt.qr.length > 0);
  return {
    receipts: new Set(sales.map((receipt) => receipt.qr[0])).size,
    totalMinor: sales.reduce((sum, receipt) => sum + printedTotal(receipt), 0),
  };
}

/** The amount on the line that says "total" or "refunded", read as a person reads it. */
function printedTotal(receipt: PrintedReceipt): number {
  const line = receipt.lines.find(({ text }) => /^\s*(合计|退款|TOTAL|REFUNDED)/.test(text));
  const amount = /(-?)(\d+)\.(\d\d)\s*$/.exec(line?.text ?? '');
  if (amount === null) throw new Error(`receipt ${receipt.no} has no total`);
  const [, minus, whole, part] = amount;
  const totalMinor = Number(whole) * 100 + Number(part);
  return minus === '' ? totalMinor : -totalMinor;
}

/** What head office holds of this register, read with a reader's token over HTTP. */
export async function headOfficeTally(
  shop: Shop,
  businessDay: string,
): Promise<Tally['headOffice']> {
  const { batches } = uploadListSchema.parse(await read(shop, '/v1/batches?after=0&limit=100'));
  const batch = batches.findLast((candidate) => candidate.businessDay === businessDay);
  if (batch === undefined) throw new Error(`head office has no batch of ${businessDay}`);
  const summary = daySummarySchema.parse(
    await read(shop, `/v1/summary?businessDay=${businessDay}`),
  );
  // The last day under this date, as the batch is the last one.
  const day = summary.registers.findLast((register) => register.registerId === batch.registerId);
  if (day === undefined) throw new Error('head office has no summary of this register');
  return {
    sales: day.sales,
    totalMinor: day.salesTotalMinor,
    cardMinor: paidAtTerminal(day.tenders),
    batch: { id: batch.batchId, from: batch.from, to: batch.to, entries: batch.entries },
  };
}

async function read(shop: Shop, path: string): Promise<unknown> {
  const response = await fetch(new URL(path, shop.headOffice.url), {
    headers: { authorization: `Bearer ${shop.readerToken}` },
  });
  if (!response.ok) throw new Error(`head office answered ${response.status} to ${path}`);
  return response.json();
}

/** What terminals took of these rows, one a kind of tender. */
export function paidAtTerminal(
  tenders: readonly { readonly key: string; readonly amountMinor: number }[],
): number {
  return tenders
    .filter(({ key }) => isTenderKind(key) && TENDERS[key].needsAttempt)
    .reduce((total, { amountMinor }) => total + amountMinor, 0);
}
