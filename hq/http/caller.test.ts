import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { generateKeyPair } from '../keys.ts';
import { silentLog } from '../log.ts';
import { openSpool } from '../spool.ts';
import type { Sql } from '../store/sql.ts';
import { ask } from '../test-kit/client.ts';
import { guardRoutes } from './caller.ts';
import type { Context } from './context.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { buildServer } from './server.ts';

const nothing = () => Promise.reject(new Error('not asked here'));
const sql: Sql = { query: nothing, transaction: nothing, close: nothing };

function contextOf(more: Partial<Context> = {}): Context {
  const spool = openSpool(join(tmpdir(), 'tillwright-no-spool'));
  return {
    sql,
    key: generateKeyPair(),
    nowMs: () => 0,
    log: silentLog,
    limits: DEFAULT_LIMITS,
    adminToken: null,
    spool,
    tlsProxy: null,
    ...more,
  };
}

function guarded() {
  const app = Fastify();
  guardRoutes(app, contextOf());
  return app;
}

it('a route that does not say who may ask it keeps the server from starting', async () => {
  const app = guarded();
  const addRoutes = () => {
    app.get('/v1/open', async () => 'to everybody');
  };
  expect(addRoutes).toThrow('GET /v1/open does not say who may ask it');
  const later = guarded();
  later.register(async (part) => {
    part.post('/v1/also', { config: {} }, async () => 'to everybody');
  });
  await expect(later.ready()).rejects.toThrow('POST /v1/also does not say who may ask it');
});

it('one that says so does not', async () => {
  const app = guarded();
  app.get('/v1/told', { config: { access: ['reader'] } }, async () => 'to readers');
  await app.ready();
  expect(app.hasRoute({ method: 'GET', url: '/v1/told' })).toBe(true);
  await app.close();
});

it.each([
  ['its proxy', '127.0.0.1', '10.9.9.9'],
  ['nobody else', null, '127.0.0.1'],
])('believes %s who asks', async (_whom, tlsProxy, address) => {
  const logged: unknown[] = [];
  const info = (_message: string, fields: Readonly<Record<string, unknown>> = {}) =>
    void logged.push(fields['address']);
  const server = await buildServer(contextOf({ tlsProxy, log: { ...silentLog, info } }));
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  // What the client claims stands before what the proxy saw.
  const headers = { 'x-forwarded-for': '10.1.1.1, 10.9.9.9' };
  expect((await ask({ url }, null, '/v1/batches', { headers })).status).toBe(401);
  await server.close();
  expect(logged).toEqual([address]);
});
