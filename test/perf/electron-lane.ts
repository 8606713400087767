import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { uuidv7 } from 'uuidv7';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { TillCallName, TillInput } from '../../contracts/till/contract.ts';
import { electronPath, registerArguments } from '../../demo/electron-program.ts';
import { type LaneDevices, openLaneDevices } from '../../demo/lane-devices.ts';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { demoOperator } from './wares.ts';

/** A lane whose register is the real program; its devices are simulators on real lines. */
export interface ElectronLane {
  readonly dataDir: string;
  readonly devices: LaneDevices;
  /** Starts the program; one at a time. */
  launch(): Promise<RunningProgram>;
  close(): Promise<void>;
}

export interface RunningProgram {
  readonly app: ElectronApplication;
  readonly till: Page;
  close(): Promise<void>;
}

/** A catalogue of 100,000 items is applied at the first start, before the service is ready. */
const FIRST_START_MS = 120_000;

/**
 * Lays a lane out with so many items (null: the demo assortment); `terminalStepMs` is how long each
 * step at the card terminal takes, `customerDisplay` opens the customer's window too. Nothing is
 * started yet.
 */
export async function openElectronLane(
  folder: string,
  items: number | null,
  terminalStepMs = 0,
  customerDisplay = false,
): Promise<ElectronLane> {
  const devices = await openLaneDevices({ folder: join(folder, 'lane'), terminalStepMs });
  const dataDir = join(folder, 'register');
  await writeRegisterFiles({
    dataDir,
    registerId: '1',
    devices: devices.settings,
    headOffice: null,
    items,
  });
  return {
    dataDir,
    devices,
    launch: () =>
      launch(
        registerArguments(dataDir, customerDisplay ? ['--customer-display=window'] : []),
        'till',
      ),
    close: () => devices.close(),
  };
}

/** Starts Electron with these arguments and waits for the window of `host`, null: the first one. */
export async function launch(
  args: readonly string[],
  host: string | null = null,
): Promise<RunningProgram> {
  const app = await _electron.launch({
    executablePath: electronPath(),
    args: [...args],
    env: Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  });
  const till = await (host === null ? app.firstWindow() : windowAt(app, host));
  return { app, till, close: () => app.close() };
}

/** The window of this host, `till` or `display`; waits until it is there. */
export async function windowAt(app: ElectronApplication, host: string): Promise<Page> {
  const isIt = (page: Page) => page.url().startsWith(`app://${host}/`);
  const known = app.windows().find(isIt);
  if (known !== undefined) return known;
  return app.waitForEvent('window', {
    predicate: async (page) => {
      await page.waitForURL(/^app:/);
      return isIt(page);
    },
  });
}

/** Resolves when the window has a line to a service that is ready. */
export async function untilLinked(till: Page): Promise<void> {
  till.setDefaultTimeout(FIRST_START_MS);
  await till.waitForFunction(() => 'tillwright' in window);
  await till.evaluate(
    () =>
      new Promise<void>((resolve) => {
        window.tillwright.link((state) => {
          if (state === 'up') resolve();
        });
      }),
  );
}

/** Sends a command over the window's own line; throws when it is refused. */
export async function must<N extends TillCallName>(
  till: Page,
  name: N,
  input: TillInput<N>,
): Promise<void> {
  const call = { name, commandId: uuidv7(), input };
  const reply = await till.evaluate(
    (sent) => window.tillwright.call(sent.name, sent.commandId, sent.input),
    call,
  );
  if (!reply.ok) throw new Error(`${name} was refused: ${reply.error.code}`);
}

/** The service's state, asked over the window's line. */
export async function snapshotOf(till: Page): Promise<TillSnapshot> {
  const reply = await till.evaluate(() => window.tillwright.call('till.snapshot', null, {}));
  if (!reply.ok) throw new Error(`no snapshot: ${reply.error.code}`);
  // The service parses each answer with the contract's schema before it sends it.
  return reply.value as TillSnapshot;
}

/** Opens day and shift as the manager does, then hands over to a cashier. */
export async function openForSelling(till: Page): Promise<void> {
  await must(till, 'session.signOn', demoOperator('manager'));
  await must(till, 'day.open', {});
  await must(till, 'session.signOff', {});
  await must(till, 'session.signOn', demoOperator('cashier'));
  await must(till, 'shift.open', { floatMinor: 20_000 });
}

/** Resolves when the register hears its scanner. */
export async function untilScannerReady(till: Page): Promise<void> {
  await till.waitForFunction(async () => {
    const reply = await window.tillwright.call('till.snapshot', null, {});
    const { devices } = (reply.ok ? reply.value : {}) as Partial<TillSnapshot>;
    return devices?.scanner.state === 'ready';
  });
}

/** Pays what is due in cash, exactly. */
export async function payCash(till: Page): Promise<void> {
  const { basket } = await snapshotOf(till);
  if (basket === null) throw new Error('there is nothing to pay');
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: basket.cashDueMinor });
}
