import { z } from 'zod';
import { flowKey, keepFlow, readFlow } from '../../till/ports/flow-state.ts';
import type { Store } from '../../till/ports/store.ts';
import { hasRegisterKey } from './register-key.ts';

/** This database was begun by a register that had no key yet, so none was lost before it. */
const FIRST_START = flowKey('data.firstStart', z.literal(true));

/** The register has its key, so it was here before; its journal is nowhere. */
export class LostData extends Error {
  override readonly name = 'LostData';
}

/**
 * Notes in a new database whether the register itself is new. Call it before the key is loaded,
 * which makes one where there is none: a first start that is cut short after that is still a first one.
 */
export function noteFirstStart(store: Store, dataDir: string): void {
  if (hasRegisterKey(dataDir)) return;
  store.write((tx) => {
    if (tx.journalHead().seq === 0) keepFlow(tx, FIRST_START, true);
  });
}

/**
 * Throws `LostData` where the database is empty beside a key of before: begun anew it would give every
 * receipt number a second time. Call it when second copy and head office have been heard and none of
 * them has this register's entries.
 */
export function refuseLostData(store: Store, dataDir: string): void {
  const isItsOwn = store.read(
    (tx) => tx.journalHead().seq > 0 || readFlow(tx, FIRST_START) !== null,
  );
  if (!isItsOwn)
    throw new LostData(`${dataDir}: keys, and no journal beside them. Nothing was changed`);
}
