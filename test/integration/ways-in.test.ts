import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  displayEventNames,
  tillEventNames,
  trainingEventNames,
} from '../../contracts/call-names.ts';
import { CONNECT_CHANNEL, LINK_CHANNEL, PORT_CHANNEL } from '../../contracts/channels.ts';
import { silentLog } from '../../hq/log.ts';
import { type HeadOffice, startHeadOffice } from '../../hq/serve.ts';
import { type Admission, WHO_MAY } from '../../till/session/who-may.ts';
import { withEmptyDatabase } from '../../hq/test-kit/empty-database.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs', 'SECURITY.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.slice(1, -1).split('|'))
  .map((cells) => cells.map((cell) => cell.trim()));
const quoted = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

let folder: string;
let office: HeadOffice;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-ways-in-'));
  const dataDir = await withEmptyDatabase(join(folder, 'hq'));
  office = await startHeadOffice({ dataDir, port: 0, host: '127.0.0.1', log: silentLog });
}, 120_000);
afterAll(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the tables of ways in', () => {
  it('name every route of head office that there is, and no other', async () => {
    const token = await office.createReaderToken('erp');
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${office.url}/openapi.json`, { headers });
    const paths = z.record(z.string(), z.record(z.string(), z.unknown()));
    const document = z.looseObject({ paths }).parse(await answer.json());
    const there = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const listed = rows
      .flatMap(([first]) => quoted(first))
      .filter((name) => /^[A-Z]+ \//.test(name));
    expect(listed.toSorted()).toEqual(there.toSorted());
  });

  it('name every call of a page with who may make it', () => {
    const who = (rule: Admission) => {
      if (typeof rule === 'string') return rule;
      return 'right' in rule ? `right ${rule.right}` : `asks ${rule.asks}`;
    };
    const there = Object.entries(WHO_MAY).map(([name, rule]) => `${name}: ${who(rule)}`);
    const listed = rows
      .filter(([first = '']) => /^(anybody|signedOn|(right|asks) [A-Za-z]+)$/.test(first))
      .flatMap(([first, calls]) => quoted(calls).map((name) => `${name}: ${first}`));
    expect(listed.toSorted()).toEqual(there.toSorted());
  });

  it('name every channel and every event', () => {
    const channels = rows
      .flatMap(([first]) => quoted(first))
      .filter((name) => /^tillwright:/.test(name));
    expect(channels).toEqual([CONNECT_CHANNEL, PORT_CHANNEL, LINK_CHANNEL]);
    const [, events = ''] = /\*Events to a page:\*([^.]*)\. While/.exec(text) ?? [];
    const named = events.split(';').map((part) => quoted(part));
    expect(named).toEqual([[...tillEventNames], [...displayEventNames], [...trainingEventNames]]);
  });

  it('name only tests that there are', () => {
    const tests = quoted(text).filter((name) => /\.(test|spec)\.ts$/.test(name));
    expect(tests.length).toBeGreaterThan(10);
    expect(tests.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});
