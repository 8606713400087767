import type { TillCallName, TillInput, TillOutput } from '../contracts/till/contract.ts';
import type { DisplaySnapshot, TillSnapshot } from '../contracts/till/snapshot.ts';
import { addItem, addPlu, multiplyNext, repeatLast } from './selling/add-line.ts';
import { answerAge } from './selling/answer-age.ts';
import {
  parkBasket,
  resumeBasket,
  setQuantity,
  voidBasket,
  voidLine,
} from './selling/change-basket.ts';
import { closeDay, xReport } from './closing/close-day.ts';
import { closeShift } from './closing/close-shift.ts';
import { settleTerminal } from './closing/settle-terminal.ts';
import { watchClock } from './runtime/clock-watch.ts';
import type { CommandContext } from './runtime/commit.ts';
import { acceptCopyDisk } from './loss/copy-disk.ts';
import type { TillContext } from './runtime/context.ts';
import { prepareDayFigures } from './closing/day-figures.ts';
import { endProgram } from './session/end-program.ts';
import { ReadingEnded } from './runtime/entry-slices.ts';
import { confirmCatalogue } from './head-office/held-catalogue.ts';
import { ATTEMPT_KINDS } from './attempt-kinds.ts';
import { watchLateResults } from './card/late-approval.ts';
import { judgeSignature, signaturePicture } from './card/signature-check.ts';
import { takeUpLockOuts } from './session/lock-out.ts';
import { lastZ, priceCheck, recentSales, search } from './selling/look-up.ts';
import { firstAnswer } from './runtime/first-answer.ts';
import { haltInForce } from './head-office/position.ts';
import { noSale } from './drawer/no-sale.ts';
import { openDay, openShift } from './closing/open-day.ts';
import { returnCash } from './selling/part-cash.ts';
import { payCash } from './selling/pay-cash.ts';
import type { DeviceStatus } from './ports/device.ts';
import type { Scanner } from './ports/peripherals.ts';
import { printLastZ, printZ } from './printing/day-report.ts';
import {
  lastSettlement,
  printDifferences,
  printLastSettlement,
} from './printing/settlement-report.ts';
import { reprint, startSpooler } from './printing/spooler.ts';
import { settlePaper } from './printing/doubtful-papers.ts';
import { recover } from './recover.ts';
import { DONE, type Reply, refuse, reply } from './runtime/reply.ts';
import { scanItem } from './selling/scan.ts';
import { lockScreen, unlockScreen } from './session/screen-lock.ts';
import { type UploadSender, startUploads } from './head-office/upload.ts';
import { setLocale, signOff, signOn } from './session/session.ts';
import { askForCashier, resolvePayment } from './card/settle-attempt.ts';
import { printPendingSlip } from './printing/papers-owed.ts';
import { snapshotMaker } from './snapshot.ts';
import { withheld } from './session/withheld.ts';
import { inBackground, stopSelling } from './runtime/stop-selling.ts';
import { StoreFault } from './ports/store.ts';
import { beginCheck, checkSetup, lookAtSetup, saveSetup } from './devices/terminal-setup.ts';
import { abandonReturn, beginReturn, retryReturn } from './returns/return-sale.ts';
import { queryReturn } from './returns/refund-plan.ts';
import { cancelCard, takeCard } from './selling/pay-card.ts';
import { voidPaidBasket } from './returns/void-paid-basket.ts';
import { guarded, turnedAwayInTurn } from './session/who-may.ts';

/** One handler per contract name: the compiler refuses a missing one. */
export type TillHandlers = {
  readonly [N in TillCallName]: (
    input: TillInput<N>,
    command: CommandContext,
  ) => Promise<Reply<TillOutput<N>>>;
};

export interface Register {
  readonly handlers: TillHandlers;
  /** The whole, for who runs the register; windows are told what `withheld` leaves of it. */
  tillSnapshot(): TillSnapshot;
  displaySnapshot(): DisplaySnapshot;
  /** The till window is gone: the screen it showed asks for nothing any more. */
  windowGone(): void;
  stop(): void;
}

export interface RegisterParts {
  readonly ctx: TillContext;
  readonly scanner: Scanner;
  readonly secondCopy: () => DeviceStatus;
  readonly publish: (till: TillSnapshot, display: DisplaySnapshot) => void;
  /** A witness speaks against the database and nobody is being served: another beginning is due. */
  readonly onHalted?: () => void;
  /** The last revision the windows were shown before this register began. */
  readonly shownRevision?: number;
}

