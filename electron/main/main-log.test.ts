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
