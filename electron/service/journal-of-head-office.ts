import { appendFileSync, copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEntry } from '../../core/journal/typed-entry.ts';
import type { JournalFetched } from '../../core/journal/head-office-events.ts';
import { add, type Minor, ZERO } from '../../core/money/minor.ts';
import { copyReference } from '../../db/copy-reference.ts';
import { lineOf } from '../../db/entry-line.ts';
import { restoreFromCopy } from '../../db/restore.ts';
import type { RegisterStore } from '../../db/store.ts';
import {
  type AccessContext,
  type ComeIn,
  comeIn,
  hasNewCode,
} from '../../till/head-office-access.ts';
import { haltFor, keepHalt, keptHalt } from '../../till/head-office-position.ts';
import type { ReadTx } from '../../till/store.ts';

type LetIn = Extract<ComeIn, { ok: true }>;

export interface JournalOfHeadOfficeOptions {
  readonly dataDir: string;
  readonly ctx: AccessContext;
  readonly store: RegisterStore;
  /** Opens the database that lies in the folder then. */
  readonly reopen: () => RegisterStore;
  readonly nowMs: () => number;
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
    keepHalt(ctx, null);
    return store;
  }
  return change(options, answer, why);
}

async function change(
  options: JournalOfHeadOfficeOptions,
  answer: LetIn,
  why: JournalFetched['why'],
): Promise<RegisterStore> {
  const { dataDir, ctx, store, reopen } = options;
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
    const own = store.read((tx) => ownPart(tx, fetched.ownFrom));
    await store.settled();
    store.close();
    const keptAs = setAside(options, made);
    const next = reopen();
    next.write((tx) => {
      tx.setSetting('headOffice.halt', '');
      tx.append('journal.fetched', { toSeq: seq, batchNo: batch, why, ...own, keptAs }, 'system');
    });
    ctx.state.halted = null;
    ctx.log.warn('the journal was fetched from head office', { toSeq: seq, why, keptAs, ...own });
    return next;
  } finally {
    rmSync(lines, { force: true });
    removeDatabase(made);
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(path + suffix, { force: true });
}

/** Puts the new database in the place of the old one, which stays under the name that is answered. */
function setAside({ dataDir, nowMs }: JournalOfHeadOfficeOptions, made: string): string {
  const path = join(dataDir, 'register.db');
  const keptAs = `register.db.kept-${nowMs()}`;
  copyReference(path, made);
  copyFileSync(path, join(dataDir, keptAs));
  // One step: a power cut leaves the old one or the new one in place.
  renameSync(made, path);
  return keptAs;
}

/** What the old journal had that head office has not, from the first entry that differs on. */
function ownPart(
  tx: ReadTx,
  ownFrom: number | null,
): Pick<JournalFetched, 'ownFrom' | 'ownEntries' | 'ownSales' | 'ownSalesMinor'> {
  let ownSales = 0;
  let ownSalesMinor: Minor = ZERO;
  const head = tx.journalHead().seq;
  for (let seq = ownFrom ?? head + 1; seq <= head; seq += 1) {
    const [entry] = tx.entries(seq, seq);
    if (entry === undefined || !isEntry(entry, 'sale.completed')) continue;
    ownSales += 1;
    ownSalesMinor = add(ownSalesMinor, entry.payload.totalMinor);
  }
  const ownEntries = ownFrom === null ? 0 : head - ownFrom + 1;
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
