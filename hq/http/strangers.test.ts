import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { NDJSON } from '../../contracts/head-office.ts';
import { ask, enrol, refusalIn, toSeq, upload } from '../test-kit/client.ts';
import { makeRegister, type TestRegister } from '../test-kit/journal.ts';
import { connectRaw, type OfficeProcess, startOffice } from '../test-kit/office.ts';
import type { Limits } from './limits.ts';
import { withEmptyDatabase } from '../test-kit/empty-database.ts';

/** Short, so that nothing is waited for long; far from what a test does by itself. */
const LIMITS: Partial<Limits> = {
  headersTimeoutMs: 400,
  requestTimeoutMs: 60_000,
  timeoutCheckMs: 50,
  idleMs: 300,
  pace: { stallMs: 3_000, bytesPerSecond: 20_000 },
  connections: 12,
  connectionsPerAddress: 10,
  requestsPerConnection: 3,
  longAnswers: 3,
  longAnswersPerCaller: 2,
};

/** More of it than fits into what the systems keep on the way. */
const LONG = 'long '.repeat(40_000);

let folder: string;
let office: OfficeProcess;
let register: TestRegister;
let token: string;
let reader: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-hq-strangers-'));
  office = await startOffice(await withEmptyDatabase(join(folder, 'hq')));
  const long = makeRegister('S003', '1');
  long.openDay();
  for (let entry = 0; entry < 60; entry += 1) long.append('scale.calibrated', { text: LONG });
  await upload(office, await enrol(office, long), long.cut().body);
  await office.close();
  office = await startOffice(join(folder, 'hq'), LIMITS);
  register = makeRegister('S001', '1');
  register.openDay();
  token = await enrol(office, register);
  reader = await office.createReaderToken('erp');
}, 120_000);

