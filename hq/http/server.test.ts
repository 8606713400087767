import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  uploadListSchema,
  daySummarySchema,
  enrolmentResponseSchema,
  NDJSON,
} from '../../contracts/head-office.ts';
import { CODE_LIFETIME_MS } from '../store/enrolment-codes.ts';
import type { Log } from '../log.ts';
import { type HeadOffice, startHeadOffice } from '../serve.ts';
import { ask, enrol, refusalIn, requestEnrolment, toSeq, upload } from '../test-kit/client.ts';
import { DATABASE_KINDS, type Databases, startDatabases } from '../test-kit/databases.ts';
import { makeRegister, type TestRegister } from '../test-kit/journal.ts';

const ROUTES = [
  'GET /openapi.json',
  'GET /v1/alarms',
  'GET /v1/batches',
  'GET /v1/batches/{store}/{register}/{batchNo}',
  'GET /v1/entries',
  'GET /v1/registers/{store}/{register}/acknowledgements/{batchNo}',
  'GET /v1/registers/{store}/{register}/position',
  'GET /v1/summary',
  'POST /v1/admin/enrolment-codes',
  'POST /v1/admin/readers',
  'POST /v1/admin/revocations',
  'POST /v1/batches',
  'POST /v1/enrolments',
];

const operationSchema = z.looseObject({
  summary: z.string().optional(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});
const documentSchema = z.looseObject({
  openapi: z.literal('3.1.0'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
});
const lineSchema = z.strictObject({
  cursor: z.int(),
  entry: z.looseObject({ registerId: z.string(), seq: z.int() }),
});

describe.each(DATABASE_KINDS)('the head office API on %s', { timeout: 60_000 }, (kind) => {
  let databases: Databases;
  let office: HeadOffice;
  let reader: string;
  let nowMs = 1_800_000_000_000;
  const logged: string[] = [];

  beforeAll(async () => {
    databases = await startDatabases(kind);
    const write = (message: string, fields: unknown = {}) => {
      logged.push(`${message} ${JSON.stringify(fields)}`);
    };
    const log: Log = { info: write, warn: write, error: write };
    office = await startHeadOffice({
      ...(await databases.fresh()),
      port: 0,
      host: '127.0.0.1',
      log,
      nowMs: () => nowMs,
    });
    reader = await office.createReaderToken('erp');
  }, 120_000);

  afterAll(async () => {
    await office.close();
    await databases.close();
  }, 60_000);

  async function lane(storeId: string, registerId: string) {
    const register = makeRegister(storeId, registerId);
    register.openDay();
    return { register, token: await enrol(office, register) };
  }

  async function describeApi() {
    const answer = await ask(office, reader, '/openapi.json');
    return documentSchema.parse(JSON.parse(answer.text));
  }

  it('describes every route in a valid document', async () => {
    const { paths } = await describeApi();
    const listed = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.toSorted()).toEqual(ROUTES);
    for (const [path, operations] of Object.entries(paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const operation of Object.values(operations)) {
        expect(operation.summary).not.toBe('');
        const declared = (operation.parameters ?? []).filter((one) => one.in === 'path');
        expect(declared.map(({ name }) => name)).toEqual(inPath);
        expect(Object.keys(operation.responses)).not.toEqual([]);
      }
    }
    expect(JSON.stringify(paths)).not.toContain('$ref');
  });

  it('lets nobody in without a token, and says the same to all', async () => {
    const strangers = [
      {},
      { authorization: '' },
      { authorization: 'Bearer ' },
      { authorization: 'Bearer tw-reader-nobody' },
      { authorization: `Basic ${reader}` },
      { authorization: `Bearer ${'x'.repeat(5_000)}` },
    ];
    const bodies = new Set<string>();
    for (const route of [...ROUTES, 'GET /', 'DELETE /v1/batches', 'GET /v1/nothing']) {
      const [method = '', path = ''] = route.split(' ');
      const url = path.replaceAll(/\{\w+\}/g, '1');
      for (const headers of strangers) {
        const answer = await ask(office, null, url, { method, headers });
        expect({ route, status: answer.status }).toEqual({ route, status: 401 });
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
        bodies.add(answer.text);
      }
    }
    expect(bodies.size).toBe(1);
  });

  it('gives each token its own requests and no others', async () => {
    const { token } = await lane('T001', '1');
    for (const path of [
      '/v1/alarms',
      '/v1/batches',
      '/v1/entries',
      '/v1/summary?businessDay=2026-03-02',
    ]) {
      expect((await ask(office, token, path)).status).toBe(403);
    }
    expect((await upload(office, reader, '{}')).status).toBe(403);
    expect((await ask(office, token, '/v1/registers/T001/2/position')).status).toBe(403);
    expect((await ask(office, reader, '/v1/registers/T001/2/position')).status).toBe(404);
    expect((await ask(office, token, '/v1/admin/readers', { method: 'POST' })).status).toBe(403);
    const code = await office.createEnrolmentCode('T001', '7');
    expect((await ask(office, code, '/v1/entries')).status).toBe(401);
    expect((await requestEnrolment(office, reader, {})).status).toBe(401);
  });

  it('answers questions it does not understand with 400, 404 or 415', async () => {
    for (const path of [
      '/v1/batches?after=-1',
      '/v1/batches?limit=0',
      '/v1/entries?limit=10001',
      '/v1/entries?after=x',
      '/v1/entries?since=1',
      '/v1/summary',
      '/v1/summary?businessDay=2026-02-30',
      '/v1/registers/a%20b/1/position',
    ]) {
      const answer = await ask(office, reader, path);
      expect({ path, status: answer.status }).toEqual({ path, status: 400 });
      expect(refusalIn(answer.text).code).toBe('invalid');
    }
    expect((await ask(office, reader, '/v1/batches/T001/1/99')).status).toBe(404);
    expect((await ask(office, reader, '/v2')).status).toBe(404);
    const { token } = await lane('T001', '2');
    const text = await upload(office, token, 'x', { 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
    const json = await upload(office, token, '{}', { 'content-type': 'application/json' });
    expect(json.status).toBe(400);
  });

  it('enrols once per code, and lets a register that lost the answer finish', async () => {
    const register = makeRegister('T002', '1');
    register.openDay();
    const { storeId, registerId } = register;
    const code = await office.createEnrolmentCode(storeId, registerId);
    const typed = code.toLowerCase().replaceAll('-', '');
    const wrong = await requestEnrolment(office, code, makeRegister('T002', '2').enrolment(code));
    expect(wrong.status).toBe(403);

    const body = register.enrolment(code);
    const tokenOf = async (answer: { text: string }) =>
      enrolmentResponseSchema.parse(JSON.parse(answer.text)).token;
    const lost = await tokenOf(await requestEnrolment(office, code, body));
    const kept = await tokenOf(await requestEnrolment(office, typed, register.enrolment(typed)));
    expect((await upload(office, lost, '{}')).status).toBe(401);

    const thief = makeRegister('T002', '1').enrolment(code);
    expect((await requestEnrolment(office, code, thief)).status).toBe(409);
    expect((await upload(office, kept, register.cut().body)).status).toBe(200);
    expect((await requestEnrolment(office, code, body)).status).toBe(409);
    expect(await toSeq(office, kept, register)).toBe(2);
  });

  it('gives no token to whoever has code and public key, but not the key itself', async () => {
    const register = makeRegister('T002', '5');
    const code = await office.createEnrolmentCode('T002', '5');
    const body = register.enrolment(code);
    expect((await requestEnrolment(office, code, body)).status).toBe(200);
    const other = makeRegister('T002', '5').enrolment(code);
    const ofAnotherCode = register.enrolment(await office.createEnrolmentCode('T002', '6'));
    for (const proof of [other.proof, ofAnotherCode.proof, '', 'AAAA']) {
      const answer = await requestEnrolment(office, code, { ...body, proof });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text).not.toContain('token"');
    }
    const { proof: _, ...withoutProof } = body;
    expect((await requestEnrolment(office, code, withoutProof)).status).toBe(400);
  });

  it('a code that was given out ends with the next one for that register, and when it is shut out', async () => {
    const register = makeRegister('T002', '7');
    const first = await office.createEnrolmentCode('T002', '7');
    const second = await office.createEnrolmentCode('T002', '7');
    const ask = (code: string) => requestEnrolment(office, code, register.enrolment(code));
    const late = await ask(first);
    expect([late.status, refusalIn(late.text).code]).toEqual([409, 'codeUsed']);
    await office.shutOut('T002', '7');
    expect((await ask(second)).status).toBe(409);
    const third = await office.createEnrolmentCode('T002', '7');
    expect((await ask(third)).status).toBe(200);
    // Somebody else had used it first: with the next one that is over as well.
    const fourth = await office.createEnrolmentCode('T002', '7');
    expect((await ask(third)).status).toBe(409);
    expect((await ask(fourth)).status).toBe(200);
  });

  it('forgets a code after a day', async () => {
    const register = makeRegister('T002', '3');
    const code = await office.createEnrolmentCode('T002', '3');
    nowMs += CODE_LIFETIME_MS;
    const answer = await requestEnrolment(office, code, register.enrolment(code));
    expect(answer.status).toBe(401);
  });

  it('gives a batch back as it came', async () => {
    const { register, token } = await lane('T003', '1');
    register.sell(1_100);
    const { body } = register.cut();
    await upload(office, token, body);
    const file = await ask(office, reader, '/v1/batches/T003/1/1');
    expect(file.headers.get('content-type')).toContain(NDJSON);
    expect(file.text === body).toBe(true);
  });

  it('adds up a business day from the entries', async () => {
    const { register, token } = await lane('T004', '1');
    register.sell(4);
    const { manifest, body } = register.cut();
    await upload(office, token, body);
    const answer = await ask(office, reader, '/v1/summary?businessDay=2026-03-02');
    const { registers } = daySummarySchema.parse(JSON.parse(answer.text));
    expect(registers.find(({ storeId }) => storeId === 'T004')).toEqual({
      storeId: 'T004',
      registerId: '1',
      zNumber: null,
      entries: 6,
      currency: 'CNY',
      sales: 4,
      salesTotalMinor: manifest.salesTotalMinor,
      taxTotalMinor: manifest.taxTotalMinor,
      tenders: manifest.tenders,
      firstReceiptNo: 'T004-1-1',
      lastReceiptNo: 'T004-1-4',
    });
    const none = await ask(office, reader, '/v1/summary?businessDay=2020-01-01');
    expect(JSON.parse(none.text)).toEqual({ businessDay: '2020-01-01', registers: [] });
  });

  it('keeps two days of one date apart', async () => {
    const { register, token } = await lane('T014', '1');
    register.sell(4);
    register.closeDay(1);
    const first = register.cut();
    register.openDay();
    register.sell(2);
    register.closeDay(2);
    const second = register.cut();
    for (const { body } of [first, second]) {
      expect((await upload(office, token, body)).status).toBe(200);
    }
    const answer = await ask(office, reader, '/v1/summary?businessDay=2026-03-02');
    const { registers } = daySummarySchema.parse(JSON.parse(answer.text));
    const rows = registers.filter(({ storeId }) => storeId === 'T014');
    expect(rows.map(({ zNumber, sales }) => ({ zNumber, sales }))).toEqual([
      { zNumber: 1, sales: 4 },
      { zNumber: 2, sales: 2 },
    ]);
    expect(rows.map((row) => row.salesTotalMinor)).toEqual([
      first.manifest.salesTotalMinor,
      second.manifest.salesTotalMinor,
    ]);
  });

  it('hands on every entry once and in order while batches come in', async () => {
    const start = Number(
      (await ask(office, reader, '/v1/entries?limit=10000')).headers.get('x-next-cursor'),
    );
    const lanes = await Promise.all(['1', '2', '3', '4'].map((id) => lane('T005', id)));
    const sendAll = async (register: TestRegister, token: string) => {
      for (let round = 0; round < 5; round += 1) {
        register.sell(round + 1);
        expect((await upload(office, token, register.cut().body)).status).toBe(200);
      }
    };
    const sending = Promise.all(lanes.map(({ register, token }) => sendAll(register, token)));
    const total = lanes.length * 17;
    const seen: z.output<typeof lineSchema>[] = [];
    let after = start;
    while (seen.length < total) {
      const page = await ask(office, reader, `/v1/entries?after=${after}&limit=7`);
      const lines = page.text.split('\n').slice(0, -1);
      expect(lines.length).toBeLessThanOrEqual(7);
      seen.push(...lines.map((line) => lineSchema.parse(JSON.parse(line))));
      after = Number(page.headers.get('x-next-cursor'));
    }
    await sending;
    expect(seen.map(({ cursor }) => cursor)).toEqual(seen.map((_, index) => start + 1 + index));
    for (const { register } of lanes) {
      const own = seen.filter(({ entry }) => entry.registerId === register.registerId);
      expect(own.map(({ entry }) => entry)).toEqual(register.entries);
    }
    const list = await ask(office, reader, `/v1/batches?after=${start}&limit=12`);
    const page = uploadListSchema.parse(JSON.parse(list.text));
    const rest = await ask(office, reader, `/v1/batches?after=${page.next}`);
    const { batches } = uploadListSchema.parse(JSON.parse(rest.text));
    expect(page.batches.length + batches.length).toBe(20);
    expect(batches.at(-1)?.cursor).toBe(start + total);
  });

  it('keeps nothing of an upload whose line is cut', async () => {
    const { register, token } = await lane('T006', '1');
    const { body } = register.cut();
    const head = (length: string) =>
      `POST /v1/batches HTTP/1.1\r\nHost: hq\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: ${NDJSON}\r\n${length}\r\n\r\n`;
    const half = body.slice(0, body.length - 200);
    const whole = `Content-Length: ${Buffer.byteLength(body)}`;
    await sendAndCut(head(whole) + half);
    const chunk = `${Buffer.byteLength(half).toString(16)}\r\n${half}\r\n`;
    await sendAndCut(head('Transfer-Encoding: chunked') + chunk);
    expect(await toSeq(office, token, register)).toBe(0);
    expect((await upload(office, token, body)).status).toBe(200);
  });

  it('logs no token, code or key', async () => {
    const register = makeRegister('T007', '1');
    const code = await office.createEnrolmentCode('T007', '1');
    const { publicKey } = register;
    const answer = await requestEnrolment(office, code, register.enrolment(code));
    const { token } = enrolmentResponseSchema.parse(JSON.parse(answer.text));
    await upload(office, token, '{"not":"a batch"}');
    const all = logged.join('\n');
    expect(all).toContain('register T007/1');
    for (const secret of [code, token, reader, publicKey]) expect(all).not.toContain(secret);
  });

  /** Sends bytes, then resets the connection. */
  function sendAndCut(bytes: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(office.port, '127.0.0.1', () => {
        socket.write(bytes, () => socket.resetAndDestroy());
      });
      socket.once('error', reject);
      socket.once('close', () => resolve());
    });
  }
});
