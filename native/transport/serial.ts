import type { SerialPort } from 'serialport';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { createListeners } from './listeners.ts';
import type { Timers } from './timers.ts';
import { MAX_UNWRITTEN_BYTES } from './transport.ts';
import type { CloseReason, OpenFault, OpenFaultCode, Transport, WriteFault } from './transport.ts';

export interface SerialLineOptions {
  /** COM3, /dev/ttyUSB0, or a pseudo-terminal. */
  readonly path: string;
  readonly baud: number;
  readonly dataBits?: 7 | 8;
  readonly stopBits?: 1 | 2;
  readonly parity?: 'none' | 'even' | 'odd';
  readonly openTimeoutMs?: number;
  readonly writeTimeoutMs?: number;
}

/** How often an open port is asked whether it is still there. */
const HANGUP_CHECK_MS = 250;

/** How long closing waits for writes; one that waits for its peer that long is in no system call. */
const WRITES_END_MS = 500;

/** What a port that was unplugged answers to a modem status request. */
const HUNG_UP = /input\/output error|no such device|not configured|bad file descriptor/i;

/** What is needed of the serialport package: loaded at open, so that a till without it starts. */
export type LoadSerialPort = () => Promise<{ readonly SerialPort: typeof SerialPort }>;

export const loadInstalled: LoadSerialPort = () => import('serialport');

/**
 * A serial line (RS-232, USB adapter, pseudo-terminal). RTS and DTR are raised once after
 * opening; a line that has no modem control (ENOTTY on a pseudo-terminal) is used without.
 */
export class SerialTransport implements Transport {
  readonly name: string;
  readonly #options: SerialLineOptions;
  readonly #timers: Timers;
  readonly #load: LoadSerialPort;
  readonly #bytes = createListeners<Uint8Array>();
  readonly #closes = createListeners<CloseReason>();
  #port: SerialPort | null = null;
  #opening: Promise<Result<void, OpenFault>> | null = null;
  #unwritten = 0;
  #cancelCheck: (() => void) | null = null;

  constructor(options: SerialLineOptions, timers: Timers, load: LoadSerialPort = loadInstalled) {
    this.name = options.path;
    this.#options = options;
    this.#timers = timers;
    this.#load = load;
  }

