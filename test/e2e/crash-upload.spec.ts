import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openShop, type Shop } from '../../demo/shop.ts';
import { checkSecondCopy, payloads, readJournal } from './fixtures/books.ts';
import {
  callIntoTheDark,
  codeOf,
  mustTill,
  programIsGone,
  serviceIsBack,
  serviceStarts,
  signOn,
  until,
} from './fixtures/lane.ts';
import { expect, test } from './fixtures/register.ts';

let folder: string;
let shop: Shop;
test.beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-shop-'));
  shop = await openShop({
    folder,
    registerId: '1',
    items: null,
    terminalStepMs: 0,
    log: () => {},
  });
});
test.afterAll(async () => {
  await shop.close();
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface SeenUpload {
  readonly from: number;
  readonly to: number;
  readonly manifest: { readonly sales: number };
}

async function uploadsAtHeadOffice(): Promise<readonly SeenUpload[]> {
  const response = await fetch(`${shop.headOffice.url}/v1/batches?after=0&limit=100`, {
    headers: { authorization: `Bearer ${shop.readerToken}` },
  });
  const answer = (await response.json()) as { readonly batches: readonly SeenUpload[] };
  return answer.batches;
}

// One day after the other in the same shop: the second batch must join the first without a gap.
for (const [index, scope] of (['service', 'program'] as const).entries()) {
  test(`kill -9 of the ${scope} while a batch is sent`, async ({ launchRegister }) => {
    const env = { TILLWRIGHT_FAULT: 'duringBatch', TILLWRIGHT_FAULT_SCOPE: scope };
    const { dataDir } = shop;
    const register = await launchRegister({ dataDir, env });
    const starts = serviceStarts(register);
    const servicePid = await register.servicePid();
    const { till } = register;
    await signOn(till);
    await mustTill(till, 'sale.scan', { text: codeOf(0), source: 'wedge' });
    const { basket } = await until(till, 'scanned', (now) => now.basket !== null);
    await mustTill(till, 'pay.tender', { kind: 'cash', amountMinor: basket?.totalMinor ?? 0 });
    // What is booked after the day is closed waits for the next batch.
    await until(till, 'printed', ({ receiptsWaiting }) => receiptsWaiting === 0);
    await mustTill(till, 'shift.close', { counted: [] });
    await callIntoTheDark(till, 'day.close', { skipSettlement: false });

    let back = register;
    if (scope === 'service') {
      await serviceIsBack(register, starts);
    } else {
      await programIsGone(register, servicePid);
      back = await launchRegister({ dataDir });
    }
    // Nobody has to do anything: what was not acknowledged is sent again.
    const { toSend } = await until(back.till, 'sent', (now) => now.toSend.entries === 0);
    const batches = await uploadsAtHeadOffice();
    expect(batches).toHaveLength(index + 1);
    expect(batches.map(({ from }) => from)).toEqual([
      1,
      ...batches.slice(0, -1).map(({ to }) => to + 1),
    ]);
    expect(batches.at(-1)?.to).toBe(toSend.acknowledgedTo);
    expect(batches.reduce((sum, { manifest }) => sum + manifest.sales, 0)).toBe(index + 1);
    const journal = readJournal(dataDir);
    expect(payloads(journal, 'day.closed')).toHaveLength(index + 1);
    await back.close();
    checkSecondCopy(dataDir);
  });
}
