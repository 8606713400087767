import type { DeviceSettings, LineSettings } from '../../contracts/settings.ts';
import type { Currency } from '../../core/money/currency.ts';
import type { CardTerminal, Clock, Log, ReceiptPrinter, Scanner } from '../../till/ports.ts';
import { SerialTransport } from '../transport/serial.ts';
import { TcpTransport } from '../transport/tcp.ts';
import { systemTimers } from '../transport/timers.ts';
import type { Timers } from '../transport/timers.ts';
import type { Transport } from '../transport/transport.ts';
import { absentPrinter, absentScanner, absentTerminal } from './absent-devices.ts';
import { EscposPrinter } from './escpos-printer.ts';
import { SerialScanner } from './serial-scanner.ts';
import { ZvtTerminal } from './zvt-terminal.ts';

/** The devices of a register; one that was not set up is there and off. */
export interface Devices {
  readonly terminal: CardTerminal;
  readonly printer: ReceiptPrinter;
  readonly scanner: Scanner;
  /** Closes them all. */
  close(): Promise<void>;
}

export interface DeviceSurroundings {
  readonly currency: Currency;
  readonly clock: Clock;
  readonly log: Log;
  readonly timers?: Timers;
}

/** A transport for a line as set up; nothing is opened yet. */
export function buildTransport(line: LineSettings, timers: Timers): Transport {
  if (line.kind === 'tcp') return new TcpTransport({ host: line.host, port: line.port }, timers);
  const { path, baud, stopBits } = line;
  return new SerialTransport({ path, baud, stopBits }, timers);
}

/** Builds the devices of the settings. They connect by themselves, without being waited for. */
export function buildDevices(settings: DeviceSettings, around: DeviceSurroundings): Devices {
  const timers = around.timers ?? systemTimers;
  const terminal = buildTerminal(settings.terminal, around, timers);
  const printer = buildPrinter(settings.printer, around, timers);
  const scanner = buildScanner(settings.scanner, around, timers);
  return {
    terminal,
    printer,
    scanner,
    close: async () => {
      await Promise.all([terminal.close(), printer.close(), scanner.close()]);
    },
  };
}

function buildTerminal(
  settings: DeviceSettings['terminal'],
  { currency, log }: DeviceSurroundings,
  timers: Timers,
): CardTerminal {
  if (settings === null) return absentTerminal();
  // The second protocol's driver is not there yet.
  if (settings.protocol !== 'zvt') return absentTerminal();
  return new ZvtTerminal({
    transport: buildTransport(settings.line, timers),
    framing: settings.line.kind,
    terminalId: settings.terminalId,
    password: settings.password,
    currency,
    timers,
    log,
  });
}

function buildPrinter(
  settings: DeviceSettings['printer'],
  { log }: DeviceSurroundings,
  timers: Timers,
): ReceiptPrinter {
  if (settings === null) return absentPrinter();
  const { columns, codePage } = settings;
  return new EscposPrinter({
    transport: buildTransport(settings.line, timers),
    profile: { columns, codePage, cutter: true },
    timers,
    log,
  });
}

function buildScanner(
  settings: DeviceSettings['scanner'],
  { clock, log }: DeviceSurroundings,
  timers: Timers,
): Scanner {
  if (settings === null) return absentScanner();
  return new SerialScanner({
    transport: buildTransport(settings.line, timers),
    timers,
    clock,
    log,
  });
}
