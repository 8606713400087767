import type { ReadTx } from '../ports/store.ts';

/** Terminals take at most six characters where the register names a transaction. */
const LENGTH = 6;

/**
 * The register's own number of the attempt that the next journal entry begins: that entry's
 * number in base 36, so that no two attempts of a register share one in two billion entries.
 */
export function nextReference(tx: Pick<ReadTx, 'journalHead'>): string {
  const seq = tx.journalHead().seq + 1;
  return seq.toString(36).toUpperCase().padStart(LENGTH, '0').slice(-LENGTH);
}
