import { z } from 'zod';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import { type OwedPaper, papersOwed } from './papers-owed.ts';
import { flowKey, forgetFlow, keepFlow, readFlow } from '../ports/flow-state.ts';
import type { ReadTx, WriteTx } from '../ports/store.ts';

/** Names the paper whose bytes may be on their way; survives a crash in the middle of it. */
const STARTED = flowKey('print.started', z.string().min(1));
/** A paper that may be out: a person is asked, or has asked for it once more, marked as a copy. */
const doubt = z.strictObject({
  paperId: z.string(),
  state: z.enum(['ask', 'again']),
  sinceMs: z.int(),
});
export type Doubt = z.infer<typeof doubt>;

/** Papers that may be out or not. */
const DOUBTS = flowKey('print.doubts', z.array(doubt).min(1));

/** Names a paper for as long as it is owed. */
export function paperIdOf(paper: OwedPaper): string {
  return paper.kind === 'receipt'
    ? `${paper.receipt.saleId}:${paper.receipt.copy}`
    : `slip:${paper.slip.slipSeq}`;
}

export function doubtsOf(tx: ReadTx): readonly Doubt[] {
  return readFlow(tx, DOUBTS) ?? [];
}

/** The next paper that may be printed: none that a person is asked about. */
export function nextPaper(
  tx: ReadTx,
): { readonly paper: OwedPaper; readonly again: boolean } | null {
  const doubts = new Map(doubtsOf(tx).map(({ paperId, state }) => [paperId, state]));
  for (const paper of papersOwed(tx)) {
    const state = doubts.get(paperIdOf(paper));
    if (state !== 'ask') return { paper, again: state === 'again' };
  }
  return null;
}

/** Its bytes leave from now on: a crash leaves a doubt. */
export function noteStarted(tx: WriteTx, paperId: string): void {
  keepFlow(tx, STARTED, paperId);
}

/** It is known what became of it: printed, or nothing of it left. */
export function noteEnded(tx: WriteTx, paperId: string, isOut: boolean): void {
  forgetFlow(tx, STARTED);
  if (isOut) withoutDoubt(tx, paperId);
}

/** Nobody knows what became of it: a person decides. */
export function noteDoubt(tx: WriteTx, paperId: string, sinceMs: number): void {
  forgetFlow(tx, STARTED);
  const others = doubtsOf(tx).filter((doubt) => doubt.paperId !== paperId);
  save(tx, [...others, { paperId, state: 'ask', sinceMs }]);
}

/** After a start: whether a paper was under way when the register stopped; it is asked about. */
export function doubtInterrupted(ctx: TillContext): boolean {
  const started = ctx.store.read((tx) => readFlow(tx, STARTED));
  if (started === null) return false;
  ctx.store.write((tx) => noteDoubt(tx, started, ctx.clock.nowMs()));
  return true;
}

/** What the windows are told: how much is owed, what of it needs a look, and what to ask. */
export function paperView(
  ctx: TillContext,
  tx: ReadTx,
): Pick<TillSnapshot, 'receiptsWaiting' | 'papersLate' | 'doubtfulPapers'> {
  const owed = papersOwed(tx);
  const asked = new Map(
    doubtsOf(tx).flatMap(({ paperId, state, sinceMs }) =>
      state === 'ask' ? [[paperId, sinceMs] as const] : [],
    ),
  );
  const doubtfulPapers = owed.flatMap((paper) => {
    const paperId = paperIdOf(paper);
    const sinceMs = asked.get(paperId);
    if (sinceMs === undefined) return [];
    const isReceipt = paper.kind === 'receipt';
    const receiptNo = isReceipt ? (tx.sale(paper.receipt.saleId)?.sale.receiptNo ?? '') : '';
    const copy = isReceipt ? paper.receipt.copy : 0;
    return [{ paperId, kind: paper.kind, receiptNo, copy, sinceMs }];
  });
  const { state } = ctx.printer.status();
  const isStanding = state === 'fault' || state === 'off';
  return {
    receiptsWaiting: owed.length,
    papersLate: isStanding ? owed.length : doubtfulPapers.length,
    doubtfulPapers,
  };
}

/**
 * A person has looked. `printed`: it is there, and journaled as seen by a person. `again`: a receipt
 * is journaled as lost and a copy is asked for, marked and counted like a reprint; a card slip
 * prints once more, marked.
 */
export function settlePaper(
  ctx: TillContext,
  command: CommandContext,
  input: { paperId: string; answer: 'printed' | 'again' },
): Reply<Record<string, never>> {
  const operator = authorise(ctx, 'reprint');
  if (!operator.ok) return operator;
  const { paperId, answer } = input;
  const { operatorId } = operator.value;
  return commit(ctx, command, (tx) => {
    const paper = papersOwed(tx).find((owed) => paperIdOf(owed) === paperId);
    const isAsked = doubtsOf(tx).some(
      (doubt) => doubt.paperId === paperId && doubt.state === 'ask',
    );
    if (paper === undefined || !isAsked) return refuse('nothingToPrint');
    withoutDoubt(tx, paperId);
    const proof = answer === 'printed' ? 'person' : 'lost';
    if (paper.kind === 'receipt') {
      const { saleId, copy } = paper.receipt;
      tx.append('receipt.printed', { saleId, copy, proof }, operatorId);
      if (answer === 'again') askForCopy(tx, saleId, operatorId);
    } else if (answer === 'printed') {
      tx.append('slip.printed', { slipSeq: paper.slip.slipSeq, proof }, operatorId);
    } else {
      save(tx, [...doubtsOf(tx), { paperId, state: 'again', sinceMs: ctx.clock.nowMs() }]);
    }
    return DONE;
  });
}

/** Owes one more print of a receipt, marked as a copy and counted. */
export function askForCopy(tx: WriteTx, saleId: string, operatorId: string): void {
  const queued = tx.printQueue().filter((job) => job.saleId === saleId).length;
  const copy = (tx.sale(saleId)?.prints ?? 0) + queued;
  tx.append('receipt.reprintRequested', { saleId, copy }, operatorId);
}

function withoutDoubt(tx: WriteTx, paperId: string): void {
  save(
    tx,
    doubtsOf(tx).filter((doubt) => doubt.paperId !== paperId),
  );
}

function save(tx: WriteTx, doubts: readonly Doubt[]): void {
  if (doubts.length === 0) forgetFlow(tx, DOUBTS);
  else keepFlow(tx, DOUBTS, [...doubts]);
}
