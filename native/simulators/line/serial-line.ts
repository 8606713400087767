import { existsSync } from 'node:fs';
import { SerialPort } from 'serialport';
import { deafListener, type Line, type LineListener } from './line.ts';

/** How often a vanished port is looked for again. */
const REOPEN_EVERY_MS = 100;

/**
 * How often the path of an open port is looked at. serialport 13 can miss that an adapter is gone:
 * when its poll wakes before the kernel has hung the tty up, it reads zero bytes for ever, never
 * emits 'close' and spins.
 */
const CHECK_PATH_EVERY_MS = 200;

/** The line settings of a device; 9600-8N1 unless said otherwise. */
export interface SerialSettings {
  readonly stopBits?: 1 | 2;
}

/**
 * Opens a serial port as the device's end of a line.
 * Rejects with a sentence for people when the path cannot be opened the first time; after that a
 * port that vanishes (adapter unplugged) is opened again by itself when its path comes back.
 */
export async function openSerialLine(
  path: string,
  baud: number,
  settings: SerialSettings = {},
): Promise<Line> {
  const line = new SerialLine(path, baud, settings.stopBits ?? 1);
  await line.open();
  return line;
}

class SerialLine implements Line {
  readonly kind = 'serial';
  readonly address: string;
  readonly #baud: number;
  readonly #stopBits: 1 | 2;
  #listener: LineListener = deafListener;
  #port: SerialPort | undefined;
  #pulled = false;
  #closed = false;
  #retry: NodeJS.Timeout | undefined;
  #check: NodeJS.Timeout | undefined;

  constructor(path: string, baud: number, stopBits: 1 | 2) {
    this.address = path;
    this.#baud = baud;
    this.#stopBits = stopBits;
  }

  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const port = new SerialPort({
        path: this.address,
        baudRate: this.#baud,
        dataBits: 8,
        parity: 'none',
        stopBits: this.#stopBits,
        autoOpen: false,
      });
      port.on('data', (chunk: Buffer) => {
        if (!this.#pulled) this.#listener.bytes(chunk);
      });
      port.on('error', () => undefined); // every error is followed by 'close' or by our callback
      port.on('close', () => this.#vanished(port));
      port.open((error) => {
        if (error !== null) {
          reject(new Error(`cannot open serial port ${this.address}: ${error.message}`));
          return;
        }
        if (this.#closed) {
          port.close(() => undefined);
          resolve();
          return;
        }
        this.#port = port;
        this.#watchPath(port);
        // A pseudo-terminal has no modem lines and answers ENOTTY: that is no fault.
        port.set({ dtr: true, rts: true }, () => undefined);
        this.#listener.connected();
        resolve();
      });
    });
  }

  #watchPath(port: SerialPort): void {
    if (process.platform === 'win32') return; // COM names are no files, and Windows does tell
    clearInterval(this.#check);
    this.#check = setInterval(() => {
      if (!existsSync(this.address) && port.isOpen) port.close(() => undefined);
    }, CHECK_PATH_EVERY_MS);
  }

  #vanished(port: SerialPort): void {
    if (this.#port !== port) return;
    clearInterval(this.#check);
    this.#port = undefined;
    this.#listener.disconnected();
    if (!this.#closed) this.#scheduleReopen();
  }

  #scheduleReopen(): void {
    this.#retry = setTimeout(() => {
      this.open().catch(() => {
        // Not back yet. Look again for as long as the line is wanted.
        if (!this.#closed) this.#scheduleReopen();
      });
    }, REOPEN_EVERY_MS);
  }

  send(bytes: Uint8Array): void {
    if (this.#pulled || this.#port === undefined || !this.#port.isOpen) return;
    this.#port.write(Buffer.from(bytes));
  }

  listen(listener: LineListener): void {
    this.#listener = listener;
    if (this.#port !== undefined) listener.connected();
  }

  setPulled(pulled: boolean): void {
    this.#pulled = pulled;
  }

  hangUp(): void {
    // RS-232 has no connection to end.
  }

  close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#check);
    const port = this.#port;
    if (port === undefined || !port.isOpen) return Promise.resolve();
    this.#port = undefined;
    return new Promise((resolve) => port.close(() => resolve()));
  }
}
