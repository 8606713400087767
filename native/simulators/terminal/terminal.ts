import { type SimClock, systemClock } from '../line/clock.ts';
import { Book } from './book.ts';
import type { BookEntry } from './book-entry.ts';
import type { ButtonName } from './buttons.ts';
import type { CardName, Outcome } from './cards.ts';
import type { TerminalContext } from './context.ts';
import { dispatch } from './dispatch.ts';
import { Faults } from './faults.ts';
import type { Link, LinkEvents } from './link.ts';
import {
  type LogEntry,
  standardTiming,
  type TerminalOptions,
  type TerminalTiming,
} from './options.ts';
import type { TerminalReceipt } from './terminal-receipt.ts';
import { unregistered } from './registration.ts';
import { Screen, type TerminalView } from './screen.ts';
import { SerialLink } from './serial-link.ts';
import { Session } from './session.ts';
import { settingsOf } from './settings.ts';
import { TcpLink } from './tcp-link.ts';
import { type BatchTotals, totalsOf } from './totals.ts';

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
  /** What is on the display, whether a card is awaited and which buttons work. */
  view(): TerminalView;
  /** Calls back after each change of the view; the result removes the listener. */
  onChange(listener: () => void): () => void;
  /**
   * A person does something while a card is awaited: a button, or any outcome by itself.
   * False: no card is awaited, so nothing happens.
   */
  press(what: ButtonName | Outcome): boolean;
  /** The next status enquiry finds the terminal's own end of day due and waits for it. */
  dueEndOfDay(): void;
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
  const { note, onLog } = openLog(options, clock);
  const faults = new Faults((pulled) => line.setPulled(pulled));
  const book = new Book(options.bookFile);
  const screen = new Screen(clock);
  let cancelPowerOn: () => void = () => undefined;

  const powerOff = (forMs?: number): void => {
    note('note', 'power off');
    session.powerOff();
    screen.setPower(false);
    context.lastRead = undefined;
    if (!options.keepsRegistration) context.registration = unregistered;
    if (forMs !== undefined) cancelPowerOn = clock.after(forMs, powerOn);
  };
  const powerOn = (): void => {
    cancelPowerOn();
    if (session.isOn) return;
    const reversed = book.autoReversePending();
    note('note', `power on, ${reversed} reversed`);
    session.powerOn();
    screen.setPower(true);
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
    screen,
    ...initialState(),
    away: (forMs) => void session.idle().then(() => powerOff(forMs)),
  };

  return {
    ...controlsOf(context),
    powerOff: () => powerOff(),
    powerOn,
    onLog,
    close: async () => {
      cancelPowerOn();
      session.powerOff();
      screen.setPower(false);
      await line.close();
    },
  };
}

/** The terminal's log: everybody who listens gets each entry. */
function openLog(options: TerminalOptions, clock: SimClock) {
  const listeners = new Set<(entry: LogEntry) => void>();
  if (options.onLog !== undefined) listeners.add(options.onLog);
  return {
    note: (direction: LogEntry['direction'], text: string): void => {
      for (const listener of listeners) listener({ atMs: clock.nowMs(), direction, text });
    },
    onLog: (listener: (entry: LogEntry) => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** What changes while a terminal works, as it is when new. */
function initialState() {
  return {
    queued: [],
    printed: [],
    displayed: [],
    registration: unregistered,
    scripted: undefined,
    lastRead: undefined,
    clockAheadMs: 0,
    endOfDayDue: false,
  } satisfies Partial<TerminalContext>;
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
  const { book, queued, session, faults, screen } = context;
  return {
    faults,
    book: () => book.entries(),
    totals: () => totalsOf(book.batchNo, book.openBatch()),
    nextOutcome: (...outcomes: Outcome[]) => void queued.push(...outcomes),
    nextCard: (card: CardName) => void queued.push({ kind: 'approve', card }),
    printed: () => [...context.printed],
    displayed: () => [...context.displayed],
    view: () => screen.view(),
    onChange: (listener: () => void) => screen.onChange(listener),
    press: (what: ButtonName | Outcome) => screen.press(what),
    dueEndOfDay: () => {
      context.endOfDayDue = true;
    },
    idle: () => session.idle(),
  };
}
