import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { RegisterSettings } from '../../contracts/settings.ts';
import type { displayContract, tillContract } from '../../contracts/till.ts';
import type { DisplaySnapshot, TillSnapshot } from '../../contracts/snapshot.ts';
import { openStore, type RegisterStore } from '../../db/store.ts';
import { buildDevices, type Devices } from '../../native/device/build-devices.ts';
import type { TillContext } from '../../till/context.ts';
import type { HeadOfficeLink } from '../../till/head-office-link.ts';
import { keepPinsOf } from '../../till/people.ts';
import type { DeviceStatus, Log, Timers } from '../../till/ports.ts';
import { refuse, reply } from '../../till/reply.ts';
import { type Register, startRegister as startTill } from '../../till/register.ts';
import { TillState } from '../../till/state.ts';
import { type StopReason, stoppedDisplay, stoppedSnapshot } from '../../till/stopped-register.ts';
import { StoreFault } from '../../till/store.ts';
import { batchFiles } from './batch-files.ts';
import type { FaultPoint } from './fault-points.ts';
import { headOfficeClient, noHeadOffice } from './head-office-client.ts';
import { applyIncomingFiles, type IncomingResult, readCatalogueAgain } from './incoming-files.ts';
import type { Handlers } from './ipc-server.ts';
import { loadPinSeal, type PinSeal } from './pin-seal.ts';
import { journalOfHeadOffice } from './journal-of-head-office.ts';
import { argon2Verifier } from './pin-verifier.ts';
import { closeFileToOthers, closeToOthers, ExposedFolder } from '../../host/private-folder.ts';
import { loadRegisterKey, type RegisterKey } from './register-key.ts';
import {
  enrolmentCodeNow,
  readRegisterSettings,
  SettingsFault,
  tillSettings,
  watchRegisterSettings,
} from './register-settings.ts';
import { restoreSession } from './session-memory.ts';
import { terminalSetup } from './terminal-setup.ts';
import { noBatchFiles, trainingPrinter } from './training.ts';

export interface RegisterOptions {
  readonly dataDir: string;
  readonly log: Log;
  readonly faultPoint: (name: FaultPoint) => void;
  /** Delays of devices and flows; default: the real ones. Tests have no minutes to wait. */
  readonly timers?: Timers;
  /** Somebody ended the program in the office; absent where there is none to end. */
  readonly endProgram?: () => void;
  readonly publish: {
    till(snapshot: TillSnapshot): void;
    display(snapshot: DisplaySnapshot): void;
  };
}

export interface RunningRegister {
  readonly handlers: Handlers<typeof tillContract>;
  readonly displayHandlers: Handlers<typeof displayContract>;
  windowGone(): void;
  close(): Promise<void>;
}

const clock = { nowMs: () => Date.now() };
const stopwatch = { readMs: () => performance.now() };
const ids = { next: () => uuidv7() };

/** Head office may take this long over a day's batch before the call is given up. */
const HEAD_OFFICE_TIMEOUT_MS = 60_000;
/** As long as head office itself lets a request take. */
const HEAD_OFFICE_SEND_TIMEOUT_MS = 5 * 60_000;
/** Before the register begins it is asked at most this long. */
const HEAD_OFFICE_START_MS = 10_000;
/** Faults that go away by themselves or by a person's hand; the others need a look. */
const RETRY_START_MS = 5_000;
const RETRIED = new Set(['diskFull', 'readOnly', 'locked', 'io', 'exposed']);

/**
 * The composition root: settings, database, devices and use cases become a register. It always
 * resolves: a register that cannot begin shows why on a plain screen, and begins as soon as a
 * passing cause (a full disk, a locked file) is gone.
 */
export async function startRegister(options: RegisterOptions): Promise<RunningRegister> {
  const timers = options.timers ?? { after: timerAfter };
  let current = await begin(options, 0);
  let isClosed = false;
  let cancelRetry: () => void = () => undefined;

  function watch(): void {
    if (current.kind !== 'stopped' || !RETRIED.has(current.reason.code)) return;
    const { revision } = current;
    cancelRetry = timers.after(RETRY_START_MS, () => {
      void tryAgain(revision);
    });
  }

  async function tryAgain(revision: number): Promise<void> {
    if (isClosed) return;
    const next = await begin(options, revision);
    // Closed meanwhile: what began has to end with the rest.
    if (isClosed && next.kind === 'running') await next.close();
    if (isClosed) return;
    current = next;
    watch();
  }
  watch();

  return {
    handlers: forward(() => current),
    displayHandlers: {
      'display.snapshot': async () =>
        reply(
          current.kind === 'running'
            ? current.register.displaySnapshot()
            : stoppedDisplay(current.revision),
        ),
    },
    windowGone() {
      if (current.kind === 'running') current.register.windowGone();
    },
    async close() {
      isClosed = true;
      cancelRetry();
      if (current.kind === 'running') await current.close();
    },
  };
}

