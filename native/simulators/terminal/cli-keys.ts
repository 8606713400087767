import type { BookEntry } from './book-entry.ts';
import type { ButtonName } from './buttons.ts';
import type { FaultAction, FaultPoint } from './faults.ts';
import { amount } from './receipt-text.ts';
import type { SimulatedTerminal } from './terminal.ts';

/** The key of each button while a card is awaited. */
const BUTTON_KEYS: Readonly<Record<string, ButtonName>> = {
  a: 'approve',
  s: 'signature',
  c: 'contactless',
  g: 'girocard',
  m: 'mastercard',
  u: 'unionpay',
  o: 'unionpayQr',
  w: 'alipay',
  y: 'wechat',
  l: 'bluecode',
  d: 'decline',
  f: 'noFunds',
  p: 'wrongPin',
  t: 'pinBlocked',
  e: 'expired',
  n: 'unknownCard',
  r: 'removed',
  x: 'stop',
  h: 'hostDown',
};

interface FaultKey {
  readonly label: string;
  arm(terminal: SimulatedTerminal): void;
}

/** What goes wrong next, by capital letter. */
const FAULT_KEYS: Readonly<Record<string, FaultKey>> = {
  A: once('no answer to the next command', 'answer', { kind: 'silence' }),
  S: once('no result', 'status', { kind: 'silence' }),
  M: once('no completion', 'completion', { kind: 'silence' }),
  L: once('result 10 s late', 'status', { kind: 'late', delayMs: 10_000 }),
  T: once('result twice', 'status', { kind: 'twice' }),
  C: once('result corrupt at first', 'status', { kind: 'corrupt' }),
  N: once('NAK storm after the result', 'status', { kind: 'nakStorm', count: 2 }),
  R: once('answer to the result lost', 'status', { kind: 'answerLost' }),
  K: once('cable pulled at the result, back in 8 s', 'status', { kind: 'pulled', forMs: 8_000 }),
  B: once('power lost before it has booked', 'authorised', { kind: 'powerLost', forMs: 3_000 }),
  W: once('power lost between answer and book', 'booking', { kind: 'powerLost', forMs: 3_000 }),
  P: once('power lost after it has booked', 'booked', { kind: 'powerLost', forMs: 3_000 }),
  V: once('automatic reversal', 'authorised', { kind: 'autoReversal' }),
  E: { label: 'next end of day fails', arm: ({ faults }) => faults.failEndOfDay(1) },
  U: {
    label: 'update for 20 s after the next end of day',
    arm: ({ faults }) => faults.updateAfterEndOfDay({ forMs: 20_000 }),
  },
  D: { label: 'own end of day due', arm: (terminal) => terminal.dueEndOfDay() },
  I: { label: 'initialisation needed', arm: ({ faults }) => faults.lock(0x51) },
  G: { label: 'diagnosis needed', arm: ({ faults }) => faults.lock(0xc2) },
  F: { label: 'batch full, or not', arm: ({ faults }) => faults.fillBatch(!faults.isBatchFull) },
  H: {
    label: 'bank not reachable, or again',
    arm: ({ faults }) => faults.hostDown(!faults.isHostDown),
  },
  Z: { label: 'all faults cleared', arm: ({ faults }) => faults.clear() },
};

/** The help lines for all keys. */
export const KEY_HELP = [
  ...rows(Object.entries(BUTTON_KEYS).map(([key, button]) => `${key} ${button}`)),
  '# and two hex digits: declined with that result code',
  'what goes wrong next:',
  ...rows(Object.entries(FAULT_KEYS).map(([key, { label }]) => `${key} ${label}`)),
  'any time: b show the book, 0 power off/on, k pull/replug cable, q quit',
].map((line) => `                  ${line}`);

function once(label: string, at: FaultPoint, action: FaultAction): FaultKey {
  return { label, arm: ({ faults }) => faults.at(at, action) };
}

/** As many entries to a line as fit. */
function rows(entries: readonly string[]): string[] {
  const lines: string[] = [];
  for (const entry of entries) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + entry.length < 70) {
      lines[lines.length - 1] = `${last}, ${entry}`;
    } else lines.push(entry);
  }
  return lines;
}

/** What the keys need from the program. */
export interface KeyPanel {
  readonly terminal: SimulatedTerminal;
  say(text: string): void;
  stop(): void;
}

/** Returns the handler of single key presses: cards, faults, power and cable. */
export function keyHandler({ terminal, say, stop }: KeyPanel): (key: string) => void {
  let off = false;
  let pulled = false;
  let code: string | undefined;
  return (key) => {
    const button = BUTTON_KEYS[key];
    const fault = FAULT_KEYS[key];
    if (code !== undefined && /^[0-9a-f]$/i.test(key)) {
      code += key;
      if (code.length < 2) return;
      terminal.press({ kind: 'decline', code: Number.parseInt(code, 16) });
      code = undefined;
      return;
    }
    code = key === '#' ? '' : undefined;
    if (button !== undefined) {
      if (!terminal.press(button)) say('no card is awaited');
    } else if (fault !== undefined) {
      fault.arm(terminal);
      say(fault.label);
    } else if (key === 'q' || key === '\x03') stop();
    else if (key === 'b') say(bookText(terminal.book()));
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
}

function bookText(book: readonly BookEntry[]): string {
  const lines = book.map(({ receiptNo, trace, kind, amountMinor, state, batchNo }) => {
    const no = receiptNo === null ? '----' : String(receiptNo).padStart(4, '0');
    const sum = amount(amountMinor, 2);
    return `batch ${batchNo} receipt ${no} trace ${trace} ${kind} ${sum} ${state}`;
  });
  return lines.length === 0 ? 'the book is empty' : lines.join('\n');
}
