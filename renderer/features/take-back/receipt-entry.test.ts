import { describe, expect, it } from 'vitest';
import { receiptCode } from '../../../core/receipt/receipt-no.ts';
import { MAX_RECEIPT_CHARS, readReceiptEntry, typeReceipt } from './receipt-entry.ts';

const here = { storeId: 'S001', registerId: 'R03' };

describe('a receipt number', () => {
  it('is read from its scanned code, whatever the case of the letters', () => {
    const code = receiptCode('S001-R03-000412');
    expect(readReceiptEntry(code, here)).toBe('S001-R03-000412');
    expect(readReceiptEntry(code.toLowerCase(), here)).toBe('S001-R03-000412');
  });

  it('is completed from the digits of this register’s own receipts', () => {
    expect(readReceiptEntry('412', here)).toBe('S001-R03-000412');
    expect(readReceiptEntry('000412', here)).toBe('S001-R03-000412');
  });

  it('is taken whole as it is printed, and anything else is asked about as it is', () => {
    expect(readReceiptEntry(' s001-r04-000007 ', here)).toBe('S001-R04-000007');
    expect(readReceiptEntry('6901234567892', here)).toBe('6901234567892');
    expect(readReceiptEntry('  ', here)).toBeNull();
  });

  it('is typed key by key, letters and dashes too, and never grows without end', () => {
    const typed = [...'s1-2'].reduce(typeReceipt, '');
    expect(typed).toBe('S1-2');
    expect(typeReceipt(typed, 'back')).toBe('S1-');
    expect(typeReceipt(typed, '.')).toBe('S1-2');
    expect(typeReceipt('9'.repeat(MAX_RECEIPT_CHARS), '00')).toHaveLength(MAX_RECEIPT_CHARS);
  });
});
