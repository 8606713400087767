import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { LINE_HELP, lineOptions, onStop, openCliLine, runCli } from '../line/cli-line.ts';
import { readScriptText } from '../line/script-text.ts';
import { AMOUNT_HELP, type Outcome, type OutcomeSource, outcomeByAmount } from './cards.ts';
import { parseScript, type ScriptStep } from './script.ts';
import { createTransbankTerminal, type SimulatedTransbankTerminal } from './terminal.ts';

/** What the POS Integrado reference sets a terminal to. */
const DEFAULT_BAUD = '115200';

const HELP = `A Transbank POS Integrado terminal to train on, and to torture a register with.

${LINE_HELP.replace('default 9600', `default ${DEFAULT_BAUD}`)}
  --script FILE   JSON array, one { "outcome", "faults" } for each sale
  --log FILE      append what is said on the line (no bank account numbers)
  --book FILE     keep transactions in this file, over restarts
  --commerce N    commerce code, 12 digits
  --tid ID        terminal id, 8 letters or digits
  --interactive   each sale waits for a key:
                  a approve credit  b approve debit  3 approve in three instalments
                  d decline  h bank silent  n no connection  r card unreadable  u unsupported
                  any time: x cancel, v show the book, i connect the register again,
                  0 power off/on, k pull/replug cable, q quit
  --help          this text

${AMOUNT_HELP}
`;

const KEYS: Readonly<Record<string, Outcome>> = {
  a: { kind: 'approve' },
  b: { kind: 'approve', card: 'redcompra' },
  3: { kind: 'approve', shares: 3 },
  d: { kind: 'decline' },
  h: { kind: 'hostDown', code: 2 },
  n: { kind: 'hostDown', code: 3 },
  r: { kind: 'unreadable' },
  u: { kind: 'unsupported' },
};

runCli(async () => {
  const { values } = parseArgs({
    options: {
      ...lineOptions,
      script: { type: 'string' },
      log: { type: 'string' },
      book: { type: 'string' },
      commerce: { type: 'string' },
      tid: { type: 'string' },
      interactive: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const commerceCode = matching('--commerce', values.commerce, /^\d{12}$/, '12 digits');
  const terminalId = matching('--tid', values.tid, /^[0-9A-Za-z]{8}$/, '8 letters or digits');
  const steps = values.script === undefined ? [] : readScript(values.script);
  const keys = keyQueue();
  const choice = { ...values, baud: values.baud ?? DEFAULT_BAUD };
  const { line, registerSide, close } = await openCliLine(choice);
  const logFile = values.log;
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const terminal: SimulatedTransbankTerminal = createTransbankTerminal({
    line,
    ...(commerceCode === undefined ? {} : { commerceCode }),
    ...(terminalId === undefined ? {} : { terminalId }),
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
    process.stdin.destroy(); // paused, a pipe would still keep the program running
    void terminal.close().then(close);
  };
  onStop(stop);
  if (values.interactive) listenToKeys(terminal, keys.press, say, stop);
});

/** Takes one step of the script for each sale, then asks the fallback. */
function scripted(
  steps: readonly ScriptStep[],
  terminal: () => SimulatedTransbankTerminal,
  fallback: OutcomeSource,
): OutcomeSource {
  const left = [...steps];
  return (request) => {
    const step = left.shift();
    for (const { at, action, times } of step?.faults ?? []) {
      terminal().faults.at(at, action, times);
    }
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
  terminal: SimulatedTransbankTerminal,
  press: (outcome: Outcome) => void,
  say: (text: string) => void,
  stop: () => void,
): void {
  let off = false;
  let pulled = false;
  const switchPower = (): void => {
    off = !off;
    if (off) terminal.powerOff();
    else terminal.powerOn();
  };
  const moveCable = (): void => {
    pulled = !pulled;
    if (pulled) terminal.faults.unplug();
    else terminal.faults.plugIn();
    say(pulled ? 'cable pulled' : 'cable back');
  };
  const actions: Readonly<Record<string, () => void>> = {
    x: () => say(terminal.pressCancel() ? 'cancelled' : 'nothing to cancel'),
    v: () => say(bookText(terminal)),
    i: () => terminal.connectRegister(),
    0: switchPower,
    k: moveCable,
    q: stop,
    '\x03': stop,
  };
  if (process.stdin.isTTY) process.stdin.setRawMode(true);
  process.stdin.on('data', (chunk: Buffer) => {
    for (const key of chunk.toString('latin1')) {
      const outcome = KEYS[key];
      if (outcome !== undefined) press(outcome);
      else actions[key]?.();
    }
  });
}

function bookText(terminal: SimulatedTransbankTerminal): string {
  const lines = terminal.book().map(({ operation, kind, ticket, amount, state, batchNo }) => {
    const no = operation === null ? '----' : String(operation).padStart(4, '0');
    return `batch ${batchNo} operation ${no} ticket ${ticket || '-'} ${kind} $${amount} ${state}`;
  });
  return lines.length === 0 ? 'the book is empty' : lines.join('\n');
}

function readScript(file: string): readonly ScriptStep[] {
  const result = parseScript(readScriptText(file));
  if (!result.ok) throw new Error(`${file}: ${result.message}`);
  return result.steps;
}

function matching(
  option: string,
  text: string | undefined,
  form: RegExp,
  words: string,
): string | undefined {
  if (text !== undefined && !form.test(text)) throw new Error(`${option} wants ${words}`);
  return text;
}
