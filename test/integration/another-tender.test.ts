import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { canonicalJson } from '../../core/journal/canonical.ts';
import type { PartCash } from '../../core/journal/events/cash.ts';
import type { DayReport } from '../../core/journal/events/day-report.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import { add } from '../../core/money/minor.ts';
import { unitAmounts } from '../../core/pricing/unit-amounts.ts';
import { amountOf, type TenderKind } from '../../core/tender/tender.ts';
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
import { handOver } from './hand-over.ts';
import { SUPERVISOR, textOf } from './return-kit.ts';
import { call, MILK, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

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

/** What came in and went back before a sale, in the order of the journal. */
const moved = () =>
  till.store.read((tx) =>
    tx
      .entries(1, tx.journalHead().seq)
      .flatMap(({ type, payload }) =>
        /^(cash|tender)\.(taken|handedBack)$/.test(type)
          ? [{ type, payload: payload as PartCash & { kind?: TenderKind } }]
          : [],
      ),
  );

/** Three pieces of milk, of which one is free: 13.00. */
async function scanThree(): Promise<void> {
  for (let piece = 0; piece < 3; piece += 1) {
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
  }
}

it('a voucher and a 3 for 2 go from the scan to head office’s totals', async () => {
  await scanThree();
  const { basket } = till.register.tillSnapshot();
  expect(basket).toMatchObject({ totalMinor: 1300 });
  // Each line says what of it is free, by name.
  expect(basket?.lines.map(({ takenOff }) => takenOff)).toEqual(
    [217, 217, 216].map((amountMinor) => [{ name: RULE.text, amountMinor }]),
  );

  expect(await call(till, 'pay.tender', { kind: voucher, amountMinor: 1301 })).toMatchObject({
    ok: false,
    error: { code: 'amountTooHigh' },
  });
  expect(await must(till, 'pay.tender', { kind: voucher, amountMinor: 1000 })).toEqual({
    complete: false,
    changeMinor: 0,
  });
  // Nobody counts it in the drawer, and the drawer stays shut for it.
  expect(till.store.read((tx) => tx.expectedCash(tx.openShift()?.shiftId ?? ''))).toBe(20_000);
  expect(await must(till, 'pay.tender', { kind: 'cash', amountMinor: 500 })).toEqual({
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

  const paper = textOf(till.printer.printed.at(-1));
  expect(paper.match(/3 for 2 +-2\.1[67]/g)).toHaveLength(3);
  expect(paper).toMatch(/Voucher +10\.00/);

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

it('is returned for what was really paid of each unit, and X and Z say so', async () => {
  await scanThree();
  await must(till, 'pay.tender', { kind: voucher, amountMinor: 1300 });
  const [sale] = sales();
  if (sale === undefined) throw new Error('no sale');
  const begin = { saleId: sale.saleId, reason: 'customer', note: '', cardAs: 'terminal' } as const;
  await must(till, 'return.begin', { ...begin, ...SUPERVISOR });
  const back = sales().at(-1);
  if (back === undefined) throw new Error('no return');
  expect(back.returnOf?.saleId).toBe(sale.saleId);
  expect(checkSale(back)).toEqual([]);
  expect(back.lines.map(unitAmounts)).toEqual(
    [-433, -433, -434].map((amountMinor) => [{ units: 1, amountMinor }]),
  );
  // A voucher is refunded in cash: its kind says so.
  expect(back.tenders).toMatchObject([{ kind: 'cash', amountMinor: -1300 }]);
  await handOver(till, 'manager');
  const report = JSON.parse((await must(till, 'report.x', {})).reportJson) as DayReport;
  expect(report).toMatchObject({
    sales: { count: 1, amountMinor: 1300 },
    returns: { count: 1, amountMinor: 1300 },
    tenders: [
      { key: 'cash', count: 1, amountMinor: -1300 },
      { key: 'voucher', count: 1, amountMinor: 1300 },
    ],
    expectedCashMinor: 18_700,
  });
});

it('goes back as it came when the basket is voided, and leaves a trace', async () => {
  await scanThree();
  await must(till, 'pay.tender', { kind: voucher, amountMinor: 700 });
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 200 });
  await must(till, 'sale.voidBasket', { reason: 'customer' });
  expect(moved()).toMatchObject([
    { type: 'tender.taken', payload: { kind: 'voucher', amountMinor: 700 } },
    { type: 'cash.taken', payload: { amountMinor: 200 } },
    { type: 'cash.handedBack', payload: { amountMinor: 200, why: 'voided' } },
    { type: 'tender.handedBack', payload: { kind: 'voucher', amountMinor: 700, why: 'voided' } },
  ]);
  expect(till.register.tillSnapshot()).toMatchObject({
    handOver: { amountMinor: 200 },
    notice: { code: 'tenderHandedBack', params: { amountMinor: 700, label: 'Voucher' } },
  });
  expect(till.store.read((tx) => tx.expectedCash(tx.openShift()?.shiftId ?? ''))).toBe(20_000);
});

it('is not taken by a till for a kind that a terminal pays', async () => {
  await scanThree();
  const before = till.store.read((tx) => tx.journalHead().seq);
  expect(await call(till, 'pay.tender', { kind: 'card', amountMinor: 1300 })).toMatchObject({
    ok: false,
    error: { code: 'notPossible' },
  });
  expect(till.store.read((tx) => tx.journalHead().seq)).toBe(before);
});

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('cash' as const, voucher),
    amountMinor: fc.integer({ min: 1, max: 1300 }),
  }),
  { maxLength: 4 },
);

it('whatever pays a part: what came in is what went back and what sales are paid with', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (parts) => {
      await scanThree();
      // One that is more than is due is refused, and is no part.
      for (const part of parts) await call(till, 'pay.tender', part);
      if (till.register.tillSnapshot().basket !== null) {
        await must(till, 'sale.voidBasket', { reason: 'customer' });
      }
      for (const kind of ['cash', voucher] as const) {
        const isOf = (tender: { kind?: TenderKind }) => (tender.kind ?? 'cash') === kind;
        const partsOf = (suffix: string) =>
          amountOf(
            moved().flatMap(({ type, payload }) =>
              type.endsWith(suffix) && isOf(payload) ? [payload] : [],
            ),
          );
        const inSales = amountOf(sales().flatMap(({ tenders }) => tenders.filter(isOf)));
        // The last tender of each sale is booked by the sale alone.
        const closing = sales().flatMap(({ tenders }) => tenders.slice(-1));
        const cameIn = add(partsOf('.taken'), amountOf(closing.filter(isOf)));
        expect(cameIn).toBe(add(partsOf('.handedBack'), inSales));
      }
    }),
    { numRuns: 25 },
  );
});
