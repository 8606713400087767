import { describe, expect, it } from 'vitest';
import { contentFaults } from './contents.mjs';
import { packagedPackages } from './packaged.mjs';
import { selfTestFaults } from './self-test.mjs';

const files = [
  '/package.json',
  '/out',
  '/out/app',
  '/out/app/main.cjs',
  '/out/app/service.cjs',
  '/out/app/training.cjs',
  '/out/app/preload-till.cjs',
  '/out/app/renderer/till/index.html',
  '/node_modules',
  '/node_modules/@node-rs',
  '/node_modules/@node-rs/argon2',
  '/node_modules/@node-rs/argon2/index.js',
];
const packages = new Set(['@node-rs/argon2']);

describe('the packaged files', () => {
  it('are right as they are', () => {
    expect(contentFaults(files, packages)).toEqual([]);
  });

  it('are wrong with a gap, a source, a test, a stranger or a development package', () => {
    expect(contentFaults(files.slice(1), packages)).toHaveLength(1);
    for (const extra of ['/core/money/minor.ts', '/docs/x.md', '/node_modules/vitest/index.js']) {
      expect(contentFaults([...files, extra], packages).length).toBeGreaterThan(0);
    }
    expect(contentFaults([...files, '/out/app/a.test.js'], packages)).toHaveLength(1);
  });
});

describe('the packages of the program', () => {
  const { loaded, bundled } = packagedPackages();

  it('are those with a native part and what they need', () => {
    const names = [...loaded];
    expect(names).toEqual(expect.arrayContaining(['better-sqlite3', 'serialport', 'debug']));
    expect(names).not.toContain('electron');
  });

  it('are not those that the bundles hold already', () => {
    expect([...bundled]).toEqual(expect.arrayContaining(['react', 'zod', 'fastify', 'pg']));
    expect([...bundled].filter((name) => loaded.has(name))).toEqual([]);
    const extra = '/node_modules/zod/index.js';
    expect(contentFaults([...files, extra], packages)).toEqual([
      expect.stringContaining('is not loaded at run time'),
    ]);
  });
});

describe('the answer to --self-test', () => {
  const answer = { selfTest: 'ok', electron: '1', sqlite: '3', serialport: '13', argon2: '2' };

  it('is accepted among other lines', () => {
    expect(selfTestFaults(`noise\n${JSON.stringify(answer)}\n`)).toEqual([]);
  });

  it('is refused when it is missing, broken, incomplete or not ok', () => {
    const bad = ['', '{"selfTest":', JSON.stringify({ selfTest: 'ok' })];
    for (const output of [...bad, JSON.stringify({ ...answer, selfTest: 'failed' })]) {
      expect(selfTestFaults(output)).toHaveLength(1);
    }
  });
});
