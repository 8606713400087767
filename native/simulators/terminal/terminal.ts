import { type SimClock, systemClock } from '../line/clock.ts';
import {
  abortNothing,
  diagnosis,
  displayText,
  initialisation,
  logOff,
  openPreAuthorisations,
  readCard,
  register,
  statusEnquiry,
} from './administration.ts';
import { decodeApdu } from './apdu.ts';
import { Book, type BookEntry } from './book.ts';
import { type CardName, type Outcome, outcomeByAmount } from './cards.ts';
import { abort, type TerminalContext } from './context.ts';
import { Faults } from './faults.ts';
import type { Link, LinkEvents } from './link.ts';
import {
  type LogEntry,
  standardTiming,
  type TerminalOptions,
  type TerminalTiming,
} from './options.ts';
import {
  authorization,
  endOfDay,
  refund,
  repeatReceipt,
  reversal,
  turnoverTotals,
} from './payments.ts';
import type { TerminalReceipt } from './receipt-text.ts';
import { unregistered } from './registration.ts';
import { SerialLink } from './serial-link.ts';
import { Session } from './session.ts';
import { TcpLink } from './tcp-link.ts';
import { type BatchTotals, totalsOf } from './totals.ts';

type Handler = (context: TerminalContext, data: Uint8Array) => Promise<void>;

const HANDLERS: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [0x0501, statusEnquiry],
  [0x0600, register],
  [0x0601, authorization],
  [0x0602, logOff],
  [0x0610, turnoverTotals],
  [0x0620, repeatReceipt],
  [0x0623, openPreAuthorisations],
  [0x0630, reversal],
  [0x0631, refund],
  [0x0650, endOfDay],
  [0x0670, diagnosis],
  [0x0693, initialisation],
  [0x06b0, abortNothing],
  [0x06c0, readCard],
  [0x06e0, displayText],
]);

/** What a locked terminal still does; everything else ends with 06 1E (ZVT PA00P015 1.7). */
const WHILE_LOCKED = new Set([
  0x0501, 0x0600, 0x0602, 0x0670, 0x0693, 0x06b0, 0x06c0, 0x06e0, 0x0650,
]);

const UNKNOWN_COMMAND = 0x83;
const PROTOCOL_ERROR = 0x9a;

/** Currencies with other than two decimals that a till may meet (ISO 4217). */
const MINOR_DIGITS: ReadonlyMap<string, number> = new Map([
  ['392', 0],
  ['410', 0],
  ['704', 0],
  ['048', 3],
  ['414', 3],
]);

/** A running simulated terminal. */
export interface SimulatedTerminal {
  /** Every card transaction it knows, oldest first: what was really charged. */
  book(): readonly BookEntry[];
  /** The open batch added up. */
  totals(): BatchTotals;
  /** Queues what happens with the next cards, one outcome per sale, refund or card read. */
  nextOutcome(...outcomes: Outcome[]): void;
  /** Queues an approval with this card. */
  nextCard(card: CardName): void;
  readonly faults: Faults;
  /** The power goes: everything but the book is lost. */
  powerOff(): void;
  /** The power is back; what was not acknowledged is reversed now. */
  powerOn(): void;
  /** Receipts on the terminal's own paper. */
  printed(): readonly TerminalReceipt[];
  /** What the register has put on the display, newest last. */
  displayed(): readonly (readonly string[])[];
  /** Resolves when no command is running. */
  idle(): Promise<void>;
  /** Adds a listener for log entries; the result removes it. */
  onLog(listener: (entry: LogEntry) => void): () => void;
  /** Switches off and releases the line. */
  close(): Promise<void>;
}