/** A code from the scanner on its own line: no window gave it, the same rule holds. */
const SCANNED: CommandContext = { commandId: null, call: 'sale.scan' };

/** Between two looks at a database that stopped the register. */
const RETRY_STORE_MS = 5_000;

/**
 * Puts the use cases together: commands run one after the other, every change is followed by a
 * snapshot, and a database fault stops selling until the disk is back.
 */
export function startRegister(parts: RegisterParts): Register {
  const { ctx, scanner, publish } = parts;
  const snapshots = snapshotMaker(ctx, parts);
  const spooler = startSpooler(ctx);
  const clock = watchClock(ctx);
  let latest = snapshots.till();
  let queue: Promise<unknown> = Promise.resolve();
  let isWatching = false;
  let isToldHalted = false;

  ctx.state.onChange(() => {
    // A report that prints when the register is stopped has nobody to tell, and no store any more.
    if (ctx.state.ended) return;
    const waited = latest.receiptsWaiting;
    latest = orStop(() => snapshots.till()) ?? snapshots.till();
    if (ctx.state.stopped !== null) watchStore();
    publish(withheld(latest), snapshots.display(latest));
    tellHalted();
    // Only a new receipt wakes the printer: its own faults would else wake it for ever.
    if (latest.receiptsWaiting > waited) spooler.wake();
  });
  /** Once, when the paper of the customer who was served last is out. */
  function tellHalted(): void {
    if (isToldHalted || ctx.state.stopped !== null || spooler.isPrinting()) return;
    if (orStop(() => haltInForce(ctx)) === null) return;
    isToldHalted = true;
    parts.onHalted?.();
  }
  const stops = [
    ctx.terminal.onStatus(() => ctx.state.changed()),
    watchLateResults(ctx, ATTEMPT_KINDS),
    ctx.printer.onStatus(() => ctx.state.changed()),
    scanner.onStatus(() => ctx.state.changed()),
    scanner.onMisread(() => {
      ctx.state.notify('refused', 'halfRead');
      ctx.state.changed();
    }),
    scanner.onScan((scan) => void run(SCANNED, () => scanItem(ctx, SCANNED, scan))),
  ];
  orStop(() => {
    clock.look();
    takeUpLockOuts(ctx);
    recover(ctx, ATTEMPT_KINDS);
  });
  ctx.state.changed();
  spooler.wake();
  const sender = startUploads(ctx);

  /** One command after the other: two windows or two fingers never interleave. */
  function run<T>(command: CommandContext, use: Use<T>): Promise<Reply<T>> {
    const turn = queue.then(() =>
      carryOut(() => {
        clock.look();
        return (
          repeated<T>(command) ??
          staleRefusal(command) ??
          tellRefusal(ctx, () => turnedAwayInTurn(ctx, command) ?? use())
        );
      }),
    );
    queue = turn.catch(() => undefined);
    return turn;
  }

  function repeated<T>(command: CommandContext): Reply<T> | null {
    if (command.commandId === null) return null;
    const { commandId } = command;
    const stored = ctx.store.read((tx) => tx.commandResult(commandId));
    return stored === null ? null : firstAnswer<T>(stored, command);
  }

  /** What was pressed on another state than this one was not meant for this one. */
  function staleRefusal({ seen }: CommandContext): Reply<never> | null {
    if (seen === undefined || snapshots.isAsSeen(seen)) return null;
    return refuse('changedMeanwhile');
  }

  async function carryOut<T>(use: Use<T>): Promise<Reply<T>> {
    try {
      return await look(use);
    } finally {
      ctx.state.changed();
    }
  }

  /** Queries and requests that must not wait behind a running command. */
  async function look<T>(use: Use<T>): Promise<Reply<T>> {
    if (ctx.state.stopped !== null) return refuse('storeFault', { reason: ctx.state.stopped.code });
    try {
      const halt = haltInForce(ctx);
      if (halt !== null) return refuse('storeFault', { reason: halt });
      return await use();
    } catch (caught) {
      if (caught instanceof ReadingEnded) return refuse('busy');
      if (!(caught instanceof StoreFault)) throw caught;
      stopSelling(ctx, caught);
      ctx.state.changed();
      return refuse('storeFault', { reason: caught.code });
    }
  }

  function watchStore(): void {
    if (isWatching || ctx.state.ended) return;
    isWatching = true;
    ctx.timers.after(RETRY_STORE_MS, () => {
      isWatching = false;
      if (ctx.state.ended) return;
      if (storeWorks(ctx)) {
        ctx.state.stopped = null;
        orStop(() => recover(ctx, ATTEMPT_KINDS));
      }
      ctx.state.changed();
    });
  }

  /** What `use` answers, or null after a database fault, which stops selling. */
  function orStop<T>(use: () => T): T | null {
    try {
      return use();
    } catch (caught) {
      if (!(caught instanceof StoreFault)) throw caught;
      stopSelling(ctx, caught);
      return null;
    }
  }

  return {
    handlers: guarded(
      ctx,
      handlersOf(ctx, { run, look }, () => withheld(latest), {
        sendNow: sender.sendNow,
        wakePrinter: spooler.wake,
      }),
    ),
    tillSnapshot: () => latest,
    displaySnapshot: () => snapshots.display(latest),
    windowGone() {
      ctx.state.expectScans('sale');
      ctx.state.changed();
    },
    stop() {
      ctx.state.ended = true;
      spooler.stop();
      sender.stop();
      for (const stop of stops) stop();
    },
  };
}

