import { invariant } from '../core/assert.ts';
import { saleReceipt } from '../core/receipt/sale-receipt.ts';
import type { PrintDocument } from '../core/receipt/types.ts';
import { type CommandContext, commit } from './commit.ts';
import { isCashSale } from './complete-sale.ts';
import type { TillContext } from './context.ts';
import { localTime } from './local-time.ts';
import { DONE, type Reply, refuse } from './reply.ts';
import { authorise } from './session.ts';
import { type OwedPaper, papersOwed, slipDocument } from './slips.ts';
import { stopSelling } from './stop-selling.ts';
import { type PrintJob, StoreFault, type WriteTx } from './store.ts';

type Empty = Record<string, never>;

/** Between two tries when the printer says nothing of itself. */
const TRY_AGAIN_MS = 3_000;
/** Names the job whose bytes may be on paper already; survives a crash in the middle of it. */
const STARTED = 'print.started';

/**
 * Prints what is owed, one receipt after the other, aside from selling: a printer fault never
 * blocks or loses a sale, and the receipt prints when paper is in.
 */
export interface ReceiptSpooler {
  /** Something was queued, or the printer may be able again. */
  wake(): void;
  stop(): void;
}

/** Starts the spooler; it also wakes whenever the printer becomes ready. */
export function startSpooler(ctx: TillContext): ReceiptSpooler {
  let isRunning = false;
  let isStopped = false;
  let wakeAgain = false;
  let lastFault: string | null = null;
  let cancelTimer: () => void = () => undefined;

  const stopListening = ctx.printer.onStatus((status) => {
    if (status.state === 'ready') wake();
  });

  function wake(): void {
    cancelTimer();
    wakeAgain = true;
    if (isRunning || isStopped) return;
    isRunning = true;
    void drain();
  }

  /** Once per fault, not once per try. */
  function tellFault(tried: PrintTry): void {
    const fault = tried === 'printed' || tried === 'nothing' ? null : tried.fault;
    if (fault !== null && fault !== lastFault) {
      ctx.state.notify('attention', 'printerFault', { code: fault });
      ctx.state.changed();
    }
    lastFault = fault;
  }

  async function drain(): Promise<void> {
    try {
      while (wakeAgain && !isStopped && ctx.state.stopped === null) {
        wakeAgain = false;
        const tried = await printNext(ctx);
        if (tried === 'printed') wakeAgain = true;
        tellFault(tried);
      }
    } catch (caught) {
      if (!(caught instanceof StoreFault)) throw caught;
      // A receipt that is out but cannot be booked would print again with every try.
      stopSelling(ctx, caught);
      ctx.state.changed();
    } finally {
      isRunning = false;
      const isWaiting =
        !isStopped && ctx.state.stopped === null && ctx.printer.status().state !== 'off';
      if (isWaiting) cancelTimer = ctx.timers.after(TRY_AGAIN_MS, wake);
    }
  }

  return {
    wake,
    stop() {
      isStopped = true;
      cancelTimer();
      stopListening();
    },
  };
}

/** Queues one more print of a receipt. It is marked COPY and counted. */
export function reprint(
  ctx: TillContext,
  command: CommandContext,
  input: { saleId: string },
): Reply<Empty> {
  const operator = authorise(ctx, 'reprint');
  if (!operator.ok) return operator;
  let receiptNo = '';
  const answer = commit(ctx, command, (tx) => {
    const stored = tx.sale(input.saleId);
    if (stored === null) return refuse('nothingToPrint');
    receiptNo = stored.sale.receiptNo;
    const queued = tx.printQueue().filter((job) => job.saleId === input.saleId).length;
    const copy = stored.prints + queued;
    tx.append(
      'receipt.reprintRequested',
      { saleId: input.saleId, copy },
      operator.value.operatorId,
    );
    return DONE;
  });
  if (answer.ok) ctx.state.notify('accepted', 'copyPrints', { receiptNo });
  return answer;
}

type PrintTry = 'printed' | 'nothing' | { readonly fault: string };

/** A paper that is owed, laid out, and what books it as printed. */
interface Printable {
  readonly document: PrintDocument;
  readonly book: (tx: WriteTx) => void;
}

