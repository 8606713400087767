import type { DeviceStatus } from '../../../till/ports/device.ts';
import { poll } from '../../protocol/transbank/commands.ts';
import type { TransbankRequest } from '../../protocol/transbank/commands.ts';
import { EXCHANGE_TIMES } from '../../protocol/transbank/exchange-session.ts';
import type { ExchangeEnd } from '../../protocol/transbank/exchange-session.ts';
import type { SaleFields, TransbankMessage } from '../../protocol/transbank/messages.ts';
import { ReconnectingLink } from '../../transport/reconnect.ts';
import type { LinkState, ReconnectOptions } from '../../transport/reconnect.ts';
import { StatusHolder } from '../terminal-kit/status-holder.ts';
import { TransbankExchanger } from './exchange.ts';
import type { ExchangeHandlers, TransbankExchangerOptions } from './exchange.ts';

export interface TransbankConnectionOptions extends TransbankExchangerOptions {
  /** How long an operation waits for the line to open. */
  readonly readyTimeoutMs?: number;
  /** How often an idle terminal is polled. */
  readonly pollEveryMs?: number;
  readonly reconnect?: ReconnectOptions;
}

/** Told of a sale that no running request waits for; a throw leaves it unacknowledged. */
type LateSaleListener = (sale: SaleFields) => void;

const READY_TIMEOUT_MS = 3000;
const POLL_EVERY_MS = 30_000;
const POLL_AGAIN_MS = 5000;

/**
 * The register's standing with one POS Integrado terminal: line open, terminal there or not. It
 * connects and polls by itself; operations use it one at a time.
 */
export class TransbankConnection {
  readonly #options: TransbankConnectionOptions;
  readonly #link: ReconnectingLink;
  readonly #exchanger: TransbankExchanger;
  readonly #status = new StatusHolder({ state: 'connecting', code: null });
  #closed = false;
  #onLateSale: LateSaleListener | null = null;
  /** The terminal reported progress nobody waits for: it works on a sale that was given up. */
  #cancelBusy: (() => void) | null = null;
  /** The line belongs to one request at a time; the next waits for this. */
  #lineFree: Promise<unknown> = Promise.resolve();
  #cancelPoll: (() => void) | null = null;

  constructor(options: TransbankConnectionOptions) {
    this.#options = options;
    this.#link = new ReconnectingLink(options.transport, options.timers, options.reconnect);
    this.#exchanger = new TransbankExchanger(options, (message) => this.#onStray(message));
    this.#link.onState((state) => this.#onLink(state));
    this.#link.start();
  }

  status(): DeviceStatus {
    return this.#status.get();
  }

  /** Returns a function that stops listening. */
  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#status.onChange(listener);
  }

  /** Who is told of the answer to a sale that was given up. */
  setLateSaleListener(listener: LateSaleListener | null): void {
    this.#onLateSale = listener;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelPoll?.();
    this.#cancelBusy?.();
    this.#exchanger.dispose();
    await this.#link.stop();
    this.#status.set('off');
  }

  /** Runs `work` when nothing else uses the line. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#lineFree.then(work);
    this.#lineFree = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** Runs one request to its end. Only within `exclusively`. */
  async run(request: TransbankRequest, handlers: ExchangeHandlers = {}): Promise<ExchangeEnd> {
    const end = await this.#exchanger.run(request, handlers);
    if (end.kind === 'answered' || end.kind === 'acknowledged') {
      this.#tell('ready', this.#cancelBusy === null ? null : 'busy');
    } else if (end.kind === 'lost' && end.reason !== 'notDurable') {
      this.#tell('fault', 'noAnswer');
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
    if (!(await this.#link.whenOpen(this.#options.readyTimeoutMs ?? READY_TIMEOUT_MS))) {
      return this.#link.state().code ?? 'disconnected';
    }
    if (this.#cancelBusy !== null) return 'busy';
    const end = await this.run(poll());
    if (end.kind === 'notSent') return end.reason;
    if (end.kind !== 'acknowledged') return 'noAnswer';
    return this.#isBusy() ? 'busy' : null;
  }

  /** Asked through a method: it may have changed while the poll was on its way. */
  #isBusy(): boolean {
    return this.#cancelBusy !== null;
  }

  #onStray(message: TransbankMessage): void {
    this.#cancelBusy?.();
    this.#cancelBusy = null;
    if (message.kind !== 'progress') {
      this.#tell('ready', null);
      // 0260 and 0261 repeat what is in the terminal's memory; only 0210 is news.
      const isNews = message.kind === 'sale' && message.code === '0210';
      if (isNews) this.#onLateSale?.(message.sale);
      return;
    }
    const limitMs = this.#options.responseWaitMs ?? EXCHANGE_TIMES.slowAnswerMs;
    this.#cancelBusy = this.#options.timers.after(limitMs, () => {
      this.#cancelBusy = null;
    });
    this.#tell('ready', 'busy');
  }

  #tell(state: 'ready' | 'fault', code: string | null): void {
    if (this.#link.state().state === 'open') this.#status.set(state, code);
  }

  #onLink(state: LinkState): void {
    if (state.state === 'open') {
      this.#status.set('connecting');
      this.#later(0);
    } else if (state.state === 'off') this.#status.set('off');
    else this.#status.set(state.state === 'fault' ? 'fault' : 'connecting', state.code);
  }

  /** Polls when the line is free, and comes back for the next time. */
  async #refresh(): Promise<void> {
    await this.exclusively(async () => {
      if (!this.#closed && this.#link.state().state === 'open') await this.run(poll());
    });
    const { state } = this.#status.get();
    if (this.#link.state().state !== 'open') return;
    this.#later(state === 'ready' ? (this.#options.pollEveryMs ?? POLL_EVERY_MS) : POLL_AGAIN_MS);
  }

  #later(delayMs: number): void {
    if (this.#closed) return;
    this.#cancelPoll?.();
    this.#cancelPoll = this.#options.timers.after(delayMs, () => {
      this.#cancelPoll = null;
      void this.#refresh();
    });
  }
}
