import { invariant } from '../core/assert.ts';
import type { ChainHead } from '../core/journal/chain.ts';
import type { CopyWitness } from '../core/journal/loss.ts';
import type { Clock, Ids, Log } from '../till/ports/system.ts';
import { COPY_DISK, keepFlow, readFlow, REFUSED_COPY } from '../till/ports/flow-state.ts';
import { type ReadTx, type Store, StoreFault, type WriteTx } from '../till/ports/store.ts';
import { backupDatabase } from './backup.ts';
import { scheduleCheckpoints } from './checkpoint.ts';
import type { DiskMemory } from './copy-disk.ts';
import type { RegisterIdentity } from './journal.ts';
import { type JournalReader, prepareJournalReader } from './journal-rows.ts';
import { type OpenedDatabase, openDatabase, openReadOnly, type WriteDb } from './open.ts';
import { isMisfit } from './project/replay.ts';
import { checkDerived, rebuildDerived } from './rebuild.ts';
import {
  NO_SECOND_COPY,
  type SecondCopy,
  type SecondCopyHealth,
  type SecondCopyOptions,
  startSecondCopy,
} from './second-copy.ts';
import { readWitness } from './second-copy-witness.ts';
import { faultFrom, storeFault, withFaults } from './sqlite-fault.ts';
import type { OpenBasketMemory } from './repo/basket.ts';
import { prepareFlowReads, prepareFlowWrites } from './repo/flow-state.ts';
import { prepareReadTx, prepareWriteTx } from './transactions.ts';
import { verifyJournal } from './verify.ts';

export interface StoreOptions {
  readonly path: string;
  /** File of the journal's second copy, best on another disk; null for none. */
  readonly secondCopyPath: string | null;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly identity: RegisterIdentity;
  readonly log: Log;
}

export interface StoreHealth {
  readonly head: ChainHead;
  /** The last write's fault; null again as soon as one succeeds. */
  readonly fault: StoreFault | null;
  readonly secondCopy: SecondCopyHealth;
}

/** The register's store, with what only the program around the use cases needs. */
export interface RegisterStore extends Store {
  health(): StoreHealth;
  /** Resolves when the second copy was looked at for the first time since the start, or could not be. */
  copyExamined(): Promise<void>;
  /** The second copy began to speak against the database; one listener. */
  onCopyOpposes(listener: () => void): void;
  /** `health().secondCopy` says something else than before; one listener. */
  onCopyChange(listener: () => void): void;
  /**
   * What a second copy that speaks against the database holds, set against head office's last entry
   * where that is known; null when it does not speak against it. Reads the whole file.
   */
  copyWitness(headOffice: ChainHead | null): CopyWitness | null;
  /** Resolves when the second copy has caught up, or failed to: for an orderly shutdown. */
  settled(): Promise<void>;
  /** Writes a checked copy of the whole database while selling goes on. */
  backup(target: string): Promise<void>;
}

/** A store for reports and checks: sees every commit, can write nothing. */
export interface ReadStore {
  read<T>(use: (tx: ReadTx) => T): T;
  close(): void;
}

/** Entries proved at start: the last ones are what a failing disk loses first. */
const TAIL_ENTRIES = 100;

/**
 * Opens the register's database, making or migrating it, proves the journal's end and starts the
 * second copy. Nothing in it waits for the second copy.
 *
 * Throws `StoreFault`: see `openDatabase`; `corrupt` also when the journal's last entries do not
 * follow from each other, `otherRegister` when they belong to one.
 */
export function openStore(options: StoreOptions): RegisterStore {
  const opened = openDatabase(options.path);
  try {
    return withFaults(options.path, () => storeOn(opened, options));
  } catch (error) {
    opened.close();
    throw error;
  }
}

