import type { DeviceStatus } from '../../../till/ports/device.ts';
import {
  type LinkState,
  ReconnectingLink,
  type ReconnectOptions,
} from '../../transport/reconnect.ts';
import type { Timers } from '../../transport/timers.ts';
import type { Transport } from '../../transport/transport.ts';
import type { TerminalLine } from './base-terminal.ts';
import { LineQueue } from './line-queue.ts';
import { StatusHolder } from '../status/status-holder.ts';

export interface StandingLineOptions {
  readonly transport: Transport;
  readonly timers: Timers;
  /** How long an operation waits for the line to open. */
  readonly readyTimeoutMs?: number;
  readonly reconnect?: ReconnectOptions;
}

const READY_TIMEOUT_MS = 3000;

/**
 * The register's line to one terminal, kept open from the beginning to the end, with what the top bar
 * says of it. Work on it is done one after the other.
 */
export class StandingLine implements TerminalLine {
  readonly #link: ReconnectingLink;
  readonly #readyTimeoutMs: number;
  readonly #status = new StatusHolder({ state: 'connecting', code: null });
  readonly #queue = new LineQueue();

  constructor(options: StandingLineOptions) {
    const { transport, timers, reconnect } = options;
    this.#link = new ReconnectingLink(transport, timers, reconnect);
    this.#readyTimeoutMs = options.readyTimeoutMs ?? READY_TIMEOUT_MS;
  }

  /**
   * Begins to open the line. `onOpen` each time that it is open: without it a terminal whose line is
   * open is ready. `onDown` each time that it is not.
   */
  start(onOpen: () => void = () => this.tell('ready'), onDown: () => void = () => {}): this {
    this.#link.onState((state) => {
      this.#show(state);
      if (state.state === 'open') onOpen();
      else onDown();
    });
    this.#link.start();
    return this;
  }

  status(): DeviceStatus {
    return this.#status.get();
  }

  /** Returns a function that stops listening. */
  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#status.onChange(listener);
  }

  /** What the terminal itself is like; while the line is not open that is what is shown. */
  tell(state: DeviceStatus['state'], code: string | null = null): void {
    if (this.isOpen()) this.#status.set(state, code);
  }

  isOpen(): boolean {
    return this.#link.state().state === 'open';
  }

  /** Null once the line is open; why it is not, when that takes too long. */
  async makeReady(): Promise<string | null> {
    if (await this.#link.whenOpen(this.#readyTimeoutMs)) return null;
    return this.#link.state().code ?? 'disconnected';
  }

  /** Runs `work` when nothing else uses the line. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.run(work);
  }

  /** Drops the line and opens it anew: what the peer still had to say is void. */
  restart(): Promise<void> {
    return this.#link.restart();
  }

  async close(): Promise<void> {
    await this.#link.stop();
    this.#status.set('off');
  }

  #show({ state, code }: LinkState): void {
    if (state === 'off') this.#status.set('off');
    else if (state === 'fault') this.#status.set('fault', code);
    else this.#status.set('connecting', state === 'open' ? null : code);
  }
}