type Current =
  | { kind: 'running'; register: Register; close: () => Promise<void> }
  | { kind: 'stopped'; reason: StopReason; revision: number };

/** `shown` is the last revision the windows have: they take nothing older. */
async function begin(options: RegisterOptions, shown: number): Promise<Current> {
  const revision = shown + 1;
  try {
    return await run(options, shown);
  } catch (caught) {
    const reason = stopReason(caught);
    if (reason === null) throw caught;
    options.log.error('the register cannot start', { code: reason.code, detail: reason.detail });
    options.publish.till(stoppedSnapshot(revision, reason));
    options.publish.display(stoppedDisplay(revision));
    return { kind: 'stopped', reason, revision };
  }
}

function stopReason(caught: unknown): StopReason | null {
  if (caught instanceof StoreFault) return { code: caught.code, detail: caught.message };
  if (caught instanceof SettingsFault) return { code: 'settings', detail: caught.message };
  if (caught instanceof ExposedFolder) return { code: 'exposed', detail: caught.message };
  return diskReason(caught);
}

/** What the system says of a disk, in the words of a database fault. */
const DISK_REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOSPC', 'diskFull'],
  ['EDQUOT', 'diskFull'],
  ['EROFS', 'readOnly'],
  ['EACCES', 'readOnly'],
  ['EPERM', 'readOnly'],
  ['EIO', 'io'],
]);

/** The same for the files beside the database: the register's key, a refused file's reasons. */
function diskReason(caught: unknown): StopReason | null {
  if (!(caught instanceof Error && 'code' in caught)) return null;
  const code = DISK_REASONS.get(caught.code);
  return code === undefined ? null : { code, detail: caught.message };
}

async function run(options: RegisterOptions, shownRevision: number): Promise<Current> {
  const { dataDir, log } = options;
  closeToOthers(dataDir, log);
  const file = readRegisterSettings(dataDir);
  if (file.secondCopyPath !== null) closeFileToOthers(file.secondCopyPath, log);
  const settings = tillSettings(file);
  const key = loadRegisterKey(dataDir);
  const pinSeal = loadPinSeal(dataDir);
  const { storeId, registerId } = settings;
  const open = () =>
    openStore({
      path: join(dataDir, 'register.db'),
      secondCopyPath: file.training ? null : file.secondCopyPath,
      clock,
      ids,
      identity: { storeId, registerId },
      log,
    });
  const opened = open();
  let store = opened;
  try {
    store = await withJournalOfHeadOffice(opened, { options, file, key, open });
    return await runOn(store, { options, file, key, pinSeal, shownRevision });
  } catch (caught) {
    // Left open it would lock out the next try, and every one after that.
    store.close();
    throw caught;
  }
}

interface BeforeStart {
  readonly options: RegisterOptions;
  readonly file: RegisterSettings;
  readonly key: RegisterKey;
  readonly open: () => RegisterStore;
}

/** Nobody sells before this: a head office that does not answer is not waited for long. */
function withJournalOfHeadOffice(
  store: RegisterStore,
  { options, file, key, open }: BeforeStart,
): Promise<RegisterStore> {
  const { dataDir, log } = options;
  const headOffice = headOfficeOf({ dataDir, file, key, timeoutMs: HEAD_OFFICE_START_MS });
  const ctx = { store, headOffice, settings: tillSettings(file), log, state: new TillState() };
  return journalOfHeadOffice({ dataDir, ctx, store, reopen: open, nowMs: clock.nowMs });
}

interface HeadOfficeParts {
  readonly dataDir: string;
  readonly file: RegisterSettings;
  readonly key: RegisterKey;
  readonly timeoutMs: number;
}

function headOfficeOf({ dataDir, file, key, timeoutMs }: HeadOfficeParts): HeadOfficeLink {
  if (file.headOffice === null || file.training) return noHeadOffice(key.publicKey);
  return headOfficeClient({
    url: file.headOffice.url,
    enrolmentCode: () => enrolmentCodeNow(dataDir),
    onNewCode: (listener) => watchRegisterSettings(dataDir, listener),
    storeId: file.storeId,
    registerId: file.registerId,
    publicKey: key.publicKey,
    timeoutMs,
    sendTimeoutMs: HEAD_OFFICE_SEND_TIMEOUT_MS,
  });
}