/** Opens an existing database for reading, also while a register writes it. */
export function openReadStore(path: string): ReadStore {
  const db = openReadOnly(path);
  try {
    const memory: OpenBasketMemory = { last: null };
    const reads = withFaults(path, () => prepareReadTx(db, memory));
    const transaction = prepareTransaction(db, memory);
    return {
      read(use) {
        // Somebody else writes here, and tells nobody what is taken back.
        memory.last = null;
        return withFaults(path, () => transaction.run('BEGIN', () => use(reads)));
      },
      close: () => {
        db.close();
      },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

function storeOn(opened: OpenedDatabase, options: StoreOptions): RegisterStore {
  const { db } = opened;
  const { path, log } = options;
  const journal = prepareJournalReader(db);
  checkTail(journal, options);
  const { reads, writes, transaction } = prepareTransactions(db, options);
  let tellOpposes: () => void = () => undefined;
  let tellCopy: () => void = () => undefined;
  const copy = secondCopyOf(db, options, reads, {
    onOpposes: () => tellOpposes(),
    onChange: () => tellCopy(),
  });
  const checkpoints = scheduleCheckpoints(db, log);
  let fault: StoreFault | null = null;
  copy.wake();

  function write<T>(use: (tx: WriteTx) => T): T {
    try {
      return writeOnce(use);
    } catch (error) {
      if (!isMisfit(error) || !mendReadTables(db, log)) throw error;
      return writeOnce(use);
    }
  }

  function writeOnce<T>(use: (tx: WriteTx) => T): T {
    invariant(!db.inTransaction, 'a write inside another transaction');
    try {
      const result = transaction.run('BEGIN IMMEDIATE', () => use(writes));
      fault = null;
      copy.wake();
      checkpoints.noteCommit();
      return result;
    } catch (error) {
      const told = faultFrom(error, path);
      if (told instanceof StoreFault) {
        fault = told;
        log.error('write failed', { code: told.code, message: told.message });
      }
      throw told;
    }
  }

  return {
    // Inside a write the view is the write's own: it sees what was written so far.
    read: (use) =>
      withFaults(path, () =>
        db.inTransaction ? use(reads) : transaction.run('BEGIN', () => use(reads)),
      ),
    write,
    close: () => {
      copy.stop();
      checkpoints.stop();
      opened.close();
    },
    health: () => ({ head: journal.head(), fault, secondCopy: copy.health() }),
    copyExamined: () => copy.examined(),
    onCopyOpposes: (listener) => {
      tellOpposes = listener;
    },
    onCopyChange: (listener) => {
      tellCopy = listener;
    },
    copyWitness: (headOffice) =>
      copy.health().opposes === null ? null : witnessOf(journal, options, headOffice),
    settled: () => copy.settled(),
    backup: (target) => backupDatabase(db, target),
  };
}

/** What a copy says that speaks against the database. */
function witnessOf(
  journal: JournalReader,
  { secondCopyPath, identity }: StoreOptions,
  headOffice: ChainHead | null,
): CopyWitness | null {
  if (secondCopyPath === null) return null;
  const database = journal.head();
  const hashAt = hashesOf(journal);
  return withFaults(secondCopyPath, () =>
    readWitness(secondCopyPath, { identity, database, hashAt, headOffice }),
  );
}

/**
 * An entry did not follow from the read tables: where they are not what the journal makes, they are
 * made again from it, and what failed may be tried once more. False: they are right, it is a bug.
 */
function mendReadTables(db: WriteDb, log: Log): boolean {
  if (db.inTransaction) return false;
  const { differences } = checkDerived(db);
  if (differences.length === 0) return false;
  log.error('read tables differ from the journal and are made again', { differences });
  rebuildDerived(db);
  return true;
}

function checkTail(
  journal: ReturnType<typeof prepareJournalReader>,
  { path, identity }: StoreOptions,
): void {
  const head = journal.head();
  const verdict = verifyJournal(journal, Math.max(1, head.seq - TAIL_ENTRIES + 1));
  if (!verdict.ok) {
    throw storeFault('corrupt', `${path}: entry ${verdict.seq}: ${verdict.reason}`);
  }
  const last = journal.entries(head.seq, head.seq)[0];
  if (last === undefined) return;
  if (last.storeId !== identity.storeId || last.registerId !== identity.registerId) {
    const owner = `${last.storeId}-${last.registerId}`;
    const asked = `${identity.storeId}-${identity.registerId}`;
    throw storeFault('otherRegister', `${path} is of ${owner}, the settings say ${asked}`);
  }
}

function secondCopyOf(
  db: WriteDb,
  options: StoreOptions,
  reads: Pick<ReadTx, 'flowState'>,
  listeners: Pick<SecondCopyOptions, 'onOpposes' | 'onChange'>,
): SecondCopy {
  if (options.secondCopyPath === null) return NO_SECOND_COPY;
  const { clock, log, identity, secondCopyPath: path } = options;
  const refused = () => readFlow(reads, REFUSED_COPY);
  const source = prepareJournalReader(db);
  const disk = diskMemory(db, options);
  const databasePath = options.path;
  return startSecondCopy({
    path,
    source,
    identity,
    disk,
    databasePath,
    refused,
    ...listeners,
    clock,
    log,
  });
}

/** What the copy's disk is known by lies in the database, and not in the journal. */
function diskMemory(db: WriteDb, { ids }: StoreOptions): DiskMemory {
  const tx = { ...prepareFlowReads(db), ...prepareFlowWrites(db) };
  return {
    known: () => readFlow(tx, COPY_DISK),
    remember: (disk) => keepFlow(tx, COPY_DISK, disk),
    newId: () => ids.next(),
  };
}

function hashesOf(journal: JournalReader): (seq: number) => string | null {
  return (seq) => journal.entries(seq, seq)[0]?.hash ?? null;
}

type Begin = 'BEGIN' | 'BEGIN IMMEDIATE';

function prepareTransactions(db: WriteDb, options: StoreOptions) {
  const memory: OpenBasketMemory = { last: null };
  const reads = prepareReadTx(db, memory);
  const writes = prepareWriteTx(db, reads, options, memory);
  return { reads, writes, transaction: prepareTransaction(db, memory) };
}

function prepareTransaction(
  db: Pick<WriteDb, 'prepare' | 'inTransaction'>,
  memory: OpenBasketMemory,
) {
  const begin = { BEGIN: db.prepare('BEGIN'), 'BEGIN IMMEDIATE': db.prepare('BEGIN IMMEDIATE') };
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');

  function run<T>(kind: Begin, use: () => T): T {
    begin[kind].run();
    const before = memory.last;
    try {
      const result = use();
      // Awaiting inside would commit before the work is done.
      invariant(!(result instanceof Promise), 'a transaction must not be asynchronous');
      commit.run();
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after some faults (a full disk, for one).
      if (db.inTransaction) rollback.run();
      memory.last = before;
      throw error;
    }
  }
  return { run };
}
