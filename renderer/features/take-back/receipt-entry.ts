import { formatReceiptNo, parseReceiptCode } from '../../../core/receipt/receipt-no.ts';

/** A receipt number is at most this long: two names of eight and four, and nine digits. */
export const MAX_RECEIPT_CHARS = 24;

/**
 * The receipt number that was meant: the scanned code of a receipt, a whole number as it is
 * printed, or the digits of one of this register's own receipts. Null for nothing.
 */
export function readReceiptEntry(
  text: string,
  register: { readonly storeId: string; readonly registerId: string },
): string | null {
  const upper = text.trim().toUpperCase();
  if (upper === '') return null;
  const scanned = parseReceiptCode(upper);
  if (scanned !== null) return scanned;
  if (/^\d{1,6}$/.test(upper)) {
    return formatReceiptNo({ ...register, receiptSeq: Number(upper) });
  }
  return upper.slice(0, 40);
}

/** Applies one key to the number that is typed; letters and dashes belong to it. */
export function typeReceipt(text: string, key: string): string {
  if (key === 'back') return text.slice(0, -1);
  if (!/^[0-9A-Za-z-]{1,2}$/.test(key)) return text;
  return (text + key.toUpperCase()).slice(0, MAX_RECEIPT_CHARS);
}
