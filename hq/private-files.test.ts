import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let dataDir: string;
let running: ChildProcess | null = null;
beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), 'tillwright-hq-private-')), 'data');
});
afterEach(async () => {
  await stop();
  rmSync(join(dataDir, '..'), { recursive: true, force: true });
});

/** The real program, from a shell that gives everything to everybody. Returns what it said. */
async function serve(): Promise<string> {
  const script = join(import.meta.dirname, 'cli.ts');
  const program = [process.execPath, '--import', import.meta.resolve('tsx'), script];
  const args = ['serve', '--port', '0', '--data', dataDir];
  const child = spawn('sh', ['-c', 'umask 0; exec "$@"', 'sh', ...program, ...args]);
  running = child;
  let said = '';
  child.stderr.setEncoding('utf8');
  for await (const part of child.stderr) {
    said += String(part);
    if (said.includes('listens at')) return said;
  }
  throw new Error(said);
}

async function stop(): Promise<void> {
  if (running === null) return;
  const ended = once(running, 'exit');
  running.kill('SIGTERM');
  await ended;
  running = null;
}

function everything(): string[] {
  const names = readdirSync(dataDir, { recursive: true, encoding: 'utf8' });
  return [dataDir, ...names.map((name) => join(dataDir, name))];
}

/** What somebody else could read, write or enter, with its mode. */
function openToOthers(): string[] {
  return everything()
    .map((path) => ({ path, mode: lstatSync(path).mode & 0o777 }))
    .filter(({ mode }) => (mode & 0o077) !== 0)
    .map(({ path, mode }) => `${relative(dataDir, path)} ${mode.toString(8)}`);
}

// Windows has no such modes; docs/guide/head-office.md says what stands instead.
describe.skipIf(process.platform === 'win32')(
  'what head office keeps on its disk',
  {
    timeout: 240_000,
  },
  () => {
    it('is its owner’s alone from the moment it is there, and closed where it was not', async () => {
      const first = await serve();
      expect(everything().length).toBeGreaterThan(100);
      expect(openToOthers()).toEqual([]);
      expect(first).not.toContain('to others');
      await stop();
      for (const path of everything()) chmodSync(path, 0o777);
      const second = await serve();
      expect(openToOthers()).toEqual([]);
      expect(second).toContain('closed to others');
      expect(second).toContain(dataDir);
    });
  },
);
