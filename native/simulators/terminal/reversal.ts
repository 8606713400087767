import type { Fields } from './bmp.ts';
import type { BookEntry } from './book-entry.ts';
import { cardByName } from './cards.ts';
import { intermediate, type TerminalContext } from './context.ts';
import { hex } from './fields.ts';
import { amountOf, preselectedType, readWithPassword, receiptNoOf } from './request.ts';
import { synchronise } from './sync-id.ts';
import { failTransaction, resultTerms, settle } from './transaction.ts';
import { isOfType } from './wallet-code.ts';

const MISSING_FIELD = 0x9a;
const WRONG_CURRENCY = 0x6f;
const ALREADY_REVERSED = 0xb4;
const NOT_REVERSIBLE = 0xb5;
const WRONG_AMOUNT = 0xb7;
const NO_HOST = 0x9b;

/**
 * 06 30, Reversal: takes back a whole payment of the open batch by its receipt number. A second
 * time is B4, an unknown or closed one B5, another amount B7 (ZVT PA00P015 2.14).
 */
export async function reversal(context: TerminalContext, data: Uint8Array): Promise<void> {
  const { session, book } = context;
  const read = readWithPassword(context, data);
  const receiptNo = read.ok ? receiptNoOf(read.fields) : undefined;
  if (!read.ok || receiptNo === undefined) {
    await session.answer(read.ok ? MISSING_FIELD : read.code);
    return;
  }
  const currency = read.fields.get(0x49);
  if (currency !== undefined && hex(currency).slice(1) !== context.identity.currency) {
    await session.answer(WRONG_CURRENCY);
    return;
  }
  if (!(await session.answer(0))) return;
  synchronise(context, read.fields);
  await intermediate(context, 0x0e);
  const original = book.inOpenBatch(receiptNo);
  const refusal = refusalOfReversal(context, original, read.fields);
  if (original === undefined || refusal !== undefined) {
    await failTransaction(context, refusal ?? NOT_REVERSIBLE);
    return;
  }
  await session.pause(context.timing.stepMs);
  await settle(
    context,
    {
      kind: 'reversal',
      amountMinor: original.amountMinor,
      card: cardByName(original.cardName),
      cvm: 'none',
      original: { receiptNo, trace: namedTrace(context) ?? original.trace },
    },
    resultTerms(context, read.fields),
  );
}

/** Reservations are given back by 06 25, so they are as unknown here as a reversal itself. */
function refusalOfReversal(
  context: TerminalContext,
  original: BookEntry | undefined,
  fields: Fields,
): number | undefined {
  const reversible = ['sale', 'refund', 'booking'];
  if (original === undefined || !reversible.includes(original.kind)) return NOT_REVERSIBLE;
  if (original.state === 'reversed') return ALREADY_REVERSED;
  if (fields.has(0x04) && amountOf(fields) !== original.amountMinor) return WRONG_AMOUNT;
  const typeId = preselectedType(fields);
  if (typeId !== undefined && !isOfType(cardByName(original.cardName), typeId)) {
    return NOT_REVERSIBLE;
  }
  return bankRefusal(context);
}

/** Another original than the one it has reversed, where a script has it say so. */
function namedTrace({ scripted }: TerminalContext): number | undefined {
  return scripted?.kind === 'approve' ? scripted.originalTrace : undefined;
}

/** What the bank says to a transaction without a card: nothing against it, as a rule. */
export function bankRefusal({ scripted, faults }: TerminalContext): number | undefined {
  if (faults.isHostDown || scripted?.kind === 'hostDown') return NO_HOST;
  return scripted?.kind === 'decline' ? scripted.code : undefined;
}
