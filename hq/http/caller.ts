import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Refusal, refusal, statusOf } from '../refusal.ts';
import { invariant } from '../../core/assert.ts';
import { sha256Hex } from '../secrets.ts';
import { findEnrolmentCode } from '../store/enrolment-codes.ts';
import { findTokenOwner, type TokenOwner } from '../store/tokens.ts';
import { isFromHere } from './connections.ts';
import type { Context } from './context.ts';
import type { Limits } from './limits.ts';

/** Who sends a request: proven by the bearer token or the one-time code that came with it. */
export type Caller =
  | TokenOwner
  | { readonly kind: 'admin' }
  | { readonly kind: 'enrolment'; readonly code: string };

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use a route. A route without this is open to nobody. */
    access?: readonly Caller['kind'][];
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

const MAX_BEARER_LENGTH = 200;

/**
 * Lets nobody in without a token, whatever they ask for, and tells them nothing. Runs before the
 * body is read, so that a stranger cannot make this server read one. To be called before any route is
 * added: one that does not say who may ask it throws, and the server does not start.
 */
export function guardRoutes(app: FastifyInstance, context: Context): void {
  app.decorateRequest('caller', null);
  app.addHook('onRoute', ({ method, url, config }) => {
    invariant(config?.access !== undefined, `${String(method)} ${url} does not say who may ask it`);
  });
  app.addHook('onRequest', async (request, reply) => {
    request.caller = await findCaller(context, request);
    if (request.caller === null) return refuseStranger(reply);
    const tooMuch = beyondLimits(request, context.limits);
    if (tooMuch !== null) return reply.code(statusOf(tooMuch.code)).send({ error: tooMuch });
    const access = request.routeOptions.config.access;
    if (request.is404) return;
    if (access?.includes(request.caller.kind) !== true) {
      const answer = refusal('forbidden', 'This token is not for this request.');
      return reply.code(statusOf(answer.code)).send({ error: answer });
    }
  });
}

function beyondLimits({ raw }: FastifyRequest, limits: Limits): Refusal | null {
  if ((raw.url ?? '').length > limits.urlBytes)
    return refusal('invalid', 'The address is too long.');
  return raw.rawHeaders.length / 2 > limits.headerLines
    ? refusal('invalid', 'There are too many header lines.')
    : null;
}

/** The same to all, whatever was asked; the connection ends, so that nothing more is read on it. */
export function refuseStranger(reply: FastifyReply): FastifyReply {
  const answer = refusal('unauthorized', 'A valid token is needed.');
  return reply
    .code(statusOf(answer.code))
    .header('www-authenticate', 'Bearer')
    .header('connection', 'close')
    .send({ error: answer });
}

async function findCaller(context: Context, request: FastifyRequest): Promise<Caller | null> {
  const bearer = bearerOf(request.headers.authorization);
  if (bearer === null) return null;
  if (context.adminToken !== null && isSameSecret(bearer, context.adminToken)) {
    return isByHand(request) ? { kind: 'admin' } : null;
  }
  // A code counts only where a code is asked for: it must not open anything else.
  if (request.routeOptions.config.access?.includes('enrolment') === true) {
    const code = await findEnrolmentCode(context.sql, bearer);
    return code === null || code.expiresAtMs <= context.nowMs()
      ? null
      : { kind: 'enrolment', code: bearer };
  }
  return findTokenOwner(context.sql, bearer);
}

/** The administrator's command line is a program of this computer, and no proxy is in between. */
function isByHand({ raw }: FastifyRequest): boolean {
  const isForwarded =
    raw.headers['x-forwarded-for'] !== undefined || raw.headers.forwarded !== undefined;
  return !isForwarded && isFromHere(raw.socket);
}

/** RFC 6750 §2.1; null when the header is missing or holds something else. */
function bearerOf(header: string | undefined): string | null {
  if (header === undefined || header.length > MAX_BEARER_LENGTH) return null;
  return /^Bearer ([\x21-\x7e]+)$/i.exec(header)?.[1] ?? null;
}

function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256Hex(a)), Buffer.from(sha256Hex(b)));
}

/** How a caller is named in the log: never by token. */
export function nameOf(caller: Caller | null): string {
  if (caller === null) return 'stranger';
  switch (caller.kind) {
    case 'register':
      return `register ${caller.storeId}/${caller.registerId}`;
    case 'reader':
      return `reader ${caller.name}`;
    case 'admin':
      return 'admin';
    case 'enrolment':
      return 'enrolment';
  }
}
