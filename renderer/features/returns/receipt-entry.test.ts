import { describe, expect, it } from 'vitest';
import { MAX_RECEIPT_CHARS, typeReceipt } from './receipt-entry.ts';

describe('a receipt number', () => {
  it('is typed key by key, letters and dashes too, and never grows without end', () => {
    const typed = [...'s1-2'].reduce(typeReceipt, '');
    expect(typed).toBe('S1-2');
    expect(typeReceipt(typed, 'back')).toBe('S1-');
    expect(typeReceipt(typed, '.')).toBe('S1-2');
    expect(typeReceipt('9'.repeat(MAX_RECEIPT_CHARS), '00')).toHaveLength(MAX_RECEIPT_CHARS);
  });
});
