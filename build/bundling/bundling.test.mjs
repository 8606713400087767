import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { missingEntries, programEntries } from './entries.mjs';
import { forbiddenRequires, programOptions } from './programs.mjs';
import { sourceHash } from './source-hash.mjs';
import { projectRoot } from '../setup/places.mjs';

let root = '';
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-bundling-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

/** @param {string} file @param {string} text */
function write(file, text) {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), text);
}

it('names the entries that are missing', () => {
  const before = missingEntries(root);
  expect(before).toContain('electron/main/main.ts');
  expect(before).toContain('renderer/till/index.html');
  write('electron/main/main.ts', '');
  expect(missingEntries(root)).toHaveLength(before.length - 1);
});

it('wants page and preload of a window as soon as it has one of them', () => {
  expect(missingEntries(root)).not.toContain('renderer/office/index.html');
  write('electron/preload/office.ts', '');
  expect(missingEntries(root)).toContain('renderer/office/index.html');
});

it('makes a bundle of each worker of the service', () => {
  write('electron/service/report-worker.ts', '');
  expect(programEntries(root).map((entry) => entry.name)).toContain('report-worker');
});

it('changes its hash with a source or the mode, not with a test', () => {
  write('core/a.ts', 'export const a = 1;');
  const hash = sourceHash(root, 'release');
  write('core/a.test.ts', 'test');
  expect(sourceHash(root, 'release')).toBe(hash);
  expect(sourceHash(root, 'dev')).not.toBe(hash);
  write('core/a.ts', 'export const a = 2;');
  expect(sourceHash(root, 'release')).not.toBe(hash);
});

it('finds a preload that needs Node and a main that opens the database', () => {
  /** @param {string} entryPoint @param {string} name */
  const output = (entryPoint, name) => ({
    entryPoint,
    bytes: 1,
    inputs: {},
    exports: [],
    imports: [{ path: name, kind: /** @type {const} */ ('require-call'), external: true }],
  });
  const entries = programEntries(root);
  const complaints = (/** @type {string} */ source, /** @type {string} */ name) =>
    forbiddenRequires({ inputs: {}, outputs: { x: output(source, name) } }, entries).length;
  expect(complaints('electron/preload/till.ts', 'electron')).toBe(0);
  expect(complaints('electron/preload/till.ts', 'node:fs')).toBe(1);
  expect(complaints('electron/main/main.ts', 'node:fs')).toBe(0);
  expect(complaints('electron/main/main.ts', 'better-sqlite3')).toBe(1);
  expect(complaints('electron/service/service.ts', 'serialport/package.json')).toBe(0);
});

it.each(/** @type {const} */ (['dev', 'release']))(
  'debugs the service in development alone: %s',
  async (mode) => {
    const { outputFiles } = await esbuild.build({
      ...programOptions(projectRoot, root, mode),
      write: false,
    });
    const main = outputFiles.find((file) => path.basename(file.path) === 'main.cjs');
    expect(main?.text.includes('TILLWRIGHT_INSPECT_SERVICE')).toBe(mode === 'dev');
  },
);
