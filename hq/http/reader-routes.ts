import { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  alarmListSchema,
  uploadListSchema,
  uploadManifestSchema,
  daySummarySchema,
  NDJSON,
  refusalSchema,
} from '../../contracts/head-office.ts';
import { businessDaySchema, placeIdSchema } from '../../core/journal/events/shapes.ts';
import { batchFile } from '../upload/upload-file.ts';
import { pullLines } from '../pull.ts';
import { refusal } from '../refusal.ts';
import { listAlarms } from '../store/alarms.ts';
import { findBatch, listUploads } from '../store/uploads.ts';
import { summariseDay } from '../summarise-day.ts';
import type { App, Context } from './context.ts';
import { refuse } from './errors.ts';
import { streamed } from './long-answers.ts';
import { isOther } from './register-routes.ts';

const after = z.coerce
  .number()
  .int()
  .min(0)
  .default(0)
  .describe('The last cursor that was seen; 0 from the beginning');
const READERS = ['reader', 'admin'] as const;
const ndjson = <S extends z.ZodType>(description: string, schema: S) => ({
  description,
  content: { [NDJSON]: { schema } },
});
/** A text that is sent while it is read: to the client no different from one sent at once. */
const streamedText = z
  .custom<Readable>((value) => value instanceof Readable)
  .meta({ type: 'string' });

/** What head office's own systems pull. */
export function readerRoutes(context: Context): FastifyPluginAsyncZod {
  return async (app) => {
    addBatchList(app, context);
    addBatchFile(app, context);
    addEntries(app, context);
    addAlarms(app, context);
    addDaySummary(app, context);
  };
}

function addBatchList(app: App, context: Context): void {
  app.get('/v1/batches', {
    config: { access: READERS },
    schema: {
      summary: 'Uploads in the order they were taken',
      querystring: z.strictObject({
        after,
        limit: z.coerce.number().int().min(1).max(1_000).default(100),
      }),
      response: { 200: uploadListSchema, default: refusalSchema },
    },
    handler: async (request, reply) => {
      const { after: cursor, limit } = request.query;
      const stored = await listUploads(context.sql, cursor, limit);
      const batches = stored.map((batch) => {
        const manifest = uploadManifestSchema.parse(JSON.parse(batch.manifestJson));
        const { batchId, batchNo, storeId, registerId, businessDay } = manifest;
        const { from, to, entries } = manifest;
        const place = { batchId, batchNo, storeId, registerId, businessDay, from, to, entries };
        const { receivedAtMs } = batch;
        return { cursor: batch.cursor, ...place, receivedAtMs, manifest };
      });
      return reply.send({ batches, next: batches.at(-1)?.cursor ?? cursor });
    },
  });
}

function addBatchFile(app: App, context: Context): void {
  app.get('/v1/batches/:store/:register/:batchNo', {
    config: { access: ['register', ...READERS], isLong: true },
    schema: {
      summary: 'A batch with its entries byte for byte as sent; can be imported again',
      params: z.strictObject({
        store: placeIdSchema,
        register: placeIdSchema,
        batchNo: z.coerce.number().int().min(1),
      }),
      response: { 200: ndjson('The batch file', streamedText), default: refusalSchema },
    },
    handler: async (request, reply) => {
      const { store, register, batchNo } = request.params;
      if (isOther(request.caller, store, register)) {
        return refuse(reply, refusal('forbidden', 'That is another register.'));
      }
      const batch = await findBatch(context.sql, store, register, batchNo);
      if (batch === null) return refuse(reply, refusal('notFound', 'No such batch.'));
      return reply.type(NDJSON).send(streamed(reply, batchFile(context.sql, batch)));
    },
  });
}

function addEntries(app: App, context: Context): void {
  app.get('/v1/entries', {
    config: { access: READERS, isLong: true },
    schema: {
      summary: 'Journal entries in the order they were taken, each once',
      description:
        'Each line is {"cursor":n,"entry":{…}}. Go on with the last cursor, which the header ' +
        'x-next-cursor repeats; an empty answer means that there is nothing new.',
      querystring: z.strictObject({
        after,
        limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
      }),
      response: { 200: ndjson('The entries', streamedText), default: refusalSchema },
    },
    handler: async (request, reply) => {
      const { after: cursor, limit } = request.query;
      const { lines, next } = await pullLines(context.sql, cursor, limit);
      return reply.type(NDJSON).header('x-next-cursor', next).send(streamed(reply, lines));
    },
  });
}

function addAlarms(app: App, context: Context): void {
  app.get('/v1/alarms', {
    config: { access: READERS },
    schema: {
      summary: 'What a person must look at: batches that contradict what is here',
      description: 'Newest first. `next` is the `after` of the page that follows, or null.',
      querystring: z.strictObject({
        after: after.describe('How many were seen already'),
        limit: z.coerce.number().int().min(1).max(1_000).default(100),
      }),
      response: { 200: alarmListSchema, default: refusalSchema },
    },
    handler: async (request, reply) => {
      const { after: seen, limit } = request.query;
      const alarms = await listAlarms(context.sql, seen, limit + 1);
      const next = alarms.length > limit ? seen + limit : null;
      return reply.send({ alarms: alarms.slice(0, limit), next });
    },
  });
}

function addDaySummary(app: App, context: Context): void {
  app.get('/v1/summary', {
    config: { access: READERS, isLong: true },
    schema: {
      summary: 'Totals of a date, recomputed from the entries: a row for each day a register had',
      querystring: z.strictObject({ businessDay: businessDaySchema }),
      response: { 200: daySummarySchema, default: refusalSchema },
    },
    handler: async (request, reply) =>
      reply.send(await summariseDay(context.sql, request.query.businessDay)),
  });
}
