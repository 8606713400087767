import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { SnapshotNews, TillSlices } from '../../contracts/till/slices.ts';
import { tillSlicing } from '../../contracts/till/slices.ts';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { type TillCallName, tillContract, type TillInput } from '../../contracts/till/contract.ts';
import { startRegister } from '../../electron/service/compose.ts';
import type { FaultPoint } from '../../electron/service/fault-points.ts';
import type { ServerPort } from '../../electron/service/ipc-server.ts';
import { openLog } from '../../electron/service/log.ts';
import { windowLines } from '../../electron/service/window-lines.ts';
import { createSnapshotFeed } from '../../renderer/ipc/feed.ts';
import type { Reply } from '../../till/runtime/reply.ts';
import { pause } from './bench-folder.ts';
import { demoOperator } from './wares.ts';

/** The till-service with a window's line to it, in this process: everything but Electron. */
export interface ServiceInProcess {
  /** Sends a command or a query as a window would; throws when it is refused. */
  must<N extends TillCallName>(name: N, input: TillInput<N>): Promise<void>;
  /** The snapshot that was last sent to the window. */
  latest(): TillSnapshot;
  /** When that was, by `performance.now()`. */
  latestAtMs(): number;
  /** How much was sent to both windows since it was last asked, as JSON. */
  takeSentBytes(): number;
  /** Resolves with the first snapshot for which this holds. */
  until(reached: (snapshot: TillSnapshot) => boolean): Promise<TillSnapshot>;
  /** Hears the named moments of a sale. */
  onMoment(listener: (name: FaultPoint) => void): void;
  close(): Promise<void>;
}

interface Waiting {
  readonly reached: (snapshot: TillSnapshot) => boolean;
  readonly resolve: (snapshot: TillSnapshot) => void;
}

/** Nothing that is waited for takes this long; a bench that hangs tells nobody why. */
const DEADLINE_MS = 6 * 60_000;

/** The newest snapshot, and who waits for one. */
function watchSnapshots() {
  const waiting = new Set<Waiting>();
  let latest: TillSnapshot | null = null;
  return {
    show(snapshot: TillSnapshot): void {
      latest = snapshot;
      tell(waiting, snapshot);
    },
    latest(): TillSnapshot {
      if (latest === null) throw new Error('no snapshot yet');
      return latest;
    },
    until(reached: (snapshot: TillSnapshot) => boolean): Promise<TillSnapshot> {
      return new Promise((resolve, reject) => {
        if (latest !== null && reached(latest)) {
          resolve(latest);
          return;
        }
        const each: Waiting = {
          reached,
          resolve(snapshot) {
            clearTimeout(deadline);
            resolve(snapshot);
          },
        };
        const deadline = setTimeout(() => {
          waiting.delete(each);
          reject(new Error(`not reached: ${reached.toString()}`));
        }, DEADLINE_MS);
        waiting.add(each);
      });
    },
  };
}

/** Starts the service on a data folder, composed as in the product. */
export async function startServiceInProcess(dataDir: string): Promise<ServiceInProcess> {
  mkdirSync(dataDir, { recursive: true });
  const log = openLog(join(dataDir, 'logs', 'till-service.log'));
  const lines = windowLines(log);
  const sent: unknown[] = [];
  const shown = watchSnapshots();
  const replies = new Map<number, (reply: unknown) => void>();
  let latestAtMs = 0;
  let moment: (name: FaultPoint) => void = () => {};
  let toService: (data: unknown) => void = () => {};
  let lastId = 0;

  const register = await startRegister({
    dataDir,
    log,
    faultPoint: (name) => moment(name),
    publish: lines.publish,
  });
  const server = lines.open(register);
  const feed = createSnapshotFeed({
    slicing: tillSlicing,
    ask: async () => register.handlers['till.snapshot']({}, { commandId: null }).then(valueOf),
    apply: shown.show,
  });
  const window: ServerPort = {
    postMessage(message) {
      if (message.kind === 'reply') return replies.get(message.id)?.(message.reply);
      latestAtMs = performance.now();
      const payload: unknown = structuredClone(message.payload);
      sent.push(payload);
      feed.offer(payload as SnapshotNews<TillSnapshot, TillSlices>);
    },
    onMessage(listener) {
      toService = listener;
    },
    onClose: () => {},
    close: () => {},
  };
  server.attach(window, 'till');
  feed.linkUp();
  server.attach(onlyHearing(sent), 'display');

  async function must<N extends TillCallName>(name: N, input: TillInput<N>): Promise<void> {
    lastId += 1;
    const id = lastId;
    const answered = new Promise<unknown>((resolve) => replies.set(id, resolve));
    const commandId = tillContract[name].kind === 'command' ? uuidv7() : null;
    toService({ kind: 'request', id, name, commandId, input });
    const reply = await answered;
    replies.delete(id);
    const isOk = typeof reply === 'object' && reply !== null && 'ok' in reply && reply.ok === true;
    if (!isOk) throw new Error(`${name} was refused: ${JSON.stringify(reply)}`);
  }

  return {
    must,
    latest: shown.latest,
    latestAtMs: () => latestAtMs,
    takeSentBytes: () => sent.splice(0).reduce((sum: number, one) => sum + bytesOf(one), 0),
    until: shown.until,
    onMoment(listener) {
      moment = listener;
    },
    close: () => register.close(),
  };
}

/** Those who waited for this snapshot wait no more. */
function tell(waiting: Set<Waiting>, snapshot: TillSnapshot): void {
  for (const each of [...waiting]) {
    if (!each.reached(snapshot)) continue;
    waiting.delete(each);
    each.resolve(snapshot);
  }
}

/** A customer display that asks for nothing. */
function onlyHearing(sent: unknown[]): ServerPort {
  return {
    postMessage: (message) => void sent.push(structuredClone(message)),
    onMessage: () => {},
    onClose: () => {},
    close: () => {},
  };
}

function valueOf<V>(reply: Reply<V>): V | null {
  return reply.ok ? reply.value : null;
}

function bytesOf(sent: unknown): number {
  return Buffer.byteLength(JSON.stringify(sent));
}

/** Opens day and shift as the manager does, then hands over to a cashier. */
export async function openForSelling(service: ServiceInProcess): Promise<void> {
  await service.must('session.signOn', demoOperator('manager'));
  if (service.latest().businessDay === null) await service.must('day.open', {});
  await service.must('session.signOff', {});
  await service.must('session.signOn', demoOperator('cashier'));
  if (service.latest().shift === null) await service.must('shift.open', { floatMinor: 20_000 });
}

/** Scans every code and answers what is to pay. */
export async function scanAll(
  service: ServiceInProcess,
  codes: readonly string[],
): Promise<number> {
  for (const text of codes) await service.must('sale.scan', { text, source: 'wedge' });
  const { basket } = service.latest();
  if (basket?.lines.length !== codes.length) throw new Error('a scan made no line');
  return basket.cashDueMinor;
}

/** A copy of 100,000 sales is written anew. */
const COPY_DEADLINE_MS = 10 * 60_000;

/** Resolves when the second copy has caught up with the journal. */
export async function untilCopied(service: ServiceInProcess): Promise<void> {
  const deadlineMs = performance.now() + COPY_DEADLINE_MS;
  while (service.latest().devices.secondCopy.state !== 'ready') {
    if (performance.now() > deadlineMs) throw new Error('the second copy does not catch up');
    await pause(50);
    // Changes nothing, but makes the service look at its devices and publish.
    await service.must('session.setLocale', { locale: 'en' });
  }
}
