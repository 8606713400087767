import { type Minor, sum } from '../money/minor.ts';
import { CARD } from './kinds/card.ts';
import { CASH } from './kinds/cash.ts';
import type { TenderTraits } from './traits.ts';

const kinds = { cash: CASH, card: CARD };

export type TenderKind = keyof typeof kinds;

/** The register of tenders: a new kind is one file in `kinds/` and its line above. */
export const TENDERS: Record<TenderKind, TenderTraits> = kinds;

/** What change, and money that goes back out of the drawer, is given in. */
export const DRAWER_MONEY: TenderKind = 'cash';

/** What a payment attempt at a terminal becomes once it is paid. */
export const TERMINAL_MONEY: TenderKind = 'card';

/** Whether a stored or sent word names a kind of tender. */
export function isTenderKind(word: string): word is TenderKind {
  return Object.hasOwn(TENDERS, word);
}

/** What a card terminal told us that may be kept: never a full card number. */
export interface CardDetails {
  readonly attemptId: string;
  readonly terminalId: string;
  readonly merchantId: string;
  /** Masked by the terminal, kept as it came. */
  readonly maskedPan: string;
  readonly cardName: string;
  readonly authCode: string;
  /** Terminal's own receipt number (凭证号). */
  readonly receiptNo: string;
  readonly trace: string;
}

export interface Tender {
  readonly tenderId: string;
  readonly kind: TenderKind;
  /** What this tender pays of the basket; where it gives change, what was handed over. */
  readonly amountMinor: Minor;
  readonly card: CardDetails | null;
}

/** The sum of tenders; what was handed over, change not taken off. */
export function amountOf(tenders: readonly Pick<Tender, 'amountMinor'>[]): Minor {
  return sum(tenders.map(({ amountMinor }) => amountMinor));
}

/** Those of the tenders whose kind has a trait. */
export function tendersThat<T extends Pick<Tender, 'kind'>>(
  has: (traits: TenderTraits) => boolean,
  tenders: readonly T[],
): T[] {
  return tenders.filter(({ kind }) => has(TENDERS[kind]));
}
