import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLaneDevices } from '../../demo/lane-devices.ts';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { createPtyPair } from '../../native/simulators/line/pty-pair.ts';
import { inBenchFolder, pause } from './bench-folder.ts';
import { type Figure, type Findings, figure } from './figures.ts';
import type { BenchOptions } from './options.ts';
import type { WireUse } from './paced-line.ts';
import { openForSelling, scanAll, startServiceInProcess } from './service-in-process.ts';
import { percentile } from './statistics.ts';
import { codesToScan } from './wares.ts';

const BAUDS = [9600, 115_200] as const;
const PAYMENTS = 40;
const WARM_UP = 5;
/** So that the receipt of the sale before is out and copied. */
const REST_MS = 100;

/**
 * From the cashier's "card" reaching the service to the completed sale, with a customer and a
 * bank that take no time, against the time the payment's bytes alone take on the wire.
 */
export async function measureCardOverhead({ quick }: BenchOptions): Promise<Findings> {
  const figures: Figure[] = [];
  const payments = quick ? 2 : PAYMENTS;
  for (const baud of BAUDS) figures.push(...(await measureAt(baud, payments)));
  return {
    conditions: {
      payments,
      line: 'pty paced like an 8N2 wire, 11 bits a byte, in the terminal process',
      receipts: 'made by the terminal and sent to the register',
      terminal: 'simulated, no steps: its own work counts as overhead',
    },
    figures,
  };
}

interface Sample {
  readonly totalMs: number;
  readonly wire: WireUse;
}

function measureAt(baud: number, payments: number): Promise<Figure[]> {
  return inBenchFolder(async (folder) => {
    const pair = await createPtyPair();
    const lane = await openLaneDevices({ folder: join(folder, 'lane'), terminalStepMs: 0 });
    const terminal = await startTerminal(pair.far, baud);
    const dataDir = join(folder, 'register');
    await writeRegisterFiles({
      dataDir,
      registerId: '1',
      devices: {
        ...lane.settings,
        terminal: {
          protocol: 'zvt',
          line: { kind: 'serial', path: pair.near, baud, stopBits: 2 },
          terminalId: 'T1',
          password: '123456',
          customerLimitS: 0,
          takesWalletCodes: false,
          checksSignatures: false,
        },
      },
      headOffice: null,
      items: null,
    });
    const service = await startServiceInProcess(dataDir);
    try {
      await openForSelling(service);
      await service.until(({ devices }) => devices.terminal.state === 'ready');
      const samples: Sample[] = [];
      const codes = codesToScan(null, 3);
      for (let at = 0; at < payments + WARM_UP; at += 1) {
        const amountMinor = await scanAll(service, codes);
        await pause(REST_MS);
        await useOf(terminal);
        const startMs = performance.now();
        await service.must('pay.card', { amountMinor });
        await service.until(({ basket, payment }) => basket === null && payment === null);
        const totalMs = service.latestAtMs() - startMs;
        const sample = { totalMs, wire: await useOf(terminal) };
        if (at >= WARM_UP) samples.push(sample);
        await service.until(({ receiptsWaiting }) => receiptsWaiting === 0);
      }
      return figuresOf(baud, samples);
    } finally {
      await service.close();
      terminal.disconnect();
      await lane.close();
      await pair.close();
    }
  });
}

async function startTerminal(port: string, baud: number): Promise<ChildProcess> {
  const file = fileURLToPath(new URL('./paced-terminal.ts', import.meta.url));
  const child = fork(file, [port, String(baud)]);
  await once(child, 'message');
  return child;
}

/** What crossed the wire since the last time it was asked. */
async function useOf(terminal: ChildProcess): Promise<WireUse> {
  const answered = once(terminal, 'message');
  terminal.send('use');
  const [use] = (await answered) as [WireUse];
  return use;
}

function figuresOf(baud: number, samples: readonly Sample[]): Figure[] {
  const name = `card payment at ${baud} baud`;
  const over = samples.map(({ totalMs, wire }) => totalMs - wire.ms);
  const ratio = samples.map(({ totalMs, wire }) => totalMs / wire.ms);
  const wireMs = percentile(
    samples.map(({ wire }) => wire.ms),
    50,
  );
  const bytes = percentile(
    samples.map(({ wire }) => wire.bytes),
    50,
  );
  return [
    figure(`${name}, bytes on the wire, p50`, bytes, ''),
    figure(`${name}, time of these bytes, p50`, wireMs, 'ms'),
    figure(`${name}, beyond the bytes, p50`, percentile(over, 50), 'ms'),
    figure(`${name}, beyond the bytes, p95`, percentile(over, 95), 'ms'),
    figure(`${name}, whole ÷ bytes, p50`, percentile(ratio, 50), '×'),
  ];
}
