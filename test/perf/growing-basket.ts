import { join } from 'node:path';
import { VOID_REASONS } from '../../core/basket/correction.ts';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { inBenchFolder } from './bench-folder.ts';
import { type Findings, figure, spreadFigures } from './figures.ts';
import type { BenchOptions } from './options.ts';
import {
  openForSelling,
  type ServiceInProcess,
  startServiceInProcess,
} from './service-in-process.ts';
import { spread } from './statistics.ts';
import { codesToScan, demoOperator } from './wares.ts';

const BASKETS = 12;
/** A basket holds no more. */
const LINES = 500;
/** Scans at either end of each basket that are compared. */
const AT_EACH_END = 10;
const TARGET_RATIO = 1.2;
const TARGET_EMPTY_BYTES = 2_000;
const REASON = VOID_REASONS[0];

interface Scans {
  readonly ms: number[];
  /** What a scan's changes are as JSON, both windows together. */
  readonly bytes: number[];
}

/**
 * How long the service works on a scan, from the window's request to its answer, all that is sent to
 * both windows included: at the first lines of a basket against the last ones a basket may have.
 * And how much is sent.
 */
export function measureGrowingBasket({ quick }: BenchOptions): Promise<Findings> {
  const [baskets, lines] = quick ? [1, 30] : [BASKETS, LINES];
  return inBenchFolder(async (folder) => {
    const dataDir = join(folder, 'register');
    const devices = { terminal: null, printer: null, scanner: null };
    await writeRegisterFiles({ dataDir, registerId: '1', devices, headOffice: null, items: null });
    const service = await startServiceInProcess(dataDir);
    try {
      await openForSelling(service);
      return await fillBaskets(service, { baskets, lines });
    } finally {
      await service.close();
    }
  });
}

async function fillBaskets(
  service: ServiceInProcess,
  { baskets, lines }: { baskets: number; lines: number },
): Promise<Findings> {
  const first: Scans = { ms: [], bytes: [] };
  const last: Scans = { ms: [], bytes: [] };
  const empty: number[] = [];
  const { operatorId, pin } = demoOperator('manager');
  // Fewer wares than lines: a basket of 500 has some of them twice.
  const wares = codesToScan(null, 100);
  const codes = Array.from({ length: lines }, (_, index) => wares[index % wares.length] ?? '');
  // The first basket warms up and is not counted.
  for (let basket = 0; basket <= baskets; basket += 1) {
    await service.must('sale.multiply', { quantityThousandths: null });
    if (basket > 0) empty.push(service.takeSentBytes());
    for (const [index, text] of codes.entries()) {
      service.takeSentBytes();
      const startMs = performance.now();
      await service.must('sale.scan', { text, source: 'wedge' });
      const ms = performance.now() - startMs;
      const scans = index < AT_EACH_END ? first : index >= lines - AT_EACH_END ? last : null;
      if (basket === 0 || scans === null) continue;
      scans.ms.push(ms);
      scans.bytes.push(service.takeSentBytes());
    }
    if (service.latest().basket?.lines.length !== lines) throw new Error('a scan made no line');
    await service.must('sale.voidBasket', { reason: REASON, approval: { operatorId, pin } });
    service.takeSentBytes();
  }
  const name = `service time of a scan, line 1 to ${AT_EACH_END}`;
  const lastName = `service time of a scan, line ${lines - AT_EACH_END + 1} to ${lines}`;
  return {
    conditions: { baskets, lines, runsIn: `plain Node ${process.versions.node}, both windows` },
    figures: [
      ...spreadFigures(name, first.ms),
      ...spreadFigures(lastName, last.ms),
      figure('last lines ÷ first lines, p50', ratio(last, first), '×', TARGET_RATIO),
      figure('bytes of a change, empty basket, p50', spread(empty).p50, '', TARGET_EMPTY_BYTES),
      figure('bytes of a scan at the first lines, p50', spread(first.bytes).p50, ''),
      figure('bytes of a scan at the last lines, p50', spread(last.bytes).p50, ''),
    ],
  };
}

function ratio(one: Scans, other: Scans): number {
  return spread(one.ms).p50 / spread(other.ms).p50;
}
