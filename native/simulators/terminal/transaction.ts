import type { NewEntry } from './book.ts';
import type { Card } from './cards.ts';
import { abort, complete, intermediate, type TerminalContext } from './context.ts';
import { hex, readBcd } from './fields.ts';
import { giveReceipts } from './printing.ts';
import { approvedReceipts, declinedReceipt } from './receipt-text.ts';
import type { Answer } from './session.ts';
import { type ApprovedStatus, approvedStatus, failedStatus } from './status.ts';

/** What the register asked about the handshake of the result (BMP 01, 02) and got promised. */
export interface ResultTerms {
  /** Longest wait for the answer to 04 0F. */
  readonly answerMs: number;
  /** How often the register may say 84 9C, "wait". */
  readonly maxRepeats: number;
  readonly sendCurrency: boolean;
}

/** An approved transaction before the register knows of it. */
export interface Approval {
  readonly kind: 'sale' | 'refund' | 'reversal';
  readonly amountMinor: number;
  readonly card: Card;
  readonly cvm: 'none' | 'pin' | 'signature';
  readonly original: { readonly receiptNo: number; readonly trace: number } | undefined;
}

const WAIT = 0x9c;
const PARTIAL_ISSUE = 0x9d;
const STOPPED = 0x6c;
const PRINTER = 0xcc;

/**
 * Tells the register the result and keeps the transaction only when it is acknowledged
 * (ZVT PA00P015 2.2): by 80 00 00 to 04 0F, and to every print message where the terminal makes the
 * receipts. Anything else and the terminal takes the transaction back.
 */
export async function settle(
  context: TerminalContext,
  approval: Approval,
  terms: ResultTerms,
): Promise<void> {
  const { session, book } = context;
  const numbers = book.nextNumbers();
  const status: ApprovedStatus = {
    ...approval,
    ...numbers,
    originalTrace: approval.original?.trace,
    authCode: String(100_000 + ((numbers.trace * 7919) % 900_000)),
    turnoverNo: numbers.trace,
    atMs: context.clock.nowMs(),
  };
  const data = approvedStatus(status, context.identity, context.registration, terms.sendCurrency);
  const index = book.authorise(newEntry(context, approval), numbers, hex(data));
  await session.moment('authorised');

  const answer = await sendResult(context, data, terms);
  const acknowledged =
    answer.kind === 'positive'
      ? await giveReceipts(
          context,
          approvedReceipts(status, context.identity, context.minorDigits),
          'payment',
        )
      : answer;
  if (acknowledged.kind !== 'positive') {
    book.autoReverse(index);
    await tellReversed(context, acknowledged);
    return;
  }
  await session.moment('booking');
  book.acknowledge(index);
  await session.moment('booked');
  if (approval.card.technology === 'chip') await intermediate(context, 0x0b);
  await complete(context);
}

/** Sends 04 0F, again after each "wait" of the register (84 9C), as often as it has allowed. */
async function sendResult(
  context: TerminalContext,
  data: Uint8Array,
  terms: ResultTerms,
): Promise<Answer> {
  for (let repeats = 0; ; repeats += 1) {
    const answer = await context.session.exchange('status', 0x040f, data, terms.answerMs);
    const wait = answer.kind === 'negative' && answer.code === WAIT;
    if (!wait || repeats >= terms.maxRepeats) return answer;
    await context.session.pause(context.timing.waitRepeatMs);
  }
}

/** A register that cannot be reached is not told: the terminal goes back to idle. */
async function tellReversed(context: TerminalContext, answer: Answer): Promise<void> {
  if (answer.kind !== 'negative') return;
  await intermediate(context, 0x05);
  const code = answer.code === PRINTER ? PRINTER : STOPPED;
  // 84 9D would keep a part of the amount: for vending machines, not supported here.
  const text = answer.code === PARTIAL_ISSUE ? 'PARTIAL ISSUE NOT SUPPORTED' : 'REVERSED';
  await abort(context, code, text);
}

/** Tells the register that nothing was paid: 04 0F with the code, a receipt, 06 1E. */
export async function failTransaction(
  context: TerminalContext,
  code: number,
  card: Card | undefined,
  withReceipt: boolean,
): Promise<void> {
  const text = `NOT POSSIBLE ${code.toString(16).padStart(2, '0').toUpperCase()}`;
  const data = failedStatus(code, context.identity, card, text);
  const answer = await context.session.exchange('status', 0x040f, data);
  if (answer.kind === 'silent') return;
  if (withReceipt) {
    const receipt = declinedReceipt(code, text, context.clock.nowMs(), context.identity);
    await giveReceipts(context, [receipt], 'payment');
  }
  if (code !== STOPPED) await intermediate(context, 0x1d);
  await abort(context, code, text);
}

/** The bookkeeping part of a transaction. */
export function newEntry(context: TerminalContext, approval: Approval, resultCode = 0): NewEntry {
  return {
    kind: approval.kind,
    amountMinor: approval.amountMinor,
    currency: context.identity.currency,
    atMs: context.clock.nowMs(),
    resultCode,
    cardTypeId: approval.card.typeId,
    cardName: approval.card.name,
    originalReceiptNo: approval.original?.receiptNo ?? null,
  };
}

/** Reads BMP 01 and 02 of a command; what is missing takes the terminal's default. */
export function resultTerms(
  context: TerminalContext,
  fields: ReadonlyMap<number, Uint8Array>,
  sendCurrency: boolean,
): ResultTerms {
  const seconds = fields.get(0x01)?.[0];
  return {
    answerMs: seconds === undefined ? context.timing.resultMs : seconds * 1000,
    maxRepeats: fields.get(0x02)?.[0] ?? 10,
    sendCurrency,
  };
}

/** A receipt number field (BMP 87). */
export function receiptNoOf(fields: ReadonlyMap<number, Uint8Array>): number | undefined {
  const bytes = fields.get(0x87);
  return bytes === undefined ? undefined : readBcd(bytes);
}
