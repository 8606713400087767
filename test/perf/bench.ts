// `npm run bench`: measures the register. Started by build/cli/bench.mjs, which sets everything up.
import { writeFileSync } from 'node:fs';
import { measureCardOverhead } from './card-overhead.ts';
import { measureColdStart } from './cold-start.ts';
import { measureEndOfDay } from './end-of-day.ts';
import { type Findings, type Measurement, printFigure } from './figures.ts';
import { measureGrowingBasket } from './growing-basket.ts';
import { measureLateSale } from './late-sale.ts';
import { measureLoopBlock } from './loop-block.ts';
import { describeMachine, loadNow } from './machine.ts';
import { measureMemory } from './memory.ts';
import { type BenchOptions, HELP, type MeasurementName, readOptions } from './options.ts';
import { measureScanToPaint } from './scan-to-paint.ts';
import { measureStatusToScreen } from './status-to-screen.ts';
import { measureTenderToDurable } from './tender-to-durable.ts';

const MEASURE: Record<MeasurementName, (options: BenchOptions) => Promise<Findings>> = {
  tender: measureTenderToDurable,
  day: measureEndOfDay,
  block: measureLoopBlock,
  late: measureLateSale,
  basket: measureGrowingBasket,
  card: measureCardOverhead,
  start: measureColdStart,
  memory: measureMemory,
  scan: measureScanToPaint,
  status: measureStatusToScreen,
};

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Exit code 0 also when a target is missed: a figure is news, not a fault. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (!options.ok) {
    process.stderr.write(`${options.error}\n`);
    return 1;
  }
  if (options.value.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const machine = describeMachine(process.env);
  say(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
  say(`Electron ${machine.electron} (${machine.electronSource})`);
  const measurements: Measurement[] = [];
  for (const name of options.value.only) {
    const measurement = await measure(name, options.value);
    measurements.push(measurement);
    // Written after each: a run that is cut short keeps what it has.
    save(options.value, { machine, measurements });
  }
  return 0;
}

async function measure(name: MeasurementName, options: BenchOptions): Promise<Measurement> {
  const loadBefore = loadNow();
  const startedMs = performance.now();
  say(`\n${name} (load average ${loadBefore.toFixed(2)}) ...`);
  const findings = await MEASURE[name](options);
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  for (const each of findings.figures) say(printFigure(each));
  return { name, ...findings, seconds, loadBefore, loadAfter: loadNow() };
}

function save({ json, quick }: BenchOptions, result: object): void {
  if (json !== null) writeFileSync(json, `${JSON.stringify({ quick, ...result }, null, 2)}\n`);
}

process.exitCode = await main();
