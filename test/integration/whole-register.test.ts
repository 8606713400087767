import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from 'uuidv7';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { TillCallName, TillInput } from '../../contracts/till/contract.ts';
import { type RunningRegister, startRegister } from '../../electron/service/compose.ts';
import { openShop, type Shop } from '../../demo/shop.ts';
import { readDemoData } from '../../demo/catalogue/demo-data.ts';
import { buildCatalogue } from '../../demo/catalogue/build-catalogue.ts';
import { printKey } from '../../core/gs1/gtin.ts';
import { withEmptyDatabase } from '../../hq/test-kit/empty-database.ts';

let folder: string;
let shop: Shop;
let register: RunningRegister;
let latest: TillSnapshot;
const waiting = new Set<() => void>();

/** Resolves with the first snapshot for which `reached` holds. */
function until(reached: (snapshot: TillSnapshot) => boolean): Promise<TillSnapshot> {
  return new Promise((resolve) => {
    const check = () => {
      if (latest === undefined || !reached(latest)) return;
      waiting.delete(check);
      resolve(latest);
    };
    waiting.add(check);
    check();
  });
}

async function must<N extends TillCallName>(name: N, input: TillInput<N>) {
  const handle: (...args: never[]) => unknown = register.handlers[name];
  const answer = (await Reflect.apply(handle, undefined, [input, { commandId: uuidv7() }])) as {
    ok: boolean;
    error?: { code: string };
  };
  if (!answer.ok) throw new Error(`${name} was refused: ${answer.error?.code}`);
}

const { store } = readDemoData();
const [item] = buildCatalogue().filter(
  (candidate) => candidate.unit === 'each' && candidate.codes.length > 0,
);
const code = printKey(item?.codes[0] as Parameters<typeof printKey>[0]);
const manager = store.operators.find((operator) => operator.role === 'manager');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-shop-'));
  await withEmptyDatabase(join(folder, 'head-office'));
  shop = await openShop({
    folder,
    registerId: '1',
    items: null,
    terminalStepMs: 0,
    log: () => {},
  });
  register = await startRegister({
    dataDir: shop.dataDir,
    log: { info: () => {}, warn: console.warn, error: console.error },
    faultPoint: () => {},
    publish: {
      till(snapshot) {
        latest = snapshot;
        for (const check of [...waiting]) check();
      },
      display: () => {},
    },
  });
  await must('session.signOn', {
    operatorId: manager?.operatorId ?? '',
    pin: manager?.pin ?? '',
  });
  await must('day.open', {});
  await must('shift.open', { floatMinor: 20_000 });
}, 60_000);
afterAll(async () => {
  await register.close();
  await shop.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the register on real lines', () => {
  it('connects to scanner, printer and head office by itself', async () => {
    const { devices: found } = await until(({ devices }) =>
      [devices.scanner, devices.printer, devices.headOffice, devices.secondCopy].every(
        (device) => device.state === 'ready',
      ),
    );
    expect(found.terminal.state).not.toBe('off');
  });

  it('sells a scanned item for cash and prints one receipt', async () => {
    await shop.scanner.scan(code);
    const scanned = await until(({ basket }) => basket?.lines.length === 1);
    const totalMinor = scanned.basket?.totalMinor ?? 0;
    await must('pay.tender', { kind: 'cash', amountMinor: totalMinor + 500 });
    expect(latest.lastSale?.changeMinor).toBe(500);
    const [receipt] = await shop.printer.waitForReceipts(1);
    const text = receipt?.lines.map((line) => line.text).join('\n') ?? '';
    expect(text).toContain('S001-1-000001');
    expect(receipt?.drawerKicks).toBe(1);
    expect(shop.printer.problems()).toEqual([]);
  });

  it('takes a card over ZVT and books exactly what the terminal charged', async () => {
    shop.terminal.nextOutcome({ kind: 'approve', card: 'unionpay' });
    await shop.scanner.scan(code);
    const scanned = await until(({ basket }) => basket?.lines.length === 1);
    const totalMinor = scanned.basket?.totalMinor ?? 0;
    await must('pay.card', { amountMinor: totalMinor });
    await until(({ payment, lastSale }) => payment === null && lastSale !== null);
    expect(shop.terminal.book()).toMatchObject([
      { state: 'approved', amountMinor: totalMinor, kind: 'sale' },
    ]);
    const receipts = await shop.printer.waitForReceipts(2);
    expect(receipts[1]?.drawerKicks).toBe(0);
    expect(receipts[1]?.lines.map((line) => line.text).join('\n')).toContain('UNIONPAY');
  });

  it('leaves the basket open when the card is declined', async () => {
    shop.terminal.nextOutcome({ kind: 'decline', code: 0x33 });
    await shop.scanner.scan(code);
    const scanned = await until(({ basket }) => basket?.lines.length === 1);
    await must('pay.card', { amountMinor: scanned.basket?.totalMinor ?? 0 });
    const declined = await until(({ notice }) => notice?.code === 'cardDeclined');
    expect(declined.basket?.remainingMinor).toBe(scanned.basket?.totalMinor);
    await must('pay.tender', { kind: 'cash', amountMinor: scanned.basket?.totalMinor ?? 0 });
  });

  it('closes terminal batch and day; head office has every entry', async () => {
    // A paper that comes out after the day's end is journaled behind its batch.
    await until(({ receiptsWaiting }) => receiptsWaiting === 0);
    await must('settlement.close', {});
    await must('shift.close', { counted: [] });
    await must('day.close', { skipSettlement: false });
    const closed = await until(({ toSend }) => toSend.entries === 0);
    const response = await fetch(`${shop.headOffice.url}/v1/batches?after=0&limit=10`, {
      headers: { authorization: `Bearer ${shop.readerToken}` },
    });
    const { batches } = (await response.json()) as {
      batches: { to: number; manifest: unknown }[];
    };
    expect(batches).toHaveLength(1);
    expect(batches[0]).toMatchObject({
      to: closed.toSend.acknowledgedTo,
      manifest: {
        sales: 3,
        tenders: expect.arrayContaining([expect.objectContaining({ key: 'card', count: 1 })]),
      },
    });
  });
});
