import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../log.ts';
import { type Office, openOffice } from '../office.ts';
import { openSpool } from '../spool.ts';
import { createEnrolmentCode } from '../store/enrolment-codes.ts';
import { createReaderToken, replaceRegisterToken, revokeReaderTokens } from '../store/tokens.ts';
import { type Databases, startDatabases } from '../test-kit/databases.ts';
import { type Caller, guardRoutes, nameOf } from './caller.ts';
import { DEFAULT_LIMITS } from './limits.ts';

const REGISTER = { storeId: 'S001', registerId: '03' };
const ADMIN = 'tw-admin-TOKEN';
const KINDS = ['register', 'reader', 'admin', 'enrolment'] as const satisfies Caller['kind'][];
const LIMITS = { ...DEFAULT_LIMITS, urlBytes: 30, headerLines: 6 };

let databases: Databases;
let office: Office;
let app: FastifyInstance;
let nowMs = 1_000;
let token: Record<(typeof KINDS)[number], string>;
let expiresAtMs: number;

/** A server with one route for each kind of caller: it answers who it takes the caller for. */
function serverWith(adminToken: string | null): FastifyInstance {
  const server = Fastify();
  const spool = openSpool('/no/such/spool');
  const context = { ...office, log: silentLog, limits: LIMITS, spool, tlsProxy: null, adminToken };
  guardRoutes(server, { ...context, nowMs: () => nowMs });
  for (const kind of KINDS) {
    server.get(`/${kind}`, { config: { access: [kind] } }, async ({ caller }) => caller);
  }
  server.get('/two', { config: { access: ['register', 'reader'] } }, async ({ caller }) => caller);
  return server;
}

beforeAll(async () => {
  databases = await startDatabases('PostgreSQL');
  office = await openOffice(await databases.fresh(), silentLog);
  const enrolment = await createEnrolmentCode(office.sql, REGISTER, nowMs);
  expiresAtMs = enrolment.expiresAtMs;
  token = {
    register: await replaceRegisterToken(office.sql, REGISTER, nowMs),
    reader: await createReaderToken(office.sql, 'erp', nowMs),
    admin: ADMIN,
    enrolment: enrolment.code,
  };
  app = serverWith(ADMIN);
}, 120_000);
afterAll(async () => {
  await app.close();
  await office.close();
  await databases.close();
});

interface Coming {
  readonly from?: string;
  readonly headers?: Record<string, string>;
}

/** What becomes of a request with this header for who asks. */
async function come(url: string, authorization: string | null, more: Coming = {}) {
  const { from = '127.0.0.1', headers = {} } = more;
  const answer = await app.inject({
    url,
    remoteAddress: from,
    headers: authorization === null ? headers : { ...headers, authorization },
  });
  return { status: answer.statusCode, body: answer.json<unknown>(), headers: answer.headers };
}
const bearer = (text: string, url: string, more: Coming = {}) => come(url, `Bearer ${text}`, more);

const STRANGER = {
  status: 401,
  body: { error: { code: 'unauthorized', message: 'A valid token is needed.' } },
  headers: { 'www-authenticate': 'Bearer', connection: 'close' },
};
const FORBIDDEN = {
  status: 403,
  body: { error: { code: 'forbidden', message: 'This token is not for this request.' } },
};

describe('a stranger', () => {
  it('is told the same whatever is asked and however, and the connection ends', async () => {
    for (const url of ['/register', '/enrolment', '/admin', '/nothing']) {
      expect(await come(url, null)).toMatchObject(STRANGER);
      expect(await bearer('x', url)).toMatchObject(STRANGER);
    }
    const { register } = token;
    for (const header of [
      register,
      `Basic ${register}`,
      `Bearer  ${register}`,
      `Bearer ${register} `.concat('x'),
      `x Bearer ${register}`,
      'Bearer ',
      'Bearer null',
    ]) {
      expect(await come('/register', header)).toMatchObject(STRANGER);
    }
  });

  it('is asked nothing of the database where the header is longer than any token', async () => {
    const query = office.sql.query;
    const asked: string[] = [];
    const sql = {
      ...office.sql,
      query: (text: string, values?: Parameters<typeof query>[1]) => {
        asked.push(text);
        return query(text, values);
      },
    };
    const kept = office;
    office = { ...office, sql };
    const server = serverWith(null);
    office = kept;
    const ask = (length: number) =>
      server.inject({
        url: '/register',
        headers: { authorization: `Bearer ${'x'.repeat(length)}` },
      });
    expect((await ask(200 - 'Bearer '.length)).statusCode).toBe(401);
    expect(asked).toHaveLength(1);
    expect((await ask(201 - 'Bearer '.length)).statusCode).toBe(401);
    expect(asked).toHaveLength(1);
    await server.close();
  });

  it('learns no limit: those are told to who has a token', async () => {
    const long = `/register?${'x'.repeat(30)}`;
    expect(await bearer('x', long)).toMatchObject(STRANGER);
    expect(await bearer(token.register, long)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid', message: 'The address is too long.' } },
    });
  });
});

