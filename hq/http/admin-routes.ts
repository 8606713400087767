import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import {
  codeRequestSchema,
  codeResponseSchema,
  readerRequestSchema,
  readerResponseSchema,
  refusalSchema,
  revocationRequestSchema,
  revocationResponseSchema,
} from '../../contracts/head-office.ts';
import { localAdministration } from '../administration.ts';
import type { Context } from './context.ts';
import { refuse } from './errors.ts';

/** What the command line on this machine asks of a server that holds the data folder. */
export function adminRoutes(context: Context): FastifyPluginAsyncZod {
  const administration = localAdministration(context);
  return async (app) => {
    app.post('/v1/admin/enrolment-codes', {
      config: { access: ['admin'] },
      schema: {
        summary: 'Make a one-time enrolment code',
        body: codeRequestSchema,
        response: { 200: codeResponseSchema, default: refusalSchema },
      },
      handler: async (request, reply) => {
        const { storeId, registerId } = request.body;
        const code = await administration.createEnrolmentCode(storeId, registerId);
        context.log.info('enrolment code made', { storeId, registerId });
        return code.ok ? reply.send(code.value) : refuse(reply, code.error);
      },
    });

    app.post('/v1/admin/readers', {
      config: { access: ['admin'] },
      schema: {
        summary: 'Make a reader token',
        body: readerRequestSchema,
        response: { 200: readerResponseSchema, default: refusalSchema },
      },
      handler: async (request, reply) => {
        const { name } = request.body;
        const token = await administration.createReaderToken(name);
        context.log.info('reader token made', { reader: name });
        return token.ok ? reply.send(token.value) : refuse(reply, token.error);
      },
    });

    app.post('/v1/admin/revocations', {
      config: { access: ['admin'] },
      schema: {
        summary: 'End all tokens of a reader or of a register',
        body: revocationRequestSchema,
        response: { 200: revocationResponseSchema, default: refusalSchema },
      },
      handler: async (request, reply) => {
        const revoked = await administration.revoke(request.body);
        context.log.info('tokens ended', request.body);
        return revoked.ok ? reply.send(revoked.value) : refuse(reply, revoked.error);
      },
    });
  };
}
