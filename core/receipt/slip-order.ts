import { isOpen, isPaid } from '../payment/machine.ts';
import type { PaymentState } from '../payment/types.ts';

/** A paper besides sale receipts, as far as its place in the order goes. */
export interface SlipToPrint {
  /** Journal number of the entry that made it. */
  readonly slipSeq: number;
  readonly kind: 'merchant' | 'customer' | 'admin' | 'pending';
  readonly attemptState: PaymentState;
  /** Journal number of the sale that the attempt paid, or null. */
  readonly saleSeq: number | null;
  /** The goods it pays for are still at the till: their receipt comes first. */
  readonly saleToCome: boolean;
}

/** A sale receipt or a copy of one that is owed. */
export interface ReceiptToPrint {
  /** Journal number of the sale, or of the wish for a copy. */
  readonly jobId: number;
}

export type PaperToPrint<R, S> =
  | { readonly kind: 'receipt'; readonly receipt: R }
  | { readonly kind: 'slip'; readonly slip: S };

/**
 * What is to be printed now, in this order. The merchant's slip comes at once: somebody signs on
 * it. The customer's comes after the receipt of its sale, and not while the payment is open: a
 * paper that says "approved" beside a doubt would be taken for a proof. None comes for a payment
 * that a supervisor found not paid. "Result pending" comes while that is true and never later.
 */
export function papersDue<R extends ReceiptToPrint, S extends SlipToPrint>(
  receipts: readonly R[],
  slips: readonly S[],
): PaperToPrint<R, S>[] {
  const placed = [
    ...receipts.map((receipt) => ({
      paper: { kind: 'receipt', receipt } as const,
      place: [receipt.jobId, 0] as const,
    })),
    ...slips.filter(isDue).map((slip) => ({
      paper: { kind: 'slip', slip } as const,
      place: placeOf(slip),
    })),
  ];
  return placed
    .toSorted((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1])
    .map(({ paper }) => paper);
}

function isDue({ kind, attemptState, saleSeq, saleToCome }: SlipToPrint): boolean {
  switch (kind) {
    case 'merchant':
    case 'admin':
      return true;
    case 'pending':
      return attemptState === 'unknown';
    case 'customer':
      if (isOpen(attemptState) || attemptState === 'resolvedNotPaid') return false;
      // Where nothing was paid there is no receipt to wait for.
      return !isPaid(attemptState) || saleSeq !== null || !saleToCome;
  }
}

function placeOf({ kind, slipSeq, saleSeq }: SlipToPrint): readonly [number, number] {
  // Behind the receipt with the same journal number, in the order the terminal made them.
  if (kind === 'customer' && saleSeq !== null) return [saleSeq, slipSeq];
  return [slipSeq, 0];
}

/**
 * Whether a slip comes on paper here. A merchant's slip with a signature line always does; for
 * the others the terminal's word counts. Where it says
 * nothing the customer gets a copy.
 */
export function comesOnPaper(slip: {
  readonly kind: 'merchant' | 'customer' | 'admin';
  readonly mustPrint: boolean | null;
  readonly signature: boolean;
}): boolean {
  if (slip.kind === 'merchant' && slip.signature) return true;
  return slip.mustPrint ?? slip.kind === 'customer';
}