describe('a token', () => {
  it('opens what is for its owner, and nothing else', async () => {
    const owners = {
      register: { kind: 'register', ...REGISTER },
      reader: { kind: 'reader', name: 'erp' },
      admin: { kind: 'admin' },
    };
    for (const kind of ['register', 'reader', 'admin'] as const) {
      expect(await bearer(token[kind], `/${kind}`)).toMatchObject({
        status: 200,
        body: owners[kind],
      });
      expect(await come(`/${kind}`, `bEARER ${token[kind]}`)).toMatchObject({ status: 200 });
      for (const other of ['register', 'reader', 'admin'] as const) {
        if (other !== kind) expect(await bearer(token[kind], `/${other}`)).toMatchObject(FORBIDDEN);
      }
      expect(await bearer(token[kind], '/nothing')).toMatchObject({ status: 404 });
    }
    expect(await bearer(token.reader, '/two')).toMatchObject({ status: 200, body: owners.reader });
    expect(await bearer(token.register, '/two')).toMatchObject({ status: 200 });
    expect(await bearer(token.admin, '/two')).toMatchObject(FORBIDDEN);
  });

  it('that was ended opens nothing any more', async () => {
    const reader = await createReaderToken(office.sql, 'leaving', nowMs);
    expect(await bearer(reader, '/reader')).toMatchObject({ status: 200 });
    await revokeReaderTokens(office.sql, 'leaving', nowMs);
    expect(await bearer(reader, '/reader')).toMatchObject(STRANGER);
  });

  it('is no enrolment code, and a code is no token', async () => {
    for (const kind of ['register', 'reader'] as const) {
      expect(await bearer(token[kind], '/enrolment')).toMatchObject(STRANGER);
    }
    expect(await bearer(token.admin, '/enrolment')).toMatchObject(FORBIDDEN);
    for (const url of ['/register', '/reader', '/admin', '/two', '/nothing']) {
      expect(await bearer(token.enrolment, url)).toMatchObject(STRANGER);
    }
  });

  it('of the administrator counts on this computer only, and through no proxy', async () => {
    const { admin } = token;
    expect(await bearer(admin, '/admin', { from: '::1' })).toMatchObject({ status: 200 });
    expect(await bearer(admin, '/admin', { from: '10.0.0.7' })).toMatchObject(STRANGER);
    for (const name of ['x-forwarded-for', 'forwarded']) {
      const headers = { [name]: '' };
      expect(await bearer(admin, '/admin', { headers })).toMatchObject(STRANGER);
      expect(await bearer(token.reader, '/reader', { headers })).toMatchObject({ status: 200 });
    }
    expect(await bearer(token.reader, '/reader', { from: '10.0.0.7' })).toMatchObject({
      status: 200,
    });
    expect(await bearer(`${admin}x`, '/admin')).toMatchObject(STRANGER);
  });

  it('of an administrator is none where there is none', async () => {
    const server = serverWith(null);
    for (const text of [ADMIN, 'null', 'undefined']) {
      const headers = { authorization: `Bearer ${text}` };
      expect((await server.inject({ url: '/admin', headers })).statusCode).toBe(401);
    }
    await server.close();
  });
});

describe('an enrolment code', () => {
  it('lets in to enrol, however it is typed, until it has run out', async () => {
    const { enrolment } = token;
    expect(await bearer(enrolment, '/enrolment')).toMatchObject({
      status: 200,
      body: { kind: 'enrolment', code: enrolment },
    });
    const typed = enrolment.toLowerCase().replaceAll('-', '');
    expect(await bearer(typed, '/enrolment')).toMatchObject({ status: 200 });
    nowMs = expiresAtMs - 1;
    expect(await bearer(enrolment, '/enrolment')).toMatchObject({ status: 200 });
    nowMs = expiresAtMs;
    expect(await bearer(enrolment, '/enrolment')).toMatchObject(STRANGER);
    nowMs = 1_000;
  });
});

describe('a request', () => {
  it('has an address and as many header lines as the limits say, and no more', async () => {
    const address = (length: number) => `/register?${'x'.repeat(length - '/register?'.length)}`;
    expect(await bearer(token.register, address(30))).toMatchObject({ status: 200 });
    expect(await bearer(token.register, address(31))).toMatchObject({ status: 400 });
    // A request that is injected has three of its own: authorization, user-agent and host.
    const lines = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, '1']));
    expect(await bearer(token.register, '/register', { headers: lines(3) })).toMatchObject({
      status: 200,
    });
    expect(await bearer(token.register, '/register', { headers: lines(4) })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid', message: 'There are too many header lines.' } },
    });
  });
});

it('a caller’s name in the log is no secret', () => {
  expect(nameOf(null)).toBe('stranger');
  expect(nameOf({ kind: 'register', ...REGISTER })).toBe('register S001/03');
  expect(nameOf({ kind: 'reader', name: 'erp' })).toBe('reader erp');
  expect(nameOf({ kind: 'admin' })).toBe('admin');
  expect(nameOf({ kind: 'enrolment', code: 'SECRET' })).toBe('enrolment');
});
