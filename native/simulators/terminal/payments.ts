import { cardSteps } from './card-steps.ts';
import { cards } from './cards.ts';
import type { Fields } from './bmp.ts';
import { abort, complete, intermediate, type TerminalContext } from './context.ts';
import { fromHex, hex } from './fields.ts';
import { giveReceipts } from './printing.ts';
import { noticeReceipt, totalsReceipt } from './receipt-text.ts';
import { amountOf, namesCurrency, readFields, readWithPassword, refusalOf } from './request.ts';
import { totalsStatus } from './status.ts';
import { tlvValues } from './tlv.ts';
import { totalsOf } from './totals.ts';
import { failTransaction, newEntry, receiptNoOf, resultTerms, settle } from './transaction.ts';

const BATCH_OPEN = 0xf0;
const BATCH_FULL = 0x6a;
const ALREADY_REVERSED = 0xb4;
const NOT_REVERSIBLE = 0xb5;
const WRONG_AMOUNT = 0xb7;
const NOTHING_STORED = 0x83;

/** 06 01, Authorization: a sale (ZVT PA00P015 2.2). */
export async function authorization(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = readFields(data);
  if (read.ok) await takeCard(context, read.fields, 'sale');
  else await context.session.answer(read.code);
}

/** 06 31, Refund: a credit to a presented card, with password (ZVT PA00P015 2.15). */
export async function refund(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = readWithPassword(context, data);
  if (read.ok) await takeCard(context, read.fields, 'refund');
  else await context.session.answer(read.code);
}

async function takeCard(
  context: TerminalContext,
  fields: Fields,
  kind: 'sale' | 'refund',
): Promise<void> {
  const { session, book } = context;
  const refusal = refusalOf(context, fields);
  if (!(await session.answer(refusal ?? 0)) || refusal !== undefined) return;
  const blocked = book.mustClose
    ? BATCH_OPEN
    : book.openBatch().length >= context.batchLimit
      ? BATCH_FULL
      : undefined;
  if (blocked !== undefined) {
    await failTransaction(context, blocked, undefined, false);
    return;
  }
  const amountMinor = amountOf(fields) ?? 0;
  const result = await cardSteps(context, { kind, amountMinor }, fields.get(0x8a)?.[0]);
  if (result.ok) {
    const approved = result.approvedMinor ?? amountMinor;
    await settle(
      context,
      { kind, amountMinor: approved, card: result.card, cvm: result.cvm, original: undefined },
      resultTerms(context, fields, namesCurrency(context, fields)),
    );
    return;
  }
  const card = result.card ?? cards.visa;
  const record = { kind, amountMinor, card, cvm: 'none', original: undefined } as const;
  book.decline(newEntry(context, record, result.code));
  await failTransaction(context, result.code, result.card, result.online);
}

/**
 * 06 30, Reversal: takes back a whole payment of the open batch by its receipt number. A second
 * time is B4, an unknown or closed one B5, another amount B7 (ZVT PA00P015 2.14).
 */
export async function reversal(context: TerminalContext, data: Uint8Array): Promise<void> {
  const { session, book } = context;
  const read = readWithPassword(context, data);
  const receiptNo = read.ok ? receiptNoOf(read.fields) : undefined;
  if (!read.ok || receiptNo === undefined) {
    await session.answer(read.ok ? 0x9a : read.code);
    return;
  }
  if (!(await session.answer(0))) return;
  await intermediate(context, 0x0e);
  const original = book.inOpenBatch(receiptNo);
  const asked = amountOf(read.fields);
  const refusal =
    original === undefined || original.kind === 'reversal'
      ? NOT_REVERSIBLE
      : original.state === 'reversed'
        ? ALREADY_REVERSED
        : asked !== undefined && asked !== original.amountMinor
          ? WRONG_AMOUNT
          : context.faults.isHostDown
            ? 0x9b
            : undefined;
  if (original === undefined || refusal !== undefined) {
    await failTransaction(context, refusal ?? NOT_REVERSIBLE, undefined, false);
    return;
  }
  await session.pause(context.timing.stepMs);
  const card = Object.values(cards).find(({ name }) => name === original.cardName) ?? cards.visa;
  await settle(
    context,
    {
      kind: 'reversal',
      amountMinor: original.amountMinor,
      card,
      cvm: 'none',
      original: { receiptNo, trace: original.trace },
    },
    resultTerms(context, read.fields, namesCurrency(context, read.fields)),
  );
}

/**
 * 06 20, Repeat receipt: bit 0 of the service byte asks for the last 04 0F exactly as it was sent,
 * bit 1 forbids paper. Tag 1F01 value 04 asks for the last end of day (ZVT PA00P015 2.16).
 */
export async function repeatReceipt(context: TerminalContext, data: Uint8Array): Promise<void> {
  const { session, book } = context;
  const read = readWithPassword(context, data);
  if (!(await session.answer(read.ok ? 0 : read.code)) || !read.ok) return;
  const service = read.fields.get(0x03)?.[0] ?? 0;
  const container = read.fields.get(0x06);
  const wanted = container === undefined ? undefined : tlvValues(container, 0x1f01)[0]?.[0];
  const last = book.lastStored();
  const statusHex = wanted === 0x04 ? book.lastEndOfDay : last?.statusHex;
  if (statusHex === undefined) {
    await abort(context, NOTHING_STORED, 'NOTHING STORED');
    return;
  }
  if ((service & 0x01) !== 0) {
    const answer = await session.exchange('status', 0x040f, fromHex(statusHex));
    if (answer.kind === 'silent') return;
  }
  if ((service & 0x02) === 0 && last !== undefined) {
    const title = `REPEAT ${String(last.receiptNo).padStart(4, '0')}`;
    await giveReceipts(context, [noticeReceipt(title, last.atMs, context.identity)], 'payment');
  }
  await complete(context);
}

/** 06 10, Send turnover totals: as end of day, but the batch stays open (ZVT PA00P015 2.9). */
export function turnoverTotals(context: TerminalContext, data: Uint8Array): Promise<void> {
  return sendTotals(context, data, false);
}

/** 06 50, End of day: closes the batch with the bank (ZVT PA00P015 2.17). */
export function endOfDay(context: TerminalContext, data: Uint8Array): Promise<void> {
  return sendTotals(context, data, true);
}

async function sendTotals(
  context: TerminalContext,
  data: Uint8Array,
  close: boolean,
): Promise<void> {
  const { session, book, faults, identity } = context;
  const read = readWithPassword(context, data);
  if (!(await session.answer(read.ok ? 0 : read.code)) || !read.ok) return;
  await intermediate(context, 0x0e);
  if (close) {
    await session.pause(context.timing.stepMs);
    if (faults.takeEndOfDayFailure() || faults.isHostDown) {
      book.failEndOfDay();
      await failTransaction(context, 0x77, undefined, false);
      return;
    }
  }
  const totals = totalsOf(book.batchNo, book.openBatch());
  const atMs = context.clock.nowMs();
  const sendCurrency = namesCurrency(context, read.fields);
  const status = totalsStatus(totals, book.nextTrace(), atMs, identity, sendCurrency);
  // The bank has closed the batch before the register is told: a lost result changes nothing.
  if (close) book.closeBatch(hex(status));
  const answer = await session.exchange('status', 0x040f, status);
  if (answer.kind === 'silent') return;
  const title = close ? 'END OF DAY' : 'TURNOVER';
  const receipt = totalsReceipt(title, totals, atMs, identity, context.minorDigits);
  await giveReceipts(context, [receipt], 'administration');
  await complete(context);
}
