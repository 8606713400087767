import { createServer, type Server, type Socket } from 'node:net';
import { deafListener, type Line, type LineListener } from './line.ts';

/** A TCP line that also knows the port it was given. */
export interface TcpLine extends Line {
  readonly port: number;
}

/**
 * Listens as a networked device does. Port 0 takes any free port; see `port` on the result.
 * One client at a time: a newer connection replaces the older one, as a device's does when the
 * register was switched off without closing. Rejects when the port is taken.
 */
export async function listenTcp(port: number, host = '127.0.0.1'): Promise<TcpLine> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(new Error(`cannot listen on ${host}:${port}: ${error.message}`));
    });
    server.listen(port, host, resolve);
  });
  const bound = server.address();
  const boundPort = bound !== null && typeof bound === 'object' ? bound.port : port;
  return new TcpServerLine(server, host, boundPort);
}

class TcpServerLine implements TcpLine {
  readonly kind = 'tcp';
  readonly address: string;
  readonly port: number;
  readonly #server: Server;
  #listener: LineListener = deafListener;
  #socket: Socket | undefined;
  #pulled = false;

  constructor(server: Server, host: string, port: number) {
    this.#server = server;
    this.port = port;
    this.address = `${host}:${port}`;
    server.on('connection', (socket) => this.#accept(socket));
  }

  #accept(socket: Socket): void {
    socket.on('error', () => undefined); // a reset connection is followed by 'close'
    if (this.#pulled) {
      socket.destroy();
      return;
    }
    this.hangUp();
    socket.setNoDelay(true);
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      if (this.#socket === socket) this.#listener.bytes(chunk);
    });
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#listener.disconnected();
    });
    this.#listener.connected();
  }

  hangUp(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#socket = undefined;
    socket.destroy();
    this.#listener.disconnected();
  }

  send(bytes: Uint8Array): void {
    if (this.#socket === undefined || this.#socket.destroyed) return;
    this.#socket.write(bytes);
  }

  listen(listener: LineListener): void {
    this.#listener = listener;
    if (this.#socket !== undefined) listener.connected();
  }

  setPulled(pulled: boolean): void {
    this.#pulled = pulled;
    if (pulled) this.hangUp();
  }

  close(): Promise<void> {
    this.hangUp();
    return new Promise((resolve) => {
      if (!this.#server.listening) resolve();
      else this.#server.close(() => resolve());
    });
  }
}
