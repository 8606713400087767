import type { SimClock } from '../line/clock.ts';
import type { Book } from './book.ts';
import type { Outcome, OutcomeSource } from './cards.ts';
import type { Faults } from './faults.ts';
import { ascii } from './fields.ts';
import type { TerminalTiming } from './options.ts';
import type { TerminalReceipt } from './receipt-text.ts';
import type { Registration } from './registration.ts';
import type { Session } from './session.ts';
import type { Identity } from './status.ts';
import { encodeTlv, tlv, tlvContainer } from './tlv.ts';

/** What the commands of the terminal work on. */
export interface TerminalContext {
  readonly session: Session;
  readonly book: Book;
  readonly faults: Faults;
  readonly clock: SimClock;
  readonly timing: TerminalTiming;
  readonly identity: Identity;
  readonly passwordHex: string;
  readonly maxAmountMinor: number;
  readonly batchLimit: number;
  /** Decimals of the terminal's currency, for its receipts. */
  readonly minorDigits: number;
  /** Outcomes queued by `nextOutcome`, then the source. */
  readonly queued: Outcome[];
  readonly outcomes: OutcomeSource;
  /** Receipts the terminal has printed on its own paper. */
  readonly printed: TerminalReceipt[];
  /** What the register has put on the terminal's display, newest last. */
  readonly displayed: string[][];
  registration: Registration;
}

/** Intermediate status codes used here, with the terminal's own words (PA00P015, 04 FF). */
export const STATUS_TEXTS = {
  0x01: 'PLEASE LOOK AT PIN PAD',
  0x04: 'WAITING FOR BANK',
  0x05: 'AUTOMATIC REVERSAL',
  0x0a: 'INSERT OR HOLD CARD',
  0x0b: 'REMOVE CARD',
  0x0e: 'PLEASE WAIT',
  0x15: 'WRONG PIN',
  0x17: 'PLEASE WAIT',
  0x1d: 'DECLINED',
} as const;

/** Sends 04 FF when the register wants it; its answer decides nothing (PA00P015 2.2). */
export async function intermediate(
  context: TerminalContext,
  code: keyof typeof STATUS_TEXTS,
): Promise<void> {
  const { registration, session } = context;
  if (!registration.wantsIntermediate) return;
  const text = encodeTlv([tlv(0x24, encodeTlv([tlv(0x07, ascii(STATUS_TEXTS[code]))]))]);
  const minutesT4 = 0x03;
  const data = registration.tlv ? [code, minutesT4, 0x06, text.length, ...text] : [code];
  await session.exchange('intermediate', 0x04ff, data);
}

/** Ends a command well: 06 0F. A lost completion changes nothing any more. */
export async function complete(
  context: TerminalContext,
  data: readonly number[] = [],
): Promise<void> {
  await context.session.exchange('completion', 0x060f, data);
}

/** Ends a command badly: 06 1E with the bare code, and words for it where TLV is allowed. */
export async function abort(context: TerminalContext, code: number, text = ''): Promise<void> {
  const words =
    context.registration.tlv && text !== '' ? tlvContainer([tlv(0x1f17, ascii(text))]) : [];
  await context.session.exchange('abort', 0x061e, [code, ...words]);
}
