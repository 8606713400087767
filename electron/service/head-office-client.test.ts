import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HeadOfficeClientOptions } from './head-office-client.ts';
import { AnsweringServer } from './testing/answering-server.ts';
import {
  ACCESS,
  clientAt,
  HASH,
  header,
  noEntries,
  refuseAll,
  rightAck,
  signed,
  somebodyElse,
  unreachable,
} from './testing/head-office.ts';

/** Each takes some milliseconds; what never answers shows soon. */
const IN_TIME = { timeout: 15_000 };

let server: AnsweringServer;
let other: AnsweringServer;
let url: string;
beforeEach(async () => {
  server = new AnsweringServer();
  other = new AnsweringServer();
  url = await server.open();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.close();
  await other.close();
});

const client = (more: Partial<HeadOfficeClientOptions> = {}) => clientAt(url, more);
const send = () => client().send(ACCESS, header, noEntries());
const answers = (text: string) => server.says(text);
const NOBODY_THERE = unreachable(expect.stringContaining('ECONNREFUSED'));
const refusing = (code: string, status: number) => refuseAll(server, code, status);

describe('an acknowledgement', IN_TIME, () => {
  it('that head office signed for this batch is believed', async () => {
    answers(signed(rightAck));
    expect(await send()).toMatchObject({ kind: 'acknowledged', ack: rightAck });
  });

  it('without a signature, or with another one, is not', async () => {
    answers(JSON.stringify({ acknowledgement: rightAck, signature: 'AAAA' }));
    expect(await send()).toMatchObject({ kind: 'unreachable' });
    answers(JSON.stringify({ acknowledgement: rightAck }));
    expect(await send()).toMatchObject({ kind: 'unreachable' });
    answers(signed(rightAck, somebodyElse.privateKey));
    expect(await send()).toMatchObject({ kind: 'unreachable' });
    const { signature } = JSON.parse(signed(rightAck)) as { signature: string };
    answers(JSON.stringify({ acknowledgement: { ...rightAck, receivedAtMs: 6 }, signature }));
    expect(await send()).toMatchObject({ kind: 'unreachable' });
  });

  it.each([
    { batchId: '01900000-0000-7000-8000-000000000002' },
    { storeId: 'S002' },
    { registerId: '04' },
    { from: 2 },
    { to: 3 },
    { entries: 3 },
    { headHash: 'cd'.repeat(32) },
  ])('of other content is not: %j', async (change) => {
    answers(signed({ ...rightAck, ...change }));
    expect(await send()).toMatchObject({ kind: 'unreachable' });
  });
});

describe('a position', IN_TIME, () => {
  const place = { storeId: 'S001', registerId: '03', toSeq: 4, headHash: HASH, batchNo: 1 };
  const told = (last: string | null, change = {}) => {
    answers(JSON.stringify({ ...place, ...change, last: last === null ? null : JSON.parse(last) }));
    return client().look(ACCESS);
  };

  it('is believed with the signed acknowledgement of its last batch', async () => {
    expect(await told(signed(rightAck))).toEqual({
      kind: 'ready',
      position: { batch: 1, seq: 4, hash: HASH },
    });
    const nothing = { toSeq: 0, batchNo: 0, headHash: '0'.repeat(64) };
    expect(await told(null, nothing)).toMatchObject({ kind: 'ready', position: { seq: 0 } });
  });

  it('is not where that is missing, of another place or signed by somebody else', async () => {
    const unproved = unreachable('position not signed by head office');
    expect(await told(null)).toEqual(unproved);
    expect(await told(signed(rightAck, somebodyElse.privateKey))).toEqual(unproved);
    const another = [
      { to: 3 },
      { headHash: 'cd'.repeat(32) },
      { registerId: '04' },
      { storeId: 'S002' },
    ];
    for (const change of another) {
      expect(await told(signed({ ...rightAck, ...change }))).toEqual(unproved);
    }
    // Nothing said to be there, with the proof of something.
    expect(await told(signed(rightAck), { toSeq: 0 })).toEqual(unproved);
  });

  it('is asked for with the register’s own token, and is none with a “no” or in other words', async () => {
    await told(signed(rightAck));
    expect(server.asked).toMatchObject([
      {
        method: 'GET',
        url: '/v1/registers/S001/03/position',
        headers: { authorization: 'Bearer TOKEN' },
      },
    ]);
    const whole = JSON.stringify({ ...place, last: JSON.parse(signed(rightAck)) as unknown });
    server.says(whole, 503);
    expect(await client().look(ACCESS)).toEqual(unreachable('HTTP 503'));
    server.says('{}');
    expect(await client().look(ACCESS)).toEqual(unreachable('HTTP 200'));
    await server.close();
    expect(await client().look(ACCESS)).toEqual(NOBODY_THERE);
  });
});

