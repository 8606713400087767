import { invariant } from '../../../core/assert.ts';
import type { Log } from '../../../till/ports/system.ts';
import type { ZvtCharset } from '../../protocol/zvt/charset.ts';
import type { CashierChoice, CashierQuestion } from '../../protocol/zvt/cashier-question.ts';
import { stepExchange } from '../../protocol/zvt/command-session.ts';
import type {
  ExchangeEffect,
  ExchangeEnd,
  ExchangeEvent,
  ExchangeTimer,
  Verdict,
} from '../../protocol/zvt/exchange-events.ts';
import { idleExchange } from '../../protocol/zvt/exchange-state.ts';
import type { EndsWith } from '../../protocol/zvt/exchange-state.ts';
import type { PrintText } from '../../protocol/zvt/print-text.ts';
import { SERIAL_TIMES, MAX_TRANSMISSIONS } from '../../protocol/zvt/serial-session.ts';
import type { StatusInfo } from '../../protocol/zvt/status-info.ts';
import type { Timers } from '../../transport/timers.ts';
import type { Transport, WriteFault } from '../../transport/transport.ts';
import { ZvtLine } from './line.ts';

/** What the caller does while a command runs. */
export interface ExchangeHandlers {
  progress?(code: number, text: string): void;
  /** Must be durable when it returns; a throw keeps the status unanswered. */
  decide?(status: StatusInfo): Exclude<Verdict, 'withhold'>;
  print?(print: PrintText): void;
  /**
   * Shows a question of the terminal to the cashier; `choose` tells the answer. The returned
   * function takes the question back: it is answered, or nobody waits for the answer any more.
   */
  ask?(question: CashierQuestion, choose: (choice: CashierChoice) => void): () => void;
}

export interface ZvtExchangerOptions {
  /**
   * An approval that belongs to no running command; answered once this returned. As
   * `ExchangeHandlers.decide`.
   */
  readonly decideLate: (status: StatusInfo) => Exclude<Verdict, 'withhold'>;
  /** The connection has to be dropped and opened anew (TCP). */
  readonly onBroken: () => void;
  readonly transport: Transport;
  readonly framing: 'serial' | 'tcp';
  readonly timers: Timers;
  readonly log: Log;
  /** How long a command outlives its line: as long as the terminal repeats (T2 three times). */
  readonly lineGoneMs?: number;
}

/** What ends a command, and how long its answer may take; see `ExchangeEvent`. */
export interface CommandShape {
  readonly endsWith?: EndsWith;
  readonly t3Ms?: number;
  readonly t4Ms?: number;
}

interface Running {
  readonly command: Uint8Array;
  readonly handlers: ExchangeHandlers;
  readonly resolve: (end: ExchangeEnd) => void;
}

/**
 * Runs one ZVT command at a time over a line that may come and go. On a serial line a command
 * lives on when the cable is back in time, since the terminal repeats its messages; a TCP peer
 * forgets, so there a lost connection ends it.
 */
export class ZvtExchanger {
  readonly #options: ZvtExchangerOptions;
  readonly #line: ZvtLine;
  readonly #timersRunning = new Map<ExchangeTimer | 'line', () => void>();
  readonly #stopListening: () => void;
  readonly #queue: ExchangeEvent[] = [];
  #state = idleExchange('cp437');
  #running: Running | null = null;
  #stepping = false;
  #returnQuestion: (() => void) | null = null;

  constructor(options: ZvtExchangerOptions) {
    this.#options = options;
    this.#line = new ZvtLine({
      ...options,
      listener: {
        received: (bytes) => this.#feed({ type: 'received', bytes }),
        delivered: (apdu, transmissions) => {
          if (apdu === this.#running?.command) this.#feed({ type: 'delivered', transmissions });
        },
        notDelivered: (apdu) => {
          if (apdu === this.#running?.command) this.#feed({ type: 'notDelivered' });
        },
        writeFailed: (apdu, fault) => this.#onWriteFailed(apdu, fault),
        broken: () => {
          this.#feed({ type: 'lineGone' });
          options.onBroken();
        },
      },
    });
    this.#stopListening = options.transport.onClose(() => this.#onLineLost());
  }

  /** The character set agreed at registration, for what follows. */
  setCharset(charset: ZvtCharset): void {
    this.#state = { ...this.#state, charset };
  }

