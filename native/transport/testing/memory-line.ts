import { err, ok } from '../../../core/result.ts';
import { createListeners } from '../listeners.ts';
import type { CloseReason, OpenFaultCode, Transport } from '../transport.ts';

/** A line inside the process whose far end a test holds: bytes, cable and faults by hand. */
export class MemoryLine {
  readonly near: Transport;
  /** Everything the near end has written. */
  readonly written: number[] = [];
  /** Called with each write of the near end. */
  onWrite: (bytes: Uint8Array) => void = () => {};
  /** Set to make the next openings fail. */
  openFault: OpenFaultCode | null = null;
  /** Set to make writes fail. */
  writeFault: 'none' | 'unknown' | null = null;
  readonly #bytes = createListeners<Uint8Array>();
  readonly #closes = createListeners<CloseReason>();
  #open = false;

  constructor() {
    this.near = {
      name: 'memory',
      isOpen: () => this.#open,
      open: () => {
        if (this.openFault !== null) {
          return Promise.resolve(err({ code: this.openFault, detail: 'test' }));
        }
        this.#open = true;
        return Promise.resolve(ok(undefined));
      },
      write: (bytes) => {
        if (!this.#open) {
          return Promise.resolve(err({ code: 'notOpen', left: 'none', detail: 'test' }));
        }
        if (this.writeFault !== null) {
          return Promise.resolve(err({ code: 'failed', left: this.writeFault, detail: 'test' }));
        }
        this.written.push(...bytes);
        const copy = Uint8Array.from(bytes);
        queueMicrotask(() => this.onWrite(copy));
        return Promise.resolve(ok(undefined));
      },
      onBytes: (listener) => this.#bytes.add(listener),
      onClose: (listener) => this.#closes.add(listener),
      close: () => {
        this.#shut('closed');
        return Promise.resolve();
      },
    };
  }

  /** Bytes from the far end. */
  send(bytes: Uint8Array): void {
    if (this.#open) this.#bytes.emit(bytes);
  }

  /** Pulls the cable; while `openFault` is set it cannot be opened again. */
  pull(): void {
    this.#shut('lost');
  }

  #shut(reason: CloseReason): void {
    if (!this.#open) return;
    this.#open = false;
    this.#closes.emit(reason);
  }
}
