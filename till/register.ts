import { z } from 'zod';
import type { DisplaySnapshot, TillSnapshot } from '../contracts/till/snapshot.ts';
import { watchClock } from './runtime/clock-watch.ts';
import type { CommandContext } from './runtime/commit.ts';
import type { TillContext } from './runtime/context.ts';
import { ReadingEnded } from './runtime/entry-slices.ts';
import { ATTEMPT_KINDS } from './handlers/attempt-kinds.ts';
import { watchLateResults } from './card/late-approval.ts';
import { takeUpLockOuts } from './session/lock-out.ts';
import { firstAnswer } from './runtime/first-answer.ts';
import { haltInForce } from './head-office/position.ts';
import type { DeviceStatus } from './ports/device.ts';
import type { RawScan, Scanner } from './ports/peripherals.ts';
import { startSpooler } from './printing/spooler.ts';
import { tillHandlers } from './handlers/all.ts';
import type { TillHandlers, Use, Ways } from './handlers/ways.ts';
import { recover } from './recover.ts';
import { type Reply, refuse } from './runtime/reply.ts';
import { scanItem } from './selling/scan.ts';
import { startUploads } from './head-office/upload.ts';
import { snapshotMaker } from './snapshot.ts';
import { withheld } from './session/withheld.ts';
import { stopSelling } from './runtime/stop-selling.ts';
import { StoreFault } from './ports/store.ts';
import { flowKey, keepFlow } from './ports/flow-state.ts';
import { guarded, turnedAwayInTurn } from './session/who-may.ts';

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
  readonly publish: {
    till(snapshot: TillSnapshot): void;
    display(snapshot: DisplaySnapshot): void;
  };
  /** A witness speaks against the database and nobody is being served: another beginning is due. */
  readonly onHalted?: () => void;
  /**
   * Resolves once the answers given until now have left for the windows: the next command's news go
   * after them.
   */
  readonly answersLeave: () => Promise<void>;
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
    publish.till(withheld(latest));
    publish.display(snapshots.display(latest));
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
    scanner.onMisread(() => tellScanner(ctx, refuse('halfRead'))),
    scanner.onScan((scan) => answerScanner(ctx, scan, run)),
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
          repeated<T>(command) ?? staleRefusal(command) ?? turnedAwayInTurn(ctx, command) ?? use()
        );
      }),
    );
    // What a command is refused with is said before what the next one did.
    queue = turn.then(parts.answersLeave, parts.answersLeave);
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
      return await query(use);
    } finally {
      ctx.state.changed();
    }
  }

  /** Queries and requests that must not wait behind a running command. */
  async function query<T>(use: Use<T>): Promise<Reply<T>> {
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
      tillHandlers({ ctx, run, query, sendNow: sender.sendNow, wakePrinter: spooler.wake }, () =>
        withheld(latest),
      ),
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

/** The scanner on its own line gave the command and hears no reply: all see why it is refused. */
function tellScanner({ state }: TillContext, answer: Reply<unknown>): void {
  if (answer.ok) return;
  state.tellScanRefused(answer.error);
  state.changed();
}

function answerScanner(ctx: TillContext, scan: RawScan, run: Ways['run']): void {
  const answer = run(SCANNED, () => scanItem(ctx, SCANNED, scan));
  void answer.then((reply) => tellScanner(ctx, reply));
}

/** Written for nothing but to see whether anything can be. */
const PROBE = flowKey('store.probe', z.int());

function storeWorks(ctx: TillContext): boolean {
  try {
    ctx.store.write((tx) => keepFlow(tx, PROBE, ctx.clock.nowMs()));
    return true;
  } catch (caught) {
    if (caught instanceof StoreFault) return false;
    throw caught;
  }
}
