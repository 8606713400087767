import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { JournalFetched } from '../../core/journal/events/head-office.ts';
import { type Loss, nextNumbers } from '../../core/journal/loss.ts';
import { copyReference } from '../../db/copy-reference.ts';
import { lineOf } from '../../db/entry-line.ts';
import { restoreFromCopy } from '../../db/restore.ts';
import type { RegisterStore } from '../../db/store.ts';
import {
  type AccessContext,
  type ComeIn,
  comeIn,
  hasNewCode,
} from '../../till/head-office/access.ts';
import { forgetHalt, haltFor, keepHalt, keptHalt } from '../../till/head-office/position.ts';
import { apartFrom } from '../../till/loss/witnesses.ts';
import { SESSION_OPERATOR } from '../../till/session/session.ts';
import { forgetFlow, keepFlow, REFUSED_COPY } from '../../till/ports/flow-state.ts';
import type { ReadTx } from '../../till/ports/store.ts';
import { exchangeDatabase, keptName, removeDatabase } from './exchange-database.ts';

type LetIn = Extract<ComeIn, { ok: true }>;

export interface JournalOfHeadOfficeOptions {
  readonly dataDir: string;
  readonly ctx: AccessContext;
  readonly store: RegisterStore;
  readonly secondCopyPath: string | null;
  /** Opens the database that lies in the folder then. */
  readonly reopen: () => RegisterStore;
  /** Opens another database of this register, without a second copy. */
  readonly openOther: (path: string) => RegisterStore;
  readonly nowMs: () => number;
  /** What speaks against the database, where something does. */
  readonly loss: Loss | null;
}

/**
 * Before a register begins: gives it back what head office has of it. Where its journal is empty (a
 * new computer), because somebody at head office gave out a code for it; where selling had stopped
 * over another history, once a new code was put into the settings. The old database is kept aside
 * under another name, never written to again. Answers the store to go on with, which is the old
 * one where there was nothing to do, or head office was not reached.
 */
export async function journalOfHeadOffice(
  options: JournalOfHeadOfficeOptions,
): Promise<RegisterStore> {
  const { ctx, store } = options;
  if (!ctx.headOffice.configured) return store;
  const start = store.read((tx) => ({ head: tx.journalHead(), halt: keptHalt(tx) }));
  const isEmpty = start.head.seq === 0;
  if (!isEmpty && (start.halt === null || !hasNewCode(ctx))) return store;
  const answer = await comeIn(ctx);
  if (!answer.ok || answer.position.seq === 0) return store;
  const why = isEmpty ? 'empty' : haltFor(ctx, answer.position);
  if (why === null) {
    keepHalt(ctx, null, answer.position);
    return store;
  }
  return change(options, answer, why);
}

async function change(
  options: JournalOfHeadOfficeOptions,
  answer: LetIn,
  why: JournalFetched['why'],
): Promise<RegisterStore> {
  const { dataDir, ctx, store, reopen, nowMs } = options;
  const lines = join(dataDir, 'journal-from-head-office.ndjson');
  const made = join(dataDir, 'register.db.from-head-office');
  try {
    removeDatabase(made);
    const fetched = await fetchAll(options, answer, lines);
    if (fetched === null) return store;
    const { copy } = restoreFromCopy(lines, made);
    const { seq, hash, batch } = answer.position;
    // Proved from the first entry to the one that head office signed for.
    if (!copy.ok || copy.head.seq !== seq || copy.head.hash !== hash) {
      ctx.log.error('what head office sent is not the journal it signed for', { why });
      return store;
    }
    const keptAs = keptName(nowMs());
    await store.settled();
    const entry = store.read((tx) => ({
      toSeq: seq,
      batchNo: batch,
      why,
      ...ownPart(tx, fetched.ownFrom),
      keptAs,
      ...numbersBefore(tx, options.loss),
    }));
    copyReference(join(dataDir, 'register.db'), made);
    journalFetched(options, made, entry);
    await exchangeDatabase({ dataDir, store, made, keptAs, faultPoint: () => undefined });
    ctx.state.halted = null;
    ctx.log.warn('the journal was fetched from head office', { ...entry });
    return reopen();
  } finally {
    rmSync(lines, { force: true });
    removeDatabase(made);
  }
}

