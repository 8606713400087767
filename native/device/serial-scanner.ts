import type { Clock, DeviceStatus, Log, RawScan, Scanner } from '../../till/ports.ts';
import { receiveScanBytes, SCAN_START, scanGap } from '../protocol/scanner-lines.ts';
import type { ScanEvent } from '../protocol/scanner-lines.ts';
import { createListeners } from '../transport/listeners.ts';
import { ReconnectingLink } from '../transport/reconnect.ts';
import type { LinkState, ReconnectOptions } from '../transport/reconnect.ts';
import type { Timers } from '../transport/timers.ts';
import type { Transport } from '../transport/transport.ts';
import { StatusHolder } from './status-holder.ts';

export interface SerialScannerOptions {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly log: Log;
  /** Silence in the middle of a code after which it is given up. */
  readonly gapMs?: number;
  readonly reconnect?: ReconnectOptions;
}

/** Why a read was thrown away: the cashier hears it and scans again. */
export type MisreadReason = Extract<ScanEvent, { kind: 'misread' }>['reason'];

/** A barcode scanner on a serial line (RS-232, or USB in COM-port mode). */
export class SerialScanner implements Scanner {
  readonly #options: SerialScannerOptions;
  readonly #link: ReconnectingLink;
  readonly #status = new StatusHolder({ state: 'connecting', code: null });
  readonly #scans = createListeners<RawScan>();
  readonly #misreads = createListeners<MisreadReason>();
  readonly #stopListening: (() => void)[];
  #state = SCAN_START;
  #cancelGap: (() => void) | null = null;

  constructor(options: SerialScannerOptions) {
    this.#options = options;
    const { transport } = options;
    this.#link = new ReconnectingLink(transport, options.timers, options.reconnect);
    this.#stopListening = [
      transport.onBytes((bytes) => this.#onBytes(bytes)),
      transport.onClose(() => this.#onGap()),
      this.#link.onState((state) => this.#onLink(state)),
    ];
    this.#link.start();
  }

  status(): DeviceStatus {
    return this.#status.get();
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#status.onChange(listener);
  }

  onScan(listener: (scan: RawScan) => void): () => void {
    return this.#scans.add(listener);
  }

  /** Told for each read that was no whole code. Returns a function that stops listening. */
  onMisread(listener: (reason: MisreadReason) => void): () => void {
    return this.#misreads.add(listener);
  }

  async close(): Promise<void> {
    this.#cancelGap?.();
    for (const stop of this.#stopListening) stop();
    await this.#link.stop();
    this.#status.set('off');
  }

  #onBytes(bytes: Uint8Array): void {
    const { state, events } = receiveScanBytes(this.#state, bytes);
    this.#state = state;
    this.#tell(events);
    this.#cancelGap?.();
    this.#cancelGap = null;
    if (state.bytes.length === 0) return;
    this.#cancelGap = this.#options.timers.after(this.#options.gapMs ?? 200, () => this.#onGap());
  }

  #onGap(): void {
    this.#cancelGap?.();
    this.#cancelGap = null;
    const { state, events } = scanGap(this.#state);
    this.#state = state;
    this.#tell(events);
  }

  #tell(events: readonly ScanEvent[]): void {
    for (const event of events) {
      if (event.kind === 'scan') {
        if (this.#link.state().state === 'open') this.#status.set('ready');
        this.#scans.emit({ text: event.text, atMs: this.#options.clock.nowMs() });
      } else {
        this.#options.log.warn('scanner misread', { reason: event.reason });
        if (this.#link.state().state === 'open') this.#status.set('ready', 'misread');
        this.#misreads.emit(event.reason);
      }
    }
  }

  #onLink(state: LinkState): void {
    if (state.state === 'open') this.#status.set('ready');
    else if (state.state === 'off') this.#status.set('off');
    else this.#status.set(state.state === 'fault' ? 'fault' : 'connecting', state.code);
  }
}
