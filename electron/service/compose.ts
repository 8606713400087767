import { setImmediate as nextTurn } from 'node:timers/promises';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { displayContract, tillContract } from '../../contracts/till/contract.ts';
import type { DisplaySnapshot, TillSnapshot } from '../../contracts/till/snapshot.ts';
import { offersOf } from '../../core/journal/loss.ts';
import { openStore, type RegisterStore } from '../../db/store.ts';
import { buildDevices, type Devices } from '../../native/device/build-devices.ts';
import { reasonOf } from '../../native/device/terminal-drivers.ts';
import type { TillContext } from '../../till/runtime/context.ts';
import { keepPinsOf } from '../../till/session/people.ts';
import type { DeviceStatus } from '../../till/ports/device.ts';
import type { Log, Timers } from '../../till/ports/system.ts';
import { type Reply, refuse, reply } from '../../till/runtime/reply.ts';
import { type Register, startRegister as startTill } from '../../till/register.ts';
import { TillState } from '../../till/runtime/state.ts';
import { type StopReason, stoppedDisplay, stoppedSnapshot } from '../../till/stopped-register.ts';
import { uploadFiles } from './upload-files.ts';
import {
  type Beginning,
  type Halted,
  halt,
  headOfficeOf,
  lossOf,
  type Read,
  withJournalOfHeadOffice,
} from './before-start.ts';
import type { FaultPoint } from './fault-points.ts';
import { applyIncomingFiles, type IncomingResult, readCatalogueAgain } from './incoming-files.ts';
import type { Handlers } from './ipc-server.ts';
import { loadPinSeal } from './pin-seal.ts';
import { argon2Verifier } from './pin-verifier.ts';
import { closeToOthers } from '../../host/private-folder.ts';
import { clock, stopwatch, timerAfter } from './real-time.ts';
import { loadRegisterKey } from './register-key.ts';
import { readRegisterSettings, tillSettings } from './register-settings.ts';
import { refuseCopyPlace } from './refuse-copy-place.ts';
import { noteFirstStart, refuseLostData } from './refuse-lost-data.ts';
import { refuseLeftCopy } from './refuse-left-copy.ts';
import { restoreSession } from './session-memory.ts';
import { pricesOf, ratesThatWait, settingsInForce } from './settings-in-force.ts';
import { stopReason } from './stop-reason.ts';
import { terminalSetup } from './terminal-setup.ts';
import { noUploadFiles, trainingPrinter } from './training.ts';

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

const ids = { next: () => uuidv7() };

/** Head office may take this long over a day's batch before the call is given up. */
const HEAD_OFFICE_TIMEOUT_MS = 60_000;
/** Faults that go away by themselves or by a person's hand; the others need a look. */
const RETRY_START_MS = 5_000;
const RETRIED = new Set(['diskFull', 'readOnly', 'locked', 'io', 'exposed', 'dataGone']);

/**
 * The composition root: settings, database, devices and use cases become a register. It always
 * resolves: a register that cannot begin shows why on a plain screen, and begins as soon as a
 * passing cause (a full disk, a locked file) is gone.
 */
export async function startRegister(options: RegisterOptions): Promise<RunningRegister> {
  const timers = options.timers ?? { after: timerAfter };
  let current: Current = NOT_BEGUN;
  let isClosed = false;
  let cancelRetry: () => void = () => undefined;
  /** One change of `current` after the other. */
  let turning: Promise<void> = Promise.resolve();

  function turn(change: () => Promise<void>): Promise<void> {
    turning = turning.then(() => (isClosed ? undefined : change()));
    return turning;
  }

  async function beginAnew(shown: number, waitsForCopy = false): Promise<void> {
    // Calls that come meanwhile find nobody.
    current = { ...NOT_BEGUN, revision: shown };
    const next = await begin(options, { shown, again: restart, waitsForCopy });
    // Closed meanwhile: what began has to end with the rest.
    if (isClosed && next.kind !== 'stopped') await next.close();
    if (isClosed) return;
    current = next;
    if (next.kind === 'stopped' && RETRIED.has(next.reason.code)) {
      cancelRetry = timers.after(RETRY_START_MS, () => {
        void turn(() => beginAnew(next.revision));
      });
    }
  }

  /** What runs or is halted ends in order, and the register begins anew as after a power cut. */
  function restart(): void {
    void turn(async () => {
      const before = current;
      if (before.kind === 'stopped') return;
      const shown = shownRevision(before);
      const doesCopyOppose = before.kind === 'running' && before.doesCopyOppose();
      await before.close();
      await beginAnew(shown, doesCopyOppose);
    });
  }
  await turn(() => beginAnew(0));

  return {
    handlers: forward(
      () => current,
      () => turning,
    ),
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
      await turning;
      if (current.kind !== 'stopped') await current.close();
    },
  };
}

