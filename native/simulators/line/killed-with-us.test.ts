import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killWithUs } from './killed-with-us.ts';

/** A program that does nothing and does not end by itself. */
const waiting = (): ChildProcess =>
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });

test('many children need one listener, and none when they are gone', async () => {
  const before = process.listenerCount('exit');
  const children = Array.from({ length: 12 }, waiting);
  for (const child of children) killWithUs(child);
  expect(process.listenerCount('exit')).toBe(before + 1);
  const ended = children.map((child) => once(child, 'exit'));
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(ended);
  expect(process.listenerCount('exit')).toBe(before);
});

test('a program that is not there leaves nothing behind', async () => {
  const before = process.listenerCount('exit');
  const child = spawn(join(tmpdir(), 'no-such-program-of-tillwright'));
  killWithUs(child);
  await once(child, 'error');
  expect(process.listenerCount('exit')).toBe(before);
});

test('a child ends with the program that made it', async () => {
  const module = new URL('./killed-with-us.ts', import.meta.url).href;
  const parent = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      `import { spawn } from 'node:child_process';
       import { killWithUs } from ${JSON.stringify(module)};
       const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'],
         { stdio: ['ignore', 'inherit', 'ignore'] });
       killWithUs(child);
       process.stdin.once('data', () => process.exit(0));`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  // The child holds the same output open: it ends only when both are gone.
  const closed = once(parent.stdout, 'close');
  await once(parent.stdout, 'data');
  parent.stdin.write('end');
  await closed;
  expect(parent.exitCode ?? (await once(parent, 'exit'))[0]).toBe(0);
});
