import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { LINE_HELP, lineOptions, onStop, openCliLine, runCli } from '../line/cli-line.ts';
import { readScriptText } from '../line/script-text.ts';
import { outcomeByAmount } from './cards.ts';
import { KEY_HELP, keyHandler } from './cli-keys.ts';
import { parseScript, type ScriptStep } from './script.ts';
import { ScriptRunner } from './script-runner.ts';
import { createTerminal, type SimulatedTerminal } from './terminal.ts';

const HELP = `A ZVT payment terminal to train on, and to torture a register with.

${LINE_HELP}
  --script FILE   JSON array of { "command", "outcome", "faults", "switches" }, one a step
  --log FILE      append what is said on the line (no card data, no passwords)
  --book FILE     keep transactions in this file, over restarts
  --password N    6 digits, default 123456
  --currency N    ISO 4217 number, default 156 (yuan); 978 is euro
  --tid N         terminal id, default 52500001
  --no-codes      refuse wallet codes read by the register
  --sync-id       settle doubtful payments by the sync id (tag 1F1F)
  --block-eod     refuse end of day while reservations are open
  --registered    refuse payments until the register has registered
  --interactive   each card waits for a key:
${KEY_HELP.join('\n')}
  --help          this text

A script step has a fault point (answer, intermediate, status, print, request, completion, abort,
authorised, booking, booked) and a kind (silence, late, twice, corrupt, noise, nakStorm, deaf,
pulled, powerLost, answerLost, autoReversal). Its switches are hostDown, batchFull, lock,
failEndOfDay and updateAfterEndOfDay.

Without script and keys the last two digits of the amount decide: .05 declined, .51 no funds,
.54 expired, .55 wrong PIN, .68 stop key, .91 bank not reachable, all others approved.
`;

runCli(async () => {
  const { values } = parseArgs({
    options: {
      ...lineOptions,
      script: { type: 'string' },
      log: { type: 'string' },
      book: { type: 'string' },
      password: { type: 'string' },
      currency: { type: 'string' },
      tid: { type: 'string' },
      'no-codes': { type: 'boolean' },
      'sync-id': { type: 'boolean' },
      'block-eod': { type: 'boolean' },
      registered: { type: 'boolean' },
      interactive: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const password = digits('--password', values.password ?? '123456', 6, 6);
  const currency = digits('--currency', values.currency ?? '156', 3, 3);
  const terminalId = digits('--tid', values.tid ?? '52500001', 1, 8);
  const steps = values.script === undefined ? [] : readScript(values.script);
  const { line, registerSide, close } = await openCliLine(values, 2);
  const logFile = values.log;
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const fallback = values.interactive ? undefined : outcomeByAmount;
  const script = new ScriptRunner(steps, () => terminal.faults, fallback);
  const terminal: SimulatedTerminal = createTerminal({
    line,
    terminalId,
    password,
    currency,
    ...(values.book === undefined ? {} : { bookFile: values.book }),
    takesCodes: !values['no-codes'],
    syncId: values['sync-id'] ?? false,
    reservationsBlockEndOfDay: values['block-eod'] ?? false,
    requiresRegistration: values.registered ?? false,
    onCommand: script.onCommand,
    outcomes: script.outcomes,
    onLog: ({ atMs, direction, text }) => {
      const entry = `${new Date(atMs).toISOString()} ${direction.padEnd(4)} ${text}`;
      if (logFile === undefined) say(entry);
      else appendFileSync(logFile, `${entry}\n`);
    },
  });
  say(`terminal ready, register connects to ${registerSide}`);
  const stop = (): void => {
    // A paused pipe still holds the program; a person who has pressed q waits for its end.
    process.stdin.destroy();
    void terminal.close().then(close);
  };
  onStop(stop);
  if (values.interactive) listenToKeys(keyHandler({ terminal, say, stop }));
});

function listenToKeys(handle: (key: string) => void): void {
  if (process.stdin.isTTY) process.stdin.setRawMode(true);
  process.stdin.on('data', (chunk: Buffer) => {
    for (const key of chunk.toString('latin1')) handle(key);
  });
}

function readScript(file: string): readonly ScriptStep[] {
  const result = parseScript(readScriptText(file));
  if (!result.ok) throw new Error(`${file}: ${result.message}`);
  return result.steps;
}

function digits(option: string, text: string, least: number, most: number): string {
  if (/^\d+$/.test(text) && text.length >= least && text.length <= most) return text;
  throw new Error(`${option} wants ${least === most ? most : `up to ${most}`} digits`);
}
