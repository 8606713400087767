import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Log } from '../log.ts';
import { type Refusal, refusal, statusOf } from '../refusal.ts';

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
    if (reason.code === 'internal') {
      log.error('request failed', {
        route: request.routeOptions.url ?? '',
        reason: error.message,
        stack: error.stack ?? '',
      });
    }
    return refuse(reply, reason);
  });
}

function reasonOf(error: FastifyError): Refusal {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    const where = first === undefined ? '' : `${first.instancePath} `;
    return refusal('invalid', `Request not understood: ${where}${first?.message ?? ''}`);
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refusal('tooLarge', 'The body is too large.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refusal('unsupportedMediaType', 'This content type is not taken here.');
    default:
      return (error.statusCode ?? 500) < 500
        ? refusal('invalid', error.message)
        : refusal('internal', 'Head office failed. Nothing was stored; send it again later.');
  }
}

/** Answers what is not HTTP or comes too slowly, and ends the connection. */
export function answerBrokenClient(error: Error & { code?: string }, socket: Socket): void {
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
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
