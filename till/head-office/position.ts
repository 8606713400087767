import { z } from 'zod';
import type { ChainHead } from '../../core/journal/chain.ts';
import type { Against } from '../../core/journal/loss.ts';
import type { TillContext } from '../runtime/context.ts';
import type { HeadOfficePosition } from '../ports/head-office.ts';
import type { Halt } from '../runtime/state.ts';
import { flowKey, forgetFlow, keepFlow, readFlow } from '../ports/flow-state.ts';
import type { ReadTx, WriteTx } from '../ports/store.ts';

/** What head office's position can order. */
export type HeadOfficeHalt = Exclude<Halt, 'copyOpposes'>;

/** What head office's position ordered, and that position. */
const HALT = flowKey(
  'headOffice.halt',
  z.strictObject({
    halt: z.enum(['headOfficeAhead', 'headOfficeOther']),
    at: z.strictObject({ seq: z.int(), hash: z.string() }),
  }),
);

/**
 * Sets this journal against what head office has of it. A journal that lacks entries head office has,
 * or has others under the same numbers, was restored, copied or begun anew: going on it would give
 * numbers away a second time.
 */
export function haltFor(
  ctx: Pick<TillContext, 'store'>,
  { seq, hash }: HeadOfficePosition,
): HeadOfficeHalt | null {
  if (seq === 0) return null;
  return ctx.store.read((tx) => {
    if (tx.journalHead().seq < seq) return 'headOfficeAhead';
    return tx.entries(seq, seq)[0]?.hash === hash ? null : 'headOfficeOther';
  });
}

/**
 * Keeps a halt over restarts, or lifts it. Nothing is journaled here: each entry would drive the two
 * histories further apart.
 */
export function keepHalt(
  ctx: Pick<TillContext, 'store' | 'state' | 'log'>,
  halt: HeadOfficeHalt | null,
  position: HeadOfficePosition,
): void {
  if (halt !== null) ctx.log.error('selling stops: head office has another history', { halt });
  // Head office cannot speak for the second copy.
  if (ctx.state.halted !== 'copyOpposes') ctx.state.halted = halt;
  const { seq, hash } = position;
  const kept = ctx.store.read((tx) => readFlow(tx, HALT));
  const isKept = kept?.halt === halt && kept.at.seq === seq && kept.at.hash === hash;
  if (isKept || (kept === null && halt === null)) return;
  ctx.store.write((tx) => {
    if (halt === null) forgetFlow(tx, HALT);
    else keepFlow(tx, HALT, { halt, at: { seq, hash } });
  });
}

/** Forgets a halt: the database is another one now. */
export function forgetHalt(tx: WriteTx): void {
  forgetFlow(tx, HALT);
}

/** Where head office was when it ordered the halt. */
export function keptPosition(tx: Pick<ReadTx, 'flowState'>): ChainHead {
  return readFlow(tx, HALT)?.at ?? { seq: 0, hash: '' };
}

/** What that halt says against the database. */
export function againstOf(halt: HeadOfficeHalt): Against {
  return halt === 'headOfficeAhead' ? 'ahead' : 'other';
}

/** The halt that was in force when the register last ran. */
export function keptHalt(tx: Pick<ReadTx, 'flowState'>): HeadOfficeHalt | null {
  return readFlow(tx, HALT)?.halt ?? null;
}

/** A halt waits for the customer who is being served: what lies on the counter is finished first. */
export function haltInForce(ctx: TillContext): Halt | null {
  const { halted, payment } = ctx.state;
  if (halted === null || payment !== null) return null;
  const isServing = ctx.store.read((tx) => tx.openBasket() !== null || tx.openReturn() !== null);
  return isServing ? null : halted;
}

/**
 * Believes what head office says now over what it once acknowledged: restored from a backup, it lacks
 * days it had signed for. Their batches wait again and go there in order, as they were. Whether there
 * are any.
 */
export function alignWith(ctx: TillContext, { batch, seq }: HeadOfficePosition): boolean {
  return ctx.store.write((tx) => {
    const acknowledgedTo = tx.acknowledgedTo();
    if (tx.withdrawAcknowledgements(seq) === 0) return false;
    tx.append('headOffice.wentBack', { heldTo: seq, batchNo: batch, acknowledgedTo }, 'system');
    ctx.log.warn('head office has less than it acknowledged', { heldTo: seq, acknowledgedTo });
    return true;
  });
}
