import type { DeviceSettings, LineSettings, TerminalSettings } from '../../contracts/settings.ts';
import type { DeviceChecks } from '../../contracts/terminal-setup.ts';
import { invariant } from '../../core/assert.ts';
import type { Currency } from '../../core/money/currency.ts';
import type { CardTerminal, LateResultDecider } from '../../till/ports/card-terminal.ts';
import type { Clock, Log } from '../../till/ports/system.ts';
import type { ReceiptPrinter, Scanner } from '../../till/ports/peripherals.ts';
import { SerialTransport } from '../transport/serial.ts';
import { TcpTransport } from '../transport/tcp.ts';
import { systemTimers } from '../transport/timers.ts';
import type { Timers } from '../transport/timers.ts';
import type { Transport } from '../transport/transport.ts';
import { absentPrinter, absentScanner } from './absent-devices.ts';
import { absentTerminal } from './terminal-kit/absent-terminal.ts';
import { EscposPrinter } from './printer/escpos-printer.ts';
import { SerialScanner } from './scanner/serial-scanner.ts';
import { SwitchableTerminal } from './terminal-kit/switchable-terminal.ts';
import type { DrivenTerminal, DriverPorts } from './terminal-kit/driver.ts';
import { checkable, type CheckParts, checkTerminal } from './terminal-kit/terminal-check.ts';
import { driverOf } from './terminal-drivers.ts';

/** The devices of a register; one that was not set up is there and off. */
export interface Devices {
  readonly terminal: SwitchableTerminal;
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
  const terminal = new SwitchableTerminal(() => buildTerminal(settings.terminal, around));
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

/** The driver of a terminal as set up; without one, a terminal that is off. */
export function buildTerminal(
  settings: DeviceSettings['terminal'],
  { currency, log, timers = systemTimers }: DeviceSurroundings,
): CardTerminal {
  if (settings === null) return absentTerminal();
  const transport = buildTransport(settings.line, timers);
  return openTerminal(settings, { transport, currency, timers, log });
}

/**
 * Tries a terminal out before it is used: see `checkTerminal`. Nobody else may hold its line;
 * `decideLate` decides on what comes late where it is the register's terminal that is tried.
 */
export function checkConnection(
  settings: TerminalSettings,
  registerBatch: CheckParts['registerBatch'],
  { currency, log, timers = systemTimers }: DeviceSurroundings,
  decideLate: LateResultDecider | null,
): Promise<DeviceChecks> {
  return checkTerminal({
    line: settings.line,
    registerBatch,
    transportOf: (line) => buildTransport(line, timers),
    checkable: (transport) =>
      checkable(openTerminal(settings, { transport, currency, timers, log }), decideLate),
  });
}

/** Whoever read the settings has checked them: a driver that is not there is a bug. */
function openTerminal(settings: TerminalSettings, ports: DriverPorts): DrivenTerminal {
  const driver = driverOf(settings.protocol);
  invariant(driver !== null, `no driver for terminals that speak ${settings.protocol}`);
  return driver.open(settings, ports);
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
    baud: settings.line.kind === 'serial' ? settings.line.baud : null,
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