function storeWorks(ctx: TillContext): boolean {
  try {
    ctx.store.write((tx) => tx.setSetting('store.probe', String(ctx.clock.nowMs())));
    return true;
  } catch (caught) {
    if (caught instanceof StoreFault) return false;
    throw caught;
  }
}

/**
 * A refusal is told by the service, in the order in which commands were carried out, so that it
 * never covers a later success nor the reverse. What was done is told by each command itself.
 */
async function tellRefusal<T>(ctx: TillContext, use: Use<T>): Promise<Reply<T>> {
  const { state } = ctx;
  const before = state.notice;
  const answer = await use();
  // Asked of somebody else is not refused: the box that opens says it.
  const isAsked = !answer.ok && answer.error.code === 'needsApproval';
  if (!answer.ok && !isAsked && state.notice === before) {
    state.notify('refused', answer.error.code, answer.error.params);
  }
  return answer;
}

type Use<T> = () => Reply<T> | Promise<Reply<T>>;
interface Ways {
  run<T>(command: CommandContext, use: Use<T>): Promise<Reply<T>>;
  look<T>(use: Use<T>): Promise<Reply<T>>;
}

/** What goes on beside the commands. */
interface Helpers {
  readonly sendNow: UploadSender['sendNow'];
  readonly wakePrinter: () => void;
}

