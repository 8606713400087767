import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isEntry } from '../../core/journal/typed-entry.ts';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { type HeadOffice, startHeadOffice } from '../../hq/serve.ts';
import {
  copyLines,
  copyOf,
  databaseOf,
  journalOf,
  keptIn,
  MANAGER,
  open,
  removeDatabaseOf,
  sell,
  type Service,
  startService,
} from './halted-kit.ts';
import { withEmptyDatabase } from '../../hq/test-kit/empty-database.ts';

let folder: string;
let dataDir: string;
let office: HeadOffice;
let service: Service;

const log = { info: () => {}, warn: () => {}, error: () => {} };
const allSent = () =>
  service.until(
    ({ toSend, devices }) => toSend.acknowledgedTo > 0 && devices.headOffice.state === 'ready',
  );
const typesIn = (path: string) => journalOf(path).map(({ type }) => type);

async function closeDay(): Promise<void> {
  await service.must('shift.close', { counted: [] });
  await service.must('day.close', { skipSettlement: true });
}

/** One sale and a backup; then one more sale, the end of the day, and a sale of the next day. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-witnesses-'));
  dataDir = join(folder, 'register');
  const officeDir = await withEmptyDatabase(join(folder, 'hq'));
  office = await startHeadOffice({ dataDir: officeDir, port: 0, host: '127.0.0.1', log });
  await writeRegisterFiles({
    dataDir,
    registerId: '1',
    devices: { terminal: null, printer: null, scanner: null },
    headOffice: {
      url: office.url,
      enrolmentCode: await office.createEnrolmentCode('S001', '1'),
    },
    items: null,
  });
  service = await startService(dataDir);
  await open(service);
  await service.until(({ devices }) => devices.headOffice.state === 'ready');
  await sell(service, 1);
  await service.close();
  copyFileSync(databaseOf(dataDir), join(folder, 'morning.db'));
  copyFileSync(copyOf(dataDir), join(folder, 'morning.ndjson'));
  service = await startService(dataDir);
  await open(service);
  await sell(service, 1);
  await closeDay();
  await allSent();
  await service.must('day.open', {});
  await service.must('shift.open', { floatMinor: 0 });
  await sell(service, 1);
  await service.close();
  removeDatabaseOf(dataDir);
  copyFileSync(join(folder, 'morning.db'), databaseOf(dataDir));
});
afterEach(async () => {
  await service.close();
  await office.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('a database that copy and head office both speak against', () => {
  it('is made again from the copy, which holds more, and head office takes its days', async () => {
    service = await startService(dataDir);
    const { loss } = service.latest();
    expect(loss).toMatchObject({
      copy: { says: 'ahead', missing: { sales: 2 } },
      headOffice: { says: 'ahead' },
      offers: { takeCopy: 'manager', goOn: 'no' },
    });
    const goOn = { lossId: loss?.lossId ?? '', decision: 'goOn', approval: MANAGER } as const;
    expect(await service.call('loss.decide', goOn)).toMatchObject({
      ok: false,
      error: { code: 'questionChanged' },
    });
    await service.must('loss.decide', { ...goOn, decision: 'takeCopy' });
    await service.until(({ phase }) => phase === 'signedOff');
    await open(service);
    await sell(service, 1);
    await closeDay();
    const { toSend } = await service.until((now) => now.toSend.entries === 0);
    expect(toSend.acknowledgedTo).toBe(journalOf(databaseOf(dataDir)).length);
  });

  it('is fetched from head office with a new code where the copy has less', async () => {
    // One entry more than the database, a day less than head office.
    writeFileSync(
      copyOf(dataDir),
      `${copyLines(dataDir)
        .slice(0, morningEntries() + 1)
        .join('\n')}\n`,
    );
    service = await startService(dataDir);
    expect(service.latest()).toMatchObject({
      phase: 'stopped',
      loss: {
        copy: { says: 'ahead', badLine: null },
        headOffice: { says: 'ahead' },
        offers: { takeCopy: 'no', goOn: 'no' },
      },
    });
    typeCode(await office.createEnrolmentCode('S001', '1'));
    await service.until(({ phase }) => phase === 'signedOff');
    await open(service);
    expect(await sell(service, 1)).toEqual(['S001-1-000003']);
    await service.close();
    const fetched = journalOf(databaseOf(dataDir)).find((entry) =>
      isEntry(entry, 'journal.fetched'),
    );
    expect(fetched?.payload).toMatchObject({ why: 'headOfficeAhead', nextReceiptSeq: 3 });
    expect(keptIn(dataDir)).toHaveLength(1);
    // The copy is the beginning of what head office has: it goes on.
    expect(keptIn(dirname(copyOf(dataDir)))).toEqual([]);
    expect(copyLines(dataDir)).toHaveLength(typesIn(databaseOf(dataDir)).length);
    service = await startService(dataDir);
    expect(service.latest().loss).toBeNull();
  });

  it('asks head office’s last word where it cannot be reached', async () => {
    copyFileSync(join(folder, 'morning.ndjson'), copyOf(dataDir));
    service = await startService(dataDir);
    // No copy speaks against it: head office is heard while it runs, and it begins anew to ask.
    const { loss } = await service.until((now) => now.loss !== null);
    expect(loss).toMatchObject({ copy: null, headOffice: { says: 'ahead' } });
    const { seq } = loss?.headOffice ?? { seq: 0 };
    await service.close();
    await office.close();
    service = await startService(dataDir);
    expect(service.latest().loss?.headOffice).toEqual({ says: 'ahead', seq });
    office = await startHeadOffice({
      dataDir: join(folder, 'hq'),
      port: 0,
      host: '127.0.0.1',
      log,
    });
  });
});

function morningEntries(): number {
  return readFileSync(join(folder, 'morning.ndjson'), 'utf8').split('\n').length - 1;
}

/** What a person does who is given a new code. */
function typeCode(enrolmentCode: string): void {
  const path = join(dataDir, 'register.json');
  const settings = JSON.parse(readFileSync(path, 'utf8')) as { headOffice: object };
  settings.headOffice = { ...settings.headOffice, enrolmentCode };
  writeFileSync(path, JSON.stringify(settings, null, 2));
  expect(readdirSync(dataDir)).toContain('register.json');
}
