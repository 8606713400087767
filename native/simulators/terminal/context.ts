import type { SimClock } from '../line/clock.ts';
import type { Book } from './book.ts';
import type { Card, CardName, Outcome, OutcomeSource } from './cards.ts';
import type { CommandName } from './commands.ts';
import type { Faults } from './faults.ts';
import { ascii } from './fields.ts';
import type { ReceiptRule, TerminalTiming } from './options.ts';
import type { TerminalReceipt } from './terminal-receipt.ts';
import type { Registration } from './registration.ts';
import type { Screen } from './screen.ts';
import type { Session } from './session.ts';
import type { Identity } from './status.ts';
import { encodeTlv, tlv, tlvContainer } from './tlv.ts';

/** How this terminal is set up; see `TerminalOptions` for what each means. */
export interface TerminalSettings {
  readonly identity: Identity;
  readonly passwordHex: string;
  readonly maxAmountMinor: number;
  readonly batchLimit: number;
  /** Decimals of the terminal's currency, for its receipts. */
  readonly minorDigits: number;
  readonly outcomes: OutcomeSource;
  readonly buttons: boolean;
  readonly requiresRegistration: boolean;
  readonly refundsOffFor: readonly CardName[];
  readonly reservationsBlockEndOfDay: boolean;
  readonly takesCodes: boolean;
  readonly receiptRule: ReceiptRule;
  readonly printsBeforeResult: boolean;
  readonly hostCode: number | undefined;
  readonly syncId: boolean;
  readonly onCommand: (command: CommandName) => Outcome | undefined;
}

/** What the commands of the terminal work on. */
export interface TerminalContext extends TerminalSettings {
  readonly session: Session;
  readonly book: Book;
  readonly faults: Faults;
  readonly clock: SimClock;
  readonly timing: TerminalTiming;
  readonly screen: Screen;
  /** Outcomes queued by `nextOutcome`, then the source. */
  readonly queued: Outcome[];
  /** Receipts the terminal has printed on its own paper. */
  readonly printed: TerminalReceipt[];
  /** What the register has put on the terminal's display, newest last. */
  readonly displayed: string[][];
  registration: Registration;
  /** What a script has decided for the running command; nothing else is asked then. */
  scripted: Outcome | undefined;
  /** The card of the last 06 C0, for a payment with bit 1 of BMP 19. */
  lastRead: Card | undefined;
  /** How far the terminal's own clock is ahead of the machine's (06 91). */
  clockAheadMs: number;
  /** An end of day of the terminal's own waits for the next status enquiry. */
  endOfDayDue: boolean;
  /** The power goes for a while, once the running command has ended (06 18, a software update). */
  away(forMs: number): void;
}

/** The terminal's own time, as its receipts show it. The book keeps the machine's. */
export function terminalNowMs({ clock, clockAheadMs }: TerminalContext): number {
  return clock.nowMs() + clockAheadMs;
}

/** Intermediate status codes used here, with the terminal's own words (PA00P015, 04 FF). */
export const STATUS_TEXTS = {
  0x01: 'PLEASE LOOK AT PIN PAD',
  0x04: 'WAITING FOR BANK',
  0x05: 'AUTOMATIC REVERSAL',
  0x07: 'CARD NOT ADMITTED',
  0x08: 'CARD UNKNOWN',
  0x09: 'CARD EXPIRED',
  0x0a: 'INSERT OR HOLD CARD',
  0x0b: 'REMOVE CARD',
  0x0c: 'CARD NOT READABLE',
  0x0d: 'CANCELLED',
  0x0e: 'PLEASE WAIT',
  0x0f: 'AUTOMATIC END OF DAY',
  0x14: 'NOT ENOUGH CREDIT',
  0x15: 'WRONG PIN',
  0x17: 'PLEASE WAIT',
  0x18: 'PIN TRIES EXCEEDED',
  0x1d: 'DECLINED',
  0xc8: 'CASHIER CHECKS SIGNATURE',
  0xff: 'SHOW OR SCAN CODE',
} as const;

/**
 * Shows a text, and sends 04 FF when the register wants it; its answer decides nothing
 * (PA00P015 2.2). FF means "see the text": without TLV there is none, so 0A goes instead.
 */
export async function intermediate(
  context: TerminalContext,
  code: keyof typeof STATUS_TEXTS,
): Promise<void> {
  const { registration, session, screen } = context;
  screen.showStep(STATUS_TEXTS[code]);
  if (!registration.wantsIntermediate) return;
  const text = encodeTlv([tlv(0x24, encodeTlv([tlv(0x07, ascii(STATUS_TEXTS[code]))]))]);
  const minutesT4 = 0x03;
  const bare = code === 0xff ? 0x0a : code;
  const data = registration.tlv ? [code, minutesT4, 0x06, text.length, ...text] : [bare];
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
