import { CURRENCIES } from '../../../core/money/currency.ts';
import { minor } from '../../../core/money/minor.ts';
import { ManualTimers } from '../../transport/testing/manual-timers.ts';
import { MemoryLine } from '../../transport/testing/memory-line.ts';
import { TransbankTerminal } from '../transbank/terminal.ts';
import { keptLog } from './quiet-log.ts';

/**
 * What the far end does: 'ACK' and 'NAK' are single bytes, 'wait' goes on with the register's next
 * ACK or NAK, a function does anything else, and any other text is sent as a message.
 */
export type FarAction = string | (() => void);

/** Actions by how the request begins. */
export type FarScript = Readonly<Record<string, readonly FarAction[]>>;

const SIGNS: Readonly<Record<string, number>> = { ACK: 0x06, NAK: 0x15 };

/** The other end of a POS Integrado line: texts as written down in the test, nothing decoded. */
export class TransbankPeer {
  /** What came: the texts of requests, 'ACK' and 'NAK', in order. */
  readonly received: string[] = [];
  readonly #line: MemoryLine;
  #script: FarScript;
  #bytes: number[] = [];
  #actions: FarAction[] = [];

  constructor(line: MemoryLine, script: FarScript) {
    this.#line = line;
    this.#script = { '0100': ['ACK'], ...script };
    line.onWrite = (bytes) => {
      this.#bytes.push(...bytes);
      this.#read();
    };
  }

  /** Adds to the script or replaces parts of it. */
  on(script: FarScript): void {
    this.#script = { ...this.#script, ...script };
  }

  /** Sends a message, or a single byte, out of turn. */
  say(text: string): void {
    const sign = SIGNS[text];
    if (sign !== undefined) return this.#line.send(Uint8Array.of(sign));
    const bytes = [...text].map((char) => char.charCodeAt(0));
    const lrc = bytes.reduce((sum, byte) => sum ^ byte, 3);
    this.#line.send(Uint8Array.from([2, ...bytes, 3, lrc]));
  }

  /** How many requests begin like this. */
  count(prefix: string): number {
    return this.received.filter((text) => text.startsWith(prefix)).length;
  }

  #read(): void {
    for (let first = this.#bytes[0]; first !== undefined; first = this.#bytes[0]) {
      if (first !== 2) {
        this.#bytes.shift();
        this.received.push(first === 6 ? 'ACK' : 'NAK');
        if (this.#actions[0] === 'wait') this.#actions.shift();
        this.#go();
        continue;
      }
      const end = this.#bytes.indexOf(3);
      if (end === -1 || this.#bytes.length < end + 2) return;
      const text = String.fromCharCode(...this.#bytes.slice(1, end));
      this.#bytes.splice(0, end + 2);
      this.received.push(text);
      const key = Object.keys(this.#script).find((prefix) => text.startsWith(prefix));
      this.#actions = [...((key === undefined ? null : this.#script[key]) ?? [])];
      this.#go();
    }
  }

  #go(): void {
    for (let next = this.#actions[0]; next !== undefined; next = this.#actions[0]) {
      if (next === 'wait') return;
      this.#actions.shift();
      if (typeof next === 'string') this.say(next);
      else next();
    }
  }
}

export const PESO_REQUEST = {
  attemptId: 'a',
  amountMinor: minor(15_000),
  currency: CURRENCIES.CLP,
  reference: 'ABC123',
  wallet: null,
} as const;

const HEAD = '597029414300|ABCD1234|ABC123';
/** Approved: 15000 pesos, operation 60, Visa. */
export const SALE_OK = `0210|00|${HEAD}|XZ1234|15000|||6677|60|CR|||VI|28102019|223512||`;
/** The same, as the last sale. */
export const LAST_OK = SALE_OK.replace('0210', '0260');

const open: TransbankTerminal[] = [];

/** Closes what `setUpTransbank` opened; for afterEach. */
export async function closeTransbank(): Promise<void> {
  await Promise.all(open.splice(0).map((terminal) => terminal.close()));
}

/** A driver on a line in memory, with the far end and the time in the test's hands. */
export function setUpTransbank(script: FarScript = {}) {
  const line = new MemoryLine();
  const timers = new ManualTimers();
  const log = keptLog();
  const peer = new TransbankPeer(line, script);
  const terminal = new TransbankTerminal({
    transport: line.near,
    terminalId: 'T1',
    currency: CURRENCIES.CLP,
    timers,
    log,
  });
  open.push(terminal);
  return { line, timers, log, peer, terminal };
}