function handlersOf(
  ctx: TillContext,
  { run, look }: Ways,
  latest: () => TillSnapshot,
  { sendNow, wakePrinter }: Helpers,
): TillHandlers {
  return {
    'till.snapshot': () => Promise.resolve(reply(latest())),
    'session.signOn': (input, command) => run(command, () => signOn(ctx, command, input)),
    'session.signOff': (_, command) => run(command, () => signOff(ctx, command)),
    'session.setLocale': (input, command) => run(command, () => setLocale(ctx, input.locale)),
    'session.lock': (_, command) => run(command, () => lockScreen(ctx, command)),
    'session.unlock': (input, command) => run(command, () => unlockScreen(ctx, command, input)),
    'day.open': (input, command) => run(command, () => openDay(ctx, command, input)),
    'shift.open': (input, command) => run(command, () => openShift(ctx, command, input)),
    'screen.expects': (input, command) =>
      run(command, () => {
        ctx.state.expectScans(input.expects);
        return DONE;
      }),
    'sale.scan': (input, command) => run(command, () => scanItem(ctx, command, input)),
    'sale.multiply': (input, command) => run(command, () => multiplyNext(ctx, input)),
    'sale.addPlu': (input, command) => run(command, () => addPlu(ctx, command, input)),
    'sale.addItem': (input, command) => run(command, () => addItem(ctx, command, input)),
    'sale.repeatLast': (_, command) => run(command, () => repeatLast(ctx, command)),
    'sale.setQuantity': (input, command) => run(command, () => setQuantity(ctx, command, input)),
    'sale.voidLine': (input, command) => run(command, () => voidLine(ctx, command, input)),
    'sale.answerAge': (input, command) => run(command, () => answerAge(ctx, command, input)),
    'sale.voidBasket': (input, command) => run(command, () => voidBasket(ctx, command, input)),
    'sale.voidPaid': (input, command) => run(command, () => voidPaidBasket(ctx, command, input)),
    'sale.park': (input, command) => run(command, () => parkBasket(ctx, command, input)),
    'sale.resume': (input, command) => run(command, () => resumeBasket(ctx, command, input)),
    'pay.cash': (input, command) => run(command, () => payCash(ctx, command, input)),
    'pay.returnCash': (input, command) => run(command, () => returnCash(ctx, command, input)),
    'pay.card': (input, command) => run(command, () => takeCard(ctx, command, input)),
    'pay.cancelCard': (_, command) => run(command, () => cancelCard(ctx)),
    'pay.signature': (input) => look(() => signaturePicture(ctx, input)),
    'pay.judgeSignature': (input, command) => run(command, () => judgeSignature(ctx, input)),
    'pay.ask': (input, command) =>
      run(command, () => askForCashier(ctx, ATTEMPT_KINDS, input.attemptId)),
    'pay.printPending': (input, command) =>
      run(command, () => printPendingSlip(ctx, command, input)),
    'pay.resolve': (input, command) =>
      run(command, () => resolvePayment(ctx, ATTEMPT_KINDS, command, input)),
    'return.query': (input) => look(() => queryReturn(ctx, input)),
    'return.begin': (input, command) => run(command, () => beginReturn(ctx, command, input)),
    'return.retry': (input, command) => run(command, () => retryReturn(ctx, command, input)),
    'return.abandon': (input, command) => run(command, () => abandonReturn(ctx, command, input)),
    'receipt.reprint': (input, command) => run(command, () => reprint(ctx, command, input)),
    'receipt.settle': (input, command) =>
      run(command, () => {
        const answer = settlePaper(ctx, command, input);
        wakePrinter();
        return answer;
      }),
    'drawer.noSale': (input, command) => run(command, () => noSale(ctx, command, input)),
    'catalogue.confirm': (input, command) =>
      run(command, () => confirmCatalogue(ctx, command, input)),
    'copy.newDisk': (_, command) => run(command, () => acceptCopyDisk(ctx, command)),
    'catalogue.search': (input) => look(() => search(ctx, input)),
    'catalogue.priceCheck': (input) => look(() => priceCheck(ctx, input)),
    'sales.recent': (input) => look(() => recentSales(ctx, input)),
    'shift.close': (input, command) => run(command, () => closeShift(ctx, command, input)),
    'settlement.close': (_, command) => run(command, () => settleTerminal(ctx, command)),
    'settlement.last': () => look(() => lastSettlement(ctx)),
    'settlement.printLast': (_, command) => run(command, () => printLastSettlement(ctx)),
    'terminal.setup': () => look(() => lookAtSetup(ctx)),
    'terminal.check': async (input, command) => {
      const free = await run(command, () => beginCheck(ctx, input));
      if (!free.ok) return free;
      try {
        return await look(() => checkSetup(ctx, input));
      } finally {
        // Also where the disk was full meanwhile and nothing was tested.
        ctx.state.checkingTerminal = false;
      }
    },
    'terminal.save': (input, command) => run(command, () => saveSetup(ctx, input)),
    'day.close': async (input, command) => {
      // Before its turn: a day of thousands of sales is read while others are served.
      const prepared = await look(async () => reply(await prepareDayFigures(ctx)));
      if (!prepared.ok) return prepared;
      return run(command, async () => {
        const answer = await closeDay(ctx, command, input, prepared.value);
        if (answer.ok) {
          ctx.state.notify('accepted', 'dayClosed');
          const locale = ctx.state.operator?.locale ?? ctx.settings.defaultLocale;
          void inBackground(ctx, async () => {
            await printZ(ctx, locale);
            await printDifferences(ctx, locale);
          });
          void sendNow();
        }
        return answer;
      });
    },
    'upload.send': async (_, command) => {
      const admitted = await run(command, () => DONE);
      // Aside: no other command waits for head office.
      return admitted.ok ? look(async () => reply(await sendNow('person'))) : admitted;
    },
    // A register that runs has nothing to decide: the question was answered, or is asked after a restart.
    'loss.decide': (_, command) => run(command, () => refuse('questionChanged')),
    'program.end': (_, command) => run(command, () => endProgram(ctx, command)),
    'report.x': () => look(() => xReport(ctx)),
    'report.lastZ': () => look(() => lastZ(ctx)),
    'report.printLastZ': (_, command) => run(command, () => printLastZ(ctx)),
  };
}