  isOpen(): boolean {
    return this.#port?.isOpen ?? false;
  }

  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    return this.#bytes.add(listener);
  }

  onClose(listener: (reason: CloseReason) => void): () => void {
    return this.#closes.add(listener);
  }

  open(): Promise<Result<void, OpenFault>> {
    if (this.isOpen()) return Promise.resolve(ok(undefined));
    this.#opening ??= this.#openPort().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #openPort(): Promise<Result<void, OpenFault>> {
    let constructor: typeof SerialPort;
    try {
      constructor = (await this.#load()).SerialPort;
    } catch (error) {
      // The native module is missing or was built for another runtime.
      return err({ code: 'portMissing', detail: detailOf(error) });
    }
    const port = new constructor({
      path: this.#options.path,
      baudRate: this.#options.baud,
      dataBits: this.#options.dataBits ?? 8,
      stopBits: this.#options.stopBits ?? 1,
      parity: this.#options.parity ?? 'none',
      autoOpen: false,
    });
    const opened = await this.#waitOpen(port);
    if (!opened.ok) return opened;
    this.#listen(port);
    // Without RTS/DTR some terminals stay mute; a pseudo-terminal refuses both (ENOTTY).
    port.set({ rts: true, dtr: true }, () => {});
    return ok(undefined);
  }

  #waitOpen(port: SerialPort): Promise<Result<void, OpenFault>> {
    return new Promise((resolve) => {
      let over = false;
      const cancel = this.#timers.after(this.#options.openTimeoutMs ?? 3000, () => {
        over = true;
        resolve(err({ code: 'timeout', detail: `${this.name} did not open in time` }));
      });
      port.open((error) => {
        cancel();
        if (over) {
          // It opened after all, but nobody waits: leaving it open would block the next try.
          if (error === null) port.close(() => {});
          return;
        }
        resolve(error === null ? ok(undefined) : err(openFault(error)));
      });
    });
  }

  #listen(port: SerialPort): void {
    this.#port = port;
    this.#unwritten = 0;
    port.on('data', (chunk: Buffer) => {
      if (this.#port === port) this.#bytes.emit(new Uint8Array(chunk));
    });
    // A read error is followed by 'close'; without a listener it would end the process.
    port.on('error', () => {});
    port.on('close', () => this.#lose(port));
    if (process.platform !== 'win32') this.#watch(port);
  }

  /**
   * On Linux a port that was unplugged can read "0 bytes" for ever, which serialport takes for
   * nothing to read: it spins and never closes. The modem status tells the truth: a line that
   * hung up answers EIO, a pseudo-terminal that is well answers ENOTTY.
   */
  #watch(port: SerialPort): void {
    this.#cancelCheck = this.#timers.after(HANGUP_CHECK_MS, () => {
      if (this.#port !== port || !port.isOpen) return;
      port.get((error) => {
        if (this.#port !== port) return;
        if (error === null || !HUNG_UP.test(error.message)) this.#watch(port);
        else void this.#writesEnd(port).then(() => port.close(() => this.#lose(port)));
      });
    });
  }

  #lose(port: SerialPort): void {
    if (this.#port !== port) return;
    this.#port = null;
    this.#cancelCheck?.();
    this.#closes.emit('lost');
  }

  write(bytes: Uint8Array): Promise<Result<void, WriteFault>> {
    const port = this.#port;
    if (port === null || !port.isOpen) {
      return Promise.resolve(err({ code: 'notOpen', left: 'none', detail: this.name }));
    }
    if (this.#unwritten + bytes.length > MAX_UNWRITTEN_BYTES) {
      return Promise.resolve(err({ code: 'failed', left: 'none', detail: 'peer does not read' }));
    }
    this.#unwritten += bytes.length;
    return new Promise((resolve) => {
      const cancel = this.#timers.after(this.#options.writeTimeoutMs ?? 5000, () => {
        resolve(err({ code: 'failed', left: 'unknown', detail: 'peer does not read' }));
      });
      port.write(Buffer.from(bytes), (error) => {
        cancel();
        if (this.#port === port) this.#unwritten -= bytes.length;
        if (error === null || error === undefined) resolve(ok(undefined));
        else resolve(err({ code: 'failed', left: 'unknown', detail: detailOf(error) }));
      });
    });
  }

  async close(): Promise<void> {
    if (this.#opening !== null) await this.#opening;
    const port = this.#port;
    this.#port = null;
    this.#cancelCheck?.();
    if (port === null || !port.isOpen) return;
    await this.#writesEnd(port);
    await new Promise<void>((resolve) => {
      const cancel = this.#timers.after(2000, resolve);
      // Also when it was lost meanwhile: the answer is then an error, and it is closed as well.
      port.close(() => {
        cancel();
        resolve();
      });
    });
    this.#closes.emit('closed');
  }

  /**
   * serialport closes the file number while a write with that number may still wait in Node's
   * thread pool. The late write then fails (EBADF), or worse: goes into whatever was opened under
   * the same number meanwhile, a database for one. An empty write is called back after those
   * before it and sends nothing.
   */
  #writesEnd(port: SerialPort): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#timers.after(WRITES_END_MS, resolve);
      port.write(Buffer.alloc(0), () => {
        cancel();
        resolve();
      });
    });
  }
}

/** Sorts the operating systems' words on why a port did not open. */
export function openFault(error: Error): OpenFault {
  const detail = error.message;
  let code: OpenFaultCode = 'failed';
  if (/no such (file|device)|file not found|enoent|cannot find/i.test(detail)) {
    code = 'portMissing';
  } else if (/access denied|cannot lock|busy|temporarily unavailable|ebusy/i.test(detail)) {
    code = 'portBusy';
  }
  return { code, detail };
}

function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
