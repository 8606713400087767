import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signedAcknowledgementSchema } from '../../contracts/head-office.ts';
import { journalEntrySchema } from '../../contracts/journal.ts';
import { isEntry } from '../../core/journal/typed-entry.ts';
import { lineOf } from '../../db/entry-line.ts';
import { restoreFromCopy } from '../../db/restore.ts';
import { headOfficeClient } from '../../electron/service/head-office-client.ts';
import { loadRegisterKey } from '../../electron/service/register-key.ts';
import { type HeadOffice, startHeadOffice } from '../../hq/serve.ts';
import type { HeadOfficeLink } from '../../till/ports/head-office.ts';
import { handOver } from './hand-over.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  type TestTill,
  until,
} from './till-kit.ts';
import { withEmptyDatabase } from '../../hq/test-kit/empty-database.ts';

const REGISTER_ID = '03';
let folder: string;
let office: HeadOffice;
let reader: string;
let port = 0;
let code: string | null;
let tellNewCode: () => void = () => undefined;
/** What happens between the register's look at head office and its batch. */
let beforeSend: () => Promise<void>;
let till: TestTill;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-roads-'));
  port = 0;
  beforeSend = async () => undefined;
  await withEmptyDatabase(join(folder, 'hq'));
  await startOffice();
  reader = await office.createReaderToken('test');
  code = await office.createEnrolmentCode('S001', REGISTER_ID);
  startTill();
});
afterEach(async () => {
  till.close();
  await office.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function startOffice(): Promise<void> {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  office = await startHeadOffice({ dataDir: join(folder, 'hq'), port, host: '127.0.0.1', log });
  port = office.port;
}

async function backUpOffice(): Promise<void> {
  await office.close();
  cpSync(join(folder, 'hq'), join(folder, 'backup'), { recursive: true });
  await startOffice();
}

async function restoreOffice(): Promise<void> {
  await office.close();
  rmSync(join(folder, 'hq'), { recursive: true });
  cpSync(join(folder, 'backup'), join(folder, 'hq'), { recursive: true });
  await startOffice();
}

function startTill(dir?: string): void {
  const key = loadRegisterKey(join(folder, 'register'));
  const client = headOfficeClient({
    url: office.url,
    enrolmentCode: () => code,
    onNewCode(listener) {
      tellNewCode = listener;
      return () => undefined;
    },
    storeId: 'S001',
    registerId: REGISTER_ID,
    key,
    timeoutMs: 20_000,
  });
  const headOffice: HeadOfficeLink = {
    ...client,
    send: async (...batch) => {
      await beforeSend();
      return client.send(...batch);
    },
  };
  const more = dir === undefined ? {} : { dir };
  till = openTestTill({ headOffice, signer: key, registerId: REGISTER_ID, ...more });
}

function stopTill(): string {
  till.register.stop();
  till.store.close();
  return till.dir;
}

const status = () => till.register.tillSnapshot().devices.headOffice;
const reaches = (state: string | null) => until(till, () => status().code === state);

async function newCode(): Promise<void> {
  code = await office.createEnrolmentCode('S001', REGISTER_ID);
  tellNewCode();
}

/** One sale and the end of its day. */
async function sellAndClose(): Promise<void> {
  if (till.ctx.state.operator !== null) await must(till, 'session.signOff', {});
  await openForSelling(till);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
  await must(till, 'shift.close', { counted: [] });
  await handOver(till, 'manager');
  await must(till, 'day.close', { skipSettlement: true });
}

/** Head office has signed for every closed day, and nothing waits. */
const allSent = () =>
  until(
    till,
    () =>
      status().state === 'ready' &&
      till.store.read(
        (tx) => tx.waitingUploads().length === 0 && tx.dayEndsWithoutBatch().length === 0,
      ),
  );

const ask = async (path: string) => {
  const response = await fetch(office.url + path, {
    headers: { authorization: `Bearer ${reader}` },
  });
  return response.text();
};

/** Head office has two days, and a backup that knows of the first alone. */
async function sendADayPastTheBackup(): Promise<void> {
  await sellAndClose();
  await allSent();
  await backUpOffice();
  await sellAndClose();
  await allSent();
}

/** Numbers of the sales at head office, as often as it has them, and its own total of the date. */
async function atOffice(): Promise<{ receipts: string[]; totalMinor: number }> {
  const lines = (await ask('/v1/entries?limit=10000')).split('\n').filter((line) => line !== '');
  const receipts = lines.flatMap((line) => {
    const { entry } = JSON.parse(line) as { entry: unknown };
    const parsed = journalEntrySchema.parse(entry);
    return isEntry(parsed, 'sale.completed') ? [parsed.payload.receiptNo] : [];
  });
  const summary = JSON.parse(await ask('/v1/summary?businessDay=2026-01-02')) as {
    registers: { salesTotalMinor: number }[];
  };
  const totalMinor = summary.registers.reduce((sum, row) => sum + row.salesTotalMinor, 0);
  return { receipts, totalMinor };
}

const receipt = (number: number) => `S001-03-${String(number).padStart(6, '0')}`;
const days = (count: number) => ({
  receipts: Array.from({ length: count }, (_, index) => receipt(index + 1)),
  totalMinor: 1000 * count,
});
const acknowledgements = () =>
  till.store.read((tx) => tx.batches().map((batch) => batch.acknowledgement?.ack));

describe('head office restored from yesterday’s backup', () => {
  it('gets the days it lost again, by itself, to the last receipt', async () => {
    await sellAndClose();
    await allSent();
    await backUpOffice();
    await sellAndClose();
    await sellAndClose();
    await allSent();
    const before = till.store.read((tx) => tx.batches().map(({ header }) => header));
    await restoreOffice();
    expect(await atOffice()).toEqual(days(1));
    expect(await must(till, 'upload.send', {})).toEqual({ sent: 2, waiting: 0 });
    expect(await atOffice()).toEqual(days(3));
    expect(till.store.read((tx) => tx.batches().map(({ header }) => header))).toEqual(before);
    await sellAndClose();
    await allSent();
    expect(await atOffice()).toEqual(days(4));
    const { seq } = till.store.read((tx) => tx.journalHead());
    const types = till.store.read((tx) => tx.entries(1, seq)).map(({ type }) => type);
    expect(types.filter((type) => type === 'headOffice.wentBack')).toHaveLength(1);
  });

  it('that lost a day while another is on its way is sent both, in order', async () => {
    await sendADayPastTheBackup();
    await restoreOffice();
    await sellAndClose();
    await allSent();
    expect(await atOffice()).toEqual(days(3));
  });

  it('in the moment between look and batch: it is asked again and gets all, nobody is alarmed', async () => {
    await sendADayPastTheBackup();
    let sends = 0;
    beforeSend = async () => {
      sends += 1;
      if (sends === 1) await restoreOffice();
    };
    await sellAndClose();
    await allSent();
    // The third day, refused as a gap; then the second and the third.
    expect(sends).toBe(3);
    expect(await atOffice()).toEqual(days(3));
    expect(till.ctx.state.notice?.code).toBe('batchSent');
  });

  it('that it goes back to again and again is left for later, not asked for ever', async () => {
    await sendADayPastTheBackup();
    let sends = 0;
    beforeSend = async () => {
      sends += 1;
      if (sends % 2 === 1) await restoreOffice();
    };
    await sellAndClose();
    await reaches('batchRefused');
    beforeSend = async () => undefined;
    await must(till, 'upload.send', {});
    await allSent();
    expect(await atOffice()).toEqual(days(3));
  });

  it('that forgot the register itself takes everything after a new code', async () => {
    await until(till, () => status().state === 'ready');
    await office.close();
    rmSync(join(folder, 'hq'), { recursive: true });
    await withEmptyDatabase(join(folder, 'hq'));
    await startOffice();
    reader = await office.createReaderToken('test');
    await sellAndClose();
    await reaches('rejected');
    await newCode();
    await allSent();
    expect(await atOffice()).toEqual(days(1));
  });
});

describe('a register made from its second copy', () => {
  it('makes its batches again as they were, and goes on', async () => {
    await sellAndClose();
    await sellAndClose();
    await allSent();
    const before = acknowledgements();
    const headers = till.store.read((tx) => tx.batches().map(({ header }) => header));
    const { seq } = till.store.read((tx) => tx.journalHead());
    const copy = join(folder, 'copy.ndjson');
    writeFileSync(
      copy,
      till.store
        .read((tx) => tx.entries(1, seq))
        .map(lineOf)
        .join(''),
    );
    const people = till.store.read((tx) => tx.operators());
    const dir = stopTill();
    for (const end of ['', '-wal', '-shm']) {
      rmSync(join(dir, `register.db${end}`), { force: true });
    }
    expect(restoreFromCopy(copy, join(dir, 'register.db'))).toMatchObject({ copy: { ok: true } });
    code = await office.createEnrolmentCode('S001', REGISTER_ID);
    startTill(dir);
    await allSent();
    expect(till.store.read((tx) => tx.batches().map(({ header }) => header))).toEqual(headers);
    expect(acknowledgements()).toEqual(before);
    till.store.write((tx) => {
      tx.saveOperators(people);
    });
    expect(await atOffice()).toEqual(days(2));
  });
});

describe('a register whose key was lost', () => {
  it('signs what head office lost anew, and what it has is the same batch', async () => {
    await sendADayPastTheBackup();
    const dir = stopTill();
    rmSync(join(folder, 'register'), { recursive: true });
    await restoreOffice();
    code = await office.createEnrolmentCode('S001', REGISTER_ID);
    startTill(dir);
    await allSent();
    expect(await atOffice()).toEqual(days(2));
  });

  it('gets the first answer to a batch that its old key had signed', async () => {
    await sellAndClose();
    await allSent();
    const [first] = till.store.read((tx) => tx.batches());
    const path = `/v1/registers/S001/${REGISTER_ID}/acknowledgements/1`;
    expect(signedAcknowledgementSchema.parse(JSON.parse(await ask(path)))).toMatchObject({
      acknowledgement: first?.acknowledgement?.ack,
      signature: first?.acknowledgement?.signature,
    });
  });
});

describe('a register whose journal is not what head office has', () => {
  async function startOnOlderDatabase(): Promise<void> {
    await sellAndClose();
    await allSent();
    let dir = stopTill();
    cpSync(join(dir, 'register.db'), join(folder, 'older.db'));
    startTill(dir);
    await sellAndClose();
    await allSent();
    dir = stopTill();
    cpSync(join(folder, 'older.db'), join(dir, 'register.db'));
    startTill(dir);
  }

  it('stops selling when head office is ahead of it, also after a restart without a network', async () => {
    await startOnOlderDatabase();
    await reaches('otherHistory');
    expect(till.register.tillSnapshot()).toMatchObject({
      phase: 'stopped',
      stopped: { code: 'headOfficeAhead' },
    });
    const signOn = await call(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    expect(signOn).toMatchObject({ ok: false, error: { code: 'storeFault' } });
    const dir = stopTill();
    await office.close();
    startTill(dir);
    await reaches('away');
    expect(till.register.tillSnapshot().stopped).toMatchObject({ code: 'headOfficeAhead' });
    await startOffice();
  });

  it('finishes the basket on the counter first, and sends nothing of a history that forks', async () => {
    await office.close();
    await startOnOlderDatabaseOffline();
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await startOffice();
    till.runTimers();
    await reaches('otherHistory');
    expect(till.register.tillSnapshot().phase).toBe('selling');
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    expect(till.register.tillSnapshot()).toMatchObject({
      phase: 'stopped',
      stopped: { code: 'headOfficeOther' },
    });
    expect(await atOffice()).toEqual(days(2));
  });

  async function startOnOlderDatabaseOffline(): Promise<void> {
    await startOffice();
    await startOnOlderDatabase();
    await reaches('otherHistory');
    const dir = stopTill();
    await office.close();
    cpSync(join(folder, 'older.db'), join(dir, 'register.db'));
    startTill(dir);
    await reaches('away');
    await openForSelling(till);
    // Enough to come past the last entry that head office has.
    for (let sales = 0; sales < 6; sales += 1) {
      await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
      await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    }
  }
});
