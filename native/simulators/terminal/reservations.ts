import type { Fields } from './bmp.ts';
import type { BookEntry } from './book-entry.ts';
import { cardByName } from './cards.ts';
import { intermediate, type TerminalContext } from './context.ts';
import { bcd, hex, readBcd } from './fields.ts';
import { amountOf, readFields, receiptNoOf } from './request.ts';
import { bankRefusal } from './reversal.ts';
import { synchronise } from './sync-id.ts';
import { authCodeOf, failTransaction, resultTerms, settle } from './transaction.ts';
import { encodeTlv, tlv, tlvContainer } from './tlv.ts';

const MISSING_FIELD = 0x9a;
const WRONG_AMOUNT = 0xb7;
const RESERVATION_ERROR = 0xb8;
const NONE_OPEN = 'ffff';

/** How a reservation ends: what is taken, what is given back. */
type Ending =
  | { readonly kind: 'booking'; readonly takenMinor: number }
  | { readonly kind: 'release' };

/** The ending a command asks for, or the code it is refused with. */
type Decide = (fields: Fields, reserved: BookEntry) => Ending | number;

/**
 * 06 23, Partial reversal: the amount is the unused part, so the rest is taken. With receipt number
 * FFFF it asks for a reservation still open (ZVT PA00P015 2.8): the answer is 06 1E with B8 and
 * the number of the oldest one, FFFF when there is none, and all of them in tag 23.
 */
export async function partialReversal(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = readFields(data);
  const number = read.ok ? read.fields.get(0x87) : undefined;
  if (number === undefined || hex(number) !== NONE_OPEN) {
    await end(context, data, true, (fields, reserved) => {
      const unusedMinor = amountOf(fields) ?? 0;
      if (unusedMinor > reserved.amountMinor) return WRONG_AMOUNT;
      const takenMinor = reserved.amountMinor - unusedMinor;
      return takenMinor === 0 ? { kind: 'release' } : { kind: 'booking', takenMinor };
    });
    return;
  }
  if (!(await context.session.answer(0))) return;
  const numbers = context.book.openReservations().flatMap(({ receiptNo }) => receiptNo ?? []);
  const [oldest] = numbers;
  const field = oldest === undefined ? [0xff, 0xff] : bcd(oldest, 2);
  const list = tlv(0x23, encodeTlv(numbers.map((no) => tlv(0x08, bcd(no, 2)))));
  const all = context.registration.tlv && numbers.length > 0 ? tlvContainer([list]) : [];
  await context.session.exchange('abort', 0x061e, [RESERVATION_ERROR, 0x87, ...field, ...all]);
}

/** 06 24, Book total: the amount is the used part; none means all of it (ZVT PA00P015 2.9). */
export function bookTotal(context: TerminalContext, data: Uint8Array): Promise<void> {
  return end(context, data, false, (fields, reserved) => {
    const trace = fields.get(0x0b);
    const authCode = fields.get(0x3b);
    if (trace !== undefined && readBcd(trace) !== reserved.trace) return RESERVATION_ERROR;
    const expected = authCodeOf(reserved.trace);
    if (authCode !== undefined && !Buffer.from(authCode).toString('latin1').startsWith(expected)) {
      return RESERVATION_ERROR;
    }
    const takenMinor = fields.has(0x04) ? amountOf(fields) : reserved.amountMinor;
    if (takenMinor === undefined || takenMinor === 0) return WRONG_AMOUNT;
    if (takenMinor > reserved.amountMinor) return WRONG_AMOUNT;
    return { kind: 'booking', takenMinor };
  });
}

/** 06 25, Pre-authorisation reversal: gives the whole reservation back (ZVT PA00P015 2.10). */
export function preAuthReversal(context: TerminalContext, data: Uint8Array): Promise<void> {
  return end(context, data, false, () => ({ kind: 'release' }));
}

/** Finds the reservation and ends it; an unknown or ended one is B8, as is a second time. */
async function end(
  context: TerminalContext,
  data: Uint8Array,
  needsAmount: boolean,
  decide: Decide,
): Promise<void> {
  const { session, book } = context;
  const read = readFields(data);
  const receiptNo = read.ok ? receiptNoOf(read.fields) : undefined;
  const lacksAmount = read.ok && needsAmount && amountOf(read.fields) === undefined;
  if (!read.ok || receiptNo === undefined || lacksAmount) {
    await session.answer(read.ok ? MISSING_FIELD : read.code);
    return;
  }
  if (!(await session.answer(0))) return;
  synchronise(context, read.fields);
  await intermediate(context, 0x0e);
  const reserved = book.openReservations().findLast((entry) => entry.receiptNo === receiptNo);
  const ending = reserved === undefined ? RESERVATION_ERROR : decide(read.fields, reserved);
  const refusal = typeof ending === 'number' ? ending : bankRefusal(context);
  if (reserved === undefined || typeof ending === 'number' || refusal !== undefined) {
    await failTransaction(context, refusal ?? RESERVATION_ERROR);
    return;
  }
  await session.pause(context.timing.stepMs);
  await settle(
    context,
    {
      kind: ending.kind,
      amountMinor: ending.kind === 'booking' ? ending.takenMinor : reserved.amountMinor,
      card: cardByName(reserved.cardName),
      cvm: 'none',
      original: { receiptNo, trace: reserved.trace },
    },
    resultTerms(context, read.fields),
  );
}
