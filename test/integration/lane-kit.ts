import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { DisplaySnapshot, TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { TillCallName, TillInput, TillOutput } from '../../contracts/till/contract.ts';
import { printKey } from '../../core/gs1/gtin.ts';
import { buildCatalogue } from '../../demo/catalogue/build-catalogue.ts';
import { readDemoData } from '../../demo/catalogue/demo-data.ts';
import { type LaneDevices, type LaneOptions, openLaneDevices } from '../../demo/lane-devices.ts';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { type RunningRegister, startRegister } from '../../electron/service/compose.ts';
import { patientClock, patientTimers } from '../../native/transport/testing/patient-timers.ts';
import type { Log } from '../../till/ports/system.ts';
import type { Reply } from '../../till/runtime/reply.ts';

/** A whole till-service in this process, with simulated devices on real lines. */
export interface TestLane extends LaneDevices {
  readonly dataDir: string;
  /** The newest state the windows would show. */
  snapshot(): TillSnapshot;
  /** Resolves with the first state from now on for which `fits` holds. */
  until(fits: (snapshot: TillSnapshot) => boolean): Promise<TillSnapshot>;
  call<N extends TillCallName>(name: N, input: TillInput<N>): Promise<Reply<TillOutput<N>>>;
  /** As `call`, and throws when it is refused. */
  must<N extends TillCallName>(name: N, input: TillInput<N>): Promise<TillOutput<N>>;
  /** Starts the register: at first, and again on the same data after `stop`. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Signs on and opens day and shift. */
  openForSelling(): Promise<void>;
  /** Scans one item with the serial scanner; its amount is the basket's total. */
  scanOne(): Promise<number>;
}

/**
 * Waits of a second and more pass twenty times as fast, those of minutes a hundred times: T3 (5 s)
 * is 250 ms, T4 (180 s) is 1.8 s. Shorter ones, such as the gap between two bytes, stay: the lines
 * are real.
 */
const quickTimers = {
  after: (delayMs: number, action: () => void) =>
    patientTimers.after(Math.round(delayMs / quickening(delayMs)), action),
};

function quickening(delayMs: number): number {
  if (delayMs < 1_000) return 1;
  return delayMs < 60_000 ? 20 : 100;
}

/** The simulated terminal's waits, in the same measure; no test waits until it misses a card. */
const QUICK_TERMINAL = {
  t2Ms: 250,
  t3Ms: 250,
  resultMs: 600,
  waitRepeatMs: 50,
  cardPromptMs: 100,
  twiceMs: 100,
};

const { operators } = readDemoData().store;
const manager = operators.find(({ role }) => role === 'manager');
const item = buildCatalogue().find(
  ({ unit, codes, priceMinor }) => unit === 'each' && codes.length > 0 && priceMinor > 300,
);

/** A code that the demo shop sells, as a scanner reads it. */
export const CODE = printKey(item?.codes[0] as Parameters<typeof printKey>[0]);
export const PRICE_MINOR: number = item?.priceMinor ?? 0;

export interface TestLaneOptions
  extends Pick<LaneOptions, 'terminalPassword' | 'wrapTerminalLine'> {
  readonly log?: (dataDir: string) => Log;
  /** Told of each snapshot that is published, as it goes to the windows. */
  readonly onPublish?: (snapshot: TillSnapshot | DisplaySnapshot) => void;
}

/** The newest state, and who waits for one. */
function watchSnapshots(onPublish: TestLaneOptions['onPublish']) {
  let latest: TillSnapshot | null = null;
  const waiting = new Set<() => void>();
  return {
    show(seen: TillSnapshot): void {
      latest = seen;
      onPublish?.(seen);
      for (const check of [...waiting]) check();
    },
    snapshot(): TillSnapshot {
      if (latest === null) throw new Error('the register has not shown anything yet');
      return latest;
    },
    until(fits: (seen: TillSnapshot) => boolean): Promise<TillSnapshot> {
      return new Promise((resolve) => {
        const check = () => {
          if (latest === null || !fits(latest)) return;
          waiting.delete(check);
          resolve(latest);
        };
        waiting.add(check);
        check();
      });
    },
  };
}

async function openForSelling({
  must,
  snapshot,
  until,
}: Pick<TestLane, 'must' | 'snapshot' | 'until'>): Promise<void> {
  const { operatorId = '', pin = '' } = manager ?? {};
  await must('session.signOn', { operatorId, pin });
  if (snapshot().businessDay === null) await must('day.open', {});
  if (snapshot().shift === null) await must('shift.open', { floatMinor: 20_000 });
  await until(({ devices: seen }) =>
    [seen.terminal, seen.printer, seen.scanner].every(({ state }) => state === 'ready'),
  );
}

async function scanOne(
  { scanner }: LaneDevices,
  { snapshot, until }: Pick<TestLane, 'snapshot' | 'until'>,
): Promise<number> {
  const before = snapshot().basket?.lines.length ?? 0;
  await scanner.scan(CODE);
  const { basket } = await until((seen) => seen.basket?.lines.length === before + 1);
  return basket?.totalMinor ?? 0;
}

/**
 * The shop's only register, without a head office. What it sells matters to no test of this kit, and
 * reading all of it takes longer than most.
 */
const ALONE = { registerId: '1', headOffice: null, items: 160 };

/** Lays a lane out; the register is not started yet. */
export async function openTestLane(options: TestLaneOptions = {}): Promise<TestLane> {
  const folder = mkdtempSync(join(tmpdir(), 'tillwright-lane-'));
  const devices = await openLaneDevices({
    ...options,
    folder,
    terminalStepMs: 0,
    terminalTiming: QUICK_TERMINAL,
    terminalClock: patientClock,
  });
  const dataDir = join(folder, 'register');
  await writeRegisterFiles({ dataDir, devices: devices.settings, ...ALONE });
  const log = options.log?.(dataDir) ?? { info: () => {}, warn: () => {}, error: () => {} };
  let register: RunningRegister | null = null;
  const { show, snapshot, until } = watchSnapshots(options.onPublish);

  async function call<N extends TillCallName>(
    name: N,
    input: TillInput<N>,
  ): Promise<Reply<TillOutput<N>>> {
    if (register === null) throw new Error('the register is not started');
    const handle: (...args: never[]) => unknown = register.handlers[name];
    const args = [input, { commandId: uuidv7() }];
    // One handler per name: its reply is the name's own.
    return (await Reflect.apply(handle, undefined, args)) as Reply<TillOutput<N>>;
  }

  async function must<N extends TillCallName>(
    name: N,
    input: TillInput<N>,
  ): Promise<TillOutput<N>> {
    const answer = await call(name, input);
    if (!answer.ok) throw new Error(`${name} was refused: ${answer.error.code}`);
    return answer.value;
  }

  async function start(): Promise<void> {
    register = await startRegister({
      dataDir,
      log,
      faultPoint: () => {},
      timers: quickTimers,
      publish: {
        till: show,
        display: (seen) => options.onPublish?.(seen),
      },
    });
  }

  async function stop(): Promise<void> {
    const running = register;
    register = null;
    await running?.close();
  }

  return {
    ...devices,
    dataDir,
    snapshot,
    until,
    call,
    must,
    start,
    stop,
    openForSelling: () => openForSelling({ must, snapshot, until }),
    scanOne: () => scanOne(devices, { snapshot, until }),
    async close() {
      await stop();
      await devices.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
