import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS } from '../../till/head-office/access.ts';
import { readFlow } from '../../till/ports/flow-state.ts';
import { runJournalCli } from '../../db/journal-cli.ts';
import { headOfficeClient } from '../../electron/service/head-office-client.ts';
import { loadRegisterKey } from '../../electron/service/register-key.ts';
import { startHeadOffice } from '../../hq/serve.ts';
import { handOver } from './hand-over.ts';
import { BREAD, MILK, must, openForSelling, openTestTill, until } from './till-kit.ts';
import { withEmptyDatabase } from '../../hq/test-kit/empty-database.ts';

const page = readFileSync(new URL('../../docs/verify.md', import.meta.url), 'utf8');
const script = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

let folder: string;
let keys: readonly [string, string];
const file = (name: string) => join(folder, name);

/** Runs the page's script as somebody would who has nothing else of ours. */
function run(changes: { journal?: string; batch?: string; ack?: string } = {}) {
  const names = { journal: 'journal.ndjson', batch: 'batch.ndjson', ack: 'ack.json', ...changes };
  const files = [names.journal, names.batch, names.ack].map(file);
  const done = spawnSync(process.execPath, [file('verify.mjs'), ...files, ...keys], {
    encoding: 'utf8',
  });
  return { code: done.status, said: `${done.stdout}${done.stderr}`.trim() };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-verify-'));
  writeFileSync(file('verify.mjs'), script);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const dataDir = await withEmptyDatabase(file('hq'));
  const office = await startHeadOffice({ dataDir, port: 0, host: '127.0.0.1', log });
  const key = loadRegisterKey(file('register'));
  const till = openTestTill({
    registerId: '01',
    signer: key,
    headOffice: headOfficeClient({
      url: office.url,
      enrolmentCode: await office.createEnrolmentCode('S001', '01'),
      storeId: 'S001',
      registerId: '01',
      key,
      timeoutMs: 20_000,
    }),
  });
  try {
    await openForSelling(till);
    await until(till, () => till.store.read((tx) => readFlow(tx, ACCESS)) !== null);
    till.terminal.approve();
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.card', { amountMinor: BREAD.priceMinor });
    await until(till, () => till.register.tillSnapshot().basket === null);
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    await must(till, 'shift.close', { counted: [] });
    await handOver(till, 'manager');
    await must(till, 'day.close', { skipSettlement: true });
    await until(till, () => till.store.read((tx) => tx.lastBatch()?.state) === 'acknowledged');
    const token = await office.createReaderToken('outsider');
    const batch = await fetch(`${office.url}/v1/batches/S001/01/1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    writeFileSync(file('batch.ndjson'), await batch.text());
    const stored = till.store.read((tx) => tx.lastBatch()?.acknowledgement);
    const ack = { acknowledgement: stored?.ack, signature: stored?.signature };
    writeFileSync(file('ack.json'), JSON.stringify(ack));
    const officeKey = till.store.read((tx) => readFlow(tx, ACCESS))?.headOfficePublicKey ?? '';
    keys = [key.publicKey, officeKey];
    runJournalCli(
      ['export', '--db', join(till.dir, 'register.db'), '--out', file('journal.ndjson')],
      () => undefined,
    );
  } finally {
    till.close();
    await office.close();
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the page on verifying', () => {
  it('lets an outsider verify journal, batch and both signatures', () => {
    expect(run()).toEqual({ code: 0, said: 'ok' });
  });

  it.each([
    ['an amount of a sale', 'batch', /"totalMinor":(\d)/, '"totalMinor":9$1'],
    ['a total of the manifest', 'batch', /"salesTotalMinor":(\d)/, '"salesTotalMinor":9$1'],
    ['a missing entry', 'batch', /\n[^\n]*\n/, '\n'],
    [
      'a hash in upper case',
      'journal',
      /"hash":"[0-9a-f]+"/,
      (hash: string) => hash.toUpperCase().replace('HASH', 'hash'),
    ],
    ['a name in the journal', 'journal', /"actor":"9"/, '"actor":"1"'],
    ['a byte of the acknowledgement', 'ack', /"receivedAtMs":(\d)/, '"receivedAtMs":9$1'],
  ] as const)('sees %s that was changed', (_, which, from, to) => {
    const names = { batch: 'batch.ndjson', journal: 'journal.ndjson', ack: 'ack.json' };
    const text = readFileSync(file(names[which]), 'utf8');
    const changed = typeof to === 'string' ? text.replace(from, to) : text.replace(from, to);
    expect(changed).not.toBe(text);
    writeFileSync(file(`changed-${which}`), changed);
    expect(run({ [which]: `changed-${which}` }).code).toBe(1);
  });

  it('believes nobody else’s key', () => {
    keys = [keys[1], keys[0]];
    expect(run()).toMatchObject({ code: 1, said: 'manifest: not signed by the register' });
    keys = [keys[1], keys[0]];
  });

  it('has vectors that are right', () => {
    const text = '{"a":"é\\n","b":[1,null]}';
    expect(page).toContain(`(${Buffer.byteLength(text)} bytes)`);
    expect(page).toContain(createHash('sha256').update(text, 'utf8').digest('hex'));
    const [spki] = /MCowBQ[^`]+/.exec(page) ?? [''];
    const [signature] = /5VZD[^`]+/.exec(page) ?? [''];
    const publicKey = createPublicKey({
      key: Buffer.from(spki, 'base64'),
      format: 'der',
      type: 'spki',
    });
    expect(verify(null, Buffer.alloc(0), publicKey, Buffer.from(signature, 'base64'))).toBe(true);
  });
});
