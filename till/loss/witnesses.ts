import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import {
  type Apart,
  type CopyWitness,
  type DatabaseEnd,
  type HeadOfficeWitness,
  type Loss,
  nextNumbers,
  offersOf,
} from '../../core/journal/loss.ts';
import { readAs } from '../../core/journal/typed-entry.ts';
import { add, ZERO } from '../../core/money/minor.ts';
import { againstOf, haltFor, keepHalt, keptHalt, keptPosition } from '../head-office/position.ts';
import { type AccessContext, positionNow } from '../head-office/access.ts';
import { pinsHold } from '../session/people.ts';
import type { ReadTx } from '../ports/store.ts';

/** Asking head office and the second copy needs nothing that a register has only when it has begun. */
export interface WitnessContext extends AccessContext {
  /** The second copy began by speaking against the database. */
  readonly copyOpposes: boolean;
  readonly readCopy: (headOffice: HeadOfficeWitness | null) => CopyWitness | null;
  /** Which secret this computer reads PINs with. */
  readonly pinSecretId: string;
}

/**
 * Hears everybody who knows this register's journal besides its database, before anything is sold or
 * written: the second copy, and head office where something speaks against the database already.
 * Null when nobody does.
 */
export async function hearWitnesses(ctx: WitnessContext): Promise<Loss | null> {
  if (!ctx.copyOpposes && ctx.store.read(keptHalt) === null) return null;
  const headOffice = await hearHeadOffice(ctx);
  const copy = ctx.copyOpposes ? ctx.readCopy(headOffice) : null;
  if (copy === null && (headOffice === null || headOffice.says === null)) return null;
  return ctx.store.read((tx) => ({
    database: databaseEnd(tx),
    copy,
    headOffice,
    canAsk: pinsHold(tx, ctx.pinSecretId) && managersOf(tx).length > 0,
  }));
}

/** What head office says now; where it does not answer, what it said last. */
async function hearHeadOffice(ctx: WitnessContext): Promise<HeadOfficeWitness | null> {
  const position = ctx.headOffice.configured ? await positionNow(ctx) : null;
  if (position === null) {
    return ctx.store.read((tx) => {
      const halt = keptHalt(tx);
      return halt === null ? null : { ...keptPosition(tx), says: againstOf(halt) };
    });
  }
  const halt = haltFor(ctx, position);
  keepHalt(ctx, halt, position);
  const { seq, hash } = position;
  if (seq === 0) return null;
  return { seq, hash, says: halt === null ? null : againstOf(halt) };
}

/** What the database holds of its own from an entry on. */
export function apartFrom(tx: ReadTx, from: number): Apart {
  const head = tx.journalHead().seq;
  let sales = 0;
  let salesMinor = ZERO;
  for (let seq = from; seq <= head; seq += 1) {
    const sale = readAs(tx.entries(seq, seq)[0], 'sale.completed');
    if (sale === null) continue;
    sales += 1;
    salesMinor = add(salesMinor, sale.payload.totalMinor);
  }
  return { entries: Math.max(0, head - from + 1), sales, salesMinor };
}

function databaseEnd(tx: ReadTx): DatabaseEnd {
  const head = tx.journalHead();
  const [last] = tx.entries(head.seq, head.seq);
  return {
    ...head,
    atMs: last?.atMs ?? null,
    lastReceiptNo: tx.recentSales(1)[0]?.sale.receiptNo ?? null,
    nextReceiptSeq: tx.nextReceiptSeq(),
    nextZNumber: tx.nextZNumber(),
  };
}

/** Who may decide, as the database has them. */
export function managersOf(tx: ReadTx): ReturnType<ReadTx['operators']> {
  return tx.operators().filter(({ role, pinHash }) => role === 'manager' && pinHash !== '');
}

/** Names what is decided about: a decision that was pressed on another state does not hold. */
export function lossIdOf({ database, copy }: Loss): string {
  return [database.seq, database.hash.slice(0, 16), copy?.head.hash.slice(0, 16) ?? ''].join('-');
}

/** The same as the windows show it. */
export function lossView(tx: ReadTx, loss: Loss): NonNullable<TillSnapshot['loss']> {
  const { database, copy, headOffice } = loss;
  return {
    lossId: lossIdOf(loss),
    database: {
      seq: database.seq,
      receiptNo: database.lastReceiptNo,
      atMs: database.atMs,
      own: { ...apartFrom(tx, (copy?.commonTo ?? database.seq) + 1) },
    },
    copy:
      copy === null
        ? null
        : {
            says: copy.says,
            seq: copy.head.seq,
            receiptNo: copy.lastReceiptNo,
            atMs: copy.atMs,
            missing: { ...copy.apart },
            badLine: copy.badLine,
          },
    headOffice:
      headOffice === null || headOffice.says === null
        ? null
        : { says: headOffice.says, seq: headOffice.seq },
    offers: { ...offersOf(loss) },
    nextReceiptSeq: nextNumbers(loss).nextReceiptSeq,
  };
}
