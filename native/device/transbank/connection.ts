import type { DeviceStatus } from '../../../till/ports/device.ts';
import { poll } from '../../protocol/transbank/commands.ts';
import type { TransbankRequest } from '../../protocol/transbank/commands.ts';
import { EXCHANGE_TIMES } from '../../protocol/transbank/exchange-session.ts';
import type { ExchangeEnd } from '../../protocol/transbank/exchange-session.ts';
import type { SaleFields, TransbankMessage } from '../../protocol/transbank/messages.ts';
import { StandingLine, type StandingLineOptions } from '../terminal-kit/standing-line.ts';
import { NamedTimers } from '../terminal-kit/named-timers.ts';
import { TransbankExchanger } from './exchange.ts';
import type { ExchangeHandlers, TransbankExchangerOptions } from './exchange.ts';

export interface TransbankConnectionOptions extends TransbankExchangerOptions, StandingLineOptions {
  /** How often an idle terminal is polled. */
  readonly pollEveryMs?: number;
}

/** Told of a sale that no running request waits for; a throw leaves it unacknowledged. */
type LateSaleListener = (sale: SaleFields) => void;

const POLL_EVERY_MS = 30_000;
const POLL_AGAIN_MS = 5000;

/**
 * The register's standing with one POS Integrado terminal: line open, terminal there or not. It
 * connects and polls by itself; operations use it one at a time.
 */
export class TransbankConnection {
  readonly #options: TransbankConnectionOptions;
  readonly #line: StandingLine;
  readonly #exchanger: TransbankExchanger;
  /** `busy`: the terminal reported progress nobody waits for, it works on a sale that was given up. */
  readonly #timers: NamedTimers<'busy' | 'poll'>;
  #closed = false;
  #onLateSale: LateSaleListener | null = null;

  constructor(options: TransbankConnectionOptions) {
    this.#options = options;
    this.#line = new StandingLine(options);
    this.#timers = new NamedTimers(options.timers);
    this.#exchanger = new TransbankExchanger(options, (message) => this.#onStray(message));
    this.#line.start(() => this.#later(0));
  }

  status(): DeviceStatus {
    return this.#line.status();
  }

  /** Returns a function that stops listening. */
  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#line.onStatus(listener);
  }

  /** Who is told of the answer to a sale that was given up. */
  setLateSaleListener(listener: LateSaleListener | null): void {
    this.#onLateSale = listener;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timers.stopAll();
    this.#exchanger.dispose();
    await this.#line.close();
  }

  /** Runs `work` when nothing else uses the line. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#line.exclusively(work);
  }

  /** Runs one request to its end. Only within `exclusively`. */
  async run(request: TransbankRequest, handlers: ExchangeHandlers = {}): Promise<ExchangeEnd> {
    const end = await this.#exchanger.run(request, handlers);
    if (end.kind === 'answered' || end.kind === 'acknowledged') {
      this.#line.tell('ready', this.#isBusy() ? 'busy' : null);
    } else if (end.kind === 'lost' && end.reason !== 'notDurable') {
      this.#line.tell('fault', 'noAnswer');
      this.#later(POLL_AGAIN_MS);
    }
    return end;
  }

  /** Stops waiting for the running request once the terminal is silent for a while. */
  cancel(): void {
    this.#exchanger.cancel();
  }

  /**
   * Line open and the terminal acknowledging, or why not. A terminal at work on something takes
   * up no request: its answer to the poll is the proof that what comes next is read now.
   */
  async makeReady(): Promise<string | null> {
    const fault = await this.#line.makeReady();
    if (fault !== null) return fault;
    if (this.#isBusy()) return 'busy';
    const end = await this.run(poll());
    if (end.kind === 'notSent') return end.reason;
    if (end.kind !== 'acknowledged') return 'noAnswer';
    return this.#isBusy() ? 'busy' : null;
  }

  /** Asked through a method: it may have changed while the poll was on its way. */
  #isBusy(): boolean {
    return this.#timers.isRunning('busy');
  }

  #onStray(message: TransbankMessage): void {
    this.#timers.stop('busy');
    if (message.kind !== 'progress') {
      this.#line.tell('ready', null);
      // 0260 and 0261 repeat what is in the terminal's memory; only 0210 is news.
      const isNews = message.kind === 'sale' && message.code === '0210';
      if (isNews) this.#onLateSale?.(message.sale);
      return;
    }
    const limitMs = this.#options.responseWaitMs ?? EXCHANGE_TIMES.slowAnswerMs;
    this.#timers.start('busy', limitMs, () => {});
    this.#line.tell('ready', 'busy');
  }

  /** Polls when the line is free, and comes back for the next time. */
  async #refresh(): Promise<void> {
    await this.exclusively(async () => {
      if (!this.#closed && this.#line.isOpen()) await this.run(poll());
    });
    const { state } = this.#line.status();
    if (!this.#line.isOpen()) return;
    this.#later(state === 'ready' ? (this.#options.pollEveryMs ?? POLL_EVERY_MS) : POLL_AGAIN_MS);
  }

  #later(delayMs: number): void {
    if (this.#closed) return;
    this.#timers.start('poll', delayMs, () => void this.#refresh());
  }
}
