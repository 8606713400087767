import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateKeyPair } from '../keys.ts';
import { openSpool, type Spool } from '../spool.ts';
import type { Queryable, Sql } from '../store/sql.ts';
import { ask, refusalIn } from '../test-kit/client.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { buildServer } from './server.ts';

const FAULT = 'relation "token" in /var/lib/hq: SELECT kind FROM token';
let server: Awaited<ReturnType<typeof buildServer>>;
let spool: Spool;
let office: { url: string };
const logged: Record<string, unknown>[] = [];

beforeAll(async () => {
  const fails = (): Promise<never> => Promise.reject(new Error(FAULT));
  const queryable: Queryable = { query: fails };
  const sql: Sql = { ...queryable, transaction: fails, close: () => Promise.resolve() };
  const keep = (message: string, fields: object = {}) => void logged.push({ message, ...fields });
  spool = openSpool(join(tmpdir(), 'tillwright-no-spool'));
  server = await buildServer({
    sql,
    key: generateKeyPair(),
    nowMs: () => 0,
    log: { info: () => {}, warn: keep, error: keep },
    limits: DEFAULT_LIMITS,
    adminToken: 'tw-admin-test',
    spool,
    tlsProxy: null,
  });
  office = { url: await server.listen({ port: 0, host: '127.0.0.1' }) };
});

afterAll(async () => {
  await server.close();
});

it('a fault of ours is told by an id alone, which the log knows', async () => {
  const answer = await ask(office, 'tw-admin-test', '/v1/alarms');
  expect(answer.status).toBe(500);
  const { code, message } = refusalIn(answer.text);
  expect(code).toBe('internal');
  const [id = 'no id'] = /[0-9a-f-]{36}/.exec(message) ?? [];
  expect(logged).toMatchObject([{ message: 'request failed', id, reason: FAULT }]);
  expect(answer.text.replace(id, '')).toBe(
    '{"error":{"code":"internal","message":"Head office failed (). Nothing was stored; send it again later."}}',
  );
});

it('so is one that comes before anybody is known', async () => {
  const answer = await ask(office, 'tw-reader-anybody', '/v1/alarms');
  expect(answer.status).toBe(500);
  for (const word of ['relation', '/var', 'SELECT', '.ts']) expect(answer.text).not.toContain(word);
});
