import type { Fields } from './bmp.ts';
import type { TerminalContext } from './context.ts';
import { readBcd } from './fields.ts';
import { tagOf } from './request.ts';

const LAST_RECEIPT_NO = 9999;

/** True when doubtful payments are settled by the sync id instead of an automatic reversal. */
export function syncsById({ syncId, registration }: TerminalContext): boolean {
  return syncId && registration.tlv;
}

/**
 * Reads tag 1F1F of a command: the last receipt number the register has booked. Exactly one less
 * than the terminal's last: the register never booked that one, so it is taken back and its number
 * used again. Equal, any other, empty or absent: nothing happens (ZVT PA00P015 rev 13.08, 1F1F).
 */
export function synchronise(context: TerminalContext, fields: Fields): void {
  const value = tagOf(fields, 0x1f1f);
  if (!syncsById(context) || value === undefined || value.length === 0) return;
  const booked = readBcd(value);
  const last = context.book.lastStored()?.receiptNo ?? null;
  // A register that knows nothing sends an empty tag, never the value 0.
  if (booked === undefined || booked === 0 || last === null) return;
  if ((booked % LAST_RECEIPT_NO) + 1 === last) context.book.takeBackLast();
}
