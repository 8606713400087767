import type { Minor } from '../money/minor.ts';
import { headBlocks, type Layout, type Lines, linesFor, type ReceiptStore } from './document.ts';
import type { PrintBlock, PrintDocument } from './types.ts';

export interface TerminalSlipInput extends Layout {
  /** As the terminal sent them, card numbers already masked. */
  readonly lines: readonly string[];
  /** It may be on paper already. */
  readonly again: boolean;
}

/** A slip that the card terminal made, in its own words. */
export function terminalSlip(input: TerminalSlipInput): PrintDocument {
  const lines = linesFor(input);
  const blocks: PrintBlock[] = [
    ...againBlocks(lines, input.again),
    ...input.lines.flatMap((line) => lines.left(line)),
  ];
  return { columns: input.columns, blocks };
}

export interface PendingSlipInput extends Layout {
  readonly store: ReceiptStore;
  readonly registerId: string;
  readonly amountMinor: Minor;
  /** When the payment began, by the shop's clock, as it shall be printed. */
  readonly atLocal: string;
  readonly terminalId: string;
  /** The register's own number of the payment; '' when it has none. */
  readonly reference: string;
  /** Under which name the goods are kept; '' when they are still at the till. */
  readonly parkedAs: string;
  readonly again: boolean;
}

/**
 * For a customer whose card payment has no known result: what was asked for, under which numbers
 * it can be found, and not to pay again. It is no receipt and says so by having no total and no
 * tax.
 */
export function pendingSlip(input: PendingSlipInput): PrintDocument {
  const lines = linesFor(input);
  const details = [
    ['time', input.atLocal],
    ['register', input.registerId],
    ['terminal', input.terminalId],
    ['reference', input.reference],
    ['parkedAs', input.parkedAs],
  ] as const;
  const blocks: PrintBlock[] = [
    ...headBlocks(lines, input.store),
    ...againBlocks(lines, input.again),
    ...lines.center(lines.word('resultPending'), { bold: true, size: 'tall' }),
    lines.rule(),
    ...lines.pair(`${lines.word('card')} ${input.currency.code}`, lines.amount(input.amountMinor), {
      bold: true,
      size: 'tall',
    }),
    ...details
      .filter(([, value]) => value !== '')
      .flatMap(([key, value]) => lines.pair(lines.word(key), value)),
    lines.rule(),
    ...lines.center(lines.word('doNotPayAgain'), { bold: true }),
    ...lines.left(lines.word('askAtDesk')),
  ];
  return { columns: input.columns, blocks };
}

function againBlocks(lines: Lines, again: boolean): PrintBlock[] {
  if (!again) return [];
  return lines.center(`*** ${lines.word('copy')} ***`, { bold: true, size: 'tall' });
}
