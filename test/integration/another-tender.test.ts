import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { canonicalJson } from '../../core/journal/canonical.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import { THREE_MILK_FOR_TWO as RULE, threeForTwo } from '../../core/testing/three-for-two.ts';
import { VOUCHER } from '../../core/testing/voucher-tender.ts';
import { withPromotion } from '../../core/testing/with-promotion.ts';
import { withTender } from '../../core/testing/with-tender.ts';
import { checkSale } from '../../core/upload/build.ts';
import { silentLog } from '../../hq/log.ts';
import { type Office, openOffice } from '../../hq/office.ts';
import { receiveUpload } from '../../hq/receive-upload.ts';
import { enrolRegisterKey } from '../../hq/store/registers.ts';
import { summariseDay } from '../../hq/summarise-day.ts';
import { type Databases, startDatabases } from '../../hq/test-kit/databases.ts';
import { sourceOf } from '../../hq/test-kit/reception.ts';
import { takeTender } from '../../till/selling/pay-cash.ts';
import { handOver } from './hand-over.ts';
import { MILK, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

// The register lines of both: each stands in a file of its own.
const voucher = withTender('voucher', VOUCHER);
withPromotion('threeForTwo', threeForTwo);

let databases: Databases;
let office: Office;
beforeAll(async () => {
  databases = await startDatabases('PGlite');
  office = await openOffice(await databases.fresh(), silentLog);
});
afterAll(async () => {
  await office.close();
  await databases.close();
});

const keys = generateKeyPairSync('ed25519');
let till: TestTill;
beforeEach(async () => {
  const signer = {
    sign: (text: string) =>
      sign(null, Buffer.from(text, 'utf8'), keys.privateKey).toString('base64'),
  };
  till = openTestTill({ signer, settings: { promotions: [RULE] } });
  await openForSelling(till);
});
afterEach(() => till.close());

const sales = (): SaleCompleted[] =>
  till.store.read((tx) =>
    tx
      .entries(1, tx.journalHead().seq)
      .flatMap(({ type, payload }) =>
        type === 'sale.completed' ? [payload as SaleCompleted] : [],
      ),
  );

it('a voucher and a 3 for 2 go from the scan to head office’s totals', async () => {
  for (let piece = 0; piece < 3; piece += 1) {
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
  }
  expect(till.register.tillSnapshot().basket).toMatchObject({ totalMinor: 1300 });

  const part = { kind: voucher, amountMinor: 1000 };
  const above = { kind: voucher, amountMinor: 1301 };
  const command = () => ({ commandId: till.ctx.ids.next() });
  expect(takeTender(till.ctx, command(), above)).toMatchObject({ ok: false });
  expect(takeTender(till.ctx, command(), part)).toMatchObject({
    ok: true,
    value: { complete: false, changeMinor: 0 },
  });
  // Nobody counts it in the drawer, and the drawer stays shut for it.
  expect(till.store.read((tx) => tx.expectedCash(tx.openShift()?.shiftId ?? ''))).toBe(20_000);
  expect(await must(till, 'pay.cash', { amountMinor: 500 })).toEqual({
    complete: true,
    changeMinor: 200,
  });

  const [sale] = sales();
  if (sale === undefined) throw new Error('no sale');
  expect(checkSale(sale)).toEqual([]);
  expect(sale.cashTakenBeforeMinor).toBeUndefined();
  expect(sale.lines.reduce((total, line) => total + line.amountMinor, 0)).toBe(1300);
  const taken = sale.lines.flatMap(({ modifiers = [] }) => modifiers);
  expect(taken.reduce((total, { amountMinor }) => total + amountMinor, 0)).toBe(650);

  const paper = JSON.stringify(till.printer.printed.at(-1));
  expect(paper).toContain('3 for 2');
  expect(paper).toContain('Voucher');

  await must(till, 'shift.close', { counted: [{ denominationMinor: 100, count: 203 }] });
  await handOver(till, 'manager');
  await must(till, 'day.close', { skipSettlement: false });
  const batch = till.store.read((tx) => tx.lastBatch());
  if (batch === null) throw new Error('no batch');
  const { header } = batch;
  const { manifest } = header;
  const tenders = [
    { key: 'cash', count: 1, amountMinor: 300 },
    { key: 'voucher', count: 1, amountMinor: 1000 },
  ];
  expect(manifest).toMatchObject({ sales: 1, salesTotalMinor: 1300, tenders });

  const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const { storeId, registerId } = till.ctx.settings;
  await enrolRegisterKey(office.sql, { storeId, registerId, publicKey }, 1);
  const entries = till.store.read((tx) => tx.entries(manifest.from, manifest.to));
  const body = `${[header, ...entries].map((line) => canonicalJson(line)).join('\n')}\n`;
  expect(await receiveUpload(office, sourceOf(body), null)).toMatchObject({ ok: true });
  expect((await summariseDay(office.sql, manifest.businessDay)).registers).toMatchObject([
    { sales: 1, salesTotalMinor: 1300, tenders },
  ]);
});
