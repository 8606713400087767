import { createListeners } from './listeners.ts';
import type { Timers } from './timers.ts';
import type { Transport } from './transport.ts';

/** Whether the line is up; says nothing about what happened to an operation on it. */
export interface LinkState {
  readonly state: 'off' | 'connecting' | 'open' | 'fault';
  /** Why it is not open: an OpenFaultCode, 'lost', or null. */
  readonly code: string | null;
}

export interface ReconnectOptions {
  readonly firstDelayMs?: number;
  readonly maxDelayMs?: number;
}

const OFF: LinkState = { state: 'off', code: null };

/**
 * Keeps a transport open: tries again with growing pauses for as long as it is started. A port
 * that is plugged in later, or comes back, is found without anybody asking.
 */
export class ReconnectingLink {
  readonly transport: Transport;
  readonly #timers: Timers;
  readonly #firstDelayMs: number;
  readonly #maxDelayMs: number;
  readonly #states = createListeners<LinkState>();
  readonly #stopListening: () => void;
  #state: LinkState = OFF;
  #started = false;
  #delayMs: number;
  #cancelRetry: (() => void) | null = null;

  constructor(transport: Transport, timers: Timers, options: ReconnectOptions = {}) {
    this.transport = transport;
    this.#timers = timers;
    this.#firstDelayMs = options.firstDelayMs ?? 250;
    this.#maxDelayMs = options.maxDelayMs ?? 5000;
    this.#delayMs = this.#firstDelayMs;
    const stopClose = transport.onClose((reason) => {
      if (!this.#started || reason === 'closed') return;
      this.#set({ state: 'fault', code: 'lost' });
      this.#retryLater();
    });
    // Only a line that speaks resets the pause: one that opens and drops at once must not spin.
    const stopBytes = transport.onBytes(() => {
      this.#delayMs = this.#firstDelayMs;
    });
    this.#stopListening = () => {
      stopClose();
      stopBytes();
    };
  }

  state(): LinkState {
    return this.#state;
  }

  /** Returns a function that stops listening. */
  onState(listener: (state: LinkState) => void): () => void {
    return this.#states.add(listener);
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#tryOpen();
  }

  /** Drops the line and opens it anew: what a TCP peer still had to say is void. */
  async restart(): Promise<void> {
    if (!this.#started || this.#state.state !== 'open') return;
    this.#set({ state: 'connecting', code: null });
    await this.transport.close();
    if (this.#started) void this.#tryOpen();
  }

  /** Closes the line for good and lets go of the transport. */
  async stop(): Promise<void> {
    this.#started = false;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#stopListening();
    await this.transport.close();
    this.#set(OFF);
  }

  /** Resolves true once the line is open, false when it is not within `timeoutMs`. */
  whenOpen(timeoutMs: number): Promise<boolean> {
    if (this.#state.state === 'open') return Promise.resolve(true);
    return new Promise((resolve) => {
      const cancel = this.#timers.after(timeoutMs, () => {
        stop();
        resolve(false);
      });
      const stop = this.onState((state) => {
        if (state.state !== 'open' && state.state !== 'off') return;
        stop();
        cancel();
        resolve(state.state === 'open');
      });
    });
  }

  async #tryOpen(): Promise<void> {
    if (this.#state.state !== 'fault') this.#set({ state: 'connecting', code: null });
    const opened = await this.transport.open();
    if (!this.#started) {
      await this.transport.close();
      return;
    }
    if (opened.ok) {
      // It may have dropped between opening and now; its close event started a retry then.
      if (this.transport.isOpen()) this.#set({ state: 'open', code: null });
      else this.#retryLater();
      return;
    }
    this.#set({ state: 'fault', code: opened.error.code });
    this.#retryLater();
  }

  #retryLater(): void {
    if (!this.#started) return;
    this.#cancelRetry?.();
    this.#cancelRetry = this.#timers.after(this.#delayMs, () => {
      this.#cancelRetry = null;
      void this.#tryOpen();
    });
    this.#delayMs = Math.min(this.#delayMs * 2, this.#maxDelayMs);
  }

  #set(next: LinkState): void {
    if (next.state === this.#state.state && next.code === this.#state.code) return;
    this.#state = next;
    this.#states.emit(next);
  }
}
