import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { statusOf, refusal } from '../refusal.ts';
import { inPieces } from './answers.ts';
import { nameOf } from './caller.ts';
import type { Limits } from './limits.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether an answer is read from the database while it is taken. */
    isLong?: boolean;
  }
}

/** When a caller may try again: the answers before theirs are of some megabytes. */
const RETRY_S = 5;

/**
 * Bounds how many long answers are open at one time, in all and of one caller; the others are told
 * `busy`, and nothing is looked up for them. To be called after the guard that knows the caller.
 */
export function boundLongAnswers(app: FastifyInstance, limits: Limits): void {
  const open = new Map<string, number>();
  let all = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.isLong !== true) return;
    // Whoever has gone while their token was looked up gets no answer, and holds no place.
    if (request.raw.socket.destroyed) return reply.hijack();
    const name = nameOf(request.caller);
    const own = open.get(name) ?? 0;
    if (all >= limits.longAnswers || own >= limits.longAnswersPerCaller) {
      const busy = refusal('busy', 'Too many answers are being taken. Ask again in some seconds.');
      return reply.code(statusOf(busy.code)).header('retry-after', RETRY_S).send({ error: busy });
    }
    all += 1;
    open.set(name, own + 1);
    reply.raw.once('close', () => {
      all -= 1;
      const left = (open.get(name) ?? 1) - 1;
      if (left > 0) open.set(name, left);
      else open.delete(name);
    });
  });
}

/** What is sent while it is read. Ends with the connection: nothing is read for who has gone. */
export function streamed(reply: FastifyReply, texts: AsyncIterable<string>): Readable {
  const stream = Readable.from(inPieces(texts));
  const { socket } = reply.request.raw;
  const end = () => void stream.destroy();
  if (socket.destroyed) end();
  socket.once('close', end);
  stream.once('close', () => socket.off('close', end));
  return stream;
}