type Current =
  | {
      kind: 'running';
      register: Register;
      doesCopyOppose: () => boolean;
      close: () => Promise<void>;
    }
  | Halted
  | { kind: 'stopped'; reason: StopReason; revision: number };

const NOT_BEGUN = {
  kind: 'stopped',
  reason: { code: 'starting', detail: '' },
  revision: 0,
} as const satisfies Current;

function shownRevision(current: Exclude<Current, { kind: 'stopped' }>): number {
  return current.kind === 'running' ? current.register.tillSnapshot().revision : current.revision;
}

async function begin(options: RegisterOptions, beginning: Beginning): Promise<Current> {
  const revision = beginning.shown + 1;
  try {
    return await run(options, beginning);
  } catch (caught) {
    const reason = stopReason(caught);
    if (reason === null) throw caught;
    options.log.error('the register cannot start', { code: reason.code, detail: reason.detail });
    options.publish.till(stoppedSnapshot(revision, reason));
    options.publish.display(stoppedDisplay(revision));
    return { kind: 'stopped', reason, revision };
  }
}

async function run(options: RegisterOptions, beginning: Beginning): Promise<Current> {
  const { dataDir, log } = options;
  closeToOthers(dataDir, log);
  const file = readRegisterSettings(dataDir);
  const settings = tillSettings(file);
  const { storeId, registerId } = settings;
  const identity = { storeId, registerId };
  const secondCopyPath = file.training ? null : file.secondCopyPath;
  refuseCopyPlace(secondCopyPath, dataDir);
  const openOther = (path: string) =>
    openStore({ path, secondCopyPath: null, clock, ids, identity, log });
  const open = () =>
    openStore({ path: join(dataDir, 'register.db'), secondCopyPath, clock, ids, identity, log });
  const databasePath = join(dataDir, 'register.db');
  await refuseLeftCopy(secondCopyPath, { store: () => openOther(databasePath), identity, log });
  const opened = open();
  let store = opened;
  try {
    noteFirstStart(store, dataDir);
    // Behind the database's lock: two programs that begin at one moment do not make two keys.
    const key = loadRegisterKey(dataDir);
    const pinSeal = loadPinSeal(dataDir);
    const read = { options, file, key, pinSeal, beginning, secondCopyPath, open, openOther };
    let loss = await lossOf(store, read);
    if (loss === null || offersOf(loss).takeCopy === 'no') {
      store = await withJournalOfHeadOffice(store, read, loss);
      // Asked once more only where something may be otherwise now: a dead disk is waited for once.
      if (loss !== null || store !== opened) loss = await lossOf(store, read);
    }
    if (loss !== null) return halt(store, loss, read);
    if (!file.training) refuseLostData(store, dataDir);
    return await runOn(store, options, read);
  } catch (caught) {
    // Left open it would lock out the next try, and every one after that.
    store.close();
    throw caught;
  }
}

/** Where the published catalogue and people are looked for, and what they are checked against. */
function incomingFrom(of: {
  readonly dataDir: string;
  readonly log: RegisterOptions['log'];
  readonly store: RegisterStore;
  readonly currency: ReturnType<typeof tillSettings>['currency'];
  readonly file: Read['file'];
  readonly pinSeal: Read['pinSeal'];
  readonly inForce: ReturnType<typeof settingsInForce>;
}) {
  const { dataDir, log, store, currency, file, pinSeal, inForce } = of;
  const { taxRatesBp } = file;
  const departments = Object.keys(file.departments);
  const prices = pricesOf(inForce, file);
  return { dataDir, store, currency, departments, taxRatesBp, ...prices, pinSeal, log };
}