/** Switches a simulated ZVT payment terminal on at the end of a line. */
export function createTerminal(options: TerminalOptions): SimulatedTerminal {
  const clock = options.clock ?? systemClock;
  const timing = { ...standardTiming, ...options.timing };
  const { line } = options;
  const listeners = new Set<(entry: LogEntry) => void>();
  if (options.onLog !== undefined) listeners.add(options.onLog);
  const note = (direction: LogEntry['direction'], text: string): void => {
    for (const listener of listeners) listener({ atMs: clock.nowMs(), direction, text });
  };
  const faults = new Faults((pulled) => line.setPulled(pulled));
  const book = new Book(options.bookFile);
  let cancelPowerOn: () => void = () => undefined;

  const powerOff = (forMs?: number): void => {
    note('note', 'power off');
    session.powerOff();
    if (!options.keepsRegistration) context.registration = unregistered;
    if (forMs !== undefined) cancelPowerOn = clock.after(forMs, powerOn);
  };
  const powerOn = (): void => {
    cancelPowerOn();
    if (session.isOn) return;
    const reversed = book.autoReversePending();
    note('note', `power on, ${reversed} reversed`);
    session.powerOn();
  };

  const events: LinkEvents = {
    apdu: (bytes) => session.receive(bytes),
    lost: () => session.lost(line.kind),
    note: (text) => note('note', text),
  };
  const link = openLink(options, clock, timing, events);
  const session: Session = new Session(link, {
    clock,
    timing,
    faults,
    note,
    powerOff,
    run: (apdu) => dispatch(context, apdu),
  });
  const context: TerminalContext = {
    ...settingsOf(options),
    session,
    book,
    faults,
    clock,
    timing,
    queued: [],
    printed: [],
    displayed: [],
    registration: unregistered,
  };

  return {
    ...controlsOf(context),
    powerOff: () => powerOff(),
    powerOn,
    onLog: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => {
      cancelPowerOn();
      session.powerOff();
      await line.close();
    },
  };
}

function openLink(
  { line }: TerminalOptions,
  clock: SimClock,
  timing: TerminalTiming,
  events: LinkEvents,
): Link {
  if (line.kind === 'serial') return new SerialLink(line, clock, timing, events);
  return new TcpLink(line, clock, timing, events);
}

/** The part of the controls that only looks at, or queues for, a running terminal. */
function controlsOf(context: TerminalContext) {
  const { book, queued, session, faults } = context;
  return {
    faults,
    book: () => book.entries(),
    totals: () => totalsOf(book.batchNo, book.openBatch()),
    nextOutcome: (...outcomes: Outcome[]) => void queued.push(...outcomes),
    nextCard: (card: CardName) => void queued.push({ kind: 'approve', card }),
    printed: () => [...context.printed],
    displayed: () => [...context.displayed],
    idle: () => session.idle(),
  };
}

function settingsOf(options: TerminalOptions) {
  const currency = options.currency ?? '156';
  return {
    identity: {
      terminalId: options.terminalId ?? '52500001',
      contractNumber: options.contractNumber ?? '898310054110001',
      currency,
    },
    passwordHex: options.password ?? '123456',
    maxAmountMinor: options.maxAmountMinor ?? 999_999_999_999,
    batchLimit: options.batchLimit ?? 5_000,
    minorDigits: MINOR_DIGITS.get(currency) ?? 2,
    outcomes: options.outcomes ?? outcomeByAmount,
  };
}

async function dispatch(context: TerminalContext, bytes: Uint8Array): Promise<void> {
  const { session, faults } = context;
  const apdu = decodeApdu(bytes);
  if (apdu === undefined) {
    await session.answer(PROTOCOL_ERROR);
    return;
  }
  const handler = HANDLERS.get(apdu.command);
  if (handler === undefined) {
    await session.answer(UNKNOWN_COMMAND);
    return;
  }
  if (faults.lockCode !== undefined && !WHILE_LOCKED.has(apdu.command)) {
    if (await session.answer(0)) await abort(context, faults.lockCode, 'TERMINAL LOCKED');
    return;
  }
  await handler(context, apdu.data);
}
