import type { Fields } from './bmp.ts';
import type { EntryKind, NewEntry } from './book-entry.ts';
import type { Card } from './cards.ts';
import { abort, complete, intermediate, type TerminalContext, terminalNowMs } from './context.ts';
import { hex } from './fields.ts';
import { giveReceipts } from './printing.ts';
import { type PrintPlan, printPlan, wantedCopies } from './receipt-rule.ts';
import { amount, approvedReceipts, declinedReceipts } from './receipt-text.ts';
import type { TerminalReceipt } from './terminal-receipt.ts';
import { namesCurrency } from './request.ts';
import type { Answer } from './session.ts';
import { type ApprovedStatus, approvedStatus, failedStatus, type StatusExtras } from './status.ts';
import { syncsById } from './sync-id.ts';

/** What the register asked about the handshake of the result and got promised. */
export interface ResultTerms {
  /** Longest wait for the answer to 04 0F (BMP 01). */
  readonly answerMs: number;
  /** How often the register may say 84 9C, "wait" (BMP 02). */
  readonly maxRepeats: number;
  readonly extras: StatusExtras;
  readonly plan: PrintPlan;
}

/** An approved transaction before the register knows of it. */
export interface Approval {
  readonly kind: EntryKind;
  readonly amountMinor: number;
  readonly card: Card;
  readonly cvm: 'none' | 'pin' | 'signature';
  readonly signedOnScreen?: boolean;
  readonly original: { readonly receiptNo: number; readonly trace: number } | undefined;
}

const WAIT = 0x9c;
const PARTIAL_ISSUE = 0x9d;
const STOPPED = 0x6c;
const PRINTER = 0xcc;
const CHIP_ERROR = 0x72;

/** How long a result stays on the display. */
const RESULT_SHOWN_MS = 5_000;

/**
 * Tells the register the result and keeps the transaction only when it is acknowledged
 * (ZVT PA00P015 2.2): by 80 00 00 to 04 0F, and to every print message where the terminal makes the
 * receipts. Anything else and the terminal takes the transaction back; with the sync id silence is
 * settled by the next command instead.
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
    signedOnScreen: approval.signedOnScreen ?? false,
    authCode: authCodeOf(numbers.trace),
    turnoverNo: numbers.trace,
    atMs: terminalNowMs(context),
  };
  const data = approvedStatus(status, context.identity, terms.extras);
  const receipts = approvedReceipts(status, context.identity, context.minorDigits);
  const index = book.authorise(newEntry(context, approval), numbers, hex(data), receipts);
  if ((await session.moment('authorised')) === 'autoReversal') {
    book.autoReverse(index);
    await intermediate(context, 0x05);
    await failTransaction(context, CHIP_ERROR, { card: approval.card, plan: terms.plan });
    return;
  }
  const acknowledged = await tellApproval(context, data, receipts, terms);
  const stands =
    acknowledged.kind === 'positive' || (acknowledged.kind === 'silent' && syncsById(context));
  if (!stands) {
    book.autoReverse(index);
    await tellReversed(context, acknowledged);
    return;
  }
  await session.moment('booking');
  book.acknowledge(index);
  await session.moment('booked');
  if (acknowledged.kind === 'silent') return;
  if (approval.card.technology === 'chip' && approval.original === undefined) {
    await intermediate(context, 0x0b);
    await session.pause(context.timing.cardOutMs);
  }
  const sum = amount(approval.amountMinor, context.minorDigits);
  context.screen.show(['APPROVED', sum], RESULT_SHOWN_MS);
  await complete(context);
}

/** Sends the result and the receipts, in this terminal's order; the first answer against it ends. */
async function tellApproval(
  context: TerminalContext,
  data: Uint8Array,
  receipts: readonly TerminalReceipt[],
  terms: ResultTerms,
): Promise<Answer> {
  const { plan } = terms;
  const wanted = wantedCopies(context, plan, receipts);
  const sendStatus = (): Promise<Answer> => sendResult(context, data, terms);
  const print = (): Promise<Answer> => giveReceipts(context, wanted, 'payment', plan.onRegister);
  const [first, second] = context.printsBeforeResult ? [print, sendStatus] : [sendStatus, print];
  const answer = await first();
  return answer.kind === 'positive' ? second() : answer;
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
  if (answer.kind !== 'negative') {
    context.screen.show(['NOT PAID', 'REVERSED'], RESULT_SHOWN_MS);
    return;
  }
  await intermediate(context, 0x05);
  const code = answer.code === PRINTER ? PRINTER : STOPPED;
  // 84 9D would keep a part of the amount: for vending machines, not supported here.
  const text = answer.code === PARTIAL_ISSUE ? 'PARTIAL ISSUE NOT SUPPORTED' : 'REVERSED';
  context.screen.show(['NOT PAID', text], RESULT_SHOWN_MS);
  await abort(context, code, text);
}

/**
 * Tells the register that nothing was paid: 04 0F with the code, receipts where a plan for them is
 * given (the bank was asked), 06 1E.
 */
export async function failTransaction(
  context: TerminalContext,
  code: number,
  about: { readonly card?: Card | undefined; readonly plan?: PrintPlan | undefined } = {},
): Promise<void> {
  const text = `NOT POSSIBLE ${code.toString(16).padStart(2, '0').toUpperCase()}`;
  const data = failedStatus(code, context.identity, about.card, text);
  const answer = await context.session.exchange('status', 0x040f, data);
  if (answer.kind === 'silent') return;
  if (about.plan !== undefined) {
    const copies = declinedReceipts(code, text, terminalNowMs(context), context.identity);
    const wanted = wantedCopies(context, about.plan, copies);
    await giveReceipts(context, wanted, 'payment', about.plan.onRegister);
  }
  if (code !== STOPPED) await intermediate(context, 0x1d);
  context.screen.show(['NOT PAID', text], RESULT_SHOWN_MS);
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

/** What a command says about its result's handshake, fields and receipts. */
export function resultTerms(context: TerminalContext, fields: Fields): ResultTerms {
  const seconds = fields.get(0x01)?.[0];
  const { registration } = context;
  const composes = registration.printsPayments && !registration.readyMadeLines;
  return {
    answerMs: seconds === undefined ? context.timing.resultMs : seconds * 1000,
    maxRepeats: fields.get(0x02)?.[0] ?? 10,
    extras: {
      currency: namesCurrency(context, fields),
      tlv: registration.tlv,
      receiptRule: composes ? context.receiptRule : undefined,
      hostCode: context.hostCode,
      syncId: context.syncId,
    },
    plan: printPlan(context, fields),
  };
}

/** The bank's authorisation code of a dialogue, six digits (BMP 3B). */
export function authCodeOf(trace: number): string {
  return String(100_000 + ((trace * 7919) % 900_000));
}
