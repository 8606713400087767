import {
  multiLastSaleAnswer,
  multiSaleAnswer,
  refusalAnswer,
  saleAnswer,
  voidAnswer,
} from './answers.ts';
import type { BookEntry, NewEntry } from './book.ts';
import { cardSteps } from './card-steps.ts';
import { cards } from './cards.ts';
import { RC, requestFields, type TerminalContext } from './context.ts';
import { voucher } from './voucher.ts';

/** A sale request that can be worked on, or why not. */
type SaleInput =
  | {
      readonly ok: true;
      readonly ticket: string;
      readonly amount: number;
      readonly sendProgress: boolean;
      readonly merchant: string | null;
    }
  | { readonly ok: false; readonly code: number };

/** 0200: a sale ("Mensaje de Venta"). */
export function sale(context: TerminalContext, request: string): Promise<void> {
  return takeSale(context, request, '0210');
}

/** 0270: a sale for one of several merchants ("Mensaje de Venta Multicodigo"). */
export function multiSale(context: TerminalContext, request: string): Promise<void> {
  return takeSale(context, request, '0271');
}

async function takeSale(
  context: TerminalContext,
  request: string,
  message: '0210' | '0271',
): Promise<void> {
  const { session, book, clock } = context;
  const fields = requestFields(request);
  const input = readSale(context, fields, message === '0271');
  const code = input.ok ? refusalOf(context) : input.code;
  if (!input.ok || code !== undefined) {
    const [amount = '', ticket = ''] = fields;
    const refused = { code: code ?? RC.badRequest, ticket, amount };
    await session.send('response', refusalAnswer(context, message, refused));
    return;
  }
  const { ticket, amount, merchant } = input;
  const result = await cardSteps(context, { amount, ticket }, input.sendProgress);
  const common = { kind: 'sale', ticket, atMs: clock.nowMs(), merchant, original: null } as const;
  if (result.kind === 'failed') {
    const none = { amount, responseCode: result.code, shares: 0, tip: 0, employee: null } as const;
    book.decline({ ...common, ...none, card: result.card });
    const refused = { code: result.code, ticket, amount: String(amount) };
    await session.send('response', refusalAnswer(context, message, refused));
    return;
  }
  const { toldCode, card, shares, tip, employee } = result;
  const approved = { amount: result.amount, card, shares, tip, employee, responseCode: 0 };
  const entry = await settle(context, { ...common, ...approved });
  context.printed.push(voucher(context, entry));
  await session.send('response', toldAnswer(context, message, entry, toldCode));
}

/** The answer to a stored sale; with an error told instead, it shows nothing of what is stored. */
function toldAnswer(
  context: TerminalContext,
  message: '0210' | '0271',
  entry: BookEntry,
  code: number,
): string {
  if (code !== RC.approved) {
    const refused = { code, ticket: entry.ticket, amount: String(entry.amount) };
    return refusalAnswer(context, message, refused);
  }
  if (message === '0271') return multiSaleAnswer(context, entry);
  return saleAnswer(context, message, entry);
}

/** Puts what the bank has approved into the batch; the answer comes after (reference, step 2). */
async function settle(context: TerminalContext, approved: NewEntry): Promise<BookEntry> {
  const { session, book } = context;
  const index = book.authorise(approved);
  await session.moment('authorised');
  const entry = book.store(index);
  if (entry === undefined) throw new Error('the book has lost an entry it has just been given');
  await session.moment('stored');
  return entry;
}

/** 0250: the last sale of the open batch, 11 when there is none ("Mensaje de Última Venta"). */
export async function lastSale(context: TerminalContext, request: string): Promise<void> {
  const entry = context.book.lastSale();
  const code = requestFields(request).length > 0 ? RC.badRequest : RC.noSale;
  const answer =
    entry === undefined || code === RC.badRequest
      ? refusalAnswer(context, '0260', { code, ticket: '', amount: '' })
      : saleAnswer(context, '0260', entry);
  await context.session.send('response', answer);
}

