import { z } from 'zod';
import type { Approval } from '../../contracts/common.ts';
import type { LossDecided } from '../../core/journal/events/loss.ts';
import { type Loss, type LossDecision, nextNumbers, offersOf } from '../../core/journal/loss.ts';
import { invariant } from '../../core/assert.ts';
import type { TillContext } from '../runtime/context.ts';
import { LOCK_OUT_MS } from '../session/lock-out.ts';
import { apartFrom, lossIdOf } from './witnesses.ts';
import { type Reply, refuse, reply } from '../runtime/reply.ts';
import { may } from '../session/rights.ts';
import { MAX_PIN_FAILURES } from '../session/session.ts';
import { flowKey, forgetFlow, keepFlow, readFlow } from '../ports/flow-state.ts';
import type { ReadTx, WriteTx } from '../ports/store.ts';

/** PINs typed wrongly where a loss was decided, by person; journaled with the decision. */
const WRONG_PINS = flowKey('loss.wrongPins', z.array(z.tuple([z.string(), z.int().min(1)])));

/** What deciding needs: the register has not begun. */
export interface LossDesk extends Pick<TillContext, 'store' | 'pins' | 'stopwatch'> {
  readonly loss: Loss;
  /** When this question was first shown, by the stopwatch. */
  readonly sinceMs: number;
  /** When a person's PIN was last typed wrongly here. */
  readonly wrongAtMs: Map<string, number>;
}

export interface LossInput {
  readonly lossId: string;
  readonly decision: LossDecision;
  readonly approval: NonNullable<Approval> | null;
}

/**
 * Who decides, or why this may not be decided now. Nothing is journaled before the decision is: each
 * entry would drive database and witness further apart. Wrong PINs are counted durably all the same,
 * and from the fifth on each costs five minutes, also after a restart.
 */
export async function whoDecides(desk: LossDesk, input: LossInput): Promise<Reply<string>> {
  const { loss, store } = desk;
  const offer = offersOf(loss)[input.decision];
  if (offer === 'no' || input.lossId !== lossIdOf(loss)) return refuse('questionChanged');
  if (offer === 'anybody') return reply('system');
  const { approval } = input;
  if (approval === null) {
    return refuse('needsApproval', { right: 'decideLoss', rule: input.decision, role: 'manager' });
  }
  const { operatorId, pin } = approval;
  const person = store.read((tx) => tx.operator(operatorId));
  if (person === null || person.pinHash === '') return refuse('unknownOperator');
  if (!may(person.role, 'decideLoss')) return refuse('approverMayNot');
  const failures = store.read(wrongPins).get(operatorId) ?? 0;
  const leftMs = failures < MAX_PIN_FAILURES ? 0 : lockedForMs(desk, operatorId);
  if (leftMs > 0) return refuse('lockedOut', { minutes: Math.ceil(leftMs / 60_000) });
  if (await desk.pins.verify(person, pin)) return reply(operatorId);
  desk.wrongAtMs.set(operatorId, desk.stopwatch.readMs());
  store.write((tx) => {
    const counts = wrongPins(tx).set(operatorId, failures + 1);
    keepFlow(tx, WRONG_PINS, [...counts]);
  });
  const left = MAX_PIN_FAILURES - failures - 1;
  return left > 0
    ? refuse('wrongPin', { left })
    : refuse('lockedOut', { minutes: LOCK_OUT_MS / 60_000 });
}

function lockedForMs({ wrongAtMs, sinceMs, stopwatch }: LossDesk, operatorId: string): number {
  const since = wrongAtMs.get(operatorId) ?? sinceMs;
  return Math.max(0, since + LOCK_OUT_MS - stopwatch.readMs());
}

function wrongPins(tx: Pick<ReadTx, 'flowState'>): Map<string, number> {
  return new Map(readFlow(tx, WRONG_PINS));
}

/** The wrong PINs are in the entry now. */
export function forgetWrongPins(tx: WriteTx): void {
  forgetFlow(tx, WRONG_PINS);
}

/** What is journaled of a decision: `tx` reads the database it is about, before anything changes. */
export function lossDecided(
  tx: ReadTx,
  loss: Loss,
  { decision, keptAs }: { decision: LossDecision; keptAs: string },
): LossDecided {
  const { database, copy, headOffice } = loss;
  invariant(copy !== null, 'only between database and copy is anything decided here');
  const wrong = [...wrongPins(tx).values()].reduce((sum, count) => sum + count, 0);
  return {
    decision,
    database: { seq: database.seq, hash: database.hash },
    copy: { ...copy.head, says: copy.says },
    headOffice: headOffice === null ? null : { seq: headOffice.seq, hash: headOffice.hash },
    commonTo: copy.commonTo,
    apart: decision === 'goOn' ? copy.apart : apartFrom(tx, copy.commonTo + 1),
    keptAs,
    ...nextNumbers(loss),
    wrongPins: wrong,
  };
}
