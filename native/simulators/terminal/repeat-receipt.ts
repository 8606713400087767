import type { BookEntry } from './book-entry.ts';
import type { Fields } from './bmp.ts';
import { abort, complete, type TerminalContext } from './context.ts';
import { fromHex, readBcd } from './fields.ts';
import { giveReceipts } from './printing.ts';
import { repeated } from './receipt-text.ts';
import type { TerminalReceipt } from './terminal-receipt.ts';
import { readWithPassword, tagOf } from './request.ts';

const NOTHING_STORED = 0x83;
const NOT_POSSIBLE = 0x83;
const SEND_STATUS = 0x01;
const NO_PAPER = 0x02;

/** Values of tag 1F01 (PA00P015, receipt id). */
const MERCHANT = 0x02;
const CUSTOMER = 0x03;
const END_OF_DAY = 0x04;
const LAST_ID = 0x06;

/** What is repeated: the status as it was sent, and the receipts as they were printed. */
interface Stored {
  readonly statusHex: string;
  readonly receipts: readonly TerminalReceipt[];
  readonly kind: 'payment' | 'administration';
}

/**
 * 06 20, Repeat receipt: bit 0 of the service byte asks for the last 04 0F exactly as it was sent,
 * bit 1 forbids paper. Tag 1F01 chooses a copy or the last end of day, 1F02 and 1F03 the first and
 * last trace number (ZVT PA00P015 2.16).
 */
export async function repeatReceipt(context: TerminalContext, data: Uint8Array): Promise<void> {
  const { session } = context;
  const read = readWithPassword(context, data);
  const id = read.ok ? tagOf(read.fields, 0x1f01)?.[0] : undefined;
  const code = !read.ok ? read.code : id !== undefined && id > LAST_ID ? NOT_POSSIBLE : 0;
  if (!(await session.answer(code)) || !read.ok || code !== 0) return;
  const service = read.fields.get(0x03)?.[0] ?? 0;
  const stored = id === END_OF_DAY ? lastEndOfDay(context) : transactions(context, read.fields, id);
  if (stored === undefined) {
    await abort(context, NOTHING_STORED, 'NOTHING STORED');
    return;
  }
  if ((service & SEND_STATUS) !== 0) {
    const answer = await session.exchange('status', 0x040f, fromHex(stored.statusHex));
    if (answer.kind === 'silent') return;
  }
  if ((service & NO_PAPER) === 0) {
    await giveReceipts(context, stored.receipts.map(repeated), stored.kind);
  }
  await complete(context);
}

function lastEndOfDay({ book }: TerminalContext): Stored | undefined {
  const last = book.lastEndOfDay;
  return last === undefined ? undefined : { ...last, kind: 'administration' };
}

function transactions(
  context: TerminalContext,
  fields: Fields,
  id: number | undefined,
): Stored | undefined {
  const { book } = context;
  const chosen = chosenEntries(context, fields);
  const last = chosen.at(-1);
  if (last === undefined) return undefined;
  const copy = id === MERCHANT ? 'merchant' : id === CUSTOMER ? 'customer' : undefined;
  const receipts = chosen
    .flatMap((entry) => book.receiptsOf(entry))
    .filter((receipt) => copy === undefined || receipt.copy === copy);
  return { statusHex: last.statusHex, receipts, kind: 'payment' };
}

/** The last transaction, or those of the trace numbers named. */
function chosenEntries({ book }: TerminalContext, fields: Fields): readonly BookEntry[] {
  const from = traceOf(fields, 0x1f02);
  if (from !== undefined) return book.storedBetween(from, traceOf(fields, 0x1f03) ?? from);
  const last = book.lastStored();
  return last === undefined ? [] : [last];
}

function traceOf(fields: Fields, tag: number): number | undefined {
  const value = tagOf(fields, tag);
  return value === undefined ? undefined : readBcd(value);
}
