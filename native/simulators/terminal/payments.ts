import type { Fields } from './bmp.ts';
import { type CardResult, cardSteps } from './card-steps.ts';
import { type Card, cards } from './cards.ts';
import { intermediate, type TerminalContext } from './context.ts';
import { checkSignature } from './e-signature.ts';
import {
  amountOf,
  preselectedType,
  type ReadFields,
  readFields,
  readWithPassword,
  refusalOf,
} from './request.ts';
import { synchronise } from './sync-id.ts';
import { failTransaction, newEntry, type ResultTerms, resultTerms, settle } from './transaction.ts';
import { type HandedOver, handedOver } from './wallet-code.ts';

type Kind = 'sale' | 'refund' | 'preAuth';

const BATCH_OPEN = 0xf0;
const BATCH_FULL = 0x6a;
const NO_CARD_DATA = 0x65;
const NOT_SUPPORTED = 0xc5;
const UNKNOWN = 0x83;
const NOT_FOR_DEBIT = 0x67;
const NOT_FOR_CREDIT = 0x68;
const STOPPED = 0x6c;

/** Card types that result 67 is about (PA00P015: ec, girocard, Maestro). */
const DEBIT_TYPES = [2, 5, 46];

/** High nibbles of BMP 19 this terminal takes: all but the GeldKarte's 1 and unused ones. */
const PAYMENT_TYPES = [0x00, 0x20, 0x30, 0x40, 0x50];
const USE_READ_CARD = 0x02;

/** 06 01, Authorization: a sale (ZVT PA00P015 2.2). */
export function authorization(context: TerminalContext, data: Uint8Array): Promise<void> {
  return takeCard(context, readFields(data), 'sale');
}

/** 06 31, Refund: a credit to a presented card, with password (ZVT PA00P015 2.15). */
export function refund(context: TerminalContext, data: Uint8Array): Promise<void> {
  return takeCard(context, readWithPassword(context, data), 'refund');
}

/**
 * 06 22, Pre-authorisation: reserves an amount on a card (ZVT PA00P015 2.7). Extending one by its
 * trace number is not supported: 83.
 */
export async function preAuthorisation(context: TerminalContext, data: Uint8Array): Promise<void> {
  const read = readFields(data);
  if (read.ok && read.fields.has(0x0b)) await context.session.answer(UNKNOWN);
  else await takeCard(context, read, 'preAuth');
}

async function takeCard(context: TerminalContext, read: ReadFields, kind: Kind): Promise<void> {
  const { session, screen } = context;
  if (!read.ok) {
    await session.answer(read.code);
    return;
  }
  const { fields } = read;
  const given = handedOver(context, fields);
  const refusal = refusalOf(context, fields) ?? refusalOfType(fields) ?? refusedCode(given);
  if (!(await session.answer(refusal ?? 0)) || refusal !== undefined) return;
  synchronise(context, fields);
  const usesReadCard = ((fields.get(0x19)?.[0] ?? 0) & USE_READ_CARD) !== 0;
  const blocked =
    blockedBy(context) ??
    (usesReadCard && context.lastRead === undefined ? NO_CARD_DATA : undefined);
  if (blocked !== undefined) {
    await failTransaction(context, blocked);
    return;
  }
  const amountMinor = amountOf(fields) ?? 0;
  screen.setAmount(amountMinor);
  const card = usesReadCard ? context.lastRead : given.kind === 'code' ? given.card : undefined;
  context.lastRead = undefined;
  const result = await cardSteps(
    context,
    { kind, amountMinor },
    {
      typeId: preselectedType(fields),
      given: card,
      ...(kind === 'refund' ? { refuses: (shown: Card) => refundRefusal(context, shown) } : {}),
    },
  );
  await finish(context, { kind, amountMinor }, result, resultTerms(context, fields));
}

async function finish(
  context: TerminalContext,
  request: { readonly kind: Kind; readonly amountMinor: number },
  result: CardResult,
  terms: ResultTerms,
): Promise<void> {
  if (result.ok) {
    const amountMinor = result.approvedMinor ?? request.amountMinor;
    const { card, cvm } = result;
    const record = { kind: request.kind, amountMinor, card, cvm, original: undefined };
    const signature = cvm === 'signature' ? await checkSignature(context) : 'paper';
    if (signature !== 'rejected') {
      await settle(context, { ...record, signedOnScreen: signature === 'accepted' }, terms);
      return;
    }
    await intermediate(context, 0x05);
    context.book.decline(newEntry(context, record, STOPPED));
    await failTransaction(context, STOPPED, { card, plan: terms.plan });
    return;
  }
  const card = result.card ?? cards.visa;
  const record = { ...request, card, cvm: 'none', original: undefined } as const;
  context.book.decline(newEntry(context, record, result.code));
  const plan = result.online ? terms.plan : undefined;
  await failTransaction(context, result.code, { card: result.card, plan });
}

/** Why no payment is taken at all: F0 after a failed end of day, 6A when the batch is full. */
function blockedBy({ book, faults, batchLimit }: TerminalContext): number | undefined {
  if (book.mustClose) return BATCH_OPEN;
  return faults.isBatchFull || book.openBatch().length >= batchLimit ? BATCH_FULL : undefined;
}

/** BMP 19 of a payment: a kind this terminal does not have is C5. */
function refusalOfType(fields: Fields): number | undefined {
  const type = fields.get(0x19)?.[0];
  return type === undefined || PAYMENT_TYPES.includes(type & 0xf0) ? undefined : NOT_SUPPORTED;
}

function refusedCode(given: HandedOver): number | undefined {
  return given.kind === 'refused' ? given.code : undefined;
}

function refundRefusal({ refundsOffFor }: TerminalContext, card: Card): number | undefined {
  if (!refundsOffFor.some((name) => cards[name] === card)) return undefined;
  return DEBIT_TYPES.includes(card.typeId) ? NOT_FOR_DEBIT : NOT_FOR_CREDIT;
}
