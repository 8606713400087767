import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LineSettings, RegisterSettings } from '../contracts/settings.ts';
import { type AvailableLine, availableLine } from '../native/simulators/line/available-line.ts';
import type { SimClock } from '../native/simulators/line/clock.ts';
import type { Line } from '../native/simulators/line/line.ts';
import { createPrinter, type SimulatedPrinter } from '../native/simulators/printer/printer.ts';
import { createScanner, type SimulatedScanner } from '../native/simulators/scanner/scanner.ts';
import { SPOKEN_PROTOCOL, type TerminalTiming } from '../native/simulators/terminal/options.ts';
import { createTerminal, type SimulatedTerminal } from '../native/simulators/terminal/terminal.ts';

export interface LaneOptions {
  /** Where the terminal keeps its book and the printer its paper. */
  readonly folder: string;
  /** How long each step at the card terminal takes. */
  readonly terminalStepMs: number;
  /** Shorter waits than a real terminal's, for tests that lose its messages. */
  readonly terminalTiming?: Partial<TerminalTiming>;
  /** The terminal's time; default: the machine's. */
  readonly terminalClock?: SimClock;
  /** Default: that of the demonstration. Six digits. */
  readonly terminalPassword?: string;
  /** Puts something between the terminal and its line, to spoil what it sends. */
  readonly wrapTerminalLine?: (line: Line) => Line;
}

/** The simulated devices of one lane, and how the register finds them. */
export interface LaneDevices {
  /** For the register's settings file. */
  readonly settings: RegisterSettings['devices'];
  readonly terminal: SimulatedTerminal;
  readonly terminalLine: AvailableLine;
  readonly printer: SimulatedPrinter;
  readonly printerLine: AvailableLine;
  readonly scanner: SimulatedScanner;
  readonly scannerLine: AvailableLine;
  close(): Promise<void>;
}

/** As the standard of its protocol has it. */
const TERMINAL_LINE = { baud: 9600, stopBits: 2 } as const;
const PRINTER_BAUD = 115_200;
const SCANNER_BAUD = 9600;
/** The demo terminal's own; a real one's comes with its papers. */
const TERMINAL_PASSWORD = '123456';

/**
 * Switches a lane's devices on, each at the far end of a line: a serial pty where socat is
 * installed, TCP elsewhere.
 */
export async function openLaneDevices(options: LaneOptions): Promise<LaneDevices> {
  mkdirSync(options.folder, { recursive: true });
  const terminalLine = await availableLine(TERMINAL_LINE.baud, TERMINAL_LINE.stopBits);
  const printerLine = await availableLine(PRINTER_BAUD);
  const scannerLine = await availableLine(SCANNER_BAUD);
  const password = options.terminalPassword ?? TERMINAL_PASSWORD;
  const terminal = createTerminal({
    line: options.wrapTerminalLine?.(terminalLine.line) ?? terminalLine.line,
    password,
    currency: '156',
    bookFile: join(options.folder, 'terminal-book.jsonl'),
    timing: { ...options.terminalTiming, stepMs: options.terminalStepMs },
    ...(options.terminalClock === undefined ? {} : { clock: options.terminalClock }),
  });
  const printer = createPrinter({
    line: printerLine.line,
    columns: 48,
    chineseModel: true,
    folder: join(options.folder, 'paper'),
  });
  const scanner = createScanner({ line: scannerLine.line });
  return {
    settings: {
      terminal: {
        protocol: SPOKEN_PROTOCOL,
        line: lineSettings(terminalLine, TERMINAL_LINE.baud, TERMINAL_LINE.stopBits),
        terminalId: 'T1',
        password,
        customerLimitS: 0,
        takesWalletCodes: false,
        checksSignatures: false,
      },
      printer: {
        protocol: 'escpos',
        line: lineSettings(printerLine, PRINTER_BAUD, 1),
        columns: 48,
        codePage: 'gb18030',
      },
      scanner: { line: lineSettings(scannerLine, SCANNER_BAUD, 1) },
    },
    terminal,
    terminalLine,
    printer,
    printerLine,
    scanner,
    scannerLine,
    async close() {
      await Promise.all([terminal.close(), printer.close(), scanner.close()]);
      await Promise.all([terminalLine.close(), printerLine.close(), scannerLine.close()]);
    },
  };
}

function lineSettings({ near }: AvailableLine, baud: number, stopBits: 1 | 2): LineSettings {
  return near.kind === 'tcp' ? near : { kind: 'serial', path: near.path, baud, stopBits };
}