  /** Sends a command and resolves when its sequence is over. A second one at once is a bug. */
  run(
    command: Uint8Array,
    handlers: ExchangeHandlers = {},
    shape: CommandShape = {},
  ): Promise<ExchangeEnd> {
    invariant(this.#running === null, 'a ZVT command is already running');
    if (!this.#options.transport.isOpen()) {
      return Promise.resolve({ kind: 'notSent', reason: 'disconnected' });
    }
    return new Promise((resolve) => {
      this.#running = { command, handlers, resolve };
      this.#line.listenAnew();
      this.#feed({ type: 'start', command, ...shape });
    });
  }

  /** True while a command runs. */
  isRunning(): boolean {
    return this.#running !== null;
  }

  /** Since the last command began only bytes came in that make no message (wrong speed). */
  heardOnlyGarbage(): boolean {
    return this.#line.heardOnlyGarbage();
  }

  /** Resolves when the system has taken everything that was written. */
  flushed(): Promise<void> {
    return this.#line.flushed();
  }

  /** The character set in force. */
  charset(): ZvtCharset {
    return this.#state.charset;
  }

  /** Asks the running command to stop; only its end says whether it did. */
  cancel(): void {
    if (this.#running !== null) this.#feed({ type: 'cancel' });
  }

  /** Ends a running command as lost and stops listening. */
  dispose(): void {
    this.#feed({ type: 'lineGone' });
    this.#stopListening();
    this.#line.dispose();
    this.#stopTimers();
    this.#stopTimer('line');
  }

  #onWriteFailed(apdu: Uint8Array | null, fault: WriteFault): void {
    this.#options.log.warn('zvt write failed', { ...fault });
    if (fault.left === 'none' && apdu !== null && apdu === this.#running?.command) {
      this.#feed({ type: 'notSent', reason: 'disconnected' });
    }
  }

  #onLineLost(): void {
    if (this.#running === null) return;
    if (this.#options.framing === 'tcp') {
      this.#feed({ type: 'lineGone' });
      return;
    }
    const waitMs = this.#options.lineGoneMs ?? SERIAL_TIMES.t2Ms * MAX_TRANSMISSIONS;
    this.#startTimer('line', waitMs, () => {
      if (!this.#options.transport.isOpen()) this.#feed({ type: 'lineGone' });
    });
  }

  /** One event at a time, in order, also when an effect causes the next one. */
  #feed(event: ExchangeEvent): void {
    this.#queue.push(event);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const [state, effects] = stepExchange(this.#state, next);
        this.#state = state;
        for (const effect of effects) this.#perform(effect);
      }
    } finally {
      this.#stepping = false;
    }
  }

  #perform(effect: ExchangeEffect): void {
    const handlers = this.#running?.handlers;
    switch (effect.type) {
      case 'send':
        this.#line.send(effect.apdu);
        return;
      case 'startTimer': {
        const { timer } = effect;
        this.#startTimer(timer, effect.ms, () => this.#feed({ type: 'timer', timer }));
        return;
      }
      case 'stopTimers':
        this.#stopTimers();
        return;
      case 'progress':
        this.#guard('progress', () => handlers?.progress?.(effect.code, effect.text));
        return;
      case 'print':
        this.#guard('print', () => handlers?.print?.(effect.print));
        return;
      case 'ask':
        this.#ask(effect.question);
        return;
      case 'askOver':
        this.#returnQuestion?.();
        this.#returnQuestion = null;
        return;
      case 'decide':
        this.#queue.push({ type: 'decided', verdict: this.#verdict(effect.status) });
        return;
      case 'decideLate':
        this.#queue.push({ type: 'lateDecided', verdict: this.#lateVerdict(effect.status) });
        return;
      case 'done':
        this.#finish(effect.end);
        return;
    }
  }

  /** A choice counts once, and only while the question is put. */
  #ask(question: CashierQuestion): void {
    let isOpen = true;
    let withdraw: (() => void) | undefined;
    const choose = (choice: CashierChoice): void => {
      if (!isOpen) return;
      isOpen = false;
      this.#feed({ type: 'chosen', choice });
    };
    this.#guard('question', () => {
      withdraw = this.#running?.handlers.ask?.(question, choose);
    });
    if (withdraw === undefined) choose('unable');
    this.#returnQuestion = () => {
      isOpen = false;
      this.#guard('question', () => withdraw?.());
    };
  }

  #verdict(status: StatusInfo): Verdict {
    try {
      return this.#running?.handlers.decide?.(status) ?? 'book';
    } catch (error) {
      // Not durable, so not acknowledged: the terminal reverses it.
      this.#options.log.error('zvt result not stored', { error: String(error) });
      return 'withhold';
    }
  }

  #lateVerdict(status: StatusInfo): Verdict {
    try {
      return this.#options.decideLate(status);
    } catch (error) {
      this.#options.log.error('late zvt result not stored', { error: String(error) });
      return 'withhold';
    }
  }

  /** Showing or keeping a text must never stop the money's conversation. */
  #guard(what: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#options.log.error(`zvt ${what} handler failed`, { error: String(error) });
    }
  }

  #finish(end: ExchangeEnd): void {
    const running = this.#running;
    this.#running = null;
    this.#stopTimer('line');
    if (end.kind === 'lost' || end.kind === 'notSent') this.#line.forget();
    running?.resolve(end);
  }

  #startTimer(timer: ExchangeTimer | 'line', ms: number, run: () => void): void {
    this.#stopTimer(timer);
    const cancel = this.#options.timers.after(ms, () => {
      this.#timersRunning.delete(timer);
      run();
    });
    this.#timersRunning.set(timer, cancel);
  }

  #stopTimer(timer: ExchangeTimer | 'line'): void {
    this.#timersRunning.get(timer)?.();
    this.#timersRunning.delete(timer);
  }

  #stopTimers(): void {
    this.#stopTimer('T3');
    this.#stopTimer('T4');
    this.#stopTimer('cashier');
    this.#stopTimer('silence');
  }
}
