import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SimClock, systemClock } from '../line/clock.ts';
import type { Line } from '../line/line.ts';
import { ReceiveBuffer } from './buffer.ts';
import { Interpreter } from './interpreter.ts';
import { type PrintedReceipt, type ReceiptLine, receiptText } from './receipt.ts';
import {
  automaticStatus,
  isStopped,
  type PrinterState,
  realTimeStatus,
  sensorStatus,
} from './status-bytes.ts';

/**
 * What a printer can answer about a job: with a process ID (`GS ( H`, newer Epson models), with its
 * sensors in print order (`GS r`), or only in real time (`DLE EOT`).
 */
export type PrinterAnswers = 'processId' | 'sensor' | 'realTime';

/** How to set a simulated printer up. */
export interface PrinterOptions {
  readonly line: Line;
  /** Characters a line holds in font A; default 48 (80 mm paper). */
  readonly columns?: number;
  /** A simplified-Chinese model: Kanji mode from power-on. Default false. */
  readonly chineseModel?: boolean;
  /** Default 'processId'. */
  readonly answers?: PrinterAnswers;
  /** Carries DLE DC4 1 out on arrival; default true. */
  readonly realTimePulse?: boolean;
  /** Bits a second on the line (10 for a byte); left out, bytes come as fast as they are sent. */
  readonly baud?: number;
  /** How fast the paper moves; left out, in no time. Receipt printers do 100 to 300. */
  readonly mmPerSecond?: number;
  /** Receive buffer; default 4096. */
  readonly bufferBytes?: number;
  /** Sends XOFF when the buffer fills and XON when there is room; default off. */
  readonly xonXoff?: boolean;
  /** Automatic status back from power-on, as a memory switch sets it; default off. */
  readonly automaticStatus?: boolean;
  /** Folder that gets each receipt as `receipt-0001.txt`; made when missing. */
  readonly folder?: string;
  readonly clock?: SimClock;
  readonly onReceipt?: (receipt: PrintedReceipt) => void;
  /** Bytes and events in words, for a log. */
  readonly onLog?: (text: string) => void;
}

/** What can be made to go wrong at the printer. */
export interface PrinterFaults {
  paper(state: 'ok' | 'nearEnd' | 'out'): void;
  /** The roll ends after so many more lines or feeds. */
  paperOutAfter(lines: number): void;
  coverOpen(open: boolean): void;
  offline(offline: boolean): void;
  /** The cutter jams: an error, in which pulses in real time are ignored as well. */
  error(error: boolean): void;
  /** The cable is pulled (serial) or the connection refused (TCP). */
  gone(gone: boolean): void;
  /** Prints this many bytes a second; undefined is as fast as they come. */
  slow(bytesPerSecond: number | undefined): void;
  /** Answers in print order come so much later; those in real time do not. */
  answersLate(delayMs: number): void;
  /** Bytes nobody asked for. */
  noise(bytes: Uint8Array): void;
  /** Drops what is not printed yet and forgets all settings. */
  powerCycle(): void;
}

/** A running simulated receipt printer. */
export interface SimulatedPrinter {
  /** Receipts that were cut off, oldest first. */
  receipts(): readonly PrintedReceipt[];
  /** Resolves with all receipts once there are at least this many. */
  waitForReceipts(count: number): Promise<readonly PrintedReceipt[]>;
  /** Lines printed since the last cut. */
  openLines(): readonly ReceiptLine[];
  /** All drawer pulses so far, with or without a receipt. */
  drawerKicks(): number;
  /** The cashier pushes the drawer shut (true: it is open). */
  setDrawer(open: boolean): void;
  /** What a real printer would have printed as garbage or ignored. */
  problems(): readonly string[];
  readonly faults: PrinterFaults;
  close(): Promise<void>;
}

