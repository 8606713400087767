/** How many notes get a key of their own (F1 to F6). */
const CASH_KEYS = 6;

/**
 * The notes and coins offered as keys: the largest first, and no coins below a whole unit, which
 * nobody pays a basket with.
 */
export function cashKeys(denominationsMinor: readonly number[], decimals: number): number[] {
  const unit = Number(`1${'0'.repeat(decimals)}`);
  return denominationsMinor
    .filter((each) => each >= unit)
    .sort((a, b) => b - a)
    .slice(0, CASH_KEYS);
}

/** What Enter and the card key would do with what is typed. */
export interface PayPreview {
  /** Cash handed over; null when what is typed is no amount. */
  readonly cashMinor: number | null;
  /** What the card would pay: the typed part, never more than what remains. */
  readonly cardMinor: number;
  /** Change if the cash is taken; null when it does not cover what is due. Preview only. */
  readonly changeMinor: number | null;
}

/** Previews a payment. The service decides; this only labels the keys. */
export function previewPayment(
  typedMinor: number | null,
  due: {
    readonly remainingMinor: number;
    readonly cashDueMinor: number;
    readonly cardDueMinor: number;
  },
): PayPreview {
  const cashMinor = typedMinor !== null && typedMinor > 0 ? typedMinor : null;
  return {
    cashMinor,
    cardMinor: Math.min(cashMinor ?? due.cardDueMinor, due.cardDueMinor),
    changeMinor:
      cashMinor !== null && cashMinor >= due.cashDueMinor ? cashMinor - due.cashDueMinor : null,
  };
}