/** 0280: the same with voucher text on demand ("Mensaje de Última Venta Multicodigo"). */
export async function multiLastSale(context: TerminalContext, request: string): Promise<void> {
  const [flag, ...rest] = requestFields(request);
  const entry = context.book.lastSale();
  const readable = (flag === '0' || flag === '1') && rest.length === 0;
  if (!readable || entry === undefined) {
    const code = readable ? RC.noSale : RC.badRequest;
    const refused = { code, ticket: '', amount: '' };
    await context.session.send('response', refusalAnswer(context, '0260', refused));
    return;
  }
  const text = flag === '1' ? voucher(context, entry) : '';
  await context.session.send('response', multiLastSaleAnswer(context, entry, text));
}

/**
 * 1200: takes a whole credit sale of the open batch back by its operation number. 04 a second time,
 * 05 when it is not in the batch, 08 for debit ("Mensaje de Anulación").
 */
export async function voidSale(context: TerminalContext, request: string): Promise<void> {
  const { session, book, faults, clock, timing } = context;
  const [operation = '', ...rest] = requestFields(request);
  const readable = /^\d{1,6}$/.test(operation) && rest.length === 0;
  const original = readable ? book.saleOf(Number(operation)) : undefined;
  const refused = readable ? voidRefusal(context, original) : RC.badRequest;
  await session.pause(timing.stepMs);
  const down = refused === undefined ? faults.hostDownCode : undefined;
  if (down === RC.hostSilent) await session.pause(timing.hostMs);
  const code = refused ?? down;
  if (original === undefined || code !== undefined) {
    const answer = voidAnswer(context, code ?? RC.nothingToVoid, '', operation);
    await session.send('response', answer);
    return;
  }
  const { amount, card, merchant } = original;
  const entry = await settle(context, {
    ...{ kind: 'void', ticket: '', amount, card, merchant, original: original.operation },
    ...{ atMs: clock.nowMs(), responseCode: 0, shares: 0, tip: 0, employee: null },
  });
  const answer = voidAnswer(context, RC.approved, entry.authorization, operation);
  await session.send('response', answer);
}

function voidRefusal(
  context: TerminalContext,
  original: BookEntry | undefined,
): number | undefined {
  if (context.faults.refusal !== undefined) return context.faults.refusal;
  if (!context.book.keysLoaded) return RC.keysMissing;
  if (original === undefined) return RC.nothingToVoid;
  if (original.state === 'voided') return RC.alreadyVoided;
  return cards[original.card].type === 'DB' ? RC.debitNotVoidable : undefined;
}

/** What stands in the way of any sale. */
function refusalOf({ faults, book, batchLimit }: TerminalContext): number | undefined {
  if (faults.refusal !== undefined) return faults.refusal;
  if (!book.keysLoaded) return RC.keysMissing;
  return book.fill >= batchLimit ? RC.batchFull : undefined;
}

/** Reads amount, ticket, two reserved fields, status and, for several merchants, the merchant. */
function readSale(
  { merchants, minAmount }: TerminalContext,
  fields: readonly string[],
  multi: boolean,
): SaleInput {
  const [amount = '', ticket = '', first = '', second = '', status = '', merchant = ''] = fields;
  if (fields.length < 5 || fields.length > (multi ? 6 : 5)) return refuse(RC.badRequest);
  if (first.trim() !== '' || second.trim() !== '') return refuse(RC.badRequest);
  if (status !== '0' && status !== '1') return refuse(RC.badRequest);
  if (!/^[0-9A-Za-z]{1,6}$/.test(ticket)) return refuse(RC.badTicket);
  if (!/^\d{1,9}$/.test(amount)) return refuse(RC.badAmountField);
  const pesos = Number(amount);
  if (pesos === 0) return refuse(RC.amountZero);
  if (pesos < minAmount) return refuse(RC.belowMinimum);
  const named = merchant === '' || merchant === '0' ? null : merchant;
  if (named !== null && !merchants.includes(named)) return refuse(RC.notSupported);
  return { ok: true, ticket, amount: pesos, sendProgress: status === '1', merchant: named };
}

function refuse(code: number): SaleInput {
  return { ok: false, code };
}
