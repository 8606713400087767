import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCESS } from '../../till/head-office/access.ts';
import { readFlow } from '../../till/ports/flow-state.ts';
import { headOfficeClient } from '../../electron/service/head-office-client.ts';
import { loadRegisterKey, type RegisterKey } from '../../electron/service/register-key.ts';
import { type HeadOffice, startHeadOffice } from '../../hq/serve.ts';
import { must, openTestTill, type TestTill, type TestTillOptions, until } from './till-kit.ts';
import { withEmptyDatabase } from '../../hq/test-kit/empty-database.ts';

let folder: string;
let office: HeadOffice;
let key: RegisterKey;
let registerId: string;
let registers = 0;
let till: TestTill;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-states-'));
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const dataDir = await withEmptyDatabase(join(folder, 'hq'));
  office = await startHeadOffice({ dataDir, port: 0, host: '127.0.0.1', log });
});
afterAll(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  registers += 1;
  registerId = String(registers).padStart(2, '0');
  key = loadRegisterKey(join(folder, registerId));
});
afterEach(() => till.close());

const status = () => till.register.tillSnapshot().devices.headOffice;
const reaches = (state: string, code: string | null) =>
  until(till, () => status().state === state && status().code === code);

/** What the settings hold, and who wants to know when that changes. */
let settingsCode: string | null;
let tellNewCode: () => void = () => undefined;

function typeCode(code: string): void {
  settingsCode = code;
  tellNewCode();
}

function start(
  url: string,
  enrolmentCode: string | null,
  more: Partial<TestTillOptions> & { hasNetwork?: boolean } = {},
): void {
  const { hasNetwork = true, ...options } = more;
  settingsCode = enrolmentCode;
  const headOffice = headOfficeClient({
    url,
    enrolmentCode: () => settingsCode,
    onNewCode(listener) {
      tellNewCode = listener;
      return () => {
        tellNewCode = () => undefined;
      };
    },
    storeId: 'S001',
    registerId,
    key,
    timeoutMs: 2_000,
    hasNetwork: () => hasNetwork,
  });
  till = openTestTill({ headOffice, signer: key, registerId, ...options });
}

async function closeADay(): Promise<void> {
  await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
  await must(till, 'day.open', {});
  await must(till, 'day.close', { skipSettlement: true });
}

function stopKeeping(): string {
  const { dir } = till;
  till.register.stop();
  till.store.close();
  return dir;
}

describe('what stands for head office in the top bar', () => {
  it('is ready only when it has answered, though nobody has sent anything', async () => {
    start(office.url, await office.createEnrolmentCode('S001', registerId));
    expect(status()).toEqual({ state: 'connecting', code: null });
    await reaches('ready', null);
    expect(till.register.tillSnapshot().headOfficeAtMs).toBe(till.clock.now);
    till.clock.now += 5 * 60_000;
    till.runTimers();
    await until(till, () => till.register.tillSnapshot().headOfficeAtMs === till.clock.now);
  });

  it('is away when nothing answers at its address, and ready again by itself', async () => {
    // A port that was free a moment ago: connections are refused.
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    start(`http://127.0.0.1:${port}`, 'CODE');
    await reaches('fault', 'away');
    expect(till.waits.length).toBeGreaterThan(0);
  });

  it('is offline when this computer has no network, else not found from here', async () => {
    start('http://head-office.invalid', 'CODE', { hasNetwork: false });
    await reaches('fault', 'offline');
    expect(till.register.tillSnapshot().headOfficeAtMs).toBeNull();
    const dir = stopKeeping();
    start('http://head-office.invalid', 'CODE', { dir });
    await reaches('fault', 'noRoute');
  });

  it('is not enrolled without a code that head office takes, and does not ask for ever', async () => {
    start(office.url, 'AAAAA-AAAAA-AAAAA-AAAAA');
    await until(till, () => status().state === 'fault');
    expect(status().code).toBe('notEnrolled');
    expect(till.waits.filter((delayMs) => delayMs >= 5_000)).toEqual([]);
  });

  it('is rejected when its token is revoked, until a new code brings it in again', async () => {
    start(office.url, await office.createEnrolmentCode('S001', registerId));
    await reaches('ready', null);
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    await must(till, 'day.open', {});
    await must(till, 'day.close', { skipSettlement: true });
    await until(till, () => till.store.read((tx) => tx.batches())[0]?.state === 'acknowledged');
    await office.shutOut('S001', registerId);
    await must(till, 'day.open', {});
    await must(till, 'day.close', { skipSettlement: true });
    await reaches('fault', 'rejected');
    expect(till.register.tillSnapshot().notice).toMatchObject({ code: 'batchRejected' });
    const waits = till.waits.length;
    expect(await must(till, 'upload.send', {})).toEqual({ sent: 0, waiting: 1 });
    expect(till.waits).toHaveLength(waits);

    const dir = stopKeeping();
    start(office.url, await office.createEnrolmentCode('S001', registerId), { dir });
    await reaches('ready', null);
    const states = till.store.read((tx) => tx.batches()).map(({ state }) => state);
    expect(states).toEqual(['acknowledged', 'acknowledged']);
  });

  it('does not come back by itself with its old code, even before its first batch', async () => {
    start(office.url, await office.createEnrolmentCode('S001', registerId));
    await reaches('ready', null);
    await office.shutOut('S001', registerId);
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    expect(await must(till, 'upload.send', {})).toEqual({ sent: 0, waiting: 0 });
    expect(status()).toEqual({ state: 'fault', code: 'rejected' });
  });

  it('comes in with a new code while it runs, and sends what waited', async () => {
    start(office.url, await office.createEnrolmentCode('S001', registerId));
    await reaches('ready', null);
    await office.shutOut('S001', registerId);
    await closeADay();
    await reaches('fault', 'rejected');
    typeCode(await office.createEnrolmentCode('S001', registerId));
    await reaches('ready', null);
    expect(till.store.read((tx) => tx.waitingUploads())).toEqual([]);
  });

  it('keeps a token that works when a code does not', async () => {
    start(office.url, await office.createEnrolmentCode('S001', registerId));
    await reaches('ready', null);
    typeCode('AAAAA-AAAAA-AAAAA-AAAAA');
    await closeADay();
    await until(till, () => till.store.read((tx) => tx.batches())[0]?.state === 'acknowledged');
    expect(status()).toEqual({ state: 'ready', code: null });
  });

  it('takes a new code at once though the old token still works', async () => {
    start(office.url, await office.createEnrolmentCode('S001', registerId));
    await reaches('ready', null);
    const token = () => till.store.read((tx) => readFlow(tx, ACCESS))?.token;
    const before = token();
    typeCode(await office.createEnrolmentCode('S001', registerId));
    await until(till, () => token() !== before);
    await closeADay();
    await until(till, () => till.store.read((tx) => tx.batches())[0]?.state === 'acknowledged');
    expect(status()).toEqual({ state: 'ready', code: null });
  });

  it('needs a new code when its own key is another one, and says so', async () => {
    start(office.url, await office.createEnrolmentCode('S001', registerId));
    await reaches('ready', null);
    const dir = stopKeeping();
    rmSync(join(folder, registerId), { recursive: true });
    key = loadRegisterKey(join(folder, registerId));
    start(office.url, null, { dir });
    await reaches('fault', 'notEnrolled');
    await closeADay();
    typeCode(await office.createEnrolmentCode('S001', registerId));
    await reaches('ready', null);
    await until(till, () => till.store.read((tx) => tx.batches())[0]?.state === 'acknowledged');
    expect(till.register.tillSnapshot().toSend.acknowledgedTo).toBeGreaterThan(0);
  });
});
