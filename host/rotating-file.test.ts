import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRotatingFile } from './rotating-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-rotating-'));
  file = path.join(folder, 'logs', 'one.log');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const sizes = () =>
  fs
    .readdirSync(path.dirname(file))
    .map((name) => fs.statSync(path.join(path.dirname(file), name)).size);
const text = (suffix = '') => fs.readFileSync(`${file}${suffix}`, 'utf8');

test('a storm of lines never takes more than the files it may have, whatever their lengths', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 260 }), { minLength: 1, maxLength: 120 }),
      fc.integer({ min: 0, max: 3 }),
      (lengths, kept) => {
        fs.rmSync(path.dirname(file), { recursive: true, force: true });
        let log = openRotatingFile(file, { maxBytes: 200, kept });
        for (const [at, length] of lengths.entries()) {
          // Started anew now and then: what is there counts.
          if (at % 17 === 16) log = openRotatingFile(file, { maxBytes: 200, kept });
          log.write(`${'x'.repeat(length)}\n`);
          expect(sizes().length).toBeLessThanOrEqual(kept + 1);
          expect(Math.max(...sizes())).toBeLessThanOrEqual(200);
          expect(text().endsWith('\n')).toBe(true);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('keeps the newest lines, whole and in order, over all its files', () => {
  const log = openRotatingFile(file, { maxBytes: 100, kept: 2 });
  for (let n = 0; n < 100; n += 1) log.write(`line ${String(n).padStart(3, '0')}\n`);
  const all = `${text('.2')}${text('.1')}${text()}`.trimEnd().split('\n');
  const wanted = Array.from({ length: all.length }, (_, at) => 100 - all.length + at);
  expect(all).toEqual(wanted.map((n) => `line ${String(n).padStart(3, '0')}`));
  expect(all.length).toBeGreaterThan(22);
});

test('where the file cannot be moved away it begins anew: the bound holds', () => {
  fs.mkdirSync(path.join(`${file}.1`, 'in the way'), { recursive: true });
  const log = openRotatingFile(file, { maxBytes: 30, kept: 1 });
  for (let n = 0; n < 10; n += 1) log.write('0123456789\n');
  expect(fs.statSync(file).size).toBeLessThanOrEqual(30);
});

test('a disk that takes nothing more loses lines and ends nobody', () => {
  const log = openRotatingFile('/dev/full', { maxBytes: 1_000, kept: 1 });
  expect(() => log.write('lost\n')).not.toThrow();
});
