/** The keys of the amounts, in the order in which they stand: never a function key. */
export const CASH_CAPS = ['a', 's', 'd', 'f', 'g', 'h'] as const;

/** How many of them are amounts that pay all of what is due. */
const WHOLE_KEYS = 4;
/** More pieces beside the largest notes nobody counts out for a round sum. */
const MOST_PIECES = 3;

/**
 * The amounts offered as keys. First those a customer is likely to hand over for what is due: the
 * next sums above it that few notes make, the nearest first. Then the notes that pay a part of it,
 * the largest first. No coins below a whole unit, which nobody pays a basket with.
 */
export function cashKeys(
  denominationsMinor: readonly number[],
  decimals: number,
  cashDueMinor: number,
): number[] {
  const unit = Number(`1${'0'.repeat(decimals)}`);
  const notes = denominationsMinor.filter((each) => each >= unit).sort((a, b) => b - a);
  const whole = notes
    .map((note) => Math.ceil((cashDueMinor + 1) / note) * note)
    .filter((sum) => piecesOf(sum, notes) <= MOST_PIECES)
    .sort((a, b) => a - b);
  const near = [...new Set(whole)].slice(0, WHOLE_KEYS);
  const parts = notes.filter((note) => note < cashDueMinor);
  return [...near, ...parts].slice(0, CASH_CAPS.length);
}

/** How many notes make the sum, beside as many of the largest as fit; infinite where none do. */
function piecesOf(sumMinor: number, notes: readonly number[]): number {
  const largest = notes[0] ?? 1;
  let rest = sumMinor > largest ? sumMinor % largest : sumMinor;
  let pieces = 0;
  for (const note of notes) {
    pieces += Math.floor(rest / note);
    rest %= note;
  }
  return rest === 0 ? pieces : Number.POSITIVE_INFINITY;
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
