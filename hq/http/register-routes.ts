import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  enrolmentRequestSchema,
  enrolmentResponseSchema,
  NDJSON,
  positionSchema,
  refusalSchema,
  type SignedAcknowledgement,
  signedAcknowledgementSchema,
} from '../../contracts/head-office.ts';
import { placeIdSchema } from '../../core/journal/events/shapes.ts';
import { invariant } from '../../core/assert.ts';
import type { Result } from '../../core/result.ts';
import type { Encoding } from '../upload/unpack.ts';
import { enrolRegister } from '../enrol.ts';
import { type Received, receiveUpload } from '../receive-upload.ts';
import { type Refusal, refusal } from '../refusal.ts';
import { findBatch } from '../store/uploads.ts';
import { findRegister } from '../store/registers.ts';
import type { Body } from './body.ts';
import { type Caller, nameOf } from './caller.ts';
import type { App, Context } from './context.ts';
import { refuse } from './errors.ts';
import { encodingOf, ndjsonBodySchema } from './upload.ts';

/** What a register asks of head office. */
export function registerRoutes(context: Context): FastifyPluginAsyncZod {
  return async (app) => {
    addEnrolment(app, context);
    addUpload(app, context);
    addPosition(app, context);
    addAcknowledgement(app, context);
  };
}

function addEnrolment(app: App, context: Context): void {
  app.post('/v1/enrolments', {
    config: { access: ['enrolment'] },
    schema: {
      summary: 'Enrol a register; the bearer token is its one-time enrolment code',
      body: enrolmentRequestSchema,
      response: { 200: enrolmentResponseSchema, default: refusalSchema },
    },
    handler: async (request, reply) => {
      invariant(request.caller?.kind === 'enrolment', 'guarded by access');
      const { code } = request.caller;
      const { sql, key } = context;
      const enrolled = await enrolRegister(sql, key, code, request.body, context.nowMs());
      if (!enrolled.ok) return refuse(reply, enrolled.error);
      const { storeId, registerId } = request.body;
      context.log.info('register enrolled', { storeId, registerId });
      return reply.send(enrolled.value);
    },
  });
}

function addUpload(app: App, context: Context): void {
  app.post('/v1/batches', {
    config: { access: ['register', 'admin'] },
    schema: {
      summary: 'Hand in a batch; the same batch again gets the same answer',
      consumes: [NDJSON],
      body: ndjsonBodySchema,
      response: { 200: signedAcknowledgementSchema, default: refusalSchema },
    },
    handler: async (request, reply) => {
      const { caller } = request;
      const encoding = encodingOf(request.headers['content-encoding']);
      if (!encoding.ok) return refuse(reply, encoding.error);
      const sender = caller?.kind === 'register' ? caller : null;
      const received = await receiveSpooled(context, request.body, encoding.value, sender);
      if (!received.ok) {
        const { code, message } = received.error;
        context.log.warn('batch refused', {
          code,
          message,
          caller: nameOf(caller),
          address: request.ip,
        });
        return refuse(reply, received.error);
      }
      const { manifest, isNew, answer } = received.value;
      const { storeId, registerId, batchNo, from, to } = manifest;
      context.log.info('batch taken', { storeId, registerId, batchNo, from, to, isNew });
      return reply.send(answer);
    },
  });
}

function addPosition(app: App, context: Context): void {
  app.get('/v1/registers/:store/:register/position', {
    config: { access: ['register', 'reader', 'admin'] },
    schema: {
      summary: 'How far a register’s journal has arrived',
      params: z.strictObject({ store: placeIdSchema, register: placeIdSchema }),
      response: { 200: positionSchema, default: refusalSchema },
    },
    handler: async (request, reply) => {
      const { store, register } = request.params;
      if (isOther(request.caller, store, register)) {
        return refuse(reply, refusal('forbidden', 'That is another register.'));
      }
      const state = await findRegister(context.sql, store, register);
      if (state === null) return refuse(reply, refusal('notFound', 'No such register.'));
      const { storeId, registerId, toSeq, headHash, batchNo } = state;
      const last = await acknowledgementOf(context, store, register, batchNo);
      return reply.send({ storeId, registerId, toSeq, headHash, batchNo, last });
    },
  });
}

function addAcknowledgement(app: App, context: Context): void {
  app.get('/v1/registers/:store/:register/acknowledgements/:batchNo', {
    config: { access: ['register', 'reader', 'admin'] },
    schema: {
      summary: 'The answer a batch got, once more; for a register that lost it',
      params: z.strictObject({
        store: placeIdSchema,
        register: placeIdSchema,
        batchNo: z.coerce.number().int().min(1),
      }),
      response: { 200: signedAcknowledgementSchema, default: refusalSchema },
    },
    handler: async (request, reply) => {
      const { store, register, batchNo } = request.params;
      if (isOther(request.caller, store, register)) {
        return refuse(reply, refusal('forbidden', 'That is another register.'));
      }
      const answer = await acknowledgementOf(context, store, register, batchNo);
      return answer === null
        ? refuse(reply, refusal('notFound', 'No such batch.'))
        : reply.send(answer);
    },
  });
}

/** Takes a batch as it comes. Where it is refused the rest is read off, so that the answer arrives. */
async function receiveSpooled(
  context: Context,
  body: Body,
  encoding: Encoding,
  sender: Extract<Caller, { kind: 'register' }> | null,
): Promise<Result<Received, Refusal>> {
  const batch = await context.spool.batch(body.pieces(), encoding, context.limits.batchBytes);
  try {
    const received = await receiveUpload(context, batch, sender);
    if (!received.ok) await body.drain();
    return received;
  } finally {
    await batch.remove();
  }
}

/** A register sees itself and no other. */
export function isOther(caller: Caller | null, storeId: string, registerId: string): boolean {
  return (
    caller?.kind === 'register' && (caller.storeId !== storeId || caller.registerId !== registerId)
  );
}

/** What head office answered to a batch, byte for byte what it signed; null where it has none. */
async function acknowledgementOf(
  { sql }: Context,
  storeId: string,
  registerId: string,
  batchNo: number,
): Promise<SignedAcknowledgement | null> {
  const batch = await findBatch(sql, storeId, registerId, batchNo);
  return batch === null
    ? null
    : signedAcknowledgementSchema.parse(JSON.parse(batch.acknowledgement));
}
