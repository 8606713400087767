import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderInUseError, lockDataFolder } from './data-folder.ts';
import { silentLog } from './log.ts';

/** A name space of process numbers as a container has it: the first process in it is number 1. */
const APART = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--kill-child'];
const canBeApart = spawnSync(APART[0] ?? '', [...APART.slice(1), 'true']).status === 0;

interface Contender {
  /** Its number in its own name space. */
  readonly pid: number;
  /** Has it take the folder: `in`, `out`, or what went wrong. */
  take(): Promise<string>;
  kill(): Promise<void>;
}

let dataDir: string;
let running: Contender[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tillwright-hq-lock-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((contender) => contender.kill()));
  rmSync(dataDir, { recursive: true, force: true });
});

function onlyChildOf(pid: number | undefined): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
}

async function start(before: readonly string[] = []): Promise<Contender> {
  const script = join(import.meta.dirname, 'test-kit', 'folder-process.ts');
  const node = [process.execPath, '--import', import.meta.resolve('tsx'), script, dataDir];
  const [program = '', ...args] = [...before, ...node];
  const child: ChildProcessWithoutNullStreams = spawn(program, args);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  const contender: Contender = {
    pid: Number((await next()).replace('ready ', '')),
    take: () => {
      child.stdin.write('\n');
      return next();
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      // `unshare` ends when what it started has ended, and not a moment earlier.
      process.kill(before.length > 0 ? onlyChildOf(child.pid) : Number(child.pid), 'SIGKILL');
      await ended;
    },
  };
  running.push(contender);
  return contender;
}

describe('a data folder', { timeout: 240_000 }, () => {
  it('lets exactly one of many in at once, each time one was killed: 40 of 40', async () => {
    let contenders: readonly Contender[] = await Promise.all([start(), start(), start(), start()]);
    for (let round = 1; round <= 40; round += 1) {
      const answers = await Promise.all(contenders.map((contender) => contender.take()));
      expect({ round, answers: answers.toSorted() }).toEqual({
        round,
        answers: ['in', 'out', 'out', 'out'],
      });
      const winner = contenders[answers.indexOf('in')];
      await winner?.kill();
      contenders = [...contenders.filter((one) => one !== winner), await start()];
    }
  });

  it('is free for this process the moment its holder was killed, and taken until then', async () => {
    const holder = await start();
    expect(await holder.take()).toBe('in');
    await expect(lockDataFolder(dataDir, silentLog)).rejects.toBeInstanceOf(FolderInUseError);
    await holder.kill();
    const folder = await lockDataFolder(dataDir, silentLog);
    await expect(lockDataFolder(dataDir, silentLog)).rejects.toBeInstanceOf(FolderInUseError);
    folder.release();
    folder.release();
    (await lockDataFolder(dataDir, silentLog)).release();
  });

  it.skipIf(!canBeApart)('keeps out who cannot see its holder’s process', async () => {
    const [outside, inside] = [await start(), await start(APART)];
    expect(inside.pid).not.toBe(outside.pid);
    expect(await outside.take()).toBe('in');
    expect(await inside.take()).toBe('out');
  });

  it.skipIf(!canBeApart)('lets a container in again that was killed', async () => {
    const first = await start(APART);
    const second = await start(APART);
    expect(second.pid).toBe(first.pid);
    expect(await first.take()).toBe('in');
    await first.kill();
    expect(await second.take()).toBe('in');
  });
});
