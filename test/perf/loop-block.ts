import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { startHeadOffice } from '../../hq/serve.ts';
import { inBenchFolder, pause } from './bench-folder.ts';
import { type Figure, type Findings, figure } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { writePastSales } from './past-sales.ts';
import { startServiceInProcess, untilCopied } from './service-in-process.ts';
import { median } from './statistics.ts';
import { demoOperator } from './wares.ts';

const LINES = 5;
const DAYS = [3_000, 10_000];
const ROUNDS = 3;
const LOG = { info: () => {}, warn: console.warn, error: console.error };

/** What is done with a full day, in its order; a day is closed once, so each round has its own. */
const STEPS = ['X report', 'shift closed', 'day closed', 'tried in vain', 'sent'] as const;
type Step = (typeof STEPS)[number];

/**
 * The longest time for which the service's loop did nothing else while a day was reported, closed,
 * tried to send and sent: so long a scan may have to wait. Head office is a process of its own.
 */
export function measureLoopBlock({ quick }: BenchOptions): Promise<Findings> {
  const days = quick ? [100] : DAYS;
  const rounds = quick ? 1 : ROUNDS;
  return inBenchFolder(async (folder) => {
    const figures: Figure[] = [];
    for (const sales of days) {
      const blocks: Record<Step, number>[] = [];
      for (let round = 0; round < rounds; round += 1) {
        blocks.push(await measureDay(join(folder, `${sales}-${round}`), sales));
      }
      for (const step of STEPS) {
        const samples = blocks.map((each) => each[step]);
        figures.push(figure(`${sales} sales, ${step}`, median(samples), 'ms'));
      }
    }
    return {
      conditions: {
        linesPerSale: LINES,
        rounds,
        values: 'longest gap between two turns of the loop; medians of the rounds',
        runsIn: `plain Node ${process.versions.node}, the composed service; head office beside it`,
      },
      figures,
    };
  });
}

async function measureDay(folder: string, sales: number): Promise<Record<Step, number>> {
  const dataDir = join(folder, 'register');
  const hqDir = join(folder, 'hq');
  const port = await freePort();
  const enrolmentCode = await codeFor(hqDir);
  await writeRegisterFiles({
    dataDir,
    registerId: '1',
    devices: { terminal: null, printer: null, scanner: null },
    headOffice: { url: `http://127.0.0.1:${port}`, enrolmentCode },
    items: null,
  });
  writePastSales({ dataDir, sales, linesPerSale: LINES, salesPerDay: sales + 1 });
  const service = await startServiceInProcess(dataDir);
  let office: ChildProcess | null = null;
  try {
    await service.must('session.signOn', demoOperator('manager'));
    await untilCopied(service);
    await service.must('report.x', {});
    await pause(200);
    const blocks = {} as Record<Step, number>;
    const take = async (step: Step, work: () => Promise<unknown>) => {
      blocks[step] = await longestBlock(work);
    };
    await take('X report', () => service.must('report.x', {}));
    await take('shift closed', () => service.must('shift.close', { counted: [] }));
    await take('day closed', () => service.must('day.close', { skipSettlement: true }));
    await take('tried in vain', () => service.must('upload.send', {}));
    office = await startOffice(hqDir, port);
    await take('sent', async () => {
      await service.must('upload.send', {});
      await service.until(({ toSend }) => toSend.acknowledgedTo > 0);
    });
    return blocks;
  } finally {
    await service.close();
    if (office !== null) await stopOffice(office);
  }
}

/** The longest time between two turns of the loop, in ms, until `work` is done. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let lastMs = performance.now();
  let longestMs = 0;
  let isOver = false;
  const look = () => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
  };
  const turn = () => {
    look();
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  isOver = true;
  look();
  return longestMs;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function codeFor(dataDir: string): Promise<string> {
  const office = await startHeadOffice({ dataDir, port: 0, host: '127.0.0.1', log: LOG });
  const code = await office.createEnrolmentCode('S001', '1');
  await office.close();
  return code;
}

async function startOffice(dataDir: string, port: number): Promise<ChildProcess> {
  const script = join(import.meta.dirname, '../../hq/cli.ts');
  const tsx = import.meta.resolve('tsx');
  const args = ['--import', tsx, script, '--data', dataDir, '--port', String(port)];
  const office = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  office.stderr.setEncoding('utf8');
  let said = '';
  for await (const text of office.stderr.iterator({ destroyOnReturn: false })) {
    said += String(text);
    if (said.includes('listens at')) break;
  }
  office.stderr.resume();
  if (office.exitCode !== null) throw new Error(`head office ended: ${said}`);
  return office;
}

async function stopOffice(office: ChildProcess): Promise<void> {
  office.kill('SIGTERM');
  if (office.exitCode === null) await once(office, 'exit');
}
