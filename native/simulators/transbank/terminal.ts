import { type SimClock, systemClock } from '../line/clock.ts';
import { closeDay, details, loadKeys, totals } from './batch.ts';
import { type BatchTotals, Book, type BookEntry } from './book.ts';
import { type CardName, type Outcome, outcomeByAmount } from './cards.ts';
import type { TerminalContext } from './context.ts';
import { Faults } from './faults.ts';
import { Link } from './link.ts';
import {
  type LogEntry,
  standardTiming,
  type TransbankOptions,
  type TransbankTiming,
} from './options.ts';
import { lastSale, multiLastSale, multiSale, sale, voidSale } from './sales.ts';
import { Session } from './session.ts';

type Handler = (context: TerminalContext, request: string) => Promise<void> | void;

/** Every request of the reference by its code; 0100 and 0300 end with their ACK. */
const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['0100', () => undefined],
  ['0200', sale],
  ['0250', lastSale],
  ['0260', details],
  ['0270', multiSale],
  ['0280', multiLastSale],
  ['0300', (context) => context.leaveIntegratedMode()],
  ['0500', closeDay],
  ['0700', totals],
  ['0800', loadKeys],
  ['1200', voidSale],
]);

/** A running simulated terminal. */
export interface SimulatedTransbankTerminal {
  /** Every transaction it knows, oldest first: what was really charged. */
  book(): readonly BookEntry[];
  /** The open batch added up. */
  totals(): BatchTotals;
  /** Queues what happens with the next sales, one outcome each. */
  nextOutcome(...outcomes: Outcome[]): void;
  /** Queues an approval with this card. */
  nextCard(card: CardName): void;
  /**
   * Someone presses cancel at the terminal. True while it waits for the customer; the sale then
   * ends with 07.
   */
  pressCancel(): boolean;
  readonly faults: Faults;
  /** The keys are lost: 26 until 0800 or a close. */
  loseKeys(): void;
  /** True until 0300; then nothing on the line is answered. */
  isIntegrated(): boolean;
  /** A person connects the register again ("Conectar Caja" in the terminal's menu). */
  connectRegister(): void;
  /** The power goes: everything but the book is lost. */
  powerOff(): void;
  /** The power is back; what was not stored is taken back now. */
  powerOn(): void;
  /** Slips on the terminal's own paper, lines of 40 characters in one text. */
  printed(): readonly string[];
  /** Resolves when no command is running. */
  idle(): Promise<void>;
  /** Adds a listener for log entries; the result removes it. */
  onLog(listener: (entry: LogEntry) => void): () => void;
  /** Switches off and releases the line. */
  close(): Promise<void>;
}

/** Switches a simulated Transbank POS Integrado terminal on at the end of a line. */
export function createTransbankTerminal(options: TransbankOptions): SimulatedTransbankTerminal {
  const clock = options.clock ?? systemClock;
  const timing = { ...standardTiming, ...options.timing };
  const { line } = options;
  const { note, onLog } = logOf(clock, options.onLog);
  const book = new Book(options.bookFile);
  const link = new Link(line, clock, timing.interByteMs, {
    request: (text) => session.request(text),
    answer: (kind) => session.answer(kind),
    note: (text) => note('note', text),
  });
  const faults = new Faults({
    setPulled: (pulled) => line.setPulled(pulled),
    nakNext: (count) => link.nakNext(count),
    ignoreNext: (count) => link.ignoreNext(count),
  });
  let cancelPowerOn: () => void = () => undefined;

  const powerOff = (forMs?: number): void => {
    note('note', 'power off');
    cancelPowerOn();
    session.powerOff();
    link.setActive(false);
    if (forMs !== undefined) cancelPowerOn = clock.after(forMs, powerOn);
  };
  const powerOn = (): void => {
    cancelPowerOn();
    if (session.isOn) return;
    const reversed = book.autoReversePending();
    note('note', `power on, ${reversed} taken back`);
    session.powerOn();
    link.setActive(book.integrated);
  };
  const setIntegrated = (integrated: boolean): void => {
    if (book.integrated !== integrated) book.setIntegrated(integrated);
    note('note', integrated ? 'register connected' : 'integrated mode left');
    link.setActive(integrated && session.isOn);
  };

  const session: Session = new Session(link, {
    clock,
    timing,
    faults,
    note,
    powerOff,
    knows: (request) => HANDLERS.has(codeOf(request)),
    run: async (request) => HANDLERS.get(codeOf(request))?.(context, request),
  });
  const context = contextOf(options, { clock, timing, session, book, faults }, () => {
    setIntegrated(false);
  });
  link.setActive(book.integrated);

  return {
    ...controlsOf(context),
    connectRegister: () => setIntegrated(true),
    powerOff: () => powerOff(),
    powerOn,
    onLog,
    close: async () => {
      cancelPowerOn();
      session.powerOff();
      link.setActive(false);
      await line.close();
    },
  };
}

/** What happens at the terminal, for whoever listens. */
function logOf(clock: NonNullable<TransbankOptions['clock']>, first: TransbankOptions['onLog']) {
  const listeners = new Set<(entry: LogEntry) => void>(first === undefined ? [] : [first]);
  return {
    note(direction: LogEntry['direction'], text: string): void {
      for (const listener of listeners) listener({ atMs: clock.nowMs(), direction, text });
    },
    onLog(listener: (entry: LogEntry) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The part of the controls that only looks at, or queues for, a running terminal. */
function controlsOf(context: TerminalContext) {
  const { book, queued, session, faults } = context;
  return {
    faults,
    book: () => book.entries(),
    totals: () => book.totals(),
    nextOutcome: (...outcomes: Outcome[]) => void queued.push(...outcomes),
    nextCard: (card: CardName) => void queued.push({ kind: 'approve', card }),
    pressCancel: () => session.pressCancel(),
    loseKeys: () => book.setKeys(false),
    isIntegrated: () => book.integrated,
    printed: () => [...context.printed],
    idle: () => session.idle(),
  };
}

interface Parts {
  readonly clock: SimClock;
  readonly timing: TransbankTiming;
  readonly session: Session;
  readonly book: Book;
  readonly faults: Faults;
}

function contextOf(
  options: TransbankOptions,
  parts: Parts,
  leaveIntegratedMode: () => void,
): TerminalContext {
  return {
    ...parts,
    leaveIntegratedMode,
    form: options.form ?? 'documented',
    // The numbers of the reference's own examples.
    commerceCode: options.commerceCode ?? '597029414300',
    terminalId: options.terminalId ?? 'ABCD1234',
    merchants: options.merchants ?? ['597029414301', '597029414302'],
    batchLimit: options.batchLimit ?? 500,
    minAmount: options.minAmount ?? 1,
    insistsOnProgressAck: options.insistsOnProgressAck ?? false,
    queued: [],
    outcomes: options.outcomes ?? outcomeByAmount,
    printed: [],
  };
}

/** The code before the first separator. */
function codeOf(request: string): string {
  return request.split('|', 1)[0] ?? '';
}
