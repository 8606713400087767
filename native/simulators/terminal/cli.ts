import { appendFileSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { LINE_HELP, lineOptions, onStop, openCliLine, runCli } from '../line/cli-line.ts';
import { type Outcome, type OutcomeSource, outcomeByAmount } from './cards.ts';
import { amount } from './receipt-text.ts';
import { parseScript, type ScriptStep } from './script.ts';
import { createTerminal, type SimulatedTerminal } from './terminal.ts';

const HELP = `A ZVT payment terminal to train on, and to torture a register with.

${LINE_HELP}
  --script FILE   JSON array, one { "outcome", "faults" } for each card transaction
  --log FILE      append what is said on the line (no card data, no passwords)
  --book FILE     keep transactions in this file, over restarts
  --password N    6 digits, default 123456
  --currency N    ISO 4217 number, default 156 (yuan); 978 is euro
  --tid N         terminal id, default 52500001
  --interactive   each card waits for a key:
                  a approve  s approve with signature  c contactless  w Alipay  u UnionPay
                  d decline  f insufficient funds  e expired  p wrong PIN  x stop key
                  r card removed early  h bank not reachable
                  any time: b show the book, 0 power off/on, k pull/replug cable, q quit
  --help          this text

Without script and keys the last two digits of the amount decide: .05 declined, .51 no funds,
.54 expired, .55 wrong PIN, .68 stop key, .91 bank not reachable, all others approved.
`;

const KEYS: Readonly<Record<string, Outcome>> = {
  a: { kind: 'approve' },
  s: { kind: 'approve', cvm: 'signature' },
  c: { kind: 'approve', card: 'visaContactless' },
  w: { kind: 'approve', card: 'alipay' },
  u: { kind: 'approve', card: 'unionpay' },
  d: { kind: 'decline', code: 0x05 },
  f: { kind: 'decline', code: 0x33 },
  e: { kind: 'refuse', code: 0x78 },
  p: { kind: 'decline', code: 0x37 },
  x: { kind: 'stop' },
  r: { kind: 'removed' },
  h: { kind: 'hostDown' },
};

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
  const keys = keyQueue();
  const { line, registerSide, close } = await openCliLine(values, 2);
  const logFile = values.log;
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const terminal: SimulatedTerminal = createTerminal({
    line,
    terminalId,
    password,
    currency,
    ...(values.book === undefined ? {} : { bookFile: values.book }),
    outcomes: scripted(steps, () => terminal, values.interactive ? keys.next : outcomeByAmount),
    onLog: ({ atMs, direction, text }) => {
      const entry = `${new Date(atMs).toISOString()} ${direction.padEnd(4)} ${text}`;
      if (logFile === undefined) say(entry);
      else appendFileSync(logFile, `${entry}\n`);
    },
  });
  say(`terminal ready, register connects to ${registerSide}`);
  const stop = (): void => {
    process.stdin.pause();
    void terminal.close().then(close);
  };
  onStop(stop);
  if (values.interactive) listenToKeys(terminal, keys.press, say, stop);
});

/** Takes one step of the script for each card, then asks the fallback. */
function scripted(
  steps: readonly ScriptStep[],
  terminal: () => SimulatedTerminal,
  fallback: OutcomeSource,
): OutcomeSource {
  const left = [...steps];
  return (request) => {
    const step = left.shift();
    for (const { at, action } of step?.faults ?? []) terminal().faults.at(at, action);
    return step?.outcome ?? fallback(request);
  };
}

function keyQueue(): { next: OutcomeSource; press: (outcome: Outcome) => void } {
  let waiting: ((outcome: Outcome) => void) | undefined;
  return {
    next: () => new Promise((resolve) => (waiting = resolve)),
    press: (outcome) => {
      waiting?.(outcome);
      waiting = undefined;
    },
  };
}

function listenToKeys(
  terminal: SimulatedTerminal,
  press: (outcome: Outcome) => void,
  say: (text: string) => void,
  stop: () => void,
): void {
  let off = false;
  let pulled = false;
  const handle = (key: string): void => {
    const outcome = KEYS[key];
    if (outcome !== undefined) press(outcome);
    else if (key === 'q' || key === '\x03') stop();
    else if (key === 'b') say(bookText(terminal));
    else if (key === '0') {
      off = !off;
      if (off) terminal.powerOff();
      else terminal.powerOn();
    } else if (key === 'k') {
      pulled = !pulled;
      if (pulled) terminal.faults.unplug();
      else terminal.faults.plugIn();
      say(pulled ? 'cable pulled' : 'cable back');
    }
  };
  if (process.stdin.isTTY) process.stdin.setRawMode(true);
  process.stdin.on('data', (chunk: Buffer) => {
    for (const key of chunk.toString('latin1')) handle(key);
  });
}

function bookText(terminal: SimulatedTerminal): string {
  const lines = terminal.book().map(({ receiptNo, trace, kind, amountMinor, state, batchNo }) => {
    const no = receiptNo === null ? '----' : String(receiptNo).padStart(4, '0');
    const sum = amount(amountMinor, 2);
    return `batch ${batchNo} receipt ${no} trace ${trace} ${kind} ${sum} ${state}`;
  });
  return lines.length === 0 ? 'the book is empty' : lines.join('\n');
}

function readScript(file: string): readonly ScriptStep[] {
  const result = parseScript(readFileSync(file, 'utf8'));
  if (!result.ok) throw new Error(`${file}: ${result.message}`);
  return result.steps;
}

function digits(option: string, text: string, least: number, most: number): string {
  if (/^\d+$/.test(text) && text.length >= least && text.length <= most) return text;
  throw new Error(`${option} wants ${least === most ? most : `up to ${most}`} digits`);
}
