import { basename, join } from 'node:path';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { TillInput } from '../../contracts/till/contract.ts';
import type { Loss } from '../../core/journal/loss.ts';
import { invariant } from '../../core/assert.ts';
import { copyReference } from '../../db/copy-reference.ts';
import { restoreFromCopy } from '../../db/restore.ts';
import type { RegisterStore } from '../../db/store.ts';
import type { CommandContext } from '../../till/runtime/commit.ts';
import type { PinVerifier, TillSettings } from '../../till/runtime/context.ts';
import {
  forgetWrongPins,
  type LossDesk,
  type LossInput,
  lossDecided,
  whoDecides,
} from '../../till/loss/decide-loss.ts';
import { keptAnswer } from '../../till/runtime/first-answer.ts';
import { forgetHalt } from '../../till/head-office/position.ts';
import { lossView, managersOf } from '../../till/loss/witnesses.ts';
import type { Log, Stopwatch } from '../../till/ports/system.ts';
import { DONE, type Reply, refuse } from '../../till/runtime/reply.ts';
import { SESSION_OPERATOR } from '../../till/session/session.ts';
import { whyHalted, haltedSnapshot } from '../../till/stopped-register.ts';
import { forgetFlow, keepFlow, REFUSED_COPY } from '../../till/ports/flow-state.ts';
import { StoreFault, type WriteTx } from '../../till/ports/store.ts';
import { diskReason } from './disk-reason.ts';
import { exchangeDatabase, keptName, putOutboxAside, removeDatabase } from './exchange-database.ts';

export interface HaltOptions {
  readonly dataDir: string;
  readonly secondCopyPath: string | null;
  readonly store: RegisterStore;
  /** Opens another database of this register, without a second copy. */
  readonly openOther: (path: string) => RegisterStore;
  readonly loss: Loss;
  readonly settings: TillSettings;
  readonly pins: PinVerifier;
  readonly stopwatch: Stopwatch;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly faultPoint: (name: 'duringDecision') => void;
  /** A decision was carried out, or failed midway: the register has to begin anew. */
  readonly over: () => void;
}

/** A register of which a witness says that its database was rolled back or lost; see ADR 0025. */
export interface HaltedRegister {
  readonly code: string;
  snapshot(revision: number): TillSnapshot;
  /** Carries a decision out, once. */
  readonly decide: (input: TillInput<'loss.decide'>, command: CommandContext) => Promise<Empty>;
  close(): Promise<void>;
}

type Empty = Reply<Record<string, never>>;

/** Nothing is sold, printed or sent, and nothing journaled, until somebody who may has decided. */
export function haltRegister(options: HaltOptions): HaltedRegister {
  const { store, loss, settings, pins, stopwatch } = options;
  const desk: LossDesk = {
    store,
    pins,
    stopwatch,
    loss,
    sinceMs: stopwatch.readMs(),
    wrongAtMs: new Map(),
  };
  let deciding: Promise<Empty> | null = null;
  let isOver = false;

  async function decide(input: LossInput, command: CommandContext): Promise<Empty> {
    const actor = await whoDecides(desk, input);
    if (!actor.ok) return actor;
    isOver = true;
    try {
      return await carryOut({ ...options, actor: actor.value, command }, input.decision);
    } finally {
      options.over();
    }
  }

  return {
    code: whyHalted(loss),
    snapshot: (revision) =>
      store.read((tx) =>
        haltedSnapshot({
          revision,
          settings,
          loss,
          view: lossView(tx, loss),
          managers: managersOf(tx),
        }),
      ),
    async decide(input, command) {
      // A second press while the first is carried out, or after it.
      if (deciding !== null || isOver) return refuse('busy');
      deciding = decide({ ...input, approval: input.approval ?? null }, command);
      try {
        return await deciding;
      } finally {
        deciding = null;
      }
    },
    async close() {
      // Another beginning may be asked for (a new code, the end of the program) in the middle of it.
      await deciding;
      await store.settled();
      store.close();
    },
  };
}

interface Decision extends HaltOptions {
  readonly actor: string;
  readonly command: CommandContext;
}

async function carryOut(decision: Decision, what: LossInput['decision']): Promise<Empty> {
  const { dataDir, nowMs, log } = decision;
  let layBack = (): void => undefined;
  try {
    layBack = putOutboxAside(dataDir, nowMs());
    if (what === 'goOn') goOn(decision);
    else await takeCopy(decision);
    log.warn('decided about a lost database', { decision: what, actor: decision.actor });
    return DONE;
  } catch (caught) {
    const fault =
      caught instanceof StoreFault
        ? { code: caught.code, detail: caught.message }
        : diskReason(caught);
    if (fault === null) throw caught;
    layBack();
    log.error('not decided about a lost database', { ...fault });
    return refuse('storeFault', { reason: fault.code });
  }
}

/** The copy is renamed at the next look at it, which is now or after a power cut. */
function goOn(decision: Decision): void {
  const { store, loss, actor, secondCopyPath, nowMs } = decision;
  invariant(loss.copy !== null && secondCopyPath !== null, 'only a copy is decided against');
  const keptAs = `${basename(secondCopyPath)}.kept-${nowMs()}`;
  const refused = { hash: loss.copy.head.hash, keptAs };
  decision.faultPoint('duringDecision');
  store.write((tx) => {
    tx.append('loss.decided', lossDecided(tx, loss, { decision: 'goOn', keptAs }), actor);
    keepFlow(tx, REFUSED_COPY, refused);
    settle(tx, decision);
  });
  decision.faultPoint('duringDecision');
}

/** Throws `StoreFault` `corrupt` where the copy is not what it was when it was asked about. */
async function takeCopy(decision: Decision): Promise<void> {
  const { dataDir, store, loss, actor, secondCopyPath, nowMs, openOther } = decision;
  invariant(loss.copy !== null && secondCopyPath !== null, 'there is no copy to take');
  const made = join(dataDir, 'register.db.from-copy');
  const keptAs = keptName(nowMs());
  try {
    removeDatabase(made);
    const { copy } = restoreFromCopy(secondCopyPath, made);
    if (!copy.ok || copy.head.hash !== loss.copy.head.hash) {
      throw new StoreFault('corrupt', `${secondCopyPath} has changed, or cannot be proved`);
    }
    copyReference(join(dataDir, 'register.db'), made);
    const entry = store.read((tx) => lossDecided(tx, loss, { decision: 'takeCopy', keptAs }));
    const next = openOther(made);
    try {
      next.write((tx) => {
        tx.append('loss.decided', entry, actor);
        forgetFlow(tx, REFUSED_COPY);
        forgetHalt(tx);
        settle(tx, decision);
      });
    } finally {
      next.close();
    }
    const faultPoint = () => decision.faultPoint('duringDecision');
    await exchangeDatabase({ dataDir, store, made, keptAs, faultPoint });
  } finally {
    removeDatabase(made);
  }
}

/** In the same commit: the answer of a repeated command; the wrong PINs are told in the entry. */
function settle(tx: WriteTx, { command }: Decision): void {
  // Whoever was signed on is another one in the other history: somebody signs on anew.
  forgetFlow(tx, SESSION_OPERATOR);
  forgetWrongPins(tx);
  if (command.commandId !== null)
    tx.rememberCommand(command.commandId, keptAnswer({ ...command, call: 'loss.decide' }, DONE));
}
