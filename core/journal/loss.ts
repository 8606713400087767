import type { Minor } from '../money/minor.ts';
import type { ChainHead } from './chain.ts';

/**
 * What a witness of the journal says against the database. `ahead`: it has entries that follow the
 * database's newest one. `other`: it has other entries under the same numbers, or what it has cannot
 * be proved to follow.
 */
export type Against = 'ahead' | 'other';

/** Entries that one side has and the other lacks. */
export interface Apart {
  readonly entries: number;
  readonly sales: number;
  readonly salesMinor: Minor;
}

/** How far one side has given numbers. */
export interface NumbersGiven {
  /** The newest receipt, as it stands on the paper. */
  readonly lastReceiptNo: string | null;
  /** What its next papers would get: past its newest ones, and past every earlier decision. */
  readonly nextReceiptSeq: number;
  readonly nextZNumber: number;
}

/** What a second copy that speaks against the database holds, read from its first line to its last. */
export interface CopyWitness extends NumbersGiven {
  readonly says: Against;
  /** Its newest whole entry, and when that was written. */
  readonly head: ChainHead;
  readonly atMs: number;
  /** The newest entry that both have; 0 for none. */
  readonly commonTo: number;
  /** Of it, what the database lacks. */
  readonly apart: Apart;
  /** The first line that is no entry or does not follow; null when its chain is whole from entry 1. */
  readonly badLine: number | null;
  /** It holds the last entry that head office has; false too where head office has none. */
  readonly holdsHeadOffice: boolean;
}

/** What head office was last heard to have of this register. */
export interface HeadOfficeWitness extends ChainHead {
  /** Null: the database has that very entry. */
  readonly says: Against | null;
}

/** The database as it was found. */
export interface DatabaseEnd extends ChainHead, NumbersGiven {
  readonly atMs: number | null;
}

/** The database and who speaks against it; at least one does. */
export interface Loss {
  readonly database: DatabaseEnd;
  readonly copy: CopyWitness | null;
  readonly headOffice: HeadOfficeWitness | null;
  /** Whether a manager's PIN can be asked for here: people, and the secret their PINs are sealed with. */
  readonly canAsk: boolean;
}

export type LossDecision = 'takeCopy' | 'goOn';

/** How a decision may be made: not at all, by anybody who stands there, or by a manager. */
export type Offer = 'no' | 'anybody' | 'manager';

/**
 * What may be decided, the same for every pair of witnesses:
 * - the entries of the copy are taken where its chain is whole and it holds what head office has. Where
 *   no manager can be asked, because the people went with the database, anybody may, as long as the
 *   database has nothing of its own to lose by it;
 * - this database goes on where head office does not speak against it: there it would be refused for
 *   ever. Never without a manager: it sets sales aside.
 *
 * Against head office alone nothing is decided here: a new code is its own people's word.
 */
export function offersOf(loss: Loss): Readonly<Record<LossDecision, Offer>> {
  const { copy, headOffice, canAsk } = loss;
  if (copy === null) return { takeCopy: 'no', goOn: 'no' };
  const isTakeable = copy.badLine === null && (headOffice === null || copy.holdsHeadOffice);
  const asksNobody: Offer = copy.says === 'ahead' ? 'anybody' : 'no';
  return {
    takeCopy: isTakeable ? (canAsk ? 'manager' : asksNobody) : 'no',
    goOn: canAsk && (headOffice === null || headOffice.says === null) ? 'manager' : 'no',
  };
}

/** The numbers that no witness has given away: past the highest that any of them knows. */
export function nextNumbers({ database, copy }: Loss): {
  readonly nextReceiptSeq: number;
  readonly nextZNumber: number;
} {
  return {
    nextReceiptSeq: Math.max(database.nextReceiptSeq, copy?.nextReceiptSeq ?? 1),
    nextZNumber: Math.max(database.nextZNumber, copy?.nextZNumber ?? 1),
  };
}
