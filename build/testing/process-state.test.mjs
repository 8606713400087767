import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { expect, it, vi } from 'vitest';
import { changed, processState } from './process-state.mjs';

const before = processState();
const nothing = () => {};

it('of a process that nobody touched is the same', () => {
  expect(changed(before, processState())).toEqual([]);
});

it.each([
  ['environment TILLWRIGHT_X', () => vi.stubEnv('TILLWRIGHT_X', 'secret')],
  ['umask', () => process.umask(0o200)],
  ['global setTimeout', () => vi.useFakeTimers({ toFake: ['setTimeout'] })],
  ['global forgotten', () => vi.stubGlobal('forgotten', 1)],
  ['listeners of warning', () => process.on('warning', nothing)],
  ['fs fsyncSync', () => vi.spyOn(fs, 'fsyncSync')],
  ['fs.promises open', () => vi.spyOn(fs.promises, 'open')],
])('names %s when it was changed, and nothing once it is put back', (name, change) => {
  const umask = process.umask();
  change();
  try {
    expect(changed(before, processState())).toEqual([name]);
  } finally {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    vi.useRealTimers();
    vi.restoreAllMocks();
    process.off('warning', nothing);
    process.umask(umask);
    syncBuiltinESMExports();
  }
  expect(changed(before, processState())).toEqual([]);
});
