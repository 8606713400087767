import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCESS } from '../../till/head-office/access.ts';
import { readFlow } from '../../till/ports/flow-state.ts';
import { uploadsInOutbox, uploadFiles } from '../../electron/service/upload-files.ts';
import { headOfficeClient } from '../../electron/service/head-office-client.ts';
import { loadRegisterKey } from '../../electron/service/register-key.ts';
import { type HeadOffice, startHeadOffice } from '../../hq/serve.ts';
import { handOver } from './hand-over.ts';
import { BREAD, must, openForSelling, openTestTill, type TestTill, until } from './till-kit.ts';
import { withEmptyDatabase } from '../../hq/test-kit/empty-database.ts';

type Fault = 'none' | 'down' | 'error500' | 'slow' | 'cutUpload' | 'cutAnswer' | 'changedByte';

/** Stands between register and head office and breaks what passes. */
class FaultyLine {
  fault: Fault = 'none';
  /** Uploads that were passed on whole. */
  passed = 0;
  private readonly server: http.Server;
  private readonly target: string;

  constructor(target: string) {
    this.target = target;
    this.server = http.createServer((request, response) => {
      void this.pass(request, response);
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(request: http.IncomingMessage, response: http.ServerResponse) {
    const isBatch = request.url === '/v1/batches';
    if (isBatch && this.fault === 'down') return request.socket.destroy();
    if (isBatch && this.fault === 'slow') return undefined;
    if (isBatch && this.fault === 'error500') return response.writeHead(500).end('oops');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    let body = Buffer.concat(chunks);
    if (isBatch && this.fault === 'cutUpload') return this.sendHalf(request, body, response);
    if (isBatch && this.fault === 'changedByte') {
      body = Buffer.from(body);
      const middle = Math.floor(body.length / 2);
      body[middle] = (body[middle] ?? 0) ^ 1;
    }
    if (isBatch) this.passed += 1;
    const answer = await fetch(`${this.target}${request.url ?? ''}`, {
      method: request.method ?? 'POST',
      headers: headersOf(request),
      ...(request.method === 'GET' ? {} : { body }),
    });
    const text = await answer.text();
    if (isBatch && this.fault === 'cutAnswer') return response.destroy();
    return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  }

  /** Sends half of the body on and hangs up, then at the register's side too. */
  private sendHalf(request: http.IncomingMessage, body: Buffer, response: http.ServerResponse) {
    const { port } = new URL(this.target);
    const half = body.subarray(0, Math.floor(body.length / 2));
    const upload = http.request({
      port,
      path: request.url,
      method: 'POST',
      headers: { ...headersOf(request), 'content-length': body.length },
    });
    upload.on('error', () => response.destroy());
    upload.write(half, () => upload.destroy());
  }
}

function headersOf(request: http.IncomingMessage): Record<string, string> {
  const kept = ['authorization', 'content-type', 'content-encoding'];
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

let folder: string;
let office: HeadOffice;
let line: FaultyLine;
let till: TestTill;
let readerToken: string;
let registers = 0;
let outbox: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-office-'));
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const dataDir = await withEmptyDatabase(join(folder, 'office'));
  office = await startHeadOffice({ dataDir, port: 0, host: '127.0.0.1', log });
  readerToken = await office.createReaderToken('test');
});
afterAll(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  registers += 1;
  const registerId = String(registers).padStart(2, '0');
  line = new FaultyLine(office.url);
  const key = loadRegisterKey(join(folder, registerId));
  const headOffice = headOfficeClient({
    url: await line.open(),
    enrolmentCode: await office.createEnrolmentCode('S001', registerId),
    storeId: 'S001',
    registerId,
    key,
    timeoutMs: 1_000,
  });
  outbox = join(folder, `data-${registerId}`);
  till = openTestTill({
    headOffice,
    signer: key,
    registerId,
    uploadFiles: uploadFiles(outbox, { info: () => {}, warn: () => {}, error: () => {} }),
  });
  await openForSelling(till);
  await until(till, () => till.store.read((tx) => readFlow(tx, ACCESS)) !== null);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
  await must(till, 'shift.close', { counted: [] });
  await handOver(till, 'manager');
});
afterEach(async () => {
  till.close();
  await line.close();
});

const closeDay = () => must(till, 'day.close', { skipSettlement: true });
const batchState = () => till.store.read((tx) => tx.batches())[0]?.state;
const isAcknowledged = () => until(till, () => batchState() === 'acknowledged');

async function storedAtOffice(): Promise<{ from: number; to: number; sales: number }[]> {
  const response = await fetch(`${office.url}/v1/batches?after=0&limit=100`, {
    headers: { authorization: `Bearer ${readerToken}` },
  });
  const body = (await response.json()) as {
    batches: { registerId: string; from: number; to: number; manifest: { sales: number } }[];
  };
  const own = body.batches.filter((batch) => batch.registerId === till.ctx.settings.registerId);
  return own.map((batch) => ({
    from: batch.from,
    to: batch.to,
    sales: batch.manifest.sales,
  }));
}

describe('the batch of the day', () => {
  it('is enrolled for, sent, verified and acknowledged by itself', async () => {
    await closeDay();
    await isAcknowledged();
    const snapshot = till.register.tillSnapshot();
    expect(snapshot.toSend.entries).toBe(0);
    const { manifest } = till.store.read((tx) => tx.batches())[0]?.header ?? {};
    expect(await storedAtOffice()).toEqual([{ from: manifest?.from, to: manifest?.to, sales: 1 }]);
    expect(snapshot.toSend.acknowledgedTo).toBe(manifest?.to);
  });

  const passing: Fault[] = ['down', 'error500', 'slow', 'cutUpload', 'cutAnswer', 'changedByte'];
  it.each(passing)('waits through "%s" and arrives once, whole, afterwards', async (fault) => {
    line.fault = fault;
    await closeDay();
    await until(till, () => till.register.tillSnapshot().devices.headOffice.state === 'fault');
    expect(batchState()).toBe('built');
    expect(till.register.tillSnapshot().toSend.entries).toBeGreaterThan(0);
    line.fault = 'none';
    await must(till, 'upload.send', {});
    await isAcknowledged();
    expect(await storedAtOffice()).toHaveLength(1);
  });

  it('goes by itself when the wait is over', async () => {
    line.fault = 'down';
    await closeDay();
    await until(till, () => till.register.tillSnapshot().devices.headOffice.state === 'fault');
    line.fault = 'none';
    till.runTimers();
    await isAcknowledged();
    expect(await storedAtOffice()).toHaveLength(1);
  });

  it('lies in the outbox until it is acknowledged, and travels as a file', async () => {
    line.fault = 'down';
    await closeDay();
    await until(till, () => till.register.tillSnapshot().devices.headOffice.state === 'fault');
    const [name] = uploadsInOutbox(outbox);
    const file = readFileSync(join(outbox, 'outbox', name ?? ''));
    const carried = await fetch(`${office.url}/v1/batches`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${till.store.read((tx) => readFlow(tx, ACCESS))?.token}`,
        'content-type': 'application/x-ndjson',
      },
      body: file,
    });
    expect(carried.status).toBe(200);
    line.fault = 'none';
    till.runTimers();
    await isAcknowledged();
    expect(uploadsInOutbox(outbox)).toEqual([]);
    expect(await storedAtOffice()).toHaveLength(1);
  });
});