afterAll(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function head(
  method: string,
  path: string,
  more: readonly string[],
  bearer: string | null = token,
) {
  const who = bearer === null ? [] : [`Authorization: Bearer ${bearer}`];
  return `${[`${method} ${path} HTTP/1.1`, 'Host: hq', ...who, ...more].join('\r\n')}\r\n\r\n`;
}

const POST = [`Content-Type: ${NDJSON}`, 'Content-Length: 100000'];

describe('a stranger', () => {
  it.each([
    ['with half a body', 'POST', '/v1/batches', POST, null],
    ['with a wrong token', 'POST', '/v1/batches', POST, 'tw-register-nobody'],
    ['at a route that is not there', 'PUT', '/nothing', POST, null],
    ['at an address that cannot be decoded', 'GET', '/%zz', [], null],
    ['with a whole request', 'GET', '/v1/batches', [], null],
    ['who would keep the connection', 'GET', '/v1/batches', ['Connection: keep-alive'], null],
  ])('%s loses the connection at once', async (_what, method, path, headers, bearer) => {
    const request = head(method, path, headers, bearer);
    const { ended } = await connectRaw(office.port, method === 'GET' ? request : `${request}{`);
    const answer = await ended;
    expect(answer).toContain('401 Unauthorized');
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('is named in the log by address, never by token', async () => {
    await ask(office, 'tw-register-secret', '/v1/alarms');
    const line = await office.untilLogged(
      ({ log, route, status }) => log === 'request' && route === '/v1/alarms' && status === 401,
    );
    expect(line).toMatchObject({ address: '127.0.0.1', caller: 'stranger' });
    const all = JSON.stringify(office.logged);
    for (const secret of ['tw-register-secret', token, reader]) expect(all).not.toContain(secret);
  });

  it('who claims another address is not believed', async () => {
    await ask(office, reader, '/v1/batches', { headers: { 'x-forwarded-for': '10.9.9.9' } });
    const line = await office.untilLogged(({ route }) => route === '/v1/batches');
    expect(line['address']).toBe('127.0.0.1');
  });
});

describe('the administrator’s token', () => {
  const adminToken = () =>
    z
      .looseObject({ adminToken: z.string() })
      .parse(JSON.parse(readFileSync(join(folder, 'hq', 'head-office.json'), 'utf8'))).adminToken;

  it.each(['X-Forwarded-For: 10.1.1.1', 'Forwarded: for=10.1.1.1'])(
    'is nothing behind a proxy (%s)',
    async (header) => {
      const asked = async (more: readonly string[]) => {
        const request = head('GET', '/v1/alarms', [...more, 'Connection: close'], adminToken());
        return (await (await connectRaw(office.port, request)).ended).split('\r\n')[0];
      };
      expect(await asked([])).toBe('HTTP/1.1 200 OK');
      expect(await asked([header])).toBe('HTTP/1.1 401 Unauthorized');
    },
  );
});

describe('whoever is slow', () => {
  it.each([
    ['headers', 'GET /v1/batches HTTP/1.1\r\nHost: hq\r\n', '408'],
    ['what is no HTTP', 'nonsense\r\n\r\n', '400'],
  ])('in sending %s is cut off', async (_what, bytes, status) => {
    expect(await (await connectRaw(office.port, bytes)).ended).toContain(status);
  });

  it('or stops in the middle of a batch', async () => {
    const { ended } = await connectRaw(office.port, `${head('POST', '/v1/batches', POST)}{"mani`);
    const answer = await ended;
    expect(answer).toContain('408');
    expect(answer).toContain('"timeout"');
  });

  it('or in the middle of a small body', async () => {
    const code = await office.createEnrolmentCode('S001', '9');
    const json = ['Content-Type: application/json', 'Content-Length: 100'];
    const { ended } = await connectRaw(
      office.port,
      `${head('POST', '/v1/enrolments', json, code)}{`,
    );
    expect(await ended).toContain('408');
  });

  it('or sends a byte now and then, but never stops', async () => {
    const { socket, ended } = await connectRaw(office.port, head('POST', '/v1/batches', POST));
    const drops = setInterval(() => socket.write(' '), 20);
    expect(await ended).toContain('408');
    clearInterval(drops);
  });

  it('or does not take the answer', async () => {
    const socket = connect(office.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.pause();
    socket.write(head('GET', '/v1/entries?limit=10000', [], reader));
    expect(await office.untilLogged(({ log }) => log === 'answer not taken')).toMatchObject({
      address: '127.0.0.1',
    });
    socket.destroy();
    const whole = await ask(office, reader, '/v1/entries?limit=10000');
    expect(whole.text.length).toBeGreaterThan(60 * LONG.length);
  });

  it('but steady delivers the day: a line that is slow all the time', async () => {
    const slow = makeRegister('S004', '1');
    slow.openDay();
    slow.sell(40);
    const own = await enrol(office, slow);
    const { body, manifest } = slow.cut();
    const lines = [`Content-Type: ${NDJSON}`, `Content-Length: ${Buffer.byteLength(body)}`];
    const { socket, ended } = await connectRaw(
      office.port,
      head('POST', '/v1/batches', [...lines, 'Connection: close'], own),
    );
    for (let at = 0; at < body.length; at += 1_024) {
      await new Promise<void>((resolve) => {
        setTimeout(() => socket.write(body.slice(at, at + 1_024), () => resolve()), 20);
      });
    }
    expect(await ended).toContain('200 OK');
    expect(await toSeq(office, own, slow)).toBe(manifest.to);
  });
});

describe('whoever asks for too much', () => {
  it.each([
    ['headers', '/v1/batches', [`X-Long: ${'x'.repeat(9_000)}`], 400],
    ['header lines', '/v1/batches', Array.from({ length: 70 }, (_, at) => `X-${at}: 1`), 400],
    ['query', `/v1/batches?after=${'0'.repeat(3_000)}`, [], 400],
  ])('in its %s is refused', async (_what, path, headers, status) => {
    const request = head('GET', path, [...headers, 'Connection: close'], reader);
    expect(await (await connectRaw(office.port, request)).ended).toContain(`HTTP/1.1 ${status}`);
  });

  it('on one connection connects anew', async () => {
    const one = head('GET', '/v1/batches', [], reader);
    const { socket, ended } = await connectRaw(office.port, one);
    socket.on('data', (part: string) => {
      if (part.includes('"next"')) socket.write(one);
    });
    const answers = (await ended).match(/HTTP\/1\.1 \d+/g);
    expect(answers?.filter((answer) => answer.endsWith('200'))).toHaveLength(3);
  });

  it('before the first answer came loses the connection', async () => {
    const one = head('GET', '/v1/batches/S003/1/1', [], reader);
    const { ended } = await connectRaw(office.port, one.repeat(450));
    expect(await ended).not.toContain('"manifest"');
    const line = await office.untilLogged(({ why }) => why === 'pipelining');
    expect(line).toMatchObject({ log: 'connection refused', address: '127.0.0.1' });
  });

  it('in long answers at once is told to come later, and others are not kept from theirs', async () => {
    const held: Socket[] = [];
    for (let count = 0; count < 2; count += 1) {
      const { socket } = await connectRaw(
        office.port,
        head('GET', '/v1/entries?limit=10000', [], reader),
      );
      await once(socket, 'data');
      held.push(socket.pause());
    }
    const long = '/v1/entries?limit=1';
    const refused = await ask(office, reader, long);
    expect([refused.status, refusalIn(refused.text).code]).toEqual([503, 'busy']);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await ask(office, reader, '/v1/alarms')).status).toBe(200);
    const other = await office.createReaderToken('bi');
    expect((await ask(office, other, long)).status).toBe(200);
    const { socket } = await connectRaw(
      office.port,
      head('GET', '/v1/entries?limit=10000', [], other),
    );
    await once(socket, 'data');
    held.push(socket.pause());
    const third = await office.createReaderToken('audit');
    expect((await ask(office, third, long)).status).toBe(503);
    for (const each of held) each.destroy();
    await expect.poll(async () => (await ask(office, reader, long)).status).toBe(200);
  });

  it('answered 408, does not keep its place by keeping its half of the connection', async () => {
    const held: Socket[] = [];
    for (let count = 0; count < 10; count += 1) {
      const socket = connect({ port: office.port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => {}).write('GET /');
      socket.resume();
      held.push(socket);
    }
    await Promise.all(held.map((socket) => once(socket, 'end')));
    await expect.poll(async () => (await ask(office, reader, '/v1/batches')).status).toBe(200);
    for (const socket of held) socket.destroy();
  });

  it('from one address is refused, and let in when the others have gone', async () => {
    const held: Socket[] = [];
    for (let count = 0; count < 10; count += 1) {
      const { socket } = await connectRaw(office.port, 'GET /');
      held.push(socket);
    }
    const { ended } = await connectRaw(office.port, head('GET', '/v1/batches', [], reader));
    expect(await ended).toBe('');
    const refused = await office.untilLogged(({ why }) => why === 'address');
    expect(refused).toMatchObject({ log: 'connection refused', address: '127.0.0.1' });
    await Promise.all(
      held.map(
        (socket) =>
          new Promise<void>((resolve) => {
            if (socket.closed) resolve();
            else socket.once('close', () => resolve()).destroy();
          }),
      ),
    );
    await expect.poll(async () => (await ask(office, reader, '/v1/batches')).status).toBe(200);
  });
});
