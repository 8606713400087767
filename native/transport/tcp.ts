import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { createListeners } from './listeners.ts';
import type { Timers } from './timers.ts';
import { MAX_UNWRITTEN_BYTES } from './transport.ts';
import type { CloseReason, OpenFault, OpenFaultCode, Transport, WriteFault } from './transport.ts';

export interface TcpLineOptions {
  readonly host: string;
  readonly port: number;
  readonly connectTimeoutMs?: number;
  readonly writeTimeoutMs?: number;
}

/** A TCP connection the register opens: terminals, printers (port 9100). */
export class TcpTransport implements Transport {
  readonly name: string;
  readonly #options: TcpLineOptions;
  readonly #timers: Timers;
  readonly #bytes = createListeners<Uint8Array>();
  readonly #closes = createListeners<CloseReason>();
  #socket: Socket | null = null;
  #opening: Promise<Result<void, OpenFault>> | null = null;

  constructor(options: TcpLineOptions, timers: Timers) {
    this.name = `${options.host}:${options.port}`;
    this.#options = options;
    this.#timers = timers;
  }

  isOpen(): boolean {
    return this.#socket !== null && this.#socket.writable;
  }

  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    return this.#bytes.add(listener);
  }

  onClose(listener: (reason: CloseReason) => void): () => void {
    return this.#closes.add(listener);
  }

  open(): Promise<Result<void, OpenFault>> {
    if (this.#socket !== null) return Promise.resolve(ok(undefined));
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  #connect(): Promise<Result<void, OpenFault>> {
    return new Promise((resolve) => {
      const socket = createConnection({ host: this.#options.host, port: this.#options.port });
      const cancel = this.#timers.after(this.#options.connectTimeoutMs ?? 3000, () => {
        socket.destroy();
        resolve(err({ code: 'timeout', detail: `${this.name} did not answer` }));
      });
      socket.once('connect', () => {
        cancel();
        socket.setNoDelay(true);
        // Finds a peer that was switched off: without traffic TCP alone never would.
        socket.setKeepAlive(true, 10_000);
        this.#socket = socket;
        resolve(ok(undefined));
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        cancel();
        resolve(err({ code: faultCode(error.code), detail: error.message }));
      });
      socket.on('data', (chunk: Buffer) => {
        if (this.#socket === socket) this.#bytes.emit(new Uint8Array(chunk));
      });
      socket.on('close', () => {
        if (this.#socket !== socket) return;
        this.#socket = null;
        this.#closes.emit('lost');
      });
    });
  }

  write(bytes: Uint8Array): Promise<Result<void, WriteFault>> {
    const socket = this.#socket;
    if (socket === null || !socket.writable) {
      return Promise.resolve(err({ code: 'notOpen', left: 'none', detail: this.name }));
    }
    if (socket.writableLength + bytes.length > MAX_UNWRITTEN_BYTES) {
      return Promise.resolve(err({ code: 'failed', left: 'none', detail: 'peer does not read' }));
    }
    return new Promise((resolve) => {
      const cancel = this.#timers.after(this.#options.writeTimeoutMs ?? 5000, () => {
        resolve(err({ code: 'failed', left: 'unknown', detail: 'peer does not read' }));
      });
      socket.write(bytes, (error) => {
        cancel();
        if (error === null || error === undefined) resolve(ok(undefined));
        else resolve(err({ code: 'failed', left: 'unknown', detail: error.message }));
      });
    });
  }

  async close(): Promise<void> {
    if (this.#opening !== null) await this.#opening;
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#timers.after(2000, () => {
        socket.destroy();
        resolve();
      });
      socket.once('close', () => {
        cancel();
        resolve();
      });
      socket.end(() => socket.destroy());
    });
    this.#closes.emit('closed');
  }
}

function faultCode(code: string | undefined): OpenFaultCode {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ENOTFOUND':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EAI_AGAIN':
      return 'portMissing';
    case 'ETIMEDOUT':
      return 'timeout';
    default:
      return 'failed';
  }
}
