import { createPtyPair } from './pty-pair.ts';
import type { Line } from './line.ts';
import { openSerialLine } from './serial-line.ts';
import { listenTcp } from './tcp-line.ts';

/** The options every simulator program has for its line. */
export const lineOptions = {
  device: { type: 'string' },
  tcp: { type: 'string' },
  pty: { type: 'boolean' },
  baud: { type: 'string' },
} as const;

/** The help lines for `lineOptions`. */
export const LINE_HELP = `  --device PATH   speak on this serial port (COM3, /dev/ttyUSB0, a pty)
  --tcp PORT      listen on this TCP port instead
  --pty           make a pty pair and print the path for the register (needs socat)
  --baud RATE     speed of the serial port, default 9600`;

/** What the command line says about the line. */
export interface LineChoice {
  readonly device?: string | undefined;
  readonly tcp?: string | undefined;
  readonly pty?: boolean | undefined;
  readonly baud?: string | undefined;
}

/** An opened line, where the register finds it, and how to release it. */
export interface CliLine {
  readonly line: Line;
  readonly registerSide: string;
  close(): Promise<void>;
}

/** Opens the line a person has asked for. Throws a sentence for people when that cannot be. */
export async function openCliLine(choice: LineChoice, stopBits: 1 | 2 = 1): Promise<CliLine> {
  const chosen = [choice.device, choice.tcp, choice.pty].filter((value) => value !== undefined);
  if (chosen.length !== 1) throw new Error('say exactly one of --device PATH, --tcp PORT, --pty');
  const baud = wholeNumber('--baud', choice.baud ?? '9600', 4_000_000);
  if (choice.tcp !== undefined) {
    const line = await listenTcp(wholeNumber('--tcp', choice.tcp, 65_535));
    return { line, registerSide: line.address, close: () => line.close() };
  }
  if (choice.device !== undefined) {
    const line = await openSerialLine(choice.device, baud, { stopBits });
    return { line, registerSide: `the other end of ${choice.device}`, close: () => line.close() };
  }
  const pair = await createPtyPair();
  try {
    const line = await openSerialLine(pair.far, baud, { stopBits });
    const close = async (): Promise<void> => {
      await line.close();
      await pair.close();
    };
    return { line, registerSide: pair.near, close };
  } catch (error) {
    await pair.close();
    throw error;
  }
}

/** Reads a whole number of an option; throws naming the option. */
export function wholeNumber(option: string, text: string, largest: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || value > largest) {
    throw new Error(`${option} wants a whole number up to ${largest}, not "${text}"`);
  }
  return value;
}

/** Runs a program; an error becomes one line on stderr and exit code 1. */
export function runCli(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

/** Calls back once on Ctrl-C or a polite kill. */
export function onStop(stop: () => void): void {
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
