import { onTestFinished } from 'vitest';
import { listenTcp } from '../line/tcp-line.ts';
import { encodeApdu } from './apdu.ts';
import { approveAll } from './cards.ts';
import { fromHex, hex } from './fields.ts';
import type { TerminalOptions, TerminalTiming } from './options.ts';
import { createTerminal, type SimulatedTerminal } from './terminal.ts';
import { TestRegister } from './test-register.ts';

/** Steps without waiting, for tests of what is said rather than when. */
export const quickTiming: Partial<TerminalTiming> = {
  t2Ms: 5_000,
  t3Ms: 5_000,
  resultMs: 5_000,
  waitRepeatMs: 5,
  cardPromptMs: 20,
  cardMs: 60_000,
  stepMs: 0,
  twiceMs: 60,
  resetMs: 10,
};

/** The password of every terminal here, and the yuan as BMP 49 has it. */
export const PASSWORD = '123456';
export const YUAN = '490156';

/** Password, config BE, yuan, a container that lists text blocks. */
export const REGISTER_BLOCKS = apdu('0600', PASSWORD, 'be', '0156', '06', '06', '26040a0206d3');

/** As before, but this register composes its receipts from 04 0F. */
export const REGISTER_COMPOSE = apdu('0600', PASSWORD, '3e', '0156', '0600');

/** Writes an APDU from pieces of hex; the length comes by itself. */
export function apdu(command: string, ...data: readonly string[]): string {
  return hex(encodeApdu(Number.parseInt(command, 16), fromHex(data.join(''))));
}

/** BMP 04 of an amount. */
export function amountField(amountMinor: number): string {
  return `04${String(amountMinor).padStart(12, '0')}`;
}

/** 06 01 over an amount in yuan, with whatever else. */
export function sale(amountMinor: number, ...more: readonly string[]): string {
  return apdu('0601', amountField(amountMinor), YUAN, ...more);
}

/** What a sequence came to. */
export interface Ran {
  readonly messages: readonly string[];
  /** The terminal's 04 0F, the last one. */
  readonly status: string;
  /** BMP 27 of it. */
  readonly result: string;
  /** The message that ended the sequence. */
  readonly ending: string;
  /** All messages as text, for words in receipts. */
  readonly text: string;
  /** Codes of 04 FF, in order. */
  readonly shown: readonly string[];
}

export interface Bench {
  readonly terminal: SimulatedTerminal;
  readonly register: TestRegister;
  readonly port: number;
  /** Sends a command and answers everything positively until its end. */
  run(command: string): Promise<Ran>;
}

/** A terminal on TCP and a register that has registered; both go away with the test. */
export async function bench(
  options: Partial<TerminalOptions> = {},
  registration: string | undefined = REGISTER_BLOCKS,
): Promise<Bench> {
  const line = await listenTcp(0);
  const timing = { ...quickTiming, ...options.timing };
  const terminal = createTerminal({ outcomes: approveAll, ...options, line, timing });
  onTestFinished(terminal.close);
  const register = await TestRegister.tcp(line.port);
  onTestFinished(register.close);
  const run = async (command: string): Promise<Ran> => {
    const ran = readRun(await register.sequence(command));
    await terminal.idle();
    return ran;
  };
  if (registration !== '') await run(registration);
  return { terminal, register, port: line.port, run };
}

function readRun(messages: readonly string[]): Ran {
  const status = messages.findLast((message) => message.startsWith('040f')) ?? '';
  const result = /^040f(?:ff....|..)27(..)/.exec(status)?.[1] ?? '';
  return {
    messages,
    status,
    result,
    ending: messages.at(-1) ?? '',
    text: messages.map((message) => Buffer.from(message, 'hex').toString('latin1')).join('\n'),
    shown: messages.flatMap((message) => /^04ff..(..)/.exec(message)?.[1] ?? []),
  };
}