const SLOW_SLICE_MS = 20;
const BITS_A_BYTE = 10;
const DOTS_A_MM = 8;
const BUFFER_BYTES = 4096;
/** Printable dots of 58 and 80 mm paper by columns of font A (12 dots). */
const PAPER_DOTS: Readonly<Record<number, number>> = { 32: 384, 42: 512, 48: 576 };
const XON = 0x11;
const XOFF = 0x13;
/** DLE DC4 8 with its seven fixed bytes: clears the buffers (Epson, DLE DC4). */
const CLEAR_BUFFERS = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];

/** Switches a simulated ESC/POS receipt printer on at the end of a line. */
export function createPrinter(options: PrinterOptions): SimulatedPrinter {
  const printer = new Printer(options);
  const { faults } = printer;
  return {
    receipts: () => [...printer.receipts],
    waitForReceipts: (count) => printer.waitForReceipts(count),
    openLines: () => printer.interpreter.openLines(),
    drawerKicks: () => printer.kicks,
    setDrawer: (open) => printer.change({ drawerOpen: open }),
    problems: () => printer.allProblems(),
    faults,
    close: () => printer.close(),
  };
}

class Printer {
  readonly receipts: PrintedReceipt[] = [];
  readonly problems: string[] = [];
  readonly interpreter: Interpreter;
  readonly faults: PrinterFaults;
  kicks = 0;
  readonly #options: PrinterOptions;
  readonly #clock: SimClock;
  readonly #waiting: { readonly count: number; readonly done: () => void }[] = [];
  readonly #buffer: ReceiveBuffer;
  #state: PrinterState = {
    paper: 'ok',
    coverOpen: false,
    offline: false,
    error: false,
    drawerOpen: false,
  };
  #wire: number[] = [];
  #wireCredit = 0;
  #cancelWire: (() => void) | undefined;
  #realTime: number[] = [];
  #asb = 0;
  #isHeld = false;
  #bytesPerSecond: number | undefined;
  #lateMs = 0;
  #answeredToMs = 0;
  #linesLeft = Number.POSITIVE_INFINITY;
  #fedDots = 0;
  #cancelMove: (() => void) | undefined;
  #printing = false;

  constructor(options: PrinterOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#buffer = new ReceiveBuffer(options.bufferBytes ?? BUFFER_BYTES);
    this.#asb = options.automaticStatus === true ? 0xff : 0;
    if (options.folder !== undefined) mkdirSync(options.folder, { recursive: true });
    const columns = options.columns ?? 48;
    this.interpreter = new Interpreter(
      {
        receipt: (receipt) => this.#keep(receipt),
        drawerKick: () => this.#kick(),
        query: (command, parameter) => this.#query(command, parameter),
        processId: (id) => this.#tellProcessId(id),
        fed: (dots) => this.#fed(dots),
        problem: (text) => {
          this.problems.push(text);
          options.onLog?.(`problem: ${text}`);
        },
      },
      { dots: PAPER_DOTS[columns] ?? columns * 12, chineseModel: options.chineseModel ?? false },
    );
    this.faults = this.#faults();
    options.line.listen({
      connected: () => options.onLog?.('connected'),
      bytes: (chunk) => this.#receive(chunk),
      disconnected: () => options.onLog?.('disconnected'),
    });
  }

  #faults(): PrinterFaults {
    return {
      paper: (paper) => this.change({ paper }),
      paperOutAfter: (lines) => {
        this.#linesLeft = lines;
      },
      coverOpen: (coverOpen) => this.change({ coverOpen }),
      offline: (offline) => this.change({ offline }),
      error: (error) => this.change({ error }),
      gone: (gone) => this.#options.line.setPulled(gone),
      slow: (bytesPerSecond) => {
        this.#bytesPerSecond = bytesPerSecond;
        this.#print();
      },
      answersLate: (delayMs) => {
        this.#lateMs = delayMs;
      },
      noise: (bytes) => this.#options.line.send(bytes),
      powerCycle: () => this.#powerCycle(),
    };
  }

  allProblems(): readonly string[] {
    const { lost } = this.#buffer;
    return lost === 0 ? [...this.problems] : [...this.problems, `${lost} bytes lost: buffer full`];
  }

  change(change: Partial<PrinterState>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#asb !== 0) this.#options.line.send(automaticStatus(this.#state));
    this.#print();
  }

  waitForReceipts(count: number): Promise<readonly PrintedReceipt[]> {
    if (this.receipts.length >= count) return Promise.resolve([...this.receipts]);
    return new Promise((resolve) => {
      this.#waiting.push({ count, done: () => resolve([...this.receipts]) });
    });
  }

  close(): Promise<void> {
    this.#cancelWire?.();
    this.#cancelMove?.();
    return this.#options.line.close();
  }

  #receive(chunk: Uint8Array): void {
    if (this.#options.baud === undefined) {
      for (const byte of chunk) this.#arrive(byte);
      this.#print();
      return;
    }
    this.#wire.push(...chunk);
    this.#runWire(this.#options.baud);
  }

  /** Bytes come off the line at its speed, in slices of a few milliseconds. */
  #runWire(baud: number): void {
    if (this.#cancelWire !== undefined || this.#wire.length === 0) return;
    this.#cancelWire = this.#clock.after(SLOW_SLICE_MS, () => {
      this.#cancelWire = undefined;
      this.#wireCredit += (baud / BITS_A_BYTE / 1000) * SLOW_SLICE_MS;
      const whole = Math.floor(this.#wireCredit);
      this.#wireCredit = this.#wire.length <= whole ? 0 : this.#wireCredit - whole;
      for (const byte of this.#wire.splice(0, whole)) this.#arrive(byte);
      this.#print();
      this.#runWire(baud);
    });
  }

  #arrive(byte: number): void {
    this.#buffer.put(byte);
    this.#watchRealTime(byte);
    if (this.#options.xonXoff !== true || this.#isHeld || this.#buffer.free >= 128) return;
    this.#isHeld = true;
    this.#options.line.send(Uint8Array.of(XOFF));
  }

  /**
   * Real-time commands act on arrival, also while the printer is stopped or its buffer is full
   * (Epson, DLE EOT, DLE DC4). They stay in the data: within another command they are its data.
   */
  #watchRealTime(byte: number): void {
    this.#realTime = [...this.#realTime.slice(1 - CLEAR_BUFFERS.length), byte];
    const [a, b, n] = this.#realTime.slice(-3);
    if (a === 0x10 && b === 0x04 && n !== undefined) {
      const answer = realTimeStatus(this.#state, n);
      if (answer !== undefined) this.#options.line.send(Uint8Array.of(answer));
      this.#buffer.forgive(3);
    }
    const [dle, dc4, fn] = this.#realTime.slice(-5);
    if (this.#realTime.length >= 5 && dle === 0x10 && dc4 === 0x14 && fn === 1) this.#pulseNow();
    if (this.#realTime.join() === CLEAR_BUFFERS.join()) {
      this.#buffer.clear();
      this.interpreter.reset();
      this.#options.line.send(Uint8Array.of(0x37, 0x25, 0));
    }
  }

  /** Executed also offline and with a full buffer; ignored in an error (Epson TM-T88III, DLE DC4). */
  #pulseNow(): void {
    this.#buffer.forgive(5);
    if (this.#options.realTimePulse !== false && !this.#state.error) this.#kick();
  }

  /** Prints what is in the buffer until it is empty, the paper moves, or something stops it. */
  #print(): void {
    // A drawer pulse in the middle changes the state, which asks to print again: what follows
    // must wait until this turn is over.
    if (this.#printing) return;
    this.#printing = true;
    while (this.#buffer.length > 0 && this.#cancelMove === undefined && !isStopped(this.#state)) {
      this.#printSome();
    }
    this.#printing = false;
    if (!this.#isHeld || this.#buffer.free < 256) return;
    this.#isHeld = false;
    this.#options.line.send(Uint8Array.of(XON));
  }

  #printSome(): void {
    const { mmPerSecond } = this.#options;
    if (this.#bytesPerSecond !== undefined) {
      const slice = Math.max(1, Math.round((this.#bytesPerSecond * SLOW_SLICE_MS) / 1000));
      this.#moveFor(SLOW_SLICE_MS, () => this.interpreter.push(this.#buffer.take(slice)));
      return;
    }
    this.interpreter.push(this.#buffer.take(1));
    const fed = this.#fedDots;
    this.#fedDots = 0;
    if (mmPerSecond === undefined || fed === 0) return;
    this.#moveFor(Math.ceil((fed / DOTS_A_MM / mmPerSecond) * 1000), () => undefined);
  }

  #moveFor(ms: number, then: () => void): void {
    this.#cancelMove = this.#clock.after(ms, () => {
      this.#cancelMove = undefined;
      then();
      this.#print();
    });
  }

  #fed(dots: number): void {
    this.#fedDots += dots;
    this.#linesLeft -= 1;
    if (this.#linesLeft > 0) return;
    this.#linesLeft = Number.POSITIVE_INFINITY;
    this.change({ paper: 'out' });
  }

  #keep(receipt: PrintedReceipt): void {
    this.receipts.push(receipt);
    const { folder, onReceipt, onLog } = this.#options;
    if (folder !== undefined) {
      const name = `receipt-${String(receipt.no).padStart(4, '0')}.txt`;
      writeFileSync(join(folder, name), receiptText(receipt));
    }
    onLog?.(`receipt ${receipt.no}, ${receipt.lines.length} lines`);
    onReceipt?.(receipt);
    const ready = this.#waiting.filter(({ count }) => this.receipts.length >= count);
    for (const waiter of ready) {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      waiter.done();
    }
  }

  #kick(): void {
    this.kicks += 1;
    this.#options.onLog?.('drawer kick');
    this.change({ drawerOpen: true });
  }

  #query(command: 'asb' | 'sensor' | 'identity', parameter: number): void {
    if (command === 'asb') {
      this.#asb = parameter;
      if (parameter !== 0) this.#answer(automaticStatus(this.#state));
      return;
    }
    const answers = this.#options.answers ?? 'processId';
    if (answers === 'realTime') return;
    if (command === 'sensor') {
      const answer = sensorStatus(this.#state, parameter);
      if (answer !== undefined) this.#answer(Uint8Array.of(answer));
      return;
    }
    // GS I 1..3 answer one byte; GS I 65..69 a text block: 5F, text, NUL (Epson, GS I).
    const maker = answers === 'processId' ? 'EPSON' : 'SIMULATED';
    if (parameter <= 3 || (parameter >= 49 && parameter <= 51)) this.#answer(Uint8Array.of(0x20));
    else if (parameter === 66) this.#answer(Buffer.from(`_${maker}\0`, 'latin1'));
    else this.#answer(Buffer.from('_TILLWRIGHT SIM\0', 'latin1'));
  }

  /** Header 37, identifier 22, the four bytes of the process ID, NUL (Epson, GS ( H). */
  #tellProcessId(id: Uint8Array): void {
    if ((this.#options.answers ?? 'processId') !== 'processId') return;
    this.#answer(Uint8Array.of(0x37, 0x22, ...id, 0));
  }

  #answer(bytes: Uint8Array): void {
    // In print order also when some are late: a later answer never overtakes.
    const dueMs = Math.max(this.#answeredToMs, this.#clock.nowMs() + this.#lateMs);
    if (dueMs <= this.#clock.nowMs()) {
      this.#options.line.send(bytes);
      return;
    }
    this.#answeredToMs = dueMs;
    this.#clock.after(dueMs - this.#clock.nowMs(), () => this.#options.line.send(bytes));
  }

  #powerCycle(): void {
    this.#cancelWire?.();
    this.#cancelWire = undefined;
    this.#cancelMove?.();
    this.#cancelMove = undefined;
    this.#wire = [];
    this.#buffer.clear();
    this.#realTime = [];
    this.#asb = this.#options.automaticStatus === true ? 0xff : 0;
    this.interpreter.reset();
  }
}
