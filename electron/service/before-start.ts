import type { DisplaySnapshot, TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { RegisterSettings } from '../../contracts/settings.ts';
import type { Loss } from '../../core/journal/loss.ts';
import type { RegisterStore } from '../../db/store.ts';
import type { AccessContext } from '../../till/head-office/access.ts';
import type { HeadOfficeLink } from '../../till/ports/head-office.ts';
import { hearWitnesses } from '../../till/loss/witnesses.ts';
import type { Log } from '../../till/ports/system.ts';
import { TillState } from '../../till/runtime/state.ts';
import { stoppedDisplay } from '../../till/stopped-register.ts';
import { type HaltedRegister, haltRegister } from './halted-register.ts';
import { headOfficeClient, noHeadOffice } from './head-office-client.ts';
import { journalOfHeadOffice } from './journal-of-head-office.ts';
import type { PinSeal } from './pin-seal.ts';
import { argon2Verifier } from './pin-verifier.ts';
import { clock, inTime, stopwatch } from './real-time.ts';
import type { RegisterKey } from './register-key.ts';
import { enrolmentCodeNow, tillSettings, watchRegisterSettings } from './register-settings.ts';

/** As long as head office itself lets a request take. */
const HEAD_OFFICE_SEND_TIMEOUT_MS = 5 * 60_000;
/** Before the register begins head office is asked at most this long. */
const HEAD_OFFICE_START_MS = 10_000;
/** A disk of the second copy that does not answer by then is looked at while the register sells. */
const COPY_START_MS = 10_000;

/** How a register comes to be once more. */
export interface Beginning {
  /** The last revision the windows have: they take nothing older. */
  readonly shown: number;
  /** Ends this register and lets another one begin. */
  readonly again: () => void;
  /** The second copy speaks against the database: it is read to its end, however slow its disk is. */
  readonly waitsForCopy: boolean;
}

export interface BeforeStartOptions {
  readonly dataDir: string;
  readonly log: Log;
  readonly faultPoint: (name: 'duringDecision') => void;
  readonly publish: {
    till(snapshot: TillSnapshot): void;
    display(snapshot: DisplaySnapshot): void;
  };
}

/** What is read, and how databases are opened, before a register begins. */
export interface Read {
  readonly options: BeforeStartOptions;
  readonly file: RegisterSettings;
  readonly key: RegisterKey;
  readonly pinSeal: PinSeal;
  readonly beginning: Beginning;
  readonly secondCopyPath: string | null;
  readonly open: () => RegisterStore;
  readonly openOther: (path: string) => RegisterStore;
}

/** Everybody who knows the journal is heard before anything is sold or written. */
export async function lossOf(store: RegisterStore, read: Read): Promise<Loss | null> {
  const { pinSeal, options, beginning } = read;
  if (beginning.waitsForCopy) await store.copyExamined();
  else await inTime(store.copyExamined(), COPY_START_MS);
  return hearWitnesses({
    ...accessOf(store, read),
    copyOpposes: store.health().secondCopy.opposes !== null,
    readCopy: (headOffice) => store.copyWitness(headOffice),
    pinSecretId: pinSeal.id,
    log: options.log,
  });
}

function accessOf(store: RegisterStore, { options, file, key }: Read): AccessContext {
  const { dataDir, log } = options;
  const headOffice = headOfficeOf({ dataDir, file, key, timeoutMs: HEAD_OFFICE_START_MS });
  return { store, headOffice, settings: tillSettings(file), log, state: new TillState() };
}

/** Nobody sells before this: a head office that does not answer is not waited for long. */
export function withJournalOfHeadOffice(
  store: RegisterStore,
  read: Read,
  loss: Loss | null,
): Promise<RegisterStore> {
  const { options, secondCopyPath, open, openOther } = read;
  const { dataDir } = options;
  const ctx = accessOf(store, read);
  const { nowMs } = clock;
  return journalOfHeadOffice({
    dataDir,
    ctx,
    store,
    secondCopyPath,
    reopen: open,
    openOther,
    nowMs,
    loss,
  });
}

/** A register that waits for a decision. */
export interface Halted {
  readonly kind: 'halted';
  readonly halted: HaltedRegister;
  readonly revision: number;
  close(): Promise<void>;
}

/** The register waits for somebody's decision; a new code from head office is one too. */
export function halt(store: RegisterStore, loss: Loss, read: Read): Halted {
  const { options, file, pinSeal, beginning, secondCopyPath, openOther } = read;
  const { dataDir, log, publish, faultPoint } = options;
  const revision = beginning.shown + 1;
  const settings = tillSettings(file);
  const halted = haltRegister({
    dataDir,
    secondCopyPath,
    store,
    openOther,
    loss,
    settings,
    pins: argon2Verifier(pinSeal),
    stopwatch,
    nowMs: clock.nowMs,
    log,
    faultPoint,
    over: beginning.again,
  });
  log.error('nothing is sold: the database is not all there is', { code: halted.code });
  publish.till(halted.snapshot(revision));
  publish.display(stoppedDisplay(revision, settings));
  const forgetCode = accessOf(store, read).headOffice.onNewCode(beginning.again);
  return {
    kind: 'halted',
    halted,
    revision,
    async close() {
      forgetCode();
      await halted.close();
    },
  };
}

interface HeadOfficeParts {
  readonly dataDir: string;
  readonly file: RegisterSettings;
  readonly key: RegisterKey;
  readonly timeoutMs: number;
}

/** The way to head office; none in training, and where the settings name none. */
export function headOfficeOf({ dataDir, file, key, timeoutMs }: HeadOfficeParts): HeadOfficeLink {
  if (file.headOffice === null || file.training) return noHeadOffice(key.publicKey);
  return headOfficeClient({
    url: file.headOffice.url,
    enrolmentCode: () => enrolmentCodeNow(dataDir),
    onNewCode: (listener) => watchRegisterSettings(dataDir, listener),
    storeId: file.storeId,
    registerId: file.registerId,
    key,
    timeoutMs,
    sendTimeoutMs: HEAD_OFFICE_SEND_TIMEOUT_MS,
  });
}
