import { expect, test } from 'vitest';
import { CURRENCIES } from '../money/currency.ts';
import { trainingDocument } from './training-mark.ts';
import type { PrintDocument } from './types.ts';

const receipt = (columns: PrintDocument['columns']): PrintDocument => ({
  columns,
  blocks: [
    { kind: 'text', text: 'Milk', align: 'left', bold: false, size: 'normal' },
    { kind: 'barcode', symbology: 'code128', data: 'S1-1-1' },
  ],
});

const texts = (document: PrintDocument) =>
  document.blocks.map((block) => (block.kind === 'text' ? block.text.trim() : block.kind));

test.each([32, 42, 48] as const)('a paper of %i columns begins and ends as practice', (columns) => {
  for (const [locale, word] of [
    ['zh', '练习 TRAINING'],
    ['en', 'TRAINING'],
  ] as const) {
    const layout = { locale, columns, characters: 'chinese', currency: CURRENCIES.CNY } as const;
    const marked = trainingDocument(receipt(columns), layout);
    const all = texts(marked);
    expect(all[0]).toBe(word);
    expect(all.filter((text) => text === word)).toHaveLength(2);
    // What was on the paper is on it still, between the marks.
    const from = all.indexOf('Milk');
    expect(all[from + 1]).toBe('barcode');
    expect(from).toBeGreaterThan(all.indexOf(word));
    expect(all.lastIndexOf(word)).toBeGreaterThan(from + 1);
  }
});
