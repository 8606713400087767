import type { FastifyInstance } from 'fastify';
import type { Log } from '../log.ts';
import type { Limits } from './limits.ts';
import { patienceOf } from './pace.ts';

/** Largest part of an answer that is handed over at once: a slow line must show that it moves. */
const PIECE_CHARACTERS = 16 * 1024;

/**
 * Ends the connection of whoever takes an answer slower than `limits.pace`: what waits for them is in
 * this process's memory. Looked at every `limits.timeoutCheckMs`; an answer of one piece may take as
 * long as all of it needs at that pace.
 */
export function guardAnswers(app: FastifyInstance, limits: Limits, log: Log): void {
  app.addHook('onSend', async (request, reply) => {
    const { socket } = request.raw;
    // Who has gone meanwhile takes nothing, and nothing waits for them.
    if (socket.destroyed || reply.raw.closed) return;
    const patience = patienceOf(limits.pace);
    let taken = socket.bytesWritten - socket.writableLength;
    let since = performance.now();
    const watch = setInterval(() => {
      const now = performance.now();
      const isWaiting = socket.writableLength > 0;
      const more = socket.bytesWritten - socket.writableLength - taken;
      const waitedMs = now - since;
      const forPieceMs = (socket.writableLength * 1_000) / limits.pace.bytesPerSecond;
      if (isWaiting && more === 0) {
        if (waitedMs <= patience.leftMs() + forPieceMs) return;
        log.warn('answer not taken', { address: request.ip });
        socket.destroy();
        return;
      }
      patience.moved(more, isWaiting ? waitedMs : 0);
      taken += more;
      since = now;
    }, limits.timeoutCheckMs);
    watch.unref();
    reply.raw.once('close', () => clearInterval(watch));
  });
}

/** The same text in pieces that are small enough for `guardAnswers` to see it move. */
export async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const text of texts) {
    for (let at = 0; at < text.length; at += PIECE_CHARACTERS) {
      yield text.slice(at, at + PIECE_CHARACTERS);
    }
  }
}
