import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { KnownDisk, RefusedCopy } from '../../till/ports/flow-state.ts';
import { lineOf } from '../entry-line.ts';
import { startSecondCopy } from '../second-copy.ts';
import { chainOf, type ChainPart } from './chain.ts';
import { tempDir } from './temp-dir.ts';

const opened: ChainPart = { type: 'drawer.opened', payload: { reason: 'noSale', saleId: null } };
const some = (count: number, before: readonly JournalEntry[] = []) =>
  chainOf(
    Array.from({ length: count }, () => opened),
    before,
  );
/** A journal of the same register with other entries. */
export const others = (count: number) =>
  chainOf(Array.from({ length: count }, () => ({ ...opened, actor: '2' })));
/** The lines of these entries. */
export const textOf = (entries: readonly JournalEntry[]) => entries.map(lineOf).join('');

/** A copy of a journal that is held in the hand, on a disk with a folder of its own. */
export function withCopy(count = 3, databasePath = join(tempDir(), 'till.db')) {
  const disk = join(tempDir(), 'disk');
  mkdirSync(disk);
  if (!existsSync(databasePath)) writeFileSync(databasePath, '');
  const path = join(disk, 'copy', 'journal.jsonl');
  const journal = some(count);
  const told = { opposes: 0, changes: 0, warnings: [] as unknown[], errors: [] as unknown[] };
  const memory = { known: null as KnownDisk | null, refused: null as RefusedCopy | null };
  const onOpposes = { then: () => {} };
  const start = () =>
    startSecondCopy({
      path,
      source: {
        head: () => ({ seq: journal.length, hash: journal.at(-1)?.hash ?? '' }),
        entries: (from, to) => journal.slice(from - 1, to),
      },
      identity: { storeId: 'S001', registerId: '3' },
      disk: {
        known: () => memory.known,
        remember: (known) => {
          memory.known = known;
        },
        newId: () => 'disk-1',
      },
      databasePath,
      refused: () => memory.refused,
      onOpposes: () => {
        told.opposes += 1;
        onOpposes.then();
      },
      onChange: () => {
        told.changes += 1;
      },
      clock: { nowMs: () => 77 },
      log: {
        info: () => {},
        warn: (message, fields) => void told.warnings.push([message, fields]),
        error: (message, fields) => void told.errors.push([message, fields]),
      },
    });
  const copy = start();
  const look = async (which = copy) => {
    which.wake();
    await which.settled();
    return which.health();
  };
  const commit = (more = 1) => {
    journal.push(...some(more, journal).slice(journal.length));
  };
  const text = () => readFileSync(path, 'utf8');
  return { disk, path, journal, told, memory, copy, start, look, commit, text, onOpposes };
}
