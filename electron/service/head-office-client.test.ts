import { generateKeyPairSync, sign } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchAcknowledgement, BatchHeader } from '../../core/batch/types.ts';
import { canonicalJson } from '../../core/journal/canonical.ts';
import { ZERO } from '../../core/money/minor.ts';
import { headOfficeClient } from './head-office-client.ts';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** A server that answers as the test says and notes what reaches it. */
class Server {
  readonly asked: { url: string; authorization: string | undefined }[] = [];
  answer: Answer = (_, response) => response.end();
  private readonly server = http.createServer((request, response) => {
    const { url = '', headers } = request;
    this.asked.push({ url, authorization: headers.authorization });
    request.resume().on('end', () => this.answer(request, response));
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const HASH = 'ab'.repeat(32);
const BATCH_ID = '01900000-0000-7000-8000-000000000001';
const header: BatchHeader = {
  manifest: {
    kind: 'tillwright-batch',
    version: 1,
    batchId: BATCH_ID,
    batchNo: 1,
    storeId: 'S001',
    registerId: '03',
    businessDay: '2026-03-02',
    from: 1,
    to: 4,
    entries: 4,
    prevHash: '0'.repeat(64),
    headHash: HASH,
    builtAtMs: 1,
    currency: 'CNY',
    sales: 0,
    salesTotalMinor: ZERO,
    taxTotalMinor: ZERO,
    cashTotalMinor: ZERO,
    cardTotalMinor: ZERO,
    cardPayments: 0,
    firstReceiptNo: '',
    lastReceiptNo: '',
    grandSalesMinor: ZERO,
  },
  signature: 'c2lnbmF0dXJl',
};
const rightAck: BatchAcknowledgement = {
  batchId: BATCH_ID,
  storeId: 'S001',
  registerId: '03',
  from: 1,
  to: 4,
  entries: 4,
  headHash: HASH,
  receivedAtMs: 5,
};

const headOffice = generateKeyPairSync('ed25519');
const somebodyElse = generateKeyPairSync('ed25519');
const publicKey = headOffice.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

const ACCESS = { token: 'TOKEN', headOfficePublicKey: publicKey };

function signed(acknowledgement: object, key = headOffice.privateKey): string {
  const bytes = Buffer.from(canonicalJson(acknowledgement), 'utf8');
  const signature = sign(null, bytes, key).toString('base64');
  return JSON.stringify({ acknowledgement, signature });
}

async function* noEntries() {
  yield [];
}

let server: Server;
let other: Server;
let url: string;
beforeEach(async () => {
  server = new Server();
  other = new Server();
  url = await server.open();
});
afterEach(async () => {
  await server.close();
  await other.close();
});

function client(more: { answerMs?: number } = {}) {
  return headOfficeClient({
    url,
    enrolmentCode: 'CODE',
    storeId: 'S001',
    registerId: '03',
    key: { publicKey: 'a2V5', sign: () => 'c2lnbmVk' },
    timeoutMs: 60_000,
    ...more,
  });
}
const send = () => client().send(ACCESS, header, noEntries());
const answers = (text: string) => {
  server.answer = (_, response) => response.end(text);
};

describe('an acknowledgement', () => {
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

describe('a position', () => {
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
    const unreachable = { kind: 'unreachable' };
    expect(await told(null)).toMatchObject(unreachable);
    expect(await told(signed(rightAck, somebodyElse.privateKey))).toMatchObject(unreachable);
    for (const change of [{ to: 3 }, { headHash: 'cd'.repeat(32) }, { registerId: '04' }]) {
      expect(await told(signed({ ...rightAck, ...change }))).toMatchObject(unreachable);
    }
  });
});

describe('the token', () => {
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
    expect(server.asked.every((one) => one.authorization !== undefined)).toBe(true);
  });
});

describe('an answer without end', () => {
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

describe('401 and 403', () => {
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
});
