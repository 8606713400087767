import { invariant } from '../../core/assert.ts';
import { saleReceipt } from '../../core/receipt/sale-receipt.ts';
import type { PrintDocument } from '../../core/receipt/types.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import {
  askForCopy,
  doubtInterrupted,
  nextPaper,
  noteDoubt,
  noteEnded,
  noteStarted,
  paperIdOf,
} from './doubtful-papers.ts';
import { localTime } from '../runtime/local-time.ts';
import { paperLocale, paperName } from './paper-words.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import { type OwedPaper, slipDocument } from './papers-owed.ts';
import { stopSelling } from '../runtime/stop-selling.ts';
import { type PrintJob, StoreFault, type WriteTx } from '../ports/store.ts';

type Empty = Record<string, never>;

/** Between two tries when the printer says nothing of itself. */
const TRY_AGAIN_MS = 3_000;

/**
 * Prints what is owed, one receipt after the other, aside from selling: a printer fault never
 * blocks or loses a sale, and the receipt prints when paper is in.
 */
export interface ReceiptSpooler {
  /** Something was queued, or the printer may be able again. */
  wake(): void;
  /** A paper is on its way out right now. */
  isPrinting(): boolean;
  stop(): void;
}

/** Books what became of a paper: now, or when the database takes it again. */
type BookLater = (book: (tx: WriteTx) => void) => void;

/** Whether another try has a chance: the register sells, and there is a printer. */
function maySucceed({ state, printer }: TillContext): boolean {
  return state.stopped === null && printer.status().state !== 'off';
}

/** Says what a try to print came to: once per fault, not once per try. */
function faultTeller({ state }: TillContext): (tried: PrintTry) => void {
  let lastFault: string | null = null;
  return (tried) => {
    if (tried === 'doubtful') {
      state.notify('attention', 'paperDoubtful');
      state.changed();
    }
    const fault = typeof tried === 'string' ? null : tried.fault;
    if (fault !== null && fault !== lastFault) {
      state.notify('attention', 'printerFault', { code: fault });
      state.changed();
    }
    lastFault = fault;
  };
}

/** Starts the spooler; it also wakes whenever the printer becomes ready. */
export function startSpooler(ctx: TillContext): ReceiptSpooler {
  let isRunning = false;
  let isStopped = false;
  let wakeAgain = false;
  const tellFault = faultTeller(ctx);
  let cancelTimer: () => void = () => undefined;

  const stopListening = ctx.printer.onStatus((status) => {
    if (status.state === 'ready') wake();
    // It stands in the middle of a paper: the cashier hears of it now, not when somebody has come.
    if (status.state === 'fault' && isRunning) tellFault({ fault: status.code ?? '' });
  });

  function wake(): void {
    cancelTimer();
    wakeAgain = true;
    if (isRunning || isStopped) return;
    isRunning = true;
    void drain();
  }

  /** What became of a paper, while the database cannot take it: it is known, and not printed anew. */
  let unbooked: ((tx: WriteTx) => void) | null = null;
  let isFirstTurn = true;

  const bookLater: BookLater = (book) => {
    // The database is about to close: the next start asks a person.
    if (isStopped) return;
    unbooked = book;
    bookNow();
  };

  function bookNow(): void {
    const book = unbooked;
    if (book === null) return;
    ctx.store.write(book);
    unbooked = null;
    ctx.state.changed();
  }

  function begin(): void {
    bookNow();
    if (!isFirstTurn) return;
    isFirstTurn = false;
    if (!doubtInterrupted(ctx)) return;
    ctx.printer.expectHalfPaper();
    tellFault('doubtful');
  }

  async function drain(): Promise<void> {
    try {
      while (wakeAgain && !isStopped && ctx.state.stopped === null) {
        wakeAgain = false;
        begin();
        const tried = await printNext(ctx, bookLater);
        if (isStopped) return;
        // Behind a doubt the next customer's paper comes all the same.
        if (tried === 'printed' || tried === 'doubtful') wakeAgain = true;
        tellFault(tried);
      }
    } catch (caught) {
      if (!(caught instanceof StoreFault)) throw caught;
      // A receipt that is out but cannot be booked would print again with every try.
      stopSelling(ctx, caught);
      ctx.state.changed();
    } finally {
      isRunning = false;
      if (!isStopped && maySucceed(ctx)) cancelTimer = ctx.timers.after(TRY_AGAIN_MS, wake);
      // The register waits with its halt until this paper is out.
      if (ctx.state.halted !== null && !isStopped) ctx.state.changed();
    }
  }

  return {
    wake,
    isPrinting: () => isRunning,
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
    askForCopy(tx, input.saleId, operator.value.operatorId);
    return DONE;
  });
  if (answer.ok) ctx.state.notify('accepted', 'copyPrints', { receiptNo });
  return answer;
}

type PrintTry = 'printed' | 'nothing' | 'doubtful' | { readonly fault: string };

/** A paper that is owed, laid out, and what books it as printed. */
interface Printable {
  readonly document: PrintDocument;
  readonly book: (tx: WriteTx, proof: { readonly proof?: 'sent' }) => void;
}

/** Prints the first paper owed and books it as what it is: proved, sent, or doubtful. */
async function printNext(ctx: TillContext, bookLater: BookLater): Promise<PrintTry> {
  const { state, code } = ctx.printer.status();
  if (state === 'off') return 'nothing';
  const next = ctx.store.read(nextPaper);
  if (next === null) return 'nothing';
  // It says that it stands: nothing is begun, and it wakes us when it is ready.
  if (state === 'fault') return { fault: code ?? '' };
  const { paper, again } = next;
  const paperId = paperIdOf(paper);
  const { document, book } = printableOf(ctx, paper, again);
  ctx.store.write((tx) => noteStarted(tx, paperId));

  ctx.faultPoint(paper.kind === 'receipt' ? 'beforeReceipt' : 'beforeSlip');
  const printed = await ctx.printer.print(document);
  ctx.faultPoint(paper.kind === 'receipt' ? 'afterReceipt' : 'afterSlip');
  bookLater((tx) => {
    if (printed.outcome === 'unknown') {
      noteDoubt(tx, paperId, ctx.clock.nowMs());
      return;
    }
    const isOut = printed.outcome !== 'none';
    if (isOut) book(tx, printed.outcome === 'sent' ? { proof: 'sent' } : {});
    noteEnded(tx, paperId, isOut);
  });
  if (printed.outcome === 'none') return { fault: printed.code };
  return printed.outcome === 'unknown' ? 'doubtful' : 'printed';
}

function printableOf(ctx: TillContext, paper: OwedPaper, again: boolean): Printable {
  if (paper.kind === 'slip') {
    const { slipSeq } = paper.slip;
    const copy = again ? ({ copy: true } as const) : {};
    return {
      document: slipDocument(ctx, paper.slip, again),
      book: (tx, proof) => tx.append('slip.printed', { slipSeq, ...proof, ...copy }, 'system'),
    };
  }
  const { saleId, copy } = paper.receipt;
  return {
    document: receiptOf(ctx, paper.receipt),
    book: (tx, proof) => tx.append('receipt.printed', { saleId, copy, ...proof }, 'system'),
  };
}

function receiptOf(ctx: TillContext, job: PrintJob): PrintDocument {
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
    operatorName: operator === null ? sale.operatorId : paperName(settings, operator),
    locale: paperLocale(settings, operator?.locale ?? settings.defaultLocale),
    columns: settings.receiptColumns,
    characters: settings.receiptCharacters,
    currency: settings.currency,
    copy: job.copy === 0 ? null : job.copy,
  });
}
