import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Log } from '../log.ts';
import { plainAddress } from './connections.ts';
import { type Refusal, Refused, refusal, statusOf } from '../refusal.ts';

/** Sends a refusal with its status. */
export function refuse(reply: FastifyReply, reason: Refusal): FastifyReply {
  return reply.code(statusOf(reason.code)).send({ error: reason });
}

/** Makes every failure of a request the same shape, and keeps what is ours to ourselves. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, refusal('notFound', 'There is nothing here.')),
  );
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const reason = reasonOf(error);
    if (reason === null) {
      const id = randomUUID();
      log.error('request failed', {
        id,
        route: request.routeOptions.url ?? '',
        reason: error.message,
        stack: error.stack ?? '',
      });
      const message = `Head office failed (${id}). Nothing was stored; send it again later.`;
      return refuse(reply, refusal('internal', message));
    }
    return refuse(reply, reason);
  });
}

/** Null for what is not the sender's doing: of that they are told an id and nothing else. */
function reasonOf(error: FastifyError): Refusal | null {
  if (error instanceof Refused) return error.refusal;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    const where = first === undefined ? '' : `${first.instancePath} `;
    return refusal('invalid', `Request not understood: ${where}${first?.message ?? ''}`);
  }
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refusal('unsupportedMediaType', 'This content type is not taken here.');
    default:
      return isOfRequest(error) ? refusal('invalid', error.message) : null;
  }
}

/** What Fastify itself, or its reading of JSON, has against a request. */
function isOfRequest(error: FastifyError): boolean {
  const isKnown = String(error.code).startsWith('FST_ERR_') || error instanceof SyntaxError;
  return isKnown && (error.statusCode ?? 500) < 500;
}

/**
 * Answers what is not HTTP or comes too slowly, and ends the connection: whole, when the answer is on
 * its way, since the other side may keep its half open for ever; after `idleMs` in any case.
 */
export function answerBrokenClient(
  error: Error & { code?: string },
  socket: Socket,
  log: Log,
  idleMs: number,
): void {
  log.warn('request not understood', {
    address: plainAddress(socket.remoteAddress),
    code: error.code ?? '',
  });
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const reason = isLate
    ? refusal('timeout', 'The request came too slowly.')
    : refusal('invalid', 'The request is not understood.');
  const body = JSON.stringify({ error: reason });
  const status = isLate ? '408 Request Timeout' : '400 Bad Request';
  const patience = setTimeout(() => socket.destroy(), idleMs);
  patience.unref();
  socket.once('close', () => clearTimeout(patience));
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
