import { splitApdus } from '../../protocol/zvt/apdu.ts';
import { fromHex, toHex } from '../../protocol/zvt/hex.ts';
import type { MemoryLine } from '../../transport/testing/memory-line.ts';

/** What the peer does when a message of the register starts with this hex. */
export type PeerScript = Readonly<Record<string, readonly PeerAction[]>>;

/**
 * A message as hex; 'ack' waits for the register's answer before going on; 'pull' takes the
 * cable out; a function does anything else.
 */
export type PeerAction = string | (() => void);

/** Bytes from hex in which '--' stands for the length of what follows. */
export function message(hex: string): Uint8Array {
  const [head = '', data] = hex.split('--');
  if (data === undefined) return fromHex(hex);
  const bytes = fromHex(data);
  return fromHex(`${head} ${toHex([bytes.length])} ${data}`);
}

/** A terminal's end of a TCP line: bytes as written down in the test, nothing decoded. */
export class TcpPeer {
  /** Messages of the register as hex, in order. */
  readonly received: string[] = [];
  readonly #line: MemoryLine;
  readonly #actions: PeerAction[] = [];
  #script: Record<string, readonly PeerAction[]> = {};
  #rest: Uint8Array = new Uint8Array();

  constructor(line: MemoryLine, script: PeerScript) {
    this.#line = line;
    this.on(script);
    line.onWrite = (bytes) => {
      const { apdus, rest } = splitApdus(this.#rest, bytes);
      this.#rest = rest;
      for (const apdu of apdus) this.#onMessage(toHex(apdu));
    };
  }

  /** Adds to the script or replaces parts of it. */
  on(script: PeerScript): void {
    this.#script = { ...this.#script, ...script };
  }

  /** Sends a message out of turn. */
  say(hex: string): void {
    this.#line.send(message(hex));
  }

  /** How many messages of the register start with this hex. */
  count(prefix: string): number {
    return this.received.filter((message) => message.startsWith(prefix)).length;
  }

  #onMessage(hex: string): void {
    this.received.push(hex);
    if (hex.startsWith('80') || hex.startsWith('84')) {
      if (this.#actions[0] === 'ack') this.#actions.shift();
      this.#go();
      return;
    }
    const key = Object.keys(this.#script).find((prefix) => hex.startsWith(prefix));
    if (key === undefined) return;
    // A new command starts its own sequence; what an older one still had to say is void.
    this.#actions.splice(0, this.#actions.length, ...(this.#script[key] ?? []));
    this.#go();
  }

  #go(): void {
    for (let next = this.#actions[0]; next !== undefined; next = this.#actions[0]) {
      if (next === 'ack') return;
      this.#actions.shift();
      if (typeof next === 'string') this.say(next);
      else next();
    }
  }
}

/** Answers of a terminal that registers and is idle. */
export const IDLE_TERMINAL: PeerScript = {
  '0600': ['80 00 00', '06 0f -- 19 00 29 87 65 43 21 06 00', 'ack'],
  '0501': ['80 00 00', '06 0f 01 00', 'ack'],
  '0602': ['80 00 00'],
  '0623': ['80 00 00', '06 1e 04 b8 87 ff ff', 'ack'],
};
