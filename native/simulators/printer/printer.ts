import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SimClock, systemClock } from '../line/clock.ts';
import type { Line } from '../line/line.ts';
import { Interpreter } from './interpreter.ts';
import { type PrintedReceipt, type ReceiptLine, receiptText } from './receipt.ts';
import {
  automaticStatus,
  isStopped,
  type PrinterState,
  realTimeStatus,
  sensorStatus,
} from './status-bytes.ts';

/** How to set a simulated printer up. */
export interface PrinterOptions {
  readonly line: Line;
  /** Characters a line holds in font A; default 48 (80 mm paper). */
  readonly columns?: number;
  /** A simplified-Chinese model: GB18030 from power-on. Default false. */
  readonly chineseModel?: boolean;
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
  coverOpen(open: boolean): void;
  offline(offline: boolean): void;
  /** The cable is pulled (serial) or the connection refused (TCP). */
  gone(gone: boolean): void;
  /** Prints this many bytes a second; undefined is as fast as they come. */
  slow(bytesPerSecond: number | undefined): void;
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
    problems: () => [...printer.problems],
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
  #state: PrinterState = { paper: 'ok', coverOpen: false, offline: false, drawerOpen: false };
  #queue: number[] = [];
  #realTime: number[] = [];
  #asb = 0;
  #bytesPerSecond: number | undefined;
  #cancelSlice: (() => void) | undefined;
  #printing = false;

  constructor(options: PrinterOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    if (options.folder !== undefined) mkdirSync(options.folder, { recursive: true });
    this.interpreter = new Interpreter(
      {
        receipt: (receipt) => this.#keep(receipt),
        drawerKick: () => this.#kick(),
        query: (command, parameter) => this.#query(command, parameter),
        problem: (text) => {
          this.problems.push(text);
          options.onLog?.(`problem: ${text}`);
        },
      },
      options.columns ?? 48,
      options.chineseModel ?? false,
    );
    this.faults = {
      paper: (paper) => this.change({ paper }),
      coverOpen: (coverOpen) => this.change({ coverOpen }),
      offline: (offline) => this.change({ offline }),
      gone: (gone) => options.line.setPulled(gone),
      slow: (bytesPerSecond) => {
        this.#bytesPerSecond = bytesPerSecond;
        this.#print();
      },
      powerCycle: () => this.#powerCycle(),
    };
    options.line.listen({
      connected: () => options.onLog?.('connected'),
      bytes: (chunk) => this.#receive(chunk),
      disconnected: () => options.onLog?.('disconnected'),
    });
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
    this.#cancelSlice?.();
    return this.#options.line.close();
  }

  #receive(chunk: Uint8Array): void {
    for (const byte of chunk) {
      this.#watchRealTime(byte);
      this.#queue.push(byte);
    }
    this.#print();
  }

  /** Real-time commands act on arrival, even while the printer is stopped (Epson, DLE EOT). */
  #watchRealTime(byte: number): void {
    this.#realTime = [...this.#realTime.slice(-4), byte];
    const [a, b, c] = this.#realTime.slice(-3);
    if (a === 0x10 && b === 0x04 && c !== undefined) {
      const answer = realTimeStatus(this.#state, c);
      if (answer !== undefined) this.#options.line.send(Uint8Array.of(answer));
    }
    const [dle, dc4, fn] = this.#realTime;
    if (this.#realTime.length === 5 && dle === 0x10 && dc4 === 0x14 && fn === 1) this.#kick();
  }

  #print(): void {
    // A drawer pulse in the middle of a piece changes the state, which asks to print again: what
    // follows must wait until that piece is done.
    if (this.#printing || this.#cancelSlice !== undefined || isStopped(this.#state)) return;
    if (this.#bytesPerSecond === undefined) {
      this.#printing = true;
      // In small pieces, so that a fault in the middle of a long job stops near there.
      while (this.#queue.length > 0 && !isStopped(this.#state)) {
        this.interpreter.push(Uint8Array.from(this.#queue.splice(0, 256)));
      }
      this.#printing = false;
      return;
    }
    if (this.#queue.length === 0) return;
    const slice = Math.max(1, Math.round((this.#bytesPerSecond * SLOW_SLICE_MS) / 1000));
    this.#cancelSlice = this.#clock.after(SLOW_SLICE_MS, () => {
      this.#cancelSlice = undefined;
      this.interpreter.push(Uint8Array.from(this.#queue.splice(0, slice)));
      this.#print();
    });
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
    const { line } = this.#options;
    if (command === 'asb') {
      this.#asb = parameter;
      if (parameter !== 0) line.send(automaticStatus(this.#state));
      return;
    }
    if (command === 'sensor') {
      const answer = sensorStatus(this.#state, parameter);
      if (answer !== undefined) line.send(Uint8Array.of(answer));
      return;
    }
    // GS I 1..3 answer one byte; GS I 65..69 a text block: 5F, text, NUL (Epson, GS I).
    if (parameter <= 3 || (parameter >= 49 && parameter <= 51)) line.send(Uint8Array.of(0x20));
    else line.send(Buffer.from('_TILLWRIGHT SIM\0', 'latin1'));
  }

  #powerCycle(): void {
    this.#cancelSlice?.();
    this.#cancelSlice = undefined;
    this.#queue = [];
    this.#realTime = [];
    this.#asb = 0;
    this.interpreter.reset();
  }
}
