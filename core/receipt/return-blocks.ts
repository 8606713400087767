import type { SaleCompleted } from '../journal/events/sale.ts';
import type { Lines } from './document.ts';
import type { PrintBlock } from './types.ts';

/** Says at the head that this receipt is about money that went back. */
export function returnTitle(lines: Lines): PrintBlock[] {
  return lines.center(`*** ${lines.word('returnTitle')} ***`, { bold: true, size: 'tall' });
}

/** The receipt of the sale that was returned. */
export function originalReceipt(
  lines: Lines,
  returnOf: NonNullable<SaleCompleted['returnOf']>,
): PrintBlock[] {
  return lines.pair(lines.word('originalReceipt'), returnOf.receiptNo);
}

/** Where the customer signs for what was refunded. */
export function signatureBlocks(lines: Lines): PrintBlock[] {
  return [
    ...lines.left(lines.word('customerSignature')),
    { kind: 'feed', lines: 2 },
    ...lines.left('_'.repeat(28)),
  ];
}