async function runOn(
  store: RegisterStore,
  options: RegisterOptions,
  { file, key, pinSeal, beginning }: Read,
): Promise<Current> {
  const { dataDir, log, timers } = options;
  const inForce = settingsInForce(store, file);
  let settingsFile = file;
  let settings = tillSettings(inForce.of(file));
  const { currency } = settings;
  const incomingOptions = incomingFrom({ ...options, store, currency, file, pinSeal, inForce });
  const heldNow = () => [...inForce.held, ...ratesThatWait(store, file.taxRatesBp)];
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
    reasonOf,
    terminalSetup: terminalSetup({
      dataDir,
      terminal: devices.terminal,
      around,
      file: () => settingsFile,
      changed(changed) {
        settingsFile = changed;
        settings = tillSettings(inForce.of(changed));
      },
    }),
    catalogueFile: {
      async readAgain() {
        const fault = await readCatalogueAgain(incomingOptions);
        ctx.state.heldSettings = heldNow();
        return fault;
      },
    },
    printer: file.training ? trainingPrinter(devices.printer, settings) : devices.printer,
    headOffice: headOfficeOf({ dataDir, file, key, timeoutMs: HEAD_OFFICE_TIMEOUT_MS }),
    uploadFiles: file.training ? noUploadFiles : uploadFiles(dataDir, log),
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
    ctx.state.heldSettings = heldNow();
    restoreSession(ctx);
    tellIncoming(ctx, incoming);
    listenToCopy(ctx, store);
    return startTill({
      ctx,
      scanner: devices.scanner,
      shownRevision: beginning.shown,
      onHalted: beginning.again,
      answersLeave: () => nextTurn(),
      secondCopy: () => secondCopyStatus(store),
      publish: options.publish,
    });
  });
  return {
    kind: 'running',
    register,
    doesCopyOppose: () => store.health().secondCopy.opposes !== null,
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

/** A second copy that begins to speak against the database while the register runs. */
function listenToCopy({ state }: TillContext, store: RegisterStore): void {
  const heard = () => {
    state.halted = 'copyOpposes';
    state.changed();
  };
  store.onCopyOpposes(heard);
  store.onCopyChange(() => state.changed());
  if (store.health().secondCopy.opposes !== null) heard();
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

/** A copy that is a few entries behind is at work; one whose disk does not take them is a fault. */
function secondCopyStatus(store: RegisterStore): DeviceStatus {
  const { state, error, onSameDisk } = store.health().secondCopy;
  if (state === 'off') return { state: 'off', code: null };
  const isFault = state !== 'ok' && (state !== 'behind' || error !== '');
  if (isFault) return { state: 'fault', code: state };
  return { state: 'ready', code: onSameDisk ? 'sameDisk' : null };
}

type TillHandlers = Handlers<typeof tillContract>;

/**
 * Calls go to the register of this moment, or are refused while there is none. While one begins they
 * wait for it: its first snapshot is out before it is here.
 */
function forward(current: () => Current, turned: () => Promise<void>): TillHandlers {
  const handlerOf = (name: keyof TillHandlers): AnyHandler => {
    const now = current();
    if (now.kind === 'running') return now.register.handlers[name];
    if (name === 'till.snapshot') return async () => reply(snapshotOf(now));
    if (now.kind === 'halted' && name === 'loss.decide') return now.halted.decide;
    const reason = now.kind === 'halted' ? now.halted.code : now.reason.code;
    return async () => refuse('storeFault', { reason });
  };
  return new Proxy({} as TillHandlers, {
    get: (_, name: keyof TillHandlers) => {
      if (!isBeginning(current()) || name === 'till.snapshot') return handlerOf(name);
      const later: AnyHandler = async (...call) => {
        await turned();
        return handlerOf(name)(...call);
      };
      return later;
    },
  });
}

/** One name's handler; which one it is only the caller knows. */
type AnyHandler = (...call: never[]) => Promise<Reply<unknown>>;

function isBeginning(now: Current): boolean {
  return now.kind === 'stopped' && now.reason === NOT_BEGUN.reason;
}

function snapshotOf(now: Exclude<Current, { kind: 'running' }>): TillSnapshot {
  const { revision } = now;
  if (now.kind === 'halted') return now.halted.snapshot(revision);
  const stopped = stoppedSnapshot(revision, now.reason);
  return isBeginning(now) ? { ...stopped, phase: 'starting', stopped: null } : stopped;
}
