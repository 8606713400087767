import { events } from '../../core/journal/events/all.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LossDecided } from '../../core/journal/events/loss.ts';
import { readCopy } from '../../db/copy-file.ts';
import { copyOf, databaseOf, journalOf, keptIn, open, sell } from './halted-kit.ts';
import {
  approve,
  asked,
  begun,
  dataDir,
  decisions,
  layBack,
  readTablesAreWhole,
  receipt,
  sellPastABackup,
  start,
  stop,
  useLostLane,
} from './lost-lane.ts';

useLostLane();

describe('kill -9 in the middle of a decision', () => {
  /** Decides in another process that is killed the `hit`th time it passes a step. */
  async function decideAndKill(decision: string, hit: number): Promise<NodeJS.Signals | null> {
    const script = join(import.meta.dirname, 'deciding-process.ts');
    const args = ['--import', import.meta.resolve('tsx'), script, dataDir(), decision];
    const env = { ...process.env, TILLWRIGHT_FAULT: `duringDecision:${hit}` };
    const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
    const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal;
  }

  it.each([
    { decision: 'takeCopy', hit: 1, isDone: false },
    { decision: 'takeCopy', hit: 2, isDone: false },
    { decision: 'takeCopy', hit: 3, isDone: true },
    { decision: 'goOn', hit: 1, isDone: false },
    { decision: 'goOn', hit: 2, isDone: true },
  ] as const)('leaves before or after: $decision, step $hit', async ({ decision, hit, isDone }) => {
    await sellPastABackup(3);
    layBack();
    expect(await decideAndKill(decision, hit)).toBe('SIGKILL');
    const lane = await start();
    if (!isDone) await lane.must('loss.decide', approve((await asked()).lossId, decision));
    await begun();
    await open(lane);
    expect(await sell(lane, 1)).toEqual([receipt(5)]);
    await stop();
    expect(decisions()).toMatchObject([{ decision, actor: '9001' }]);
    expect(readCopy(copyOf(dataDir()), () => undefined)).toMatchObject({ ok: true, torn: false });
    const [decided] = decisions() as LossDecided[];
    const where = decision === 'goOn' ? dirname(copyOf(dataDir())) : dataDir();
    expect(keptIn(where)).toContain(decided?.keptAs);
    events['loss.decided'].payload.parse(
      journalOf(databaseOf(dataDir())).find(({ type }) => type === 'loss.decided')?.payload,
    );
    readTablesAreWhole();
  });
});