interface Read {
  readonly options: RegisterOptions;
  readonly file: RegisterSettings;
  readonly key: RegisterKey;
  readonly pinSeal: PinSeal;
  readonly shownRevision: number;
}

async function runOn(
  store: RegisterStore,
  { options, file, key, pinSeal, shownRevision }: Read,
): Promise<Current> {
  const { dataDir, log, timers } = options;
  let settingsFile = file;
  let settings = tillSettings(file);
  const { currency } = settings;
  const incomingOptions = {
    dataDir,
    store,
    currency,
    departments: Object.keys(file.departments),
    taxRatesBp: file.taxRatesBp,
    pinSeal,
    log,
  };
  store.write((tx) => keepPinsOf(tx, pinSeal.id));
  const incoming = await applyIncomingFiles(incomingOptions);
  const around = { currency, clock, log, ...(timers === undefined ? {} : { timers }) };
  const devices = buildDevices(file.devices, around);
  const ctx: TillContext = {
    get settings() {
      return settings;
    },
    store,
    terminal: devices.terminal,
    terminalSetup: terminalSetup({
      dataDir,
      terminal: devices.terminal,
      around,
      file: () => settingsFile,
      changed(changed) {
        settingsFile = changed;
        settings = tillSettings(changed);
      },
    }),
    catalogueFile: { readAgain: () => readCatalogueAgain(incomingOptions) },
    printer: file.training ? trainingPrinter(devices.printer, settings) : devices.printer,
    headOffice: headOfficeOf({ dataDir, file, key, timeoutMs: HEAD_OFFICE_TIMEOUT_MS }),
    batchFiles: file.training ? noBatchFiles : batchFiles(dataDir, log),
    clock,
    stopwatch,
    ids,
    timers: timers ?? { after: timerAfter },
    log,
    pins: argon2Verifier(pinSeal),
    signer: key,
    state: new TillState(),
    endProgram: options.endProgram ?? (() => undefined),
    faultPoint: options.faultPoint,
  };
  const register = startOrClose(devices, () => {
    restoreSession(ctx);
    tellIncoming(ctx, incoming);
    return startTill({
      ctx,
      scanner: devices.scanner,
      shownRevision,
      secondCopy: () => secondCopyStatus(store),
      publish(till, display) {
        options.publish.till(till);
        options.publish.display(display);
      },
    });
  });
  return {
    kind: 'running',
    register,
    async close() {
      register.stop();
      await devices.close();
      await store.settled();
      store.close();
    },
  };
}

/** Lets the lines go again when the register does not start: the next try wants them. */
function startOrClose(devices: Devices, start: () => Register): Register {
  try {
    return start();
  } catch (caught) {
    void devices.close();
    throw caught;
  }
}

function tellIncoming(ctx: TillContext, results: readonly IncomingResult[]): void {
  for (const result of results) {
    if (result.outcome === 'applied' && result.file === 'catalogue.csv') {
      ctx.state.notify('accepted', 'catalogueApplied', { items: result.count });
    }
  }
  // Nobody looks yet: it is told when somebody signs on who can do something about it.
  ctx.state.refusedFiles = results.flatMap((result) =>
    result.outcome === 'refused' ? [{ file: result.file, fault: result.fault }] : [],
  );
}

function timerAfter(delayMs: number, action: () => void): () => void {
  const timer = setTimeout(action, delayMs);
  return () => clearTimeout(timer);
}

/** A copy that is a few entries behind is at work; one whose disk does not take them is a fault. */
function secondCopyStatus(store: RegisterStore): DeviceStatus {
  const { state, error } = store.health().secondCopy;
  if (state === 'off') return { state: 'off', code: null };
  const isFault = state === 'missing' || error !== '';
  return isFault ? { state: 'fault', code: state } : { state: 'ready', code: null };
}

/** Calls go to the register of this moment, or are refused while there is none. */
function forward(current: () => Current): Handlers<typeof tillContract> {
  return new Proxy({} as Handlers<typeof tillContract>, {
    get: (_, name: keyof typeof tillContract) => {
      const now = current();
      if (now.kind === 'running') return now.register.handlers[name];
      return async () =>
        name === 'till.snapshot'
          ? reply(stoppedSnapshot(now.revision, now.reason))
          : refuse('storeFault', { reason: now.reason.code });
    },
  });
}
