import { invariant } from '../../../core/assert.ts';
import type { Log } from '../../../till/ports/system.ts';
import type { TransbankRequest } from '../../protocol/transbank/commands.ts';
import {
  EXCHANGE_IDLE,
  EXCHANGE_TIMES,
  MAX_TRANSMISSIONS,
  stepExchange,
} from '../../protocol/transbank/exchange-session.ts';
import type {
  ExchangeEffect,
  ExchangeEnd,
  ExchangeEvent,
  ExchangeState,
  ExchangeTimer,
  Verdict,
} from '../../protocol/transbank/exchange-session.ts';
import { redactMessage } from '../../protocol/transbank/messages.ts';
import type { TransbankMessage } from '../../protocol/transbank/messages.ts';
import type { Timers } from '../../transport/timers.ts';
import type { Transport, WriteFault } from '../../transport/transport.ts';
import { ExchangeLoop } from '../terminal-kit/exchange-loop.ts';
import { NamedTimers } from '../terminal-kit/named-timers.ts';

/** What the caller does while a request runs. */
export interface ExchangeHandlers {
  progress?(code: string): void;
  /** Must be durable when it returns; a throw keeps the answer unacknowledged. */
  decide?(message: TransbankMessage): void;
}

export interface TransbankExchangerOptions {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly log: Log;
  /** How long an acknowledgement is waited for. */
  readonly ackWaitMs?: number;
  /** How long a sale, a void or a close is waited for; each progress message starts it anew. */
  readonly responseWaitMs?: number;
  /** How long a request outlives its line: as long as the terminal repeats its answer. */
  readonly lineGoneMs?: number;
}

interface Running {
  readonly handlers: ExchangeHandlers;
  readonly resolve: (end: ExchangeEnd) => void;
}

/**
 * Runs one request at a time over a line that may come and go. A request lives on when the cable
 * is back in time, since the terminal repeats an answer that was not acknowledged.
 */
export class TransbankExchanger {
  readonly #options: TransbankExchangerOptions;
  readonly #onStray: (message: TransbankMessage) => void;
  readonly #timers: NamedTimers<ExchangeTimer | 'line'>;
  readonly #stopListening: readonly (() => void)[];
  readonly #loop = new ExchangeLoop<ExchangeState, ExchangeEvent, ExchangeEffect>(
    EXCHANGE_IDLE,
    stepExchange,
    (effect) => this.#perform(effect),
  );
  #running: Running | null = null;

  constructor(
    options: TransbankExchangerOptions,
    onStray: (message: TransbankMessage) => void = () => {},
  ) {
    this.#options = options;
    this.#timers = new NamedTimers(options.timers);
    this.#onStray = onStray;
    this.#stopListening = [
      options.transport.onBytes((bytes) => this.#loop.feed({ type: 'bytes', bytes })),
      options.transport.onClose(() => this.#onLineLost()),
    ];
  }

  /** Sends a request and resolves when it is over. A second one at once is a bug. */
  run(request: TransbankRequest, handlers: ExchangeHandlers = {}): Promise<ExchangeEnd> {
    invariant(this.#running === null, 'a request to the terminal is already running');
    if (!this.#options.transport.isOpen()) {
      return Promise.resolve({ kind: 'notSent', reason: 'disconnected' });
    }
    this.#options.log.info('transbank', { dir: 'out', text: request.text });
    return new Promise((resolve) => {
      this.#running = { handlers, resolve };
      const ackMs = this.#options.ackWaitMs ?? EXCHANGE_TIMES.ackMs;
      const slowAnswerMs = this.#options.responseWaitMs ?? EXCHANGE_TIMES.slowAnswerMs;
      this.#loop.feed({ type: 'start', request, ackMs, slowAnswerMs });
    });
  }

  /** Nobody wants to wait for the running request any more. */
  cancel(): void {
    this.#loop.feed({ type: 'cancel' });
  }

  /** Ends a running request as lost and stops listening. */
  dispose(): void {
    this.#loop.feed({ type: 'lineGone' });
    for (const stop of this.#stopListening) stop();
    this.#timers.stopAll();
  }

  #onLineLost(): void {
    this.#loop.feed({ type: 'lineLost' });
    if (this.#running === null) return;
    const waitMs = this.#options.lineGoneMs ?? EXCHANGE_TIMES.repeatMs * (MAX_TRANSMISSIONS - 1);
    this.#timers.start('line', waitMs, () => {
      if (!this.#options.transport.isOpen()) this.#loop.feed({ type: 'lineGone' });
    });
  }

  #perform(effect: ExchangeEffect): void {
    const { log } = this.#options;
    switch (effect.type) {
      case 'write':
        void this.#write(effect.bytes);
        return;
      case 'startTimer': {
        const { timer } = effect;
        this.#timers.start(timer, effect.ms, () => this.#loop.feed({ type: 'timer', timer }));
        return;
      }
      case 'stopTimer':
        this.#timers.stop(effect.timer);
        return;
      case 'received':
        log.info('transbank', { dir: 'in', text: redactMessage(effect.text) });
        return;
      case 'progress':
        this.#progress(effect.code);
        return;
      case 'decide':
        this.#loop.feedFirst({ type: 'decided', verdict: this.#verdict(effect.message) });
        return;
      case 'stray':
        this.#note(effect.message);
        return;
      case 'done':
        this.#finish(effect.end);
        return;
    }
  }

  #verdict(message: TransbankMessage): Verdict {
    try {
      this.#running?.handlers.decide?.(message);
      return 'book';
    } catch (error) {
      // Not durable, so not acknowledged: the terminal keeps saying it, and is asked later.
      this.#options.log.error('transbank result not stored', { error: String(error) });
      return 'withhold';
    }
  }

  /** Acknowledged once it is kept: until then the terminal says it again, twice. */
  #note(message: TransbankMessage): void {
    try {
      this.#onStray(message);
      if (message.kind !== 'progress') this.#loop.feedFirst({ type: 'noted' });
    } catch (error) {
      this.#options.log.error('late transbank result not stored', { error: String(error) });
    }
  }

  /** Showing a text must never stop the money's conversation. */
  #progress(code: string): void {
    try {
      this.#running?.handlers.progress?.(code);
    } catch (error) {
      this.#options.log.error('transbank progress handler failed', { error: String(error) });
    }
  }

  #finish(end: ExchangeEnd): void {
    const running = this.#running;
    this.#running = null;
    this.#timers.stop('line');
    if (end.kind === 'lost' || end.kind === 'refused') {
      this.#options.log.warn('transbank request without an answer', { ...end });
    }
    running?.resolve(end);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const request = this.#loop.state.running?.request;
    const written = await this.#options.transport.write(bytes);
    if (written.ok) return;
    const fault: WriteFault = written.error;
    this.#options.log.warn('transbank write failed', { ...fault });
    const isRequest = bytes.length > 1 && request === this.#loop.state.running?.request;
    if (isRequest && fault.left === 'none') {
      this.#loop.feed({ type: 'notSent', reason: 'disconnected' });
    }
  }
}
