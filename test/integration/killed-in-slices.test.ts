import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadHeaderSchema } from '../../contracts/head-office.ts';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { type HeadOffice, startHeadOffice } from '../../hq/serve.ts';
import { writePastSales } from '../perf/past-sales.ts';
import { startServiceInProcess } from '../perf/service-in-process.ts';
import { demoOperator } from '../perf/wares.ts';
import { withEmptyDatabase } from '../../hq/test-kit/empty-database.ts';

const SALES = 110;
let folder: string;
let office: HeadOffice;
let readerToken: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-killed-'));
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const dataDir = await withEmptyDatabase(join(folder, 'hq'));
  office = await startHeadOffice({ dataDir, port: 0, host: '127.0.0.1', log });
  readerToken = await office.createReaderToken('test');
});
afterAll(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Closes the day in another process that is killed the `hit`th time it stands between slices. */
async function closeAndKill(dataDir: string, hit: number): Promise<NodeJS.Signals | null> {
  const script = join(import.meta.dirname, 'day-closing-process.ts');
  const args = ['--import', import.meta.resolve('tsx'), script, dataDir];
  const env = { ...process.env, TILLWRIGHT_FAULT: `betweenSlices:${hit}` };
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal;
}

async function ask(path: string): Promise<string> {
  const headers = { authorization: `Bearer ${readerToken}` };
  return (await fetch(`${office.url}${path}`, { headers })).text();
}

describe('kill -9 between two slices of a day', () => {
  // About 340 entries: three such moments while the day is read, three while its file is
  // written, three while it is sent.
  it.each([
    { where: 'while it is added up', hit: 2, isClosed: false },
    { where: 'while its file is written', hit: 5, isClosed: true },
    { where: 'while it is sent', hit: 8, isClosed: true },
  ])('loses nothing and doubles nothing: $where', async ({ hit, isClosed }) => {
    const registerId = String(hit);
    const dataDir = join(folder, registerId);
    await writeRegisterFiles({
      dataDir,
      registerId,
      devices: { terminal: null, printer: null, scanner: null },
      headOffice: {
        url: office.url,
        enrolmentCode: await office.createEnrolmentCode('S001', registerId),
      },
      items: null,
    });
    writePastSales({ dataDir, sales: SALES, linesPerSale: 2, salesPerDay: SALES + 1 });
    expect(await closeAndKill(dataDir, hit)).toBe('SIGKILL');

    const service = await startServiceInProcess(dataDir);
    try {
      await service.must('session.signOn', demoOperator('manager'));
      expect(service.latest().businessDay === null).toBe(isClosed);
      if (!isClosed) await service.must('day.close', { skipSettlement: true });
      // Where it was closed nobody has to do anything.
      await service.until(({ toSend }) => toSend.acknowledgedTo > 0);
    } finally {
      await service.close();
    }
    expect(readdirSync(join(dataDir, 'outbox'))).toEqual([]);
    const [header = '', ...lines] = (await ask(`/v1/batches/S001/${registerId}/1`))
      .trimEnd()
      .split('\n');
    const { manifest } = uploadHeaderSchema.parse(JSON.parse(header));
    expect(manifest).toMatchObject({ sales: SALES, from: 1, to: lines.length });
    const sales = lines.filter((line) => line.includes('"type":"sale.completed"'));
    expect(new Set(sales).size).toBe(SALES);
    expect((await ask(`/v1/batches/S001/${registerId}/2`)).includes('error')).toBe(true);
  });
});
