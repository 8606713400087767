import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { TillCallName, TillInput } from '../../contracts/till/contract.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import { openReadStore } from '../../db/store.ts';
import { startRegister } from '../../electron/service/compose.ts';
import type { Reply } from '../../till/runtime/reply.ts';
import { codesToScan } from '../perf/wares.ts';

export const MANAGER = { operatorId: '9001', pin: '846275' };
export const SUPERVISOR = { operatorId: '8001', pin: '753159' };
export const CASHIER = { operatorId: '1001', pin: '2580' };

/** A code that sells one item. */
export const [WARE = ''] = codesToScan(null, 1);

/** The till service on a data folder, composed as in the product, and a window's words to it. */
export interface Service {
  call<N extends TillCallName>(
    name: N,
    input: TillInput<N>,
    commandId?: string,
  ): Promise<Reply<unknown>>;
  must<N extends TillCallName>(name: N, input: TillInput<N>): Promise<void>;
  latest(): TillSnapshot;
  until(reached: (snapshot: TillSnapshot) => boolean): Promise<TillSnapshot>;
  close(): Promise<void>;
}

/** Starts it; resolves when it has begun, or says why it does not. */
export async function startService(
  dataDir: string,
  faultPoint: (name: string) => void = () => {},
): Promise<Service> {
  const waiting = new Set<() => void>();
  let latest: TillSnapshot | undefined;
  const register = await startRegister({
    dataDir,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    faultPoint,
    publish: {
      till(snapshot) {
        latest = snapshot;
        for (const check of [...waiting]) check();
      },
      display: () => {},
    },
  });
  const call: Service['call'] = (name, input, commandId = uuidv7()) => {
    const handle: (...args: never[]) => unknown = register.handlers[name];
    return Reflect.apply(handle, undefined, [input, { commandId }]) as Promise<Reply<unknown>>;
  };
  return {
    call,
    async must(name, input) {
      const answer = await call(name, input);
      if (!answer.ok) throw new Error(`${name} was refused: ${answer.error.code}`);
    },
    latest() {
      if (latest === undefined) throw new Error('no snapshot yet');
      return latest;
    },
    until: (reached) =>
      new Promise((resolve) => {
        const check = () => {
          if (latest === undefined || !reached(latest)) return;
          waiting.delete(check);
          resolve(latest);
        };
        waiting.add(check);
        check();
      }),
    close: () => register.close(),
  };
}

/** Opens day and shift where they are not, and leaves the manager signed on. */
export async function open(service: Service): Promise<void> {
  await service.must('session.signOn', MANAGER);
  if (service.latest().businessDay === null) await service.must('day.open', {});
  if (service.latest().shift === null) await service.must('shift.open', { floatMinor: 20_000 });
}

/** Sells one item for cash, `count` times, and answers the receipts' numbers. */
export async function sell(service: Service, count: number): Promise<string[]> {
  const numbers: string[] = [];
  for (let sold = 0; sold < count; sold += 1) {
    await service.must('sale.scan', { text: WARE, source: 'wedge' });
    await service.must('pay.tender', {
      kind: 'cash',
      amountMinor: service.latest().basket?.cashDueMinor ?? 0,
    });
    numbers.push(service.latest().lastSale?.receiptNo ?? '');
  }
  return numbers;
}

/** Every entry of a database that no register has open. */
export function journalOf(path: string): JournalEntry[] {
  const store = openReadStore(path);
  try {
    return store.read((tx) => tx.entries(1, tx.journalHead().seq));
  } finally {
    store.close();
  }
}

export const databaseOf = (dataDir: string) => join(dataDir, 'register.db');
export const copyOf = (dataDir: string) => join(dataDir, 'second-copy', 'journal.ndjson');
export const copyLines = (dataDir: string) =>
  readFileSync(copyOf(dataDir), 'utf8').split('\n').slice(0, -1);
export const keptIn = (folder: string) =>
  readdirSync(folder).filter((name) => name.includes('.kept-'));

/** Takes a database away with all that lies beside it. */
export function removeDatabaseOf(dataDir: string): void {
  for (const end of ['', '-wal', '-shm', '.lock']) {
    const path = databaseOf(dataDir) + end;
    if (existsSync(path)) rmSync(path);
  }
}
