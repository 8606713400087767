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
import type { EndsWith, ExchangeState } from '../../protocol/zvt/exchange-state.ts';
import type { PrintText } from '../../protocol/zvt/print-text.ts';
import { SERIAL_TIMES, MAX_TRANSMISSIONS } from '../../protocol/zvt/serial-session.ts';
import type { StatusInfo } from '../../protocol/zvt/status-info.ts';
import type { Timers } from '../../transport/timers.ts';
import type { Transport, WriteFault } from '../../transport/transport.ts';
import { ExchangeLoop } from '../terminal-kit/exchange-loop.ts';
import { NamedTimers } from '../terminal-kit/named-timers.ts';
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
  readonly #timers: NamedTimers<ExchangeTimer | 'line'>;
  readonly #stopListening: () => void;
  readonly #loop = new ExchangeLoop<ExchangeState, ExchangeEvent, ExchangeEffect>(
    idleExchange('cp437'),
    stepExchange,
    (effect) => this.#perform(effect),
  );
  #running: Running | null = null;
  #returnQuestion: (() => void) | null = null;

  constructor(options: ZvtExchangerOptions) {
    this.#options = options;
    this.#timers = new NamedTimers(options.timers);
    this.#line = new ZvtLine({
      ...options,
      listener: {
        received: (bytes) => this.#loop.feed({ type: 'received', bytes }),
        delivered: (apdu, transmissions) => {
          if (apdu === this.#running?.command)
            this.#loop.feed({ type: 'delivered', transmissions });
        },
        notDelivered: (apdu) => {
          if (apdu === this.#running?.command) this.#loop.feed({ type: 'notDelivered' });
        },
        writeFailed: (apdu, fault) => this.#onWriteFailed(apdu, fault),
        broken: () => {
          this.#loop.feed({ type: 'lineGone' });
          options.onBroken();
        },
      },
    });
    this.#stopListening = options.transport.onClose(() => this.#onLineLost());
  }

  /** The character set agreed at registration, for what follows. */
  setCharset(charset: ZvtCharset): void {
    this.#loop.state = { ...this.#loop.state, charset };
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
      this.#loop.feed({ type: 'start', command, ...shape });
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
    return this.#loop.state.charset;
  }

  /** Asks the running command to stop; only its end says whether it did. */
  cancel(): void {
    if (this.#running !== null) this.#loop.feed({ type: 'cancel' });
  }

  /** Ends a running command as lost and stops listening. */
  dispose(): void {
    this.#loop.feed({ type: 'lineGone' });
    this.#stopListening();
    this.#line.dispose();
    this.#timers.stopAll();
  }

  #onWriteFailed(apdu: Uint8Array | null, fault: WriteFault): void {
    this.#options.log.warn('zvt write failed', { ...fault });
    if (fault.left === 'none' && apdu !== null && apdu === this.#running?.command) {
      this.#loop.feed({ type: 'notSent', reason: 'disconnected' });
    }
  }

  #onLineLost(): void {
    if (this.#running === null) return;
    if (this.#options.framing === 'tcp') {
      this.#loop.feed({ type: 'lineGone' });
      return;
    }
    const waitMs = this.#options.lineGoneMs ?? SERIAL_TIMES.t2Ms * MAX_TRANSMISSIONS;
    this.#timers.start('line', waitMs, () => {
      if (!this.#options.transport.isOpen()) this.#loop.feed({ type: 'lineGone' });
    });
  }

  #perform(effect: ExchangeEffect): void {
    const handlers = this.#running?.handlers;
    switch (effect.type) {
      case 'send':
        this.#line.send(effect.apdu);
        return;
      case 'startTimer': {
        const { timer } = effect;
        this.#timers.start(timer, effect.ms, () => this.#loop.feed({ type: 'timer', timer }));
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
        this.#loop.feed({ type: 'decided', verdict: this.#verdict(effect.status) });
        return;
      case 'decideLate':
        this.#loop.feed({ type: 'lateDecided', verdict: this.#lateVerdict(effect.status) });
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
      this.#loop.feed({ type: 'chosen', choice });
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
    this.#timers.stop('line');
    if (end.kind === 'lost' || end.kind === 'notSent') this.#line.forget();
    running?.resolve(end);
  }

  #stopTimers(): void {
    this.#timers.stop('T3');
    this.#timers.stop('T4');
    this.#timers.stop('cashier');
    this.#timers.stop('silence');
  }
}
