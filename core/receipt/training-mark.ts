import { type Layout, linesFor } from './document.ts';
import type { PrintBlock, PrintDocument } from './types.ts';

/**
 * The same document as a practice paper: it says so in large letters before its first and after its
 * last line, so that neither half of a torn one passes for a receipt.
 */
export function trainingDocument(document: PrintDocument, layout: Layout): PrintDocument {
  const lines = linesFor({ ...layout, columns: document.columns });
  const mark: PrintBlock[] = [
    ...lines.center(lines.word('training'), { bold: true, size: 'large' }),
    ...lines.center(lines.word('trainingText')),
  ];
  return {
    ...document,
    blocks: [...mark, ...document.blocks, lines.rule(), ...mark],
  };
}
