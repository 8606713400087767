import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { databaseOf, MANAGER, open, sell } from './halted-kit.ts';
import {
  approve,
  asked,
  begun,
  dataDir,
  folder,
  numbers,
  readTablesAreWhole,
  receipt,
  running,
  salesOf,
  start,
  stop,
  useLostLane,
} from './lost-lane.ts';

const PAGE = 4096;
const SOLD = 3;

useLostLane();

const whole = () => join(folder(), 'whole');
const pages = () => statSync(databaseOf(whole())).size / PAGE;

beforeEach(async () => {
  await open(await start());
  await sell(running(), SOLD);
  await stop();
  cpSync(dataDir(), whole(), { recursive: true });
});

/** The disk reads something else for these pages (numbered from 1, as SQLite does). */
function damage(pageNumbers: readonly number[], fill: (at: number) => number): void {
  rmSync(dataDir(), { recursive: true });
  cpSync(whole(), dataDir(), { recursive: true });
  const bytes = readFileSync(databaseOf(dataDir()));
  for (const page of pageNumbers) {
    for (let at = 0; at < PAGE; at += 1) bytes[(page - 1) * PAGE + at] = fill(at);
  }
  writeFileSync(databaseOf(dataDir()), bytes, { mode: 0o600 });
}

/** Sells on it as far as it goes. Answers how it ended; anything but a named end throws. */
async function tryToSell(): Promise<'corrupt' | 'sold'> {
  const lane = await start();
  const { phase, stopped } = lane.latest();
  if (phase === 'stopped') {
    expect(stopped?.code).toBe('corrupt');
    await stop();
    return 'corrupt';
  }
  const ends: string[] = [];
  for (const [name, input] of [
    ['session.signOn', MANAGER],
    ['report.x', {}],
    ['shift.close', { counted: [] }],
  ] as const) {
    const answer = await lane.call(name, input as never);
    if (!answer.ok) ends.push(`${answer.error.code} ${String(answer.error.params?.['reason'])}`);
  }
  await stop();
  const damaged = ends.filter((end) => end === 'storeFault corrupt');
  if (damaged.length === 0) expect(salesOf(databaseOf(dataDir()))).toEqual(numbers(1, SOLD));
  return damaged.length > 0 ? 'corrupt' : 'sold';
}

describe('a database whose disk reads something else', () => {
  it('page by page: it says that its data is damaged, or has every sale', {
    timeout: 240_000,
  }, async () => {
    const ends = new Map<string, number>();
    // The first pages are the heads of most tables; the others are drawn evenly.
    const step = Math.ceil(pages() / 24);
    for (let page = 1; page <= pages(); page += page < 12 ? 1 : step) {
      damage([page], (at) => (page % 2 === 0 ? 0 : (at * 31 + 7) % 256));
      const end = await tryToSell();
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    // Both happen, or the test looks at nothing.
    expect([...ends.keys()].sort()).toEqual(['corrupt', 'sold']);
  });

  it('taken away, it is made again from the second copy, to the last receipt', async () => {
    damage([1], () => 0);
    await start();
    expect(running().latest()).toMatchObject({ phase: 'stopped', stopped: { code: 'corrupt' } });
    await stop();
    const aside = join(folder(), 'aside');
    mkdirSync(aside);
    const path = databaseOf(dataDir());
    for (const end of ['', '-wal', '-shm']) {
      try {
        renameSync(path + end, join(aside, basename(path) + end));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      }
    }
    const lane = await start();
    const { lossId, code } = await asked();
    expect(code).toBe('copyAhead');
    await lane.must('loss.decide', approve(lossId, 'takeCopy'));
    await begun();
    await open(lane);
    expect(await sell(lane, 1)).toEqual([receipt(SOLD + 1)]);
    await stop();
    expect(salesOf(path)).toEqual(numbers(1, SOLD + 1));
    readTablesAreWhole();
  });
});
