import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog } from './log.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-log-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function lines(file: string): unknown[] {
  const text = fs.readFileSync(file, 'utf8').trim();
  return text.split('\n').map((line): unknown => JSON.parse(line));
}

test('a line is in the file when the call returns, with its fields and the error', () => {
  const file = path.join(folder, 'deep', 'till.log');
  openLog(file).error('handler threw', { name: 'sale.scan', error: new Error('ledger not zero') });
  expect(lines(file)).toMatchObject([
    { level: 50, msg: 'handler threw', name: 'sale.scan', error: { message: 'ledger not zero' } },
  ]);
});

test('secrets are hidden wherever they turn up', () => {
  const file = path.join(folder, 'till.log');
  openLog(file).info('settings', {
    pin: '4711',
    devices: { terminal: { password: '000000' } },
    input: { approval: { pin: '4711' } },
  });
  expect(fs.readFileSync(file, 'utf8')).not.toMatch(/4711|000000/);
});

test('a large log is put aside at the next start, the oldest one goes', () => {
  const file = path.join(folder, 'till.log');
  const large = 'x'.repeat(11 * 1024 * 1024);
  for (const [suffix, text] of [
    ['', large],
    ['.1', 'one'],
    ['.2', 'two'],
    ['.3', 'three'],
  ]) {
    fs.writeFileSync(`${file}${suffix}`, text ?? '');
  }
  openLog(file).info('started');
  expect(lines(file)).toHaveLength(1);
  expect(fs.statSync(`${file}.1`).size).toBe(large.length);
  expect(fs.readFileSync(`${file}.2`, 'utf8')).toBe('one');
  expect(fs.readFileSync(`${file}.3`, 'utf8')).toBe('two');
});

test('a log that grows too large while the register runs is put aside then', () => {
  const file = path.join(folder, 'till.log');
  const limit = 10 * 1024 * 1024;
  fs.writeFileSync(file, `${'x'.repeat(limit - 300)}\n`);
  const log = openLog(file);
  for (let n = 0; n < 20; n += 1) log.warn('again', { n });
  expect(fs.readdirSync(folder).toSorted()).toEqual(['till.log', 'till.log.1']);
  expect(fs.statSync(`${file}.1`).size).toBeLessThanOrEqual(limit);
  expect(lines(file).at(-1)).toMatchObject({ n: 19 });
});

test('a folder that cannot be made does not stop the register', () => {
  const blocked = path.join(folder, 'file');
  fs.writeFileSync(blocked, '');
  const log = openLog(path.join(blocked, 'logs', 'till.log'));
  expect(() => log.info('goes to stderr')).not.toThrow();
});

test('an error whose text has a card number or a payment code is logged without them', () => {
  const file = path.join(folder, 'till.log');
  const log = openLog(file);
  const error = new Error('bad field 4111111111111111D25121011234', {
    cause: new Error('code 280000000000000001'),
  });
  log.error('uncaught exception', { error, seen: ['378282246310005'] });
  log.warn('paid with 4111 1111 1111 1111');
  const text = fs.readFileSync(file, 'utf8');
  expect(text).toContain('bad field ************1111D');
  expect(text).not.toMatch(/411111|1111 1111|25121011234|28000000|37828224/);
  expect(lines(file)).toHaveLength(2);
});