/** Into the new database before it takes its place: there is no moment at which it is not known. */
function journalFetched(
  { store, openOther, secondCopyPath, nowMs }: JournalOfHeadOfficeOptions,
  made: string,
  entry: JournalFetched & { readonly nextReceiptSeq: number; readonly nextZNumber: number },
): void {
  const next = openOther(made);
  try {
    next.write((tx) => {
      // Numbers of papers that customers have, from whichever history, are not given again.
      const nextReceiptSeq = Math.max(entry.nextReceiptSeq, tx.nextReceiptSeq());
      const nextZNumber = Math.max(entry.nextZNumber, tx.nextZNumber());
      forgetHalt(tx);
      // Whoever was signed on is another one in the other history: somebody signs on anew.
      forgetFlow(tx, SESSION_OPERATOR);
      // The copy went on with the old database: it is kept aside with it.
      const hash = copyHeadOf(store);
      const copyKeptAs = `${basename(secondCopyPath ?? '')}.kept-${nowMs()}`;
      if (hash === null) forgetFlow(tx, REFUSED_COPY);
      else keepFlow(tx, REFUSED_COPY, { hash, keptAs: copyKeptAs });
      tx.append('journal.fetched', { ...entry, nextReceiptSeq, nextZNumber }, 'system');
    });
  } finally {
    next.close();
  }
}

/** Past what the old database gave, and a copy that went on without it. */
function numbersBefore(tx: ReadTx, loss: Loss | null): ReturnType<typeof nextNumbers> {
  if (loss !== null) return nextNumbers(loss);
  return { nextReceiptSeq: tx.nextReceiptSeq(), nextZNumber: tx.nextZNumber() };
}

/** The hash of the second copy's newest entry, as far as it was read. */
function copyHeadOf(store: RegisterStore): string | null {
  const { opposes, copiedTo } = store.health().secondCopy;
  if (opposes !== null) return opposes.hash;
  return store.read((tx) => tx.entries(copiedTo, copiedTo)[0]?.hash ?? null);
}

/** What the old journal had that head office has not, from the first entry that differs on. */
function ownPart(
  tx: ReadTx,
  ownFrom: number | null,
): Pick<JournalFetched, 'ownFrom' | 'ownEntries' | 'ownSales' | 'ownSalesMinor'> {
  const own = apartFrom(tx, ownFrom ?? tx.journalHead().seq + 1);
  const { entries: ownEntries, sales: ownSales, salesMinor: ownSalesMinor } = own;
  return { ownFrom, ownEntries, ownSales, ownSalesMinor };
}

/**
 * All batches that head office has, one entry a line; and the first entry of which the old journal has
 * another one. Null when head office stopped answering midway.
 */
async function fetchAll(
  { ctx, store }: JournalOfHeadOfficeOptions,
  { access, position }: LetIn,
  path: string,
): Promise<{ ownFrom: number | null } | null> {
  let ownFrom: number | null = null;
  writeFileSync(path, '', { mode: 0o600 });
  for (let batchNo = 1; batchNo <= position.batch; batchNo += 1) {
    const fetched = await ctx.headOffice.fetch(access, batchNo);
    if (fetched.kind !== 'entries') {
      ctx.log.warn('journal not fetched', { batchNo, reason: fetched.reason });
      return null;
    }
    const { entries } = fetched;
    appendFileSync(path, entries.map(lineOf).join(''), { flush: true });
    ownFrom ??= store.read((tx) => {
      const differs = entries.find(({ seq, hash }) => {
        const own = tx.entries(seq, seq)[0];
        return own !== undefined && own.hash !== hash;
      });
      return differs?.seq ?? null;
    });
  }
  return { ownFrom };
}
