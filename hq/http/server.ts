import Fastify, { type FastifyInstance } from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { adminRoutes } from './admin-routes.ts';
import { guardAnswers } from './answers.ts';
import { guardRoutes, nameOf, refuseStranger } from './caller.ts';
import { admitOneByOne } from './one-by-one.ts';
import { guardConnections, plainAddress } from './connections.ts';
import type { Context } from './context.ts';
import { answerBrokenClient, answerErrors } from './errors.ts';
import { boundLongAnswers } from './long-answers.ts';
import { describeRoutes, serveDescription } from './openapi.ts';
import { readerRoutes } from './reader-routes.ts';
import { registerRoutes } from './register-routes.ts';
import { acceptBodies } from './upload.ts';

/** The head office API, not yet listening. `close()` ends open connections too. */
export async function buildServer(context: Context): Promise<FastifyInstance> {
  const { limits, log } = context;
  const app: FastifyInstance = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.idleMs,
    maxRequestsPerSocket: limits.requestsPerConnection,
    trustProxy: (address) => plainAddress(address) === context.tlsProxy,
    http: {
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.timeoutCheckMs,
      maxHeaderSize: limits.headerBytes,
    },
    clientErrorHandler: (error, socket) => answerBrokenClient(error, socket, log, limits.idleMs),
    // An address that cannot be decoded: whoever sends it is told what every stranger is.
    frameworkErrors: (_error, _request, reply) => void refuseStranger(reply),
  });
  guardConnections(app.server, limits, context.tlsProxy, log);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  admitOneByOne(app, log);
  guardRoutes(app, context);
  boundLongAnswers(app, limits);
  answerErrors(app, log);
  acceptBodies(app, limits);
  guardAnswers(app, limits, log);
  // Who is refused before the whole body came does not keep the connection to send the rest at
  // leisure, nor is the rest read.
  app.addHook('onSend', async (request, reply) => {
    if (!request.raw.complete) reply.header('connection', 'close');
  });
  app.addHook('onResponse', async (request, reply) => {
    log.info('request', {
      method: request.method,
      route: request.routeOptions.url ?? '(unknown)',
      status: reply.statusCode,
      caller: nameOf(request.caller),
      address: plainAddress(request.ip),
      tookMs: Math.round(reply.elapsedTime),
    });
  });
  await describeRoutes(app);
  const typed = app.withTypeProvider<ZodTypeProvider>();
  await typed.register(registerRoutes(context));
  await typed.register(readerRoutes(context));
  await typed.register(adminRoutes(context));
  serveDescription(app);
  await app.ready();
  return app;
}
