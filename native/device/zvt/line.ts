import type { Result } from '../../../core/result.ts';
import type { Log } from '../../../till/ports/system.ts';
import { redactApdu } from '../../protocol/zvt/redact.ts';
import { SERIAL_START, stepSerial } from '../../protocol/zvt/serial-session.ts';
import type { LineEffect, LineEvent } from '../../protocol/zvt/serial-session.ts';
import { stepTcp, TCP_START } from '../../protocol/zvt/tcp-session.ts';
import type { Timers } from '../../transport/timers.ts';
import type { Transport, WriteFault } from '../../transport/transport.ts';
import { NamedTimers } from '../terminal-kit/named-timers.ts';

/** A session of either kind of line, hiding which. */
type StepLine = (event: LineEvent) => readonly LineEffect[];

export interface ZvtLineListener {
  received(apdu: Uint8Array): void;
  delivered(apdu: Uint8Array, transmissions: number): void;
  notDelivered(apdu: Uint8Array): void;
  /** A write failed; `left` says whether bytes may be on the line. */
  writeFailed(apdu: Uint8Array | null, fault: WriteFault): void;
  /** TCP: half a message and then nothing; the connection is of no use any more. */
  broken(): void;
}

export interface ZvtLineOptions {
  readonly transport: Transport;
  /** Frames with check sums on a serial line, bare messages on TCP. */
  readonly framing: 'serial' | 'tcp';
  readonly timers: Timers;
  readonly log: Log;
  readonly listener: ZvtLineListener;
}

function sessionOf(framing: 'serial' | 'tcp'): StepLine {
  if (framing === 'serial') {
    let state = SERIAL_START;
    return (event) => {
      const [next, effects] = stepSerial(state, event);
      state = next;
      return effects;
    };
  }
  let state = TCP_START;
  return (event) => {
    const [next, effects] = stepTcp(state, event);
    state = next;
    return effects;
  };
}

/** Runs the transport session of ZVT on a line: bytes and timers in, messages out. */
export class ZvtLine {
  readonly #options: ZvtLineOptions;
  readonly #step: StepLine;
  readonly #timers: NamedTimers<'T1' | 'T2'>;
  readonly #events: { readonly event: LineEvent; readonly apdu: Uint8Array | null }[] = [];
  #running = false;
  #heard = { bytes: 0, understood: 0 };
  #lastWrite: Promise<void> = Promise.resolve();
  readonly #stopListening: (() => void)[];

  constructor(options: ZvtLineOptions) {
    this.#options = options;
    this.#timers = new NamedTimers(options.timers);
    this.#step = sessionOf(options.framing);
    this.#stopListening = [
      options.transport.onBytes((bytes) => this.#run({ type: 'bytes', bytes })),
      options.transport.onClose(() => this.#run({ type: 'lineLost' })),
    ];
  }

  /** Hands a message to the session; what becomes of it is told to the listener. */
  send(apdu: Uint8Array): void {
    this.#options.log.info('zvt', { dir: 'out', apdu: redactApdu(apdu) });
    this.#run({ type: 'send', apdu }, apdu);
  }

  /** Gives up a command not acknowledged yet, so that it cannot leave later. */
  forget(): void {
    this.#run({ type: 'forget' });
  }

  /** Resolves when the system has taken everything that was written. */
  flushed(): Promise<void> {
    return this.#lastWrite;
  }

  /** Begins to count anew what comes in. */
  listenAnew(): void {
    this.#heard = { bytes: 0, understood: 0 };
  }

  /** Bytes came in, but no message and no acknowledgement: the other end speaks differently. */
  heardOnlyGarbage(): boolean {
    return this.#heard.bytes > 0 && this.#heard.understood === 0;
  }

  /** Stops listening and all timers; the transport stays as it is. */
  dispose(): void {
    for (const stop of this.#stopListening) stop();
    this.#timers.stopAll();
  }

  /**
   * One event at a time: a message that is answered at once must not start a timer that an older
   * effect of the same bytes then stops, or nothing would ever repeat the answer.
   */
  #run(event: LineEvent, apdu: Uint8Array | null = null): void {
    this.#events.push({ event, apdu });
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
        if (next.event.type === 'bytes') this.#heard.bytes += next.event.bytes.length;
        for (const effect of this.#step(next.event)) this.#perform(effect, next.apdu);
      }
    } finally {
      this.#running = false;
    }
  }

  #perform(effect: LineEffect, apdu: Uint8Array | null): void {
    const { listener, log } = this.#options;
    switch (effect.type) {
      case 'write':
        if (effect.bytes.length === 1 && effect.bytes[0] === 0x15) log.warn('zvt', { nak: 'out' });
        this.#lastWrite = this.#write(effect.bytes, apdu);
        return;
      case 'startTimer': {
        const { timer } = effect;
        this.#timers.start(timer, effect.ms, () => this.#run({ type: 'timer', timer }));
        return;
      }
      case 'stopTimer':
        this.#timers.stop(effect.timer);
        return;
      case 'deliver':
        this.#heard.understood += 1;
        log.info('zvt', { dir: 'in', apdu: redactApdu(effect.apdu) });
        listener.received(effect.apdu);
        return;
      case 'delivered':
        this.#heard.understood += 1;
        listener.delivered(effect.apdu, effect.transmissions);
        return;
      case 'broken':
        log.warn('zvt message broke off');
        listener.broken();
        return;
      case 'notDelivered':
        log.warn('zvt not acknowledged', { apdu: redactApdu(effect.apdu) });
        listener.notDelivered(effect.apdu);
        return;
    }
  }

  async #write(bytes: Uint8Array, apdu: Uint8Array | null): Promise<void> {
    const written: Result<void, WriteFault> = await this.#options.transport.write(bytes);
    if (!written.ok) this.#options.listener.writeFailed(apdu, written.error);
  }
}
