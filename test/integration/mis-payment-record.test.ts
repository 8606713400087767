import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS } from '../../till/head-office/access.ts';
import { readFlow } from '../../till/ports/flow-state.ts';
import { headOfficeClient } from '../../electron/service/head-office-client.ts';
import { loadRegisterKey } from '../../electron/service/register-key.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import type { ResultExtra } from '../../core/payment/result-extras.ts';
import { openDatabase } from '../../db/open.ts';
import { checkDerived } from '../../db/rebuild.ts';
import { migrations } from '../../db/migrations/all.ts';
import { type HeadOffice, startHeadOffice } from '../../hq/serve.ts';
import { handOver } from './hand-over.ts';
import { BREAD, must, openForSelling, openTestTill, type TestTill, until } from './till-kit.ts';
import { withEmptyDatabase } from '../../hq/test-kit/empty-database.ts';

/** What the MIS interfaces of Chinese acquirers tell, card and QR, beside the common fields. */
const CARD = {
  voucherNo: '000123',
  referenceNo: '112233445566',
  batchNo: '000045',
  signatureKind: 'onTerminal',
  entryMode: '07',
} satisfies Partial<Record<ResultExtra, string>>;
const QR = {
  ...CARD,
  voucherNo: '000124',
  signatureKind: 'none',
  entryMode: '03',
  orderNo: '20260102 1000 0001 9988',
  merchantOrderNo: 'S001030000000A7',
} satisfies Partial<Record<ResultExtra, string>>;

let folder: string;
let office: HeadOffice;
let till: TestTill;
let readerToken: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-mis-'));
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const dataDir = await withEmptyDatabase(join(folder, 'office'));
  office = await startHeadOffice({ dataDir, port: 0, host: '127.0.0.1', log });
  readerToken = await office.createReaderToken('test');
  const key = loadRegisterKey(join(folder, 'key'));
  const headOffice = headOfficeClient({
    url: office.url,
    enrolmentCode: await office.createEnrolmentCode('S001', '03'),
    storeId: 'S001',
    registerId: '03',
    key,
    timeoutMs: 10_000,
  });
  till = openTestTill({ headOffice, signer: key, registerId: '03' });
  await openForSelling(till);
  await until(till, () => till.store.read((tx) => readFlow(tx, ACCESS)) !== null);
}, 60_000);
afterAll(async () => {
  till.close();
  await office.close();
  rmSync(folder, { recursive: true, force: true });
});

const snapshot = () => till.register.tillSnapshot();

async function payWith(receiptNo: string, changes: Partial<TerminalResult>): Promise<string> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  till.terminal.approve(receiptNo, changes);
  await must(till, 'pay.card', { amountMinor: 1000 });
  await until(till, () => snapshot().payment === null && snapshot().basket === null);
  return till.terminal.request?.attemptId ?? '';
}

/** The entry as head office gives it to whoever reads. */
async function approvedAtOffice(attemptId: string): Promise<TerminalResult | undefined> {
  const answer = await fetch(`${office.url}/v1/entries?after=0&limit=1000`, {
    headers: { authorization: `Bearer ${readerToken}` },
  });
  const lines = (await answer.text()).trim().split('\n');
  interface Line {
    entry: { type: string; payload: { attemptId: string; result: TerminalResult } };
  }
  return lines
    .map((line): Line => JSON.parse(line))
    .map(({ entry }) => entry)
    .find(({ type, payload }) => type === 'payment.approved' && payload.attemptId === attemptId)
    ?.payload.result;
}

describe('the payment record', () => {
  it('has room for what a Chinese MIS terminal tells, as far as head office and back', async () => {
    const card = await payWith('0123', {
      trace: '000123',
      authCode: 'A1B2C3',
      merchantId: '898310054110001',
      maskedPan: '622202*********8217',
      cardName: '中国工商银行 借记卡',
      text: '交易成功',
      extra: CARD,
    });
    const qr = await payWith('0124', { maskedPan: '', cardName: '微信支付', extra: QR });
    const stored = till.store.read((tx) => [tx.attempt(card)?.result, tx.attempt(qr)?.result]);
    expect(stored).toMatchObject([
      { authCode: 'A1B2C3', text: '交易成功', extra: CARD },
      { cardName: '微信支付', extra: QR },
    ]);

    await must(till, 'shift.close', { counted: [] });
    await handOver(till, 'manager');
    await must(till, 'day.close', { skipSettlement: true });
    await until(till, () => till.store.read((tx) => tx.batches())[0]?.state === 'acknowledged');
    expect(await approvedAtOffice(card)).toEqual(stored[0]);
    expect(await approvedAtOffice(qr)).toEqual(stored[1]);
  });

  it('makes the same read tables again, by the migrations there are', () => {
    till.register.stop();
    till.store.close();
    const { db, close } = openDatabase(join(till.dir, 'register.db'), migrations);
    expect(checkDerived(db).differences).toEqual([]);
    close();
  });
});
