import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { StoreFault } from '../till/ports/store.ts';
import { type CopyVerdict, readCopy } from './copy-file.ts';
import { lineOf } from './entry-line.ts';
import { entryOfRow, type JournalReader, prepareJournalReader } from './journal-rows.ts';
import { newestEntries, wholeEntry } from './journal-view.ts';
import { openDatabase, openReadOnly } from './open.ts';
import type { EntryDifference } from './project/replay.ts';
import { checkDerived, rebuildDerived } from './rebuild.ts';
import { restoreFromCopy } from './restore.ts';
import { verifyJournal } from './verify.ts';

const USAGE = `Look after the register's journal.

  journal verify  --db FILE [--copy FILE]      prove the chain, and that of the second copy
  journal rebuild --db FILE --check            compare the read tables with the journal
  journal rebuild --db FILE                    make the read tables again (register stopped)
  journal restore --from FILE --to FILE        make a database from a second copy
  journal tail    --db FILE [--count N]        the newest entries, a line each (10)
  journal show    --db FILE --seq N            one entry, whole
  journal export  --db FILE [--from N] [--to M] [--out FILE]   entries, one a line

Ends with 0 when all is well, 1 when something is wrong with the data, 2 for a wrong command,
3 when a file cannot be used.`;

/** Exit codes. */
const FINE = 0;
const WRONG_DATA = 1;
const WRONG_COMMAND = 2;
const NO_DATABASE = 3;

const TAIL_ENTRIES = 10;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

