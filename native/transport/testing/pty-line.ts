import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** True where pseudo-terminals can be made; a test of a real line is skipped elsewhere. */
export function ptysAvailable(): boolean {
  return spawnSync('socat', ['-V']).status === 0;
}

/** Two ends of a real serial line, joined by socat; ending socat is pulling the cable. */
export interface PtyLine {
  readonly near: string;
  readonly far: string;
  pull(): Promise<void>;
  replug(): Promise<void>;
  dispose(): Promise<void>;
}

const READY_CHECK_MS = 10;
const READY_CHECKS = 500;

/** Makes a line in a folder of its own. */
export async function createPtyLine(): Promise<PtyLine> {
  const folder = mkdtempSync(join(tmpdir(), 'till-line-'));
  const near = join(folder, 'near');
  const far = join(folder, 'far');
  let socat = await start(near, far);
  return {
    near,
    far,
    pull: () => stop(socat),
    replug: async () => {
      socat = await start(near, far);
    },
    dispose: async () => {
      await stop(socat);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function start(near: string, far: string): Promise<ChildProcess> {
  const ends = [near, far].map((path) => `pty,rawer,echo=0,link=${path}`);
  const child = spawn('socat', ends, { stdio: 'ignore' });
  for (let check = 0; check < READY_CHECKS; check += 1) {
    if (existsSync(near) && existsSync(far)) return child;
    await new Promise((resolve) => setTimeout(resolve, READY_CHECK_MS));
  }
  child.kill();
  throw new Error('socat did not make its pseudo-terminals');
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill();
  });
}
