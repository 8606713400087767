import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killWithUs } from './killed-with-us.ts';

/** How long socat may take to make its two links before we call it broken. */
const LINKS_WITHIN_MS = 5_000;

/** Two pseudo-terminals joined like a null-modem cable. */
export interface PtyPair {
  /** The register's end. */
  readonly near: string;
  /** The device's end. */
  readonly far: string;
  /** Pulls the adapter: both ends see their port vanish. */
  pull(): Promise<void>;
  /** Puts the adapter back under the same two paths. */
  replug(): Promise<void>;
  /** Ends socat and removes the folder. Safe to call twice. */
  close(): Promise<void>;
}

/** True where a pty pair can be made: a Unix with socat. */
export function socatInstalled(): boolean {
  return process.platform !== 'win32' && spawnSync('socat', ['-V']).error === undefined;
}

/**
 * Makes a pair of pseudo-terminals with socat and waits until both can be opened.
 * Rejects with what to install when socat is missing.
 */
export async function createPtyPair(): Promise<PtyPair> {
  const folder = await mkdtemp(join(tmpdir(), 'tillwright-pty-'));
  const near = join(folder, 'near');
  const far = join(folder, 'far');
  let socat: ChildProcess | undefined;

  const replug = async (): Promise<void> => {
    if (socat !== undefined) return;
    socat = await startSocat(folder, near, far);
  };
  const pull = async (): Promise<void> => {
    const running = socat;
    socat = undefined;
    if (running !== undefined) await stop(running);
    // A killed socat leaves dangling links, and a waiting re-open must not trust them.
    await Promise.all([rm(near, { force: true }), rm(far, { force: true })]);
  };
  const close = async (): Promise<void> => {
    await pull();
    await rm(folder, { recursive: true, force: true });
  };

  try {
    await replug();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return { near, far, pull, replug, close };
}

function startSocat(folder: string, near: string, far: string): Promise<ChildProcess> {
  const child = spawn('socat', [`pty,rawer,echo=0,link=${near}`, `pty,rawer,echo=0,link=${far}`], {
    stdio: 'ignore',
  });
  killWithUs(child);

  return new Promise((resolve, reject) => {
    const watcher = watch(folder, check);
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      finish(new Error('socat did not make its pseudo-terminals in time'));
    }, LINKS_WITHIN_MS);
    let finished = false;
    function finish(error?: Error): void {
      if (finished) return;
      finished = true;
      watcher.close();
      clearTimeout(deadline);
      if (error === undefined) resolve(child);
      else reject(error);
    }
    function check(): void {
      if (existsSync(near) && existsSync(far)) finish();
    }
    child.once('error', () => {
      finish(
        new Error(
          'socat is needed for a simulated serial line and was not found: install it ' +
            '(Debian: apt-get install socat, macOS: brew install socat) or use TCP',
        ),
      );
    });
    child.once('exit', (code) => finish(new Error(`socat ended at once (code ${String(code)})`)));
    check();
  });
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