const OPTIONS = {
  db: { type: 'string' },
  copy: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  out: { type: 'string' },
  count: { type: 'string' },
  seq: { type: 'string' },
  check: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Options {
  readonly db?: string;
  readonly copy?: string;
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
  readonly count?: string;
  readonly seq?: string;
  readonly check?: boolean;
  readonly help?: boolean;
}

type Say = (line: string) => void;

/**
 * Runs one command of the journal tool; returns its exit code. `say` gets the messages; entries
 * of an export without `--out` go to standard output.
 */
export function runJournalCli(args: readonly string[], say: Say): number {
  try {
    const { values, positionals } = parse(args);
    if (values.help === true) {
      say(USAGE);
      return FINE;
    }
    return run(positionals, values, say);
  } catch (error) {
    if (error instanceof UsageError) {
      say(`${error.message}\n\n${USAGE}`);
      return WRONG_COMMAND;
    }
    if (error instanceof StoreFault) {
      say(error.message);
      return NO_DATABASE;
    }
    if (isFileError(error)) {
      say(error.message);
      return NO_DATABASE;
    }
    throw error;
  }
}

/** What node:fs throws: no such file, it exists already, no right to read it. */
function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

function parse(args: readonly string[]): { values: Options; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // parseArgs throws a TypeError with a sentence for each unknown or incomplete option.
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

function run(positionals: readonly string[], options: Options, say: Say): number {
  const [command, ...more] = positionals;
  if (command === undefined) throw new UsageError('Which command?');
  if (more.length > 0) throw new UsageError(`Too many words: ${more.join(' ')}`);
  switch (command) {
    case 'verify':
      return verify(options, say);
    case 'rebuild':
      return options.check === true ? check(options, say) : rebuild(options, say);
    case 'restore':
      return restore(options, say);
    case 'tail':
      return tail(options, say);
    case 'show':
      return show(options, say);
    case 'export':
      return exportEntries(options, say);
    default:
      throw new UsageError(`Unknown command: ${command}`);
  }
}

function verify(options: Options, say: Say): number {
  const db = openReadOnly(required(options.db, '--db'));
  try {
    const verdict = verifyJournal(prepareJournalReader(db));
    if (!verdict.ok) {
      say(`Entry ${verdict.seq} is not what was written (${verdict.reason}).`);
      return WRONG_DATA;
    }
    say(`${verdict.head.seq} entries, chain whole, head ${verdict.head.hash}`);
  } finally {
    db.close();
  }
  if (options.copy === undefined) return FINE;
  const copy = readCopy(options.copy, () => undefined);
  sayCopy(copy, options.copy, say);
  return copy.ok ? FINE : WRONG_DATA;
}

function check(options: Options, say: Say): number {
  const db = openReadOnly(required(options.db, '--db'));
  try {
    // One view for journal and tables, or a sale in between would look like a difference.
    const result = db.transaction(() => checkDerived(db)).deferred();
    for (const one of result.differences) {
      say(`${one.table}, row ${one.row}:\n  is        ${one.live}\n  should be ${one.rebuilt}`);
    }
    sayMisfits(result.misfits, say);
    const agree = result.differences.length === 0;
    say(
      agree
        ? `${result.rows} rows agree with ${result.entries} entries.`
        : `${result.differences.length} tables differ from the journal.`,
    );
    return agree ? FINE : WRONG_DATA;
  } finally {
    db.close();
  }
}

function rebuild(options: Options, say: Say): number {
  const opened = openDatabase(required(options.db, '--db'));
  try {
    const verdict = verifyJournal(prepareJournalReader(opened.db));
    if (!verdict.ok) {
      say(`Not rebuilt: entry ${verdict.seq} is not what was written (${verdict.reason}).`);
      return WRONG_DATA;
    }
    const { entries, misfits } = rebuildDerived(opened.db);
    sayMisfits(misfits, say);
    say(`Read tables made again from ${entries} entries.`);
    return FINE;
  } finally {
    opened.close();
  }
}

function restore(options: Options, say: Say): number {
  const from = required(options.from, '--from');
  const verdict = restoreFromCopy(from, required(options.to, '--to'));
  sayCopy(verdict.copy, from, say);
  if (!verdict.copy.ok) say('Nothing was restored.');
  else sayMisfits(verdict.misfits, say);
  return verdict.copy.ok ? FINE : WRONG_DATA;
}

/** Nothing is lost by these: the entries stand, and so do the words they state. */
function sayMisfits(misfits: readonly EntryDifference[], say: Say): void {
  for (const { seq, what } of misfits) say(`Entry ${seq} is kept as it is: ${what}.`);
}

function tail(options: Options, say: Say): number {
  const count = numberOf(options.count, '--count') ?? TAIL_ENTRIES;
  return withJournal(options, (journal) => {
    for (const line of newestEntries(journal, count)) say(line);
    return FINE;
  });
}

function show(options: Options, say: Say): number {
  const seq = numberOf(required(options.seq, '--seq'), '--seq') ?? 0;
  return withJournal(options, (journal) => {
    const entry = wholeEntry(journal, seq);
    say(entry ?? `There is no entry ${seq}: the newest is ${journal.head().seq}.`);
    return entry === null ? WRONG_COMMAND : FINE;
  });
}

/** Reads beside a register that runs. */
function withJournal(options: Options, read: (journal: JournalReader) => number): number {
  const db = openReadOnly(required(options.db, '--db'));
  try {
    return read(prepareJournalReader(db));
  } finally {
    db.close();
  }
}

function exportEntries(options: Options, say: Say): number {
  const db = openReadOnly(required(options.db, '--db'));
  const file = options.out === undefined ? process.stdout.fd : openSync(options.out, 'wx', 0o600);
  try {
    const from = numberOf(options.from, '--from') ?? 1;
    const to = numberOf(options.to, '--to') ?? Number.MAX_SAFE_INTEGER;
    let entries = 0;
    for (const row of prepareJournalReader(db).rows(from)) {
      if (row.seq > to) break;
      writeAll(file, lineOf(entryOfRow(row)));
      entries += 1;
    }
    if (options.out !== undefined) say(`${entries} entries written to ${options.out}`);
    return FINE;
  } finally {
    if (options.out !== undefined) closeSync(file);
    db.close();
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

function sayCopy(verdict: CopyVerdict, path: string, say: Say): void {
  if (!verdict.ok) {
    say(`${path}: line ${verdict.line} is not what was written (${verdict.reason}).`);
    return;
  }
  const torn = verdict.torn ? ', its torn last line left out' : '';
  say(`${path}: ${verdict.head.seq} entries, chain whole${torn}`);
}

function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new UsageError(`${option} is missing.`);
  return value;
}

function numberOf(value: string | undefined, option: string): number | null {
  if (value === undefined) return null;
  if (!/^[1-9][0-9]{0,14}$/.test(value)) throw new UsageError(`${option} wants a number.`);
  return Number(value);
}
