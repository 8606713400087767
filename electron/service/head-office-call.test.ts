import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  call,
  type CallOptions,
  callForText,
  leadsOutside,
  parseJson,
} from './head-office-call.ts';
import { AnsweringServer } from './testing/answering-server.ts';

const KIB = 1024;

/** Each takes some milliseconds; what never answers shows soon. */
const IN_TIME = { timeout: 15_000 };

let server: AnsweringServer;
let url: string;
beforeEach(async () => {
  server = new AnsweringServer();
  url = await server.open();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.close();
});

const get = (more: Partial<CallOptions> = {}) =>
  call({ url, timeoutMs: 60_000, ...more }, '/v1/x', 'TOKEN', { method: 'GET' });

describe('a call', IN_TIME, () => {
  it('carries method, token, headers and body to the path, and asks for JSON', async () => {
    server.says('{"a":1}', 201);
    const answer = await call({ url, timeoutMs: 60_000 }, '/v1/things?x=1', 'TOKEN', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '牛奶',
    });
    expect(answer).toEqual({ kind: 'answer', isOk: true, status: 201, body: { a: 1 } });
    const [asked] = server.asked;
    expect(asked).toMatchObject({ method: 'POST', url: '/v1/things?x=1' });
    expect(asked?.headers).toMatchObject({
      authorization: 'Bearer TOKEN',
      accept: 'application/json',
      'content-type': 'text/plain',
      connection: 'close',
    });
    expect(asked?.body.toString('utf8')).toBe('牛奶');
  });

  it.each([
    [200, true],
    [299, true],
    [400, false],
    [404, false],
    [503, false],
  ])('is told the status %i, and whether that is a yes', async (status, isOk) => {
    server.says('no JSON', status);
    expect(await get()).toEqual({ kind: 'answer', isOk, status, body: null });
  });

  it.each([300, 304, 399])('takes no redirect for an answer: %i', async (status) => {
    server.says('', status);
    expect(await get()).toEqual({ kind: 'unreachable', reason: 'unexpected redirect' });
  });

  it('gives up whoever says nothing in time, and says so', async () => {
    server.answer = () => {};
    expect(await get({ timeoutMs: 20 })).toEqual({
      kind: 'unreachable',
      reason: 'The operation was aborted due to timeout',
    });
  });

  it('tells that nobody listens there', async () => {
    await server.close();
    const answer = await get();
    expect(answer).toMatchObject({ kind: 'unreachable' });
    expect(answer).not.toHaveProperty('cause');
    expect(answer.kind === 'unreachable' && answer.reason).toContain('ECONNREFUSED');
    await server.open();
  });

  it('sends nothing in plain text where the address says https', async () => {
    let bytes: Buffer = Buffer.alloc(0);
    const plain = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (first: Buffer) => {
        bytes = first;
        socket.destroy();
      });
    });
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const { port } = plain.address() as AddressInfo;
    expect(await get({ url: `https://127.0.0.1:${port}` })).toMatchObject({ kind: 'unreachable' });
    // A TLS record of the handshake (RFC 8446 §5.1).
    expect(bytes[0]).toBe(22);
    expect(bytes.includes('TOKEN')).toBe(false);
    await new Promise((resolve) => plain.close(resolve));
  });
});

describe('an answer', IN_TIME, () => {
  it('of exactly as many bytes as it may have is read, and of one more is not', async () => {
    const text = JSON.stringify('x'.repeat(64 * KIB - 2));
    server.says(text);
    expect(await get()).toMatchObject({ kind: 'answer', isOk: true });
    server.says(`${text} `);
    expect(await get()).toEqual({ kind: 'unreachable', reason: 'an answer without end' });
    expect(await get({ maxBytes: 64 * KIB + 1 })).toMatchObject({ kind: 'answer' });
  });

  it('has half a minute from its first line, unless another time was said', async () => {
    const timer = vi.spyOn(globalThis, 'setTimeout');
    const times = () => timer.mock.calls.map(([, ms]) => ms);
    await get({ timeoutMs: 50_000 });
    expect(times()).toContain(30_000);
    timer.mockClear();
    await get({ timeoutMs: 50_000, answerMs: 40_000 });
    expect(times()).toContain(40_000);
    expect(times()).not.toContain(30_000);
  });

  it('that breaks off is none', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('{', () => response.destroy());
    };
    expect(await get()).toEqual({ kind: 'unreachable', reason: 'aborted' });
  });

  it('leaves nothing running when it is read', async () => {
    const begun = vi.spyOn(globalThis, 'setTimeout');
    const ended = vi.spyOn(globalThis, 'clearTimeout');
    await get({ answerMs: 40_000 });
    const at = begun.mock.calls.findIndex(([, ms]) => ms === 40_000);
    expect(ended).toHaveBeenCalledWith(begun.mock.results[at]?.value);
  });

  it('that is no JSON comes as its text', async () => {
    server.says('one\ntwo', 200);
    const asked = callForText({ url, timeoutMs: 60_000 }, '/', 'TOKEN', { method: 'GET' });
    expect(await asked).toEqual({ kind: 'text', isOk: true, status: 200, text: 'one\ntwo' });
    expect(parseJson('{"a":')).toBeNull();
  });
});

describe('where no way leads to head office', IN_TIME, () => {
  const nowhere = (hasNetwork: boolean) =>
    // RFC 6761 §6.4: no name server knows it.
    get({ url: 'http://head-office.invalid', hasNetwork: () => hasNetwork });

  it('the register learns whether it has a network at all', async () => {
    expect(await nowhere(true)).toMatchObject({ kind: 'unreachable', cause: 'noRoute' });
    expect(await nowhere(false)).toMatchObject({ kind: 'unreachable', cause: 'offline' });
  });

  it('the computer’s own loop is no network', () => {
    const loop = { address: '127.0.0.1', internal: true };
    const line = { address: '10.0.0.7', internal: false };
    expect(leadsOutside({})).toBe(false);
    expect(leadsOutside({ lo: [loop] })).toBe(false);
    expect(leadsOutside({ lo: [loop], gone: undefined, empty: [] })).toBe(false);
    expect(leadsOutside({ lo: [loop], eth0: [line] })).toBe(true);
    expect(leadsOutside({ both: [loop, line] })).toBe(true);
  });

  it('the system is asked where nobody says it', async () => {
    const answer = await get({ url: 'http://head-office.invalid' });
    expect(answer).toMatchObject({
      cause: leadsOutside(networkInterfaces()) ? 'noRoute' : 'offline',
    });
  });
});