/** Prints the first paper owed and books it as printed. */
async function printNext(ctx: TillContext): Promise<PrintTry> {
  if (ctx.printer.status().state === 'off') return 'nothing';
  const { owed, started } = ctx.store.read((tx) => ({
    owed: papersOwed(tx)[0],
    started: tx.setting(STARTED),
  }));
  if (owed === undefined) return 'nothing';
  await openForAnother(ctx, owed.kind === 'receipt' ? owed.receipt.saleId : null);
  // A crash or a silent printer leaves this name behind: the paper may be out there already, so
  // the second print says that it is one.
  const key = keyOf(owed);
  const isSecondTry = started === key;
  const { document, book } = printableOf(ctx, owed, isSecondTry);
  if (!isSecondTry) ctx.store.write((tx) => tx.setSetting(STARTED, key));

  ctx.faultPoint(owed.kind === 'receipt' ? 'beforeReceipt' : 'beforeSlip');
  const printed = await ctx.printer.print(document);
  ctx.faultPoint(owed.kind === 'receipt' ? 'afterReceipt' : 'afterSlip');
  if (document.openDrawer) ctx.state.drawerDueFor = null;
  if (printed.outcome === 'done') {
    ctx.store.write((tx) => {
      book(tx);
      tx.setSetting(STARTED, '');
    });
    ctx.state.changed();
    return 'printed';
  }
  if (printed.outcome === 'none' && !isSecondTry) {
    ctx.store.write((tx) => tx.setSetting(STARTED, ''));
  }
  // The customer gets the change although there is no paper; a late receipt kicks no drawer.
  if (document.openDrawer) await ctx.printer.openDrawer();
  return { fault: printed.code };
}

/** The change is given now, although receipts of earlier sales still wait for the printer. */
async function openForAnother(ctx: TillContext, saleId: string | null): Promise<void> {
  const { drawerDueFor } = ctx.state;
  if (drawerDueFor === null || drawerDueFor === saleId) return;
  ctx.state.drawerDueFor = null;
  await ctx.printer.openDrawer();
}

/** Names a paper while it may be out already. */
function keyOf(paper: OwedPaper): string {
  return paper.kind === 'receipt'
    ? `${paper.receipt.saleId}:${paper.receipt.copy}`
    : `slip:${paper.slip.slipSeq}`;
}

function printableOf(ctx: TillContext, paper: OwedPaper, isSecondTry: boolean): Printable {
  if (paper.kind === 'slip') {
    const { slipSeq } = paper.slip;
    return {
      document: slipDocument(ctx, paper.slip, isSecondTry),
      book: (tx) => tx.append('slip.printed', { slipSeq }, 'system'),
    };
  }
  const { saleId, copy } = paper.receipt;
  return {
    document: receiptOf(ctx, paper.receipt, isSecondTry),
    book: (tx) => tx.append('receipt.printed', { saleId, copy }, 'system'),
  };
}

function receiptOf(ctx: TillContext, job: PrintJob, isSecondTry: boolean): PrintDocument {
  const { settings } = ctx;
  const stored = ctx.store.read((tx) => tx.sale(job.saleId));
  invariant(stored !== null, `a receipt of sale ${job.saleId} is owed, which is none`);
  const { sale, atMs } = stored;
  const local = localTime(atMs, settings.timeZone);
  const operator = ctx.store.read((tx) => tx.operator(sale.operatorId));
  return saleReceipt({
    sale,
    atLocal: `${local.date} ${local.time}`,
    registerId: settings.registerId,
    store: settings.store,
    operatorName: operator?.name ?? sale.operatorId,
    locale: operator?.locale ?? settings.defaultLocale,
    columns: settings.receiptColumns,
    characters: settings.receiptCharacters,
    currency: settings.currency,
    copy: job.copy === 0 && !isSecondTry ? null : Math.max(1, job.copy),
    // Once, for the sale that was just made; never for one that prints hours later.
    cashSale: isCashSale(sale) && ctx.state.drawerDueFor === sale.saleId,
  });
}
