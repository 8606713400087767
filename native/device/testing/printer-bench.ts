import type { PrintDocument } from '../../../core/receipt/types.ts';
import { deafListener, type Line, type LineListener } from '../../simulators/line/line.ts';
import { createPrinter, type PrinterOptions } from '../../simulators/printer/printer.ts';
import { ManualTimers, settle } from '../../transport/testing/manual-timers.ts';
import { MemoryLine } from '../../transport/testing/memory-line.ts';
import { EscposPrinter } from '../printer/escpos-printer.ts';
import { keptLog } from './quiet-log.ts';

/** The far end of a line in memory, as a simulated printer holds it. */
function farEnd(memory: MemoryLine): Line {
  let listener: LineListener = deafListener;
  let isPulled = false;
  memory.onWrite = (bytes) => {
    if (!isPulled) listener.bytes(bytes);
  };
  return {
    kind: 'serial',
    address: 'memory',
    send: (bytes) => {
      if (!isPulled) memory.send(bytes);
    },
    listen: (heard) => {
      listener = heard;
    },
    setPulled: (pulled) => {
      isPulled = pulled;
    },
    hangUp: () => undefined,
    close: () => Promise.resolve(),
  };
}

/** A driver and a simulated printer on a line of 9,600 baud, all on one clock that a test moves. */
export function printerBench(options: Partial<PrinterOptions> = {}) {
  const baud = options.baud ?? 9600;
  const memory = new MemoryLine();
  const timers = new ManualTimers();
  const paper = createPrinter({
    columns: 42,
    mmPerSecond: 150,
    ...options,
    baud,
    line: farEnd(memory),
    clock: timers,
  });
  const driver = new EscposPrinter({
    transport: memory.near,
    profile: { columns: 42, codePage: 'cp858', cutter: true },
    timers,
    log: keptLog(),
    baud,
  });
  /** Moves time until a promise has settled; returns how long that took. */
  async function take<T>(promise: Promise<T>, mostMs = 600_000): Promise<[T, number]> {
    const fromMs = timers.nowMs();
    let isOver = false;
    const settled = promise.finally(() => {
      isOver = true;
    });
    await settle();
    while (!isOver && timers.nowMs() - fromMs < mostMs) await timers.advance(20);
    if (!isOver) throw new Error(`not over after ${mostMs} ms`);
    return [await settled, timers.nowMs() - fromMs];
  }
  async function ready(): Promise<void> {
    await timers.advance(6_000);
  }
  return { memory, timers, paper, driver, take, ready };
}

/** A document of so many lines, each with its number. */
export function documentOf(lines: number, name = 'line'): PrintDocument {
  return {
    columns: 42,
    blocks: Array.from({ length: lines }, (_, index) => ({
      kind: 'text',
      text: `${name} ${index + 1}`.padEnd(41, '.'),
      align: 'left',
      bold: false,
      size: 'normal',
    })),
  };
}