describe('the token', IN_TIME, () => {
  it.each([301, 302, 303, 307, 308])('goes nowhere after a redirect: %i', async (status) => {
    const elsewhere = await other.open();
    for (const location of [`${elsewhere}/v1/batches`, `${url}/elsewhere`]) {
      server.answer = (request, response) => {
        if (request.url === '/elsewhere') return response.end(signed(rightAck));
        return response.writeHead(status, { location }).end();
      };
      expect(await send()).toMatchObject({ kind: 'unreachable' });
      expect(await client().look(ACCESS)).toMatchObject({ kind: 'unreachable' });
      expect(await client().enrol()).toMatchObject({ kind: 'unreachable' });
    }
    expect(other.asked).toEqual([]);
    expect(server.asked.filter((one) => one.url === '/elsewhere')).toEqual([]);
    expect(server.asked.every(({ headers }) => headers.authorization !== undefined)).toBe(true);
  });
});

describe('an answer without end', IN_TIME, () => {
  it('is cut off, and its connection ended', async () => {
    const block = 'x'.repeat(16 * 1024);
    let written = 0;
    let isOver: () => void;
    const over = new Promise<void>((resolve) => {
      isOver = resolve;
    });
    server.answer = (_, response) => {
      const go = () => {
        while (!response.destroyed && response.write(block)) written += block.length;
        if (!response.destroyed) response.once('drain', go);
      };
      response.on('close', () => isOver());
      go();
    };
    expect(await client().look(ACCESS)).toEqual({
      kind: 'unreachable',
      reason: 'an answer without end',
    });
    await over;
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('is not unpacked where it comes packed small: nobody asked for that', async () => {
    const packed = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    };
    expect(await client().look(ACCESS)).toEqual({
      kind: 'unreachable',
      reason: 'HTTP 200',
    });
  });

  it('is not waited for where it comes a byte at a time', async () => {
    server.answer = (_, response) => void response.write('{');
    expect(await client({ answerMs: 20 }).look(ACCESS)).toEqual({
      kind: 'unreachable',
      reason: 'the answer came too slowly',
    });
  });
});

describe('401 and 403', IN_TIME, () => {
  it('mean "enrol again" in head office’s own words, and nothing in a proxy’s', async () => {
    for (const [status, code] of [
      [401, 'unauthorized'],
      [403, 'forbidden'],
    ] as const) {
      server.answer = (_, response) =>
        void response.writeHead(status).end(JSON.stringify({ error: { code, message: 'no' } }));
      expect(await client().look(ACCESS)).toEqual({ kind: 'rejected', reason: code });
      expect(await send()).toEqual({ kind: 'rejected', reason: code });
      server.answer = (_, response) => void response.writeHead(status).end('<html>');
      expect(await send()).toMatchObject({ kind: 'unreachable' });
    }
  });

  it('are no refusal of the token with another status', async () => {
    refusing('busy', 503);
    expect(await client().look(ACCESS)).toEqual(unreachable('HTTP 503'));
    refusing('notFound', 404);
    expect(await client().look(ACCESS)).toEqual(unreachable('HTTP 404'));
  });
});
