import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openMainLog } from './main-log.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-main-log-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

test('the last words of a dying service are logged without card numbers', () => {
  const file = path.join(folder, 'main.log');
  const text = 'Error: cannot parse 4111111111111111=25121011 of 280000000000000001';
  openMainLog(file)('warn', 'till-service stderr', { text });
  const [line = ''] = fs.readFileSync(file, 'utf8').split('\n');
  expect(JSON.parse(line)).toMatchObject({
    level: 'warn',
    msg: 'till-service stderr',
    text: 'Error: cannot parse ************1111=… of **************0001',
  });
});

test('a storm of lines while the program runs stays within its files', () => {
  const file = path.join(folder, 'logs', 'main.log');
  const log = openMainLog(file);
  for (let n = 0; n < 10; n += 1) log('warn', 'again', { text: 'x'.repeat(1024 * 1024), n });
  const names = fs.readdirSync(path.dirname(file)).toSorted();
  expect(names).toEqual(['main.log', 'main.log.1']);
  const sizes = names.map((name) => fs.statSync(path.join(path.dirname(file), name)).size);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * 1024 * 1024);
});

test('a disk that is back is written to again', () => {
  const blocked = path.join(folder, 'logs');
  fs.writeFileSync(blocked, '');
  const log = openMainLog(path.join(blocked, 'main.log'));
  log('info', 'lost', {});
  fs.rmSync(blocked);
  log('info', 'written', {});
  expect(fs.readFileSync(path.join(blocked, 'main.log'), 'utf8')).toContain('written');
});
