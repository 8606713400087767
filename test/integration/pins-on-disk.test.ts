import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReadStore, openStore } from '../../db/store.ts';
import { readDemoData } from '../../demo/catalogue/demo-data.ts';
import { pinSecretFile } from '../../electron/service/pin-seal.ts';
import { prepareTrainingFolder } from '../../electron/training/training-folder.ts';
import { readRegisterSettings } from '../../electron/service/register-settings.ts';
import { openTestLane, type TestLane } from './lane-kit.ts';

const people = readDemoData().store.operators;
const manager = people.find(({ role }) => role === 'manager') ?? people[0];
const signOn = { operatorId: manager?.operatorId ?? '', pin: manager?.pin ?? '' };
const log = { info: () => {}, warn: () => {}, error: () => {} };

let lane: TestLane;
/** What the demo laid into `incoming`: hashes like every tool makes them. */
let original: string;
beforeEach(async () => {
  lane = await openTestLane();
  original = readFileSync(operatorsFile(), 'utf8');
});
afterEach(() => lane.close());

const operatorsFile = () => join(lane.dataDir, 'incoming', 'operators.json');

/** Every file of the register but the secret itself, as text. */
function everythingElse(): string {
  const { dataDir } = lane;
  return readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dataDir, name))
    .filter((path) => path !== pinSecretFile(dataDir) && statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

const changes = () => {
  const store = openReadStore(join(lane.dataDir, 'register.db'));
  const entries = store.read((tx) => tx.entries(1, tx.journalHead().seq));
  store.close();
  return entries.filter(({ type }) => type === 'operators.changed').map(({ payload }) => payload);
};

describe('PINs on the disk of a register', () => {
  it('are in no file of it as a hash that could be tried, and the secret in no other file', async () => {
    await lane.start();
    await lane.openForSelling();
    const amountMinor = await lane.scanOne();
    await lane.must('pay.tender', { kind: 'cash', amountMinor });
    await lane.until(({ receiptsWaiting }) => receiptsWaiting === 0);
    await lane.must('shift.close', { counted: [] });
    await lane.must('day.close', { skipSettlement: true });
    await lane.call('upload.send', {});
    // Receipt and Z.
    await lane.printer.waitForReceipts(2);
    await lane.stop();
    const store = openStore({
      path: join(lane.dataDir, 'register.db'),
      secondCopyPath: null,
      clock: { nowMs: () => 1 },
      ids: { next: () => '01900000-0000-7000-8000-000000000001' },
      identity: { storeId: 'S001', registerId: '1' },
      log,
    });
    await store.backup(join(lane.dataDir, 'backup.db'));
    store.close();
    const secret = readFileSync(pinSecretFile(lane.dataDir), 'latin1').trim();
    const all = everythingElse();
    expect(all).toContain('S001-1-000001');
    expect(all).toContain('sealed1$');
    expect(all).not.toContain('argon2');
    expect(all).not.toContain(secret);
    expect(all).not.toContain(Buffer.from(secret, 'base64').toString('latin1'));
  });

  it('let people in again after a restart, and when the sealed file is edited', async () => {
    await lane.start();
    await lane.stop();
    const list = JSON.parse(readFileSync(operatorsFile(), 'utf8')) as { name: string }[];
    const pinHash = await hash('8642');
    const chen = { operatorId: 'chen', name: 'Chen', role: 'cashier', locale: 'en', pinHash };
    writeFileSync(operatorsFile(), JSON.stringify([...list, chen]));
    await lane.start();
    await lane.must('session.signOn', { operatorId: 'chen', pin: '8642' });
    await lane.must('session.signOff', {});
    await lane.must('session.signOn', signOn);
    await lane.stop();
    expect(readFileSync(operatorsFile(), 'utf8')).not.toContain('argon2');
    expect(changes()).toMatchObject([
      { added: people.map(({ operatorId }) => ({ operatorId })) },
      { added: [{ operatorId: 'chen' }], changed: [], removed: [] },
    ]);
  });

  it('open in the training folder beside it too', async () => {
    await lane.start();
    await lane.stop();
    const { dataDir } = lane;
    const trainingDir = join(dataDir, 'training');
    const shop = readRegisterSettings(dataDir);
    expect(prepareTrainingFolder({ shopDir: dataDir, trainingDir, shop, port: 1 })).toBeNull();
    const same = (name: string) =>
      readFileSync(join(trainingDir, name), 'utf8') === readFileSync(join(dataDir, name), 'utf8');
    expect([same('keys/pin-secret'), same('incoming/operators.json')]).toEqual([true, true]);
  });
});

describe('a database that was brought to another computer', () => {
  beforeEach(async () => {
    await lane.start();
    await lane.stop();
    // The key came along, the secret did not.
    rmSync(pinSecretFile(lane.dataDir));
  });

  it('offers nobody whom no PIN lets in, and says so in the journal', async () => {
    await lane.start();
    expect(lane.snapshot().operators).toEqual([]);
    expect(await lane.call('session.signOn', signOn)).toMatchObject({
      error: { code: 'unknownOperator' },
    });
    await lane.stop();
    expect(changes().at(-1)).toMatchObject({
      cause: 'pinSecretLost',
      removed: people.map(({ operatorId }) => ({ operatorId })).toSorted(byId),
    });
    // The list that was sealed for the other computer is refused, with the reason beside it.
    const note = readFileSync(`${operatorsFile()}.refused.txt`, 'utf8');
    expect(note).toContain('sealed by another register');
  });

  it('lets the manager in when the list with PINs is laid into incoming again', async () => {
    writeFileSync(operatorsFile(), original);
    await lane.start();
    expect(lane.snapshot().operators).toHaveLength(people.length);
    await lane.must('session.signOn', signOn);
    expect(readdirSync(join(lane.dataDir, 'incoming'))).not.toContain('operators.json.refused.txt');
  });

  it('and with the secret brought along lets everybody in as before', async () => {
    // A second computer: the whole folder, secret included, is the same register.
    const kept = join(lane.dataDir, 'kept');
    await lane.start();
    await lane.stop();
    mkdirSync(kept);
    copyFileSync(pinSecretFile(lane.dataDir), join(kept, 'pin-secret'));
    writeFileSync(operatorsFile(), original);
    await lane.start();
    await lane.stop();
    rmSync(pinSecretFile(lane.dataDir));
    copyFileSync(join(kept, 'pin-secret'), pinSecretFile(lane.dataDir));
    await lane.start();
    await lane.must('session.signOn', signOn);
    expect(lane.snapshot().operator?.operatorId).toBe(signOn.operatorId);
  });
});

const byId = (a: { operatorId: string }, b: { operatorId: string }) =>
  a.operatorId < b.operatorId ? -1 : 1;
