import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore, type RegisterStore, type StoreOptions } from '../store.ts';
import { countingIds, type KeptLog, keptLog, steppingClock } from './fakes.ts';
import { tempDir } from './temp-dir.ts';

export interface TestRegister {
  readonly store: RegisterStore;
  readonly options: StoreOptions;
  readonly log: KeptLog;
  /** Closes the store and opens it again, as after a restart. */
  reopen(): RegisterStore;
}

/** A register's store in a fresh folder; closed when the test is over. */
export function testRegister(overrides: Partial<StoreOptions> = {}): TestRegister {
  const log = keptLog();
  const options: StoreOptions = {
    path: join(tempDir(), 'till.db'),
    secondCopyPath: null,
    clock: steppingClock(),
    ids: countingIds(),
    identity: { storeId: 'S001', registerId: '3' },
    log,
    ...overrides,
  };
  let store = openStore(options);
  onTestFinished(() => {
    store.close();
  });
  return {
    get store() {
      return store;
    },
    options,
    log,
    reopen: () => {
      store.close();
      store = openStore(options);
      return store;
    },
  };
}
