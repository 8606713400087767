/** A receipt number is at most this long: two names of eight and four, and nine digits. */
export const MAX_RECEIPT_CHARS = 24;

/** Applies one key to the number that is typed; letters and dashes belong to it. */
export function typeReceipt(text: string, key: string): string {
  if (key === 'back') return text.slice(0, -1);
  if (!/^[0-9A-Za-z-]{1,2}$/.test(key)) return text;
  return (text + key.toUpperCase()).slice(0, MAX_RECEIPT_CHARS);
}
