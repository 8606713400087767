import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runChild } from './child.mjs';
import { withLock } from './lock.mjs';

it('collects output and exit code', async () => {
  const script = 'console.log("out"); console.error("err"); process.exit(3)';
  const result = await runChild(process.execPath, ['-e', script], { timeoutMs: 15_000 });
  expect(result.code).toBe(3);
  expect(result.stdout).toBe('out\n');
  expect(result.output).toContain('err');
});

it('answers for a program that does not exist', async () => {
  const result = await runChild('/no/such/program', [], { timeoutMs: 15_000 });
  expect(result.code).toBe(127);
});

it('ends a hanging program with its children at the deadline', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-child-'));
  const file = path.join(folder, 'grandchild');
  const hang = 'setInterval(() => {}, 1000)';
  const script = `
    const child = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hang)}],
      { stdio: 'inherit' });
    require('fs').writeFileSync(${JSON.stringify(file)}, String(child.pid));
    ${hang}`;
  const result = await runChild(process.execPath, ['-e', script], { timeoutMs: 5000 });
  expect(result.timedOut).toBe(true);
  // The pipes of the grandchild are closed, or runChild would not have ended; and it is gone.
  const grandchild = Number(fs.readFileSync(file, 'utf8'));
  await expect.poll(() => isRunning(grandchild)).toBe(false);
  fs.rmSync(folder, { recursive: true, force: true });
});

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Without an init process that collects it, an ended process stays as a zombie.
  const stat = process.platform === 'linux' ? fs.readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return !/\) Z /.test(stat);
}

it('lets one at a time through a lock and takes over from the dead', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-lock-'));
  const file = path.join(folder, 'lock');
  // A process that has ended: its id belongs to nobody.
  const ended = await runChild(process.execPath, ['-p', 'process.pid'], { timeoutMs: 15_000 });
  fs.writeFileSync(file, ended.stdout.trim());
  let inside = 0;
  const work = async () => {
    inside += 1;
    expect(inside).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    return 'done';
  };
  const answers = await Promise.all([1, 2, 3].map(() => withLock(file, 15_000, work)));
  expect(answers).toEqual(['done', 'done', 'done']);
  expect(fs.existsSync(file)).toBe(false);
  fs.rmSync(folder, { recursive: true, force: true });
});
