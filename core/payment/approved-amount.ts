import type { Minor } from '../money/minor.ts';
import type { TerminalResult } from './types.ts';

/** What was asked of a terminal. */
export interface AskedAmount {
  readonly amountMinor: Minor;
  /** ISO 4217 number, three digits. */
  readonly currencyNumeric: string;
}

/**
 * Whether what a terminal approved is what it was asked for. What it leaves out counts as asked:
 * a terminal that is set to one currency need not name it.
 */
export function isAsAsked(asked: AskedAmount, result: TerminalResult): boolean {
  const isAmount = result.amountMinor === null || result.amountMinor === asked.amountMinor;
  return isAmount && isAskedCurrency(asked, result);
}

export type PaidAmount =
  | { readonly ok: true; readonly amountMinor: Minor }
  | { readonly ok: false; readonly reason: 'otherCurrency' | 'aboveOwed' };

/**
 * The amount for which a payment in doubt may be taken as paid. No money is invented: a terminal
 * that approved less than was asked has paid less, and the rest is still owed. More than what is
 * owed cannot be taken, since a card gives no change: the terminal gives it back, and the payment
 * counts as not paid. Without an approved amount a person has to have seen the one asked for.
 */
export function paidAmount(
  asked: AskedAmount,
  owedMinor: Minor,
  seen: TerminalResult | null,
): PaidAmount {
  if (seen === null || !seen.approved) return { ok: true, amountMinor: asked.amountMinor };
  if (!isAskedCurrency(asked, seen)) return { ok: false, reason: 'otherCurrency' };
  const amountMinor = seen.amountMinor ?? asked.amountMinor;
  if (amountMinor <= 0 || amountMinor > owedMinor) return { ok: false, reason: 'aboveOwed' };
  return { ok: true, amountMinor };
}

function isAskedCurrency(asked: AskedAmount, { currencyNumeric }: TerminalResult): boolean {
  return currencyNumeric === null || Number(currencyNumeric) === Number(asked.currencyNumeric);
}
