import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LineSettings, RegisterSettings } from '../contracts/settings.ts';
import { type HeadOffice, startHeadOffice } from '../hq/serve.ts';
import { type AvailableLine, availableLine } from '../native/simulators/line/available-line.ts';
import { createPrinter, type SimulatedPrinter } from '../native/simulators/printer/printer.ts';
import { createScanner, type SimulatedScanner } from '../native/simulators/scanner/scanner.ts';
import { createTerminal, type SimulatedTerminal } from '../native/simulators/terminal/terminal.ts';
import { writeRegisterFiles } from './register-files.ts';

export interface ShopOptions {
  /** Everything the shop keeps: the register's data folder and head office's. */
  readonly folder: string;
  readonly registerId: string;
  /** Demo assortment when null. */
  readonly items: number | null;
  readonly customerDisplay: boolean;
  /** How long each step at the card terminal takes. */
  readonly terminalStepMs: number;
  readonly log: (line: string) => void;
}

/** A demo shop: simulated devices at the far ends of real lines, and a head office. */
export interface Shop {
  readonly dataDir: string;
  readonly devices: RegisterSettings['devices'];
  readonly terminal: SimulatedTerminal;
  readonly terminalLine: AvailableLine;
  readonly printer: SimulatedPrinter;
  readonly printerLine: AvailableLine;
  readonly scanner: SimulatedScanner;
  readonly headOffice: HeadOffice;
  readonly readerToken: string;
  close(): Promise<void>;
}

/** ZVT PA00P016 §2: 9600 baud, two stop bits. */
const TERMINAL_LINE = { baud: 9600, stopBits: 2 } as const;
const PRINTER_BAUD = 115_200;
const SCANNER_BAUD = 9600;
/** The demo terminal's own; a real one's comes with its papers. */
const TERMINAL_PASSWORD = '123456';

/**
 * Opens the shop and writes the register's settings. The lines are serial ptys where socat is
 * installed, TCP elsewhere; the register is told which.
 */
export async function openShop(options: ShopOptions): Promise<Shop> {
  const dataDir = join(options.folder, 'register');
  mkdirSync(dataDir, { recursive: true });
  const terminalLine = await availableLine(TERMINAL_LINE.baud, TERMINAL_LINE.stopBits);
  const printerLine = await availableLine(PRINTER_BAUD);
  const scannerLine = await availableLine(SCANNER_BAUD);
  const terminal = createTerminal({
    line: terminalLine.line,
    password: TERMINAL_PASSWORD,
    currency: '156',
    bookFile: join(options.folder, 'terminal-book.jsonl'),
    timing: { stepMs: options.terminalStepMs },
  });
  const printer = createPrinter({
    line: printerLine.line,
    columns: 48,
    chineseModel: true,
    folder: join(options.folder, 'paper'),
  });
  const scanner = createScanner({ line: scannerLine.line });
  const headOffice = await startHeadOffice({
    dataDir: join(options.folder, 'head-office'),
    port: 0,
    host: '127.0.0.1',
    log: quiet(options.log),
  });
  const devices: RegisterSettings['devices'] = {
    terminal: {
      protocol: 'zvt',
      line: lineSettings(terminalLine, TERMINAL_LINE.baud, TERMINAL_LINE.stopBits),
      terminalId: 'T1',
      password: TERMINAL_PASSWORD,
    },
    printer: {
      protocol: 'escpos',
      line: lineSettings(printerLine, PRINTER_BAUD, 1),
      columns: 48,
      codePage: 'gb18030',
    },
    scanner: { line: lineSettings(scannerLine, SCANNER_BAUD, 1) },
  };
  await writeRegisterFiles({
    dataDir,
    registerId: options.registerId,
    devices,
    headOffice: {
      url: headOffice.url,
      enrolmentCode: await headOffice.createEnrolmentCode('S001', options.registerId),
    },
    items: options.items,
    customerDisplay: options.customerDisplay,
  });
  return {
    dataDir,
    devices,
    terminal,
    terminalLine,
    printer,
    printerLine,
    scanner,
    headOffice,
    readerToken: await headOffice.createReaderToken('demo'),
    async close() {
      await Promise.all([terminal.close(), printer.close(), scanner.close()]);
      await Promise.all([terminalLine.close(), printerLine.close(), scannerLine.close()]);
      await headOffice.close();
    },
  };
}

function lineSettings({ near }: AvailableLine, baud: number, stopBits: 1 | 2): LineSettings {
  return near.kind === 'tcp' ? near : { kind: 'serial', path: near.path, baud, stopBits };
}

/** Head office tells only what needs a person. */
function quiet(log: (line: string) => void) {
  const tell = (message: string) => log(`head office: ${message}`);
  return { info: () => {}, warn: tell, error: tell };
}
