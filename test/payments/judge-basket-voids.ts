import { foldBasket } from '../../core/basket/fold.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { JournalPayloads } from '../../core/journal/events/all.ts';
import type { BookEntry } from '../../native/simulators/terminal/book-entry.ts';
import type { Finding } from './finding.ts';
import type { Refunding } from './judge-refunds.ts';

/** A card payment with what the terminal's book has of it. */
interface Payment {
  readonly attemptId: string;
  readonly basketId: string;
  readonly charges: readonly BookEntry[];
  /** How many sales have it among their tenders. */
  readonly tenders: number;
}

interface Evidence {
  readonly journal: readonly JournalEntry[];
  readonly payments: readonly Payment[];
  readonly given: readonly Refunding[];
  readonly openBaskets: ReadonlySet<string>;
}

interface BasketVoidVerdict {
  readonly begun: number;
  readonly voided: number;
  /** Payments that went back, by the journal, for the void of their basket. */
  readonly returned: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** The void of one basket: an intent and what became of it. */
interface BasketVoid {
  readonly returnId: string;
  readonly basketId: string;
  /** Paid of the basket in cash when the void began. */
  readonly cashMinor: number;
  isLeft: boolean;
  /** What each `basket.voided` says was handed back in cash. */
  readonly ends: number[];
}

/**
 * Judges the voids of baskets that cards had paid in part. Of a voided basket the terminal's book
 * keeps nothing and gave back no more than it had; no sale counts what went back; and a basket of
 * which everything is back is voided, one of which it is not is parked or was left on purpose.
 */
export function judgeBasketVoids(evidence: Evidence): BasketVoidVerdict {
  const { given } = evidence;
  const voids = readVoids(evidence.journal);
  const ids = new Set(voids.map(({ returnId }) => returnId));
  const ofVoids = given.filter(({ returnId }) => ids.has(returnId));
  const returned = ofVoids.filter(({ state }) => state === 'approved' || state === 'resolvedPaid');
  return {
    begun: voids.length,
    voided: voids.filter(({ ends }) => ends.length > 0).length,
    returned: new Set(returned.map(({ originalAttemptId }) => originalAttemptId)),
    findings: [
      ...voids.flatMap((each) => judgeVoid(each, evidence)),
      ...soldThough(evidence, ofVoids),
    ],
  };
}

function judgeVoid(basketVoid: BasketVoid, evidence: Evidence): Finding[] {
  const { returnId, basketId, cashMinor, isLeft, ends } = basketVoid;
  const payments = evidence.payments.filter((payment) => payment.basketId === basketId);
  const attemptIds = new Set(payments.map(({ attemptId }) => attemptId));
  const given = evidence.given.filter((one) => attemptIds.has(one.originalAttemptId));
  const chargedMinor = total(payments.flatMap(({ charges }) => charges));
  const backMinor = total(given.flatMap(({ entries }) => entries));
  const said = `void ${returnId} of basket ${basketId}: charged ${chargedMinor}, ${backMinor} back`;
  const findings: Finding[] = [];
  if (backMinor > chargedMinor) findings.push({ kind: 'doubled', detail: said });
  if (ends.length > 1) findings.push({ kind: 'doubled', detail: `${said}, voided twice` });
  const [paidOutMinor] = ends;
  if (paidOutMinor === undefined) {
    const isWaiting = evidence.openBaskets.has(basketId);
    const isInDoubt = given.some(({ state }) => !ENDED.has(state));
    const isDue = backMinor === chargedMinor && cashMinor === 0 && !isInDoubt;
    if (!isLeft && !isWaiting) findings.push({ kind: 'lost', detail: `${said}, basket gone` });
    if (!isLeft && isWaiting && isDue) {
      findings.push({ kind: 'lost', detail: `${said}, not voided` });
    }
    return findings;
  }
  if (backMinor < chargedMinor) findings.push({ kind: 'notRefunded', detail: `${said}, voided` });
  if (paidOutMinor !== cashMinor) {
    const kind = paidOutMinor < cashMinor ? 'notRefunded' : 'doubled';
    findings.push({ kind, detail: `${said}, cash ${cashMinor}, ${paidOutMinor} handed back` });
  }
  return findings;
}

const ENDED = new Set(['approved', 'declined', 'neverStarted', 'resolvedPaid', 'resolvedNotPaid']);

/** Goods that left for money which the void of their basket had refunded. */
function soldThough({ payments }: Evidence, given: readonly Refunding[]): Finding[] {
  const back = new Set(
    given.filter(({ entries }) => entries.length > 0).map((one) => one.originalAttemptId),
  );
  return payments
    .filter(({ attemptId, tenders }) => tenders > 0 && back.has(attemptId))
    .map(({ attemptId }) => ({
      kind: 'notCharged',
      detail: `payment ${attemptId} was refunded, and a sale has it`,
    }));
}

function total(entries: readonly BookEntry[]): number {
  return entries.reduce((sum, { amountMinor }) => sum + Math.abs(amountMinor), 0);
}

function readVoids(journal: readonly JournalEntry[]): BasketVoid[] {
  const voids = new Map<string, BasketVoid>();
  const cash = new Map<string, number>();
  for (const { type, payload } of journal) {
    // The type of an entry says which payload it has.
    if (type === 'basket.suspended') {
      const { basketId, events } = payload as JournalPayloads['basket.suspended'];
      cash.set(basketId, cashOf(events));
    } else if (type === 'basketVoid.intended') {
      const { returnId, basketId } = payload as JournalPayloads['basketVoid.intended'];
      const cashMinor = cash.get(basketId) ?? 0;
      voids.set(returnId, { returnId, basketId, cashMinor, isLeft: false, ends: [] });
    } else if (type === 'return.abandoned') {
      const { returnId } = payload as JournalPayloads['return.abandoned'];
      const left = voids.get(returnId);
      if (left !== undefined) left.isLeft = true;
    } else if (type === 'basket.voided') {
      const { refunded } = payload as JournalPayloads['basket.voided'];
      if (refunded !== undefined) voids.get(refunded.returnId)?.ends.push(refunded.cashMinor);
    }
  }
  return [...voids.values()];
}

function cashOf(events: JournalPayloads['basket.suspended']['events']): number {
  return foldBasket(events)
    .tenders.filter(({ kind }) => kind === 'cash')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
