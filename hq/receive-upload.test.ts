import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  alarmListSchema,
  uploadListSchema,
  enrolmentResponseSchema,
  signedAcknowledgementSchema,
} from '../contracts/head-office.ts';
import { isEntry } from '../core/journal/typed-entry.ts';
import { minor } from '../core/money/minor.ts';
import { generateKeyPair, verifyJson } from './keys.ts';
import { silentLog } from './log.ts';
import { type HeadOffice, startHeadOffice } from './serve.ts';
import { ask, enrol, refusalIn, requestEnrolment, toSeq, upload } from './test-kit/client.ts';
import { DATABASE_KINDS, type Databases, startDatabases } from './test-kit/databases.ts';
import { enrolmentBody, makeRegister, type TestRegister } from './test-kit/journal.ts';

const STORE = 'S001';

describe.each(DATABASE_KINDS)('batches on %s', { timeout: 60_000 }, (kind) => {
  let databases: Databases;
  let office: HeadOffice;
  let reader: string;
  let where: Awaited<ReturnType<Databases['fresh']>>;
  let lane = 0;

  beforeAll(async () => {
    databases = await startDatabases(kind);
    where = await databases.fresh();
    office = await start();
    reader = await office.createReaderToken('erp');
  }, 120_000);

  afterAll(async () => {
    await office.close();
    await databases.close();
  }, 60_000);

  function start(): Promise<HeadOffice> {
    const limits = { uploadBytes: 2_000_000, batchBytes: 3_000_000 };
    return startHeadOffice({ ...where, port: 0, host: '127.0.0.1', log: silentLog, limits });
  }

  /** A register of its own for each test, with a day and a few sales. */
  async function openLane(sales = 3): Promise<{ register: TestRegister; token: string }> {
    lane += 1;
    const register = makeRegister(STORE, String(lane));
    register.openDay();
    register.sell(sales);
    return { register, token: await enrol(office, register) };
  }

  async function expectRefused(token: string, body: string, code: string) {
    const answer = await upload(office, token, body);
    expect(refusalIn(answer.text)).toMatchObject({ code });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    return refusalIn(answer.text);
  }

  it('takes a batch, signs for it, and gives the same bytes when it comes again', async () => {
    const { register, token } = await openLane();
    const batch = register.cut();
    const first = await upload(office, token, batch.body);
    expect(first.status).toBe(200);
    const { acknowledgement, signature } = signedAcknowledgementSchema.parse(
      JSON.parse(first.text),
    );
    const { batchId, from, to, entries, headHash } = batch.manifest;
    expect(acknowledgement).toMatchObject({ batchId, from, to, entries, headHash });

    const code = await office.createEnrolmentCode(STORE, 'key');
    const keys = generateKeyPair();
    const body = enrolmentBody({ storeId: STORE, registerId: 'key', keys, code });
    const enrolled = await requestEnrolment(office, code, body);
    const { headOfficePublicKey } = enrolmentResponseSchema.parse(JSON.parse(enrolled.text));
    expect(verifyJson(acknowledgement, signature, headOfficePublicKey)).toBe(true);

    const again = await upload(office, token, batch.body);
    expect(again).toMatchObject({ status: 200, text: first.text });
    expect(await toSeq(office, token, register)).toBe(to);
  });

  it('takes gzip, and batches that follow one another', async () => {
    const { register, token } = await openLane();
    const zipped = new Uint8Array(gzipSync(register.cut().body));
    const first = await upload(office, token, zipped, { 'content-encoding': 'gzip' });
    expect(first.status).toBe(200);
    register.sell(2);
    expect((await upload(office, token, register.cut().body)).status).toBe(200);
    expect(await toSeq(office, token, register)).toBe(7);
  });

  it('refuses a batch with any one byte changed and keeps nothing of it', async () => {
    const { register, token } = await openLane();
    const batch = register.cut();
    const bytes = new TextEncoder().encode(batch.body);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const touched = new Uint8Array(bytes);
          touched[at] = (touched[at] ?? 0) ^ by;
          const answer = await upload(office, token, touched);
          expect(answer.status).toBeGreaterThanOrEqual(400);
          expect(answer.status).toBeLessThan(500);
        },
      ),
      { numRuns: 80 },
    );
    expect(await toSeq(office, token, register)).toBe(0);
    expect((await upload(office, token, batch.body)).status).toBe(200);
  });

  it('refuses a batch cut off anywhere', async () => {
    const { register, token } = await openLane();
    const { body } = register.cut();
    await fc.assert(
      // The line end after the last entry may be missing, so the cut comes before that.
      fc.asyncProperty(fc.nat(body.length - 2), async (length) => {
        const answer = await upload(office, token, body.slice(0, length));
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        expect(await toSeq(office, token, register)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it('keeps what it has and raises an alarm when a number comes with other content', async () => {
    const { register, token } = await openLane();
    const first = register.cut();
    const taken = await upload(office, token, first.body);
    const other = register.write({ ...first.manifest, builtAtMs: 1 }, first.entries);
    const answer = await upload(office, token, other.body);
    expect(answer.status).toBe(409);
    expect(refusalIn(answer.text)).toMatchObject({
      code: 'conflict',
      expected: { from: 6, batchNo: 2 },
    });
    await upload(office, token, other.body);
    expect((await upload(office, token, first.body)).text).toBe(taken.text);

    const overlap = {
      ...first.manifest,
      batchNo: 2,
      batchId: '01900000-0000-7000-8000-000000000000',
    };
    await expectRefused(token, register.write(overlap, first.entries).body, 'conflict');

    const fork = makeRegister(STORE, register.registerId);
    fork.openDay();
    fork.sell(3);
    fork.cut();
    fork.sell(1);
    const forked = fork.cut();
    await expectRefused(token, register.write(forked.manifest, forked.entries).body, 'conflict');

    expect(await toSeq(office, token, register)).toBe(5);
    const list = await ask(office, reader, '/v1/alarms');
    const { alarms } = alarmListSchema.parse(JSON.parse(list.text));
    const mine = alarms.filter(({ registerId }) => registerId === register.registerId);
    expect(
      Object.fromEntries(mine.map(({ kind, batchNo, times }) => [kind, { batchNo, times }])),
    ).toEqual({
      batchNumber: { batchNo: 1, times: 2 },
      range: { batchNo: 2, times: 1 },
      fork: { batchNo: 2, times: 1 },
    });
    const few = await ask(office, reader, '/v1/alarms?limit=2');
    const page = alarmListSchema.parse(JSON.parse(few.text));
    const rest = await ask(office, reader, `/v1/alarms?limit=1000&after=${page.next}`);
    const last = alarmListSchema.parse(JSON.parse(rest.text));
    expect([page.alarms.length, page.next, last.next]).toEqual([2, 2, null]);
    expect([...page.alarms, ...last.alarms]).toEqual(alarms);
    expect((await ask(office, reader, '/v1/alarms?limit=1001')).status).toBe(400);
    await office.close();
    office = await start();
    // After a restart it is the same head office with the same answer.
    expect((await upload(office, token, first.body)).text).toBe(taken.text);
  });

  it('answers a batch again after its register was enrolled anew, with another key', async () => {
    const { register, token } = await openLane();
    const { body } = register.cut();
    const first = await upload(office, token, body);
    const newToken = await enrol(office, makeRegister(STORE, register.registerId));
    expect((await upload(office, token, body)).status).toBe(401);
    expect(await upload(office, newToken, body)).toMatchObject({ status: 200, text: first.text });
    register.sell(1);
    await expectRefused(newToken, register.cut().body, 'signature');
  });

  it('says from where to send when a batch is missing', async () => {
    const { register, token } = await openLane();
    const first = register.cut();
    register.sell(1);
    const second = register.cut();
    const reason = await expectRefused(token, second.body, 'gap');
    expect(reason.expected).toEqual({ from: 1, batchNo: 1 });
    expect((await upload(office, token, first.body)).status).toBe(200);
    expect((await upload(office, token, second.body)).status).toBe(200);
    register.sell(1);
    const skipped = await expectRefused(token, register.cut({ batchNo: 4 }).body, 'gap');
    expect(skipped.expected).toEqual({ from: 7, batchNo: 3 });
  });

  it("refuses another register's batch, key or entry", async () => {
    const mine = await openLane();
    const other = await openLane();
    await expectRefused(mine.token, other.register.cut().body, 'wrongRegister');

    const { manifest, entries } = mine.register.cut();
    const strangerKey = makeRegister(STORE, mine.register.registerId).write(manifest, entries);
    await expectRefused(mine.token, strangerKey.body, 'signature');

    const strange = entries.map((entry) => ({ ...entry, registerId: 'X1' }));
    const mixed = mine.register.write(manifest, strange);
    expect(await expectRefused(mine.token, mixed.body, 'wrongRegister')).toMatchObject({
      entrySeq: 1,
    });
  });

  it('refuses what is signed but not true, naming the entry', async () => {
    const { register, token } = await openLane();
    const { manifest, entries } = register.cut();
    const send = (change: Partial<typeof manifest>, part = entries) =>
      register.write({ ...manifest, ...change }, part).body;
    await expectRefused(token, send({ entries: 4 }), 'count');
    await expectRefused(token, send({}, entries.slice(0, 4)), 'count');
    await expectRefused(token, send({ headHash: 'a'.repeat(64) }), 'chain');
    const moved = entries.map((entry) => (entry.seq === 3 ? { ...entry, atMs: 7 } : entry));
    expect(await expectRefused(token, send({}, moved), 'chain')).toMatchObject({ entrySeq: 3 });
    await expectRefused(token, send({ salesTotalMinor: minor(1) }), 'totals');
    await expectRefused(token, send({ grandSalesMinor: minor(1) }), 'totals');
    expect(await toSeq(office, token, register)).toBe(0);
  });

  it('refuses a payload that does not fit its type, keeps a type it does not know', async () => {
    const wrong = await openLane();
    const seq = wrong.register.append('drawer.opened', { reason: 'curiosity', saleId: null }).seq;
    expect(await expectRefused(wrong.token, wrong.register.cut().body, 'payload')).toMatchObject({
      entrySeq: seq,
    });

    const extra = await openLane();
    extra.register.append('receipt.printed', { saleId: 's', copy: 1, pan: '4111111111111111' });
    await expectRefused(extra.token, extra.register.cut().body, 'payload');

    const later = await openLane();
    later.register.append('receipt.printed', { saleId: 's', copy: 1 }, 2);
    await expectRefused(later.token, later.register.cut().body, 'unsupported');

    const unknown = await openLane();
    unknown.register.append('scale.calibrated', { grams: 5 });
    expect((await upload(office, unknown.token, unknown.register.cut().body)).status).toBe(200);
  });

  it('checks sales by their lines, not by their stored totals', async () => {
    const { register, token } = await openLane(0);
    const honest = makeRegister(STORE, '99');
    honest.sell(1);
    const [sale] = honest.entries;
    if (sale === undefined || !isEntry(sale, 'sale.completed')) throw new Error('sold one');
    register.append('sale.completed', { ...sale.payload, totalMinor: 1 });
    const reason = await expectRefused(token, register.cut().body, 'totals');
    expect(reason.message).toContain('entry 3');
  });

  it('refuses what is not a batch at all', async () => {
    const { register, token } = await openLane();
    const { body } = register.cut();
    for (const junk of [
      '{}',
      '[]\n',
      '\n',
      `\ufeff${body}`,
      body.replace('{', '{ '),
      `${body}\n`,
    ]) {
      await expectRefused(token, junk, 'malformed');
    }
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    await expectRefused(token, deep, 'malformed');
    const badUtf8 = new Uint8Array([0x7b, 0xff, 0x7d]);
    expect((await upload(office, token, badUtf8)).status).toBe(400);
    const brotli = await upload(office, token, body, { 'content-encoding': 'br' });
    expect(brotli.status).toBe(415);
    const fakeGzip = await upload(office, token, body, { 'content-encoding': 'gzip' });
    expect(fakeGzip.status).toBe(400);
    const halfGzip = new Uint8Array(gzipSync(body).subarray(0, 100));
    const half = await upload(office, token, halfGzip, { 'content-encoding': 'gzip' });
    expect(refusalIn(half.text).code).toBe('malformed');
    expect(await toSeq(office, token, register)).toBe(0);
  });

  it('says what to do with a file that an editor has saved anew', async () => {
    const { register, token } = await openLane();
    const { body } = register.cut();
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${body}`, 'utf16le'));
    for (const [saved, what] of [
      [`\ufeff${body}`, 'byte order mark'],
      [body.replaceAll('\n', '\r\n'), 'CR LF'],
      [utf16, 'not UTF-8'],
    ] as const) {
      const { code, message } = refusalIn((await upload(office, token, saved)).text);
      expect(code).toBe('malformed');
      expect(message).toContain(what);
      expect(message).toContain('copy it from the register’s outbox folder once more');
    }
    expect((await upload(office, token, body)).status).toBe(200);
  });

  it('stops at its limits: a long body, a small gzip that unpacks large', async () => {
    const { register, token } = await openLane();
    const long = await upload(office, token, new Uint8Array(2_000_001));
    expect(long.status).toBe(413);
    for (let entry = 0; entry < 31; entry += 1) {
      register.append('scale.calibrated', { text: 'x'.repeat(100_000) });
    }
    const honest = new Uint8Array(gzipSync(register.cut().body));
    const answer = await upload(office, token, honest, { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
    expect(refusalIn(answer.text).code).toBe('tooLarge');
    const twice = new Uint8Array(gzipSync(honest));
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(50_000_000)));
    for (const body of [twice, bomb]) {
      const refused = await upload(office, token, body, { 'content-encoding': 'gzip' });
      expect([refused.status, refusalIn(refused.text).code]).toEqual([400, 'malformed']);
    }
  });

  it('takes a batch once when it comes many times at once', async () => {
    const { register, token } = await openLane();
    const { body } = register.cut();
    const answers = await Promise.all(Array.from({ length: 8 }, () => upload(office, token, body)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    const list = await ask(office, reader, '/v1/batches?limit=1000');
    const { batches } = uploadListSchema.parse(JSON.parse(list.text));
    const mine = batches.filter(({ registerId }) => registerId === register.registerId);
    expect(mine.map(({ batchNo }) => batchNo)).toEqual([1]);
  });

  it('knows no public key but Ed25519', async () => {
    const code = await office.createEnrolmentCode(STORE, 'bad');
    const { publicKey, privateKey } = generateKeyPair();
    for (const key of ['', 'AAAA', `${publicKey}AAAA`, publicKey.slice(0, -4)]) {
      const keys = { publicKey: key, privateKey };
      const body = enrolmentBody({ storeId: STORE, registerId: 'bad', keys, code });
      expect((await requestEnrolment(office, code, body)).status).toBe(400);
    }
  });
});
