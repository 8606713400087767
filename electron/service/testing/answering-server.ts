import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came, its body to the end. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers as the test says and notes what reaches it. */
export class AnsweringServer {
  readonly asked: Asked[] = [];
  answer: Answering = (_, response) => response.end();
  private readonly server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      this.asked.push({ method, url, headers, body: Buffer.concat(pieces) });
      this.answer(request, response);
    });
  });

  /** Its address, once it listens. */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Answers every request with this text and status. */
  says(text: string, status = 200): void {
    this.answer = (_, response) => void response.writeHead(status).end(text);
  }
}
