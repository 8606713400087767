import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { UploadAcknowledgement, UploadHeader } from '../../../core/upload/types.ts';
import { canonicalJson } from '../../../core/journal/canonical.ts';
import { ZERO } from '../../../core/money/minor.ts';
import { headOfficeClient, type HeadOfficeClientOptions } from '../head-office-client.ts';
import type { AnsweringServer } from './answering-server.ts';

export const HASH = 'ab'.repeat(32);
const BATCH_ID = '01900000-0000-7000-8000-000000000001';
export const header: UploadHeader = {
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
    tenders: [],
    firstReceiptNo: '',
    lastReceiptNo: '',
    grandSalesMinor: ZERO,
  },
  signature: 'c2lnbmF0dXJl',
};
export const rightAck: UploadAcknowledgement = {
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
export const somebodyElse = generateKeyPairSync('ed25519');
export const spki = (key: KeyObject) =>
  key.export({ format: 'der', type: 'spki' }).toString('base64');
export const publicKey = spki(headOffice.publicKey);

export const ACCESS = { token: 'TOKEN', headOfficePublicKey: publicKey };

export function signed(acknowledgement: object, key = headOffice.privateKey): string {
  const bytes = Buffer.from(canonicalJson(acknowledgement), 'utf8');
  const signature = sign(null, bytes, key).toString('base64');
  return JSON.stringify({ acknowledgement, signature });
}

export async function* noEntries() {
  yield [];
}

/** The register's client of a head office at this address. */
export function clientAt(url: string, more: Partial<HeadOfficeClientOptions> = {}) {
  return headOfficeClient({
    url,
    enrolmentCode: 'CODE',
    storeId: 'S001',
    registerId: '03',
    key: { publicKey: 'a2V5', sign: (text) => `signed ${text}` },
    timeoutMs: 60_000,
    ...more,
  });
}

export const unreachable = (reason: unknown) => ({ kind: 'unreachable', reason });

/** Has a server refuse in head office's own words. */
export function refuseAll(server: AnsweringServer, code: string, status: number): void {
  server.says(JSON.stringify({ error: { code, message: 'no' } }), status);
}
