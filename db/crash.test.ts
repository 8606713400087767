import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readCopy } from './copy-file.ts';
import { prepareJournalReader } from './journal-rows.ts';
import { openReadOnly } from './open.ts';
import { checkDerived } from './rebuild.ts';
import { openStore } from './store.ts';
import { countingIds, keptLog, steppingClock } from './testing/fakes.ts';
import { tempDir } from './testing/temp-dir.ts';
import { verifyJournal } from './verify.ts';

const CHILD = fileURLToPath(new URL('./testing/commit-loop.ts', import.meta.url));
const RUNS = 5;

/** Entries of one sale in the child. */
const ENTRIES_A_COMMIT = 3;

test('killed in the middle of committing: all that was reported is there, nothing is torn', async () => {
  const folder = tempDir();
  const path = join(folder, 'till.db');
  const copyPath = join(folder, 'journal.jsonl');
  let reported = 0;
  for (let run = 1; run <= RUNS; run += 1) {
    // Another number of commits each time, so that the kill falls elsewhere.
    reported = await sellUntilKilled([path, copyPath, String(run)], 20 + 13 * run);

    const db = openReadOnly(path);
    const verdict = verifyJournal(prepareJournalReader(db));
    expect(verdict.ok).toBe(true);
    const head = verdict.ok ? verdict.head.seq : 0;
    expect(head).toBeGreaterThanOrEqual(reported);
    // A sale's entries are there together or not at all.
    expect((head - 2) % ENTRIES_A_COMMIT).toBe(0);
    expect(checkDerived(db).differences).toEqual([]);
    const numbers = db.prepare('SELECT count(*) AS n, max(receipt_seq) AS last FROM sale').get();
    const sales = (head - 2) / ENTRIES_A_COMMIT;
    expect(numbers).toEqual({ n: sales, last: sales });
    db.close();
  }

  const log = keptLog();
  const store = openStore({
    path,
    secondCopyPath: copyPath,
    clock: steppingClock(),
    ids: countingIds(),
    identity: { storeId: 'S001', registerId: '3' },
    log,
  });
  await store.settled();
  const { head, secondCopy } = store.health();
  expect(secondCopy).toMatchObject({ state: 'ok', copiedTo: head.seq, setAside: null });
  expect(readCopy(copyPath, () => undefined)).toEqual({ ok: true, head, torn: false });
  store.close();
});

/** Runs the child until it has reported `commits` commits, kills it, returns its last report. */
async function sellUntilKilled(args: readonly string[], commits: number): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const closed = closeOf(child);
  let last = 0;
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    count += 1;
    if (count === commits) child.kill('SIGKILL');
  }
  await closed;
  expect(count).toBeGreaterThanOrEqual(commits);
  return last;
}

function closeOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      resolve();
    });
  });
}
