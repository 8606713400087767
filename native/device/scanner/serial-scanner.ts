import type { Clock, Log } from '../../../till/ports/system.ts';
import type { DeviceStatus } from '../../../till/ports/device.ts';
import type { RawScan, Scanner } from '../../../till/ports/peripherals.ts';
import {
  awaitsSilence,
  receiveScanBytes,
  SCAN_START,
  scanGap,
  scanReopened,
} from '../../protocol/scanner-lines.ts';
import type { ScanEvent, ScanFault, ScanStep } from '../../protocol/scanner-lines.ts';
import { afterHeardSilence } from '../../transport/heard-silence.ts';
import { createListeners } from '../../transport/listeners.ts';
import { ReconnectingLink } from '../../transport/reconnect.ts';
import type { LinkState, ReconnectOptions } from '../../transport/reconnect.ts';
import type { Timers } from '../../transport/timers.ts';
import type { Transport } from '../../transport/transport.ts';
import { StatusHolder } from '../status/status-holder.ts';

/** Silence in the middle of a code after which it is given up. */
const GAP_MS = 200;

export interface SerialScannerOptions {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly log: Log;
  readonly gapMs?: number;
  readonly reconnect?: ReconnectOptions;
}

/** A barcode scanner on a serial line (RS-232, or USB in COM-port mode). */
export class SerialScanner implements Scanner {
  readonly #options: SerialScannerOptions;
  readonly #link: ReconnectingLink;
  readonly #status = new StatusHolder({ state: 'connecting', code: null });
  readonly #scans = createListeners<RawScan>();
  readonly #misreads = createListeners<ScanFault>();
  readonly #stopListening: (() => void)[];
  #state = SCAN_START;
  #wasLost = false;
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
  onMisread(listener: (reason: ScanFault) => void): () => void {
    return this.#misreads.add(listener);
  }

  async close(): Promise<void> {
    this.#cancelGap?.();
    for (const stop of this.#stopListening) stop();
    await this.#link.stop();
    this.#status.set('off');
  }

  #onBytes(bytes: Uint8Array): void {
    this.#take(receiveScanBytes(this.#state, bytes));
  }

  #onGap(): void {
    this.#take(scanGap(this.#state));
  }

  #take({ state, events }: ScanStep): void {
    const isSure = this.#state.unsure && !state.unsure;
    this.#state = state;
    if (isSure && this.#link.state().state === 'open') this.#status.set('ready');
    this.#tell(events);
    this.#cancelGap?.();
    this.#cancelGap = null;
    if (!awaitsSilence(state)) return;
    const { timers, gapMs = GAP_MS } = this.#options;
    this.#cancelGap = afterHeardSilence(timers, gapMs, () => this.#onGap());
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
    if (state.code === 'lost') this.#wasLost = true;
    if (state.state === 'open' && this.#wasLost) {
      this.#wasLost = false;
      this.#take({ state: scanReopened(this.#state), events: [] });
    }
    // Not ready before it is known where a code begins: what came at once would be dropped.
    if (state.state === 'open') this.#status.set(this.#state.unsure ? 'connecting' : 'ready');
    else if (state.state === 'off') this.#status.set('off');
    else this.#status.set(state.state === 'fault' ? 'fault' : 'connecting', state.code);
  }
}
