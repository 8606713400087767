import { afterAll, beforeAll, expect, it } from 'vitest';
import { canonicalJson } from '../core/journal/canonical.ts';
import { minor } from '../core/money/minor.ts';
import type { UploadSource } from './upload/upload-source.ts';
import { STORE, TestReception } from './test-kit/reception.ts';

let reception: TestReception;
beforeAll(async () => {
  reception = await TestReception.open();
}, 120_000);
afterAll(() => reception.close());

it('a batch that an earlier version took is answered, whatever is added up today', async () => {
  const register = await reception.openRegister();
  const { manifest, entries } = register.cut();
  const first = await reception.taken(register.write(manifest, entries));
  const other = { ...manifest, salesTotalMinor: minor(1) };
  expect(await reception.refused(register.write(other, entries))).toMatchObject({
    code: 'conflict',
  });
  await reception.office.sql.query(
    'UPDATE batch SET manifest = $1 WHERE store_id = $2 AND register_id = $3',
    [canonicalJson(other), STORE, register.registerId],
  );
  expect(await reception.taken(register.write(other, entries))).toEqual({
    answer: first.answer,
    manifest: other,
    isNew: false,
  });
});

it('a batch that was overtaken while it was read is looked at once more', async () => {
  const register = await reception.openRegister();
  const slow = register.cut();
  const quick = register.write({ ...slow.manifest, builtAtMs: 1 }, slow.entries);
  const source: UploadSource = {
    encoding: 'identity',
    maxBytes: 10_000_000,
    async *read() {
      yield Buffer.from(slow.body, 'utf8');
      await reception.taken(quick);
    },
  };
  expect(await reception.refused(source)).toMatchObject({ code: 'conflict' });
  expect(await reception.alarmsOf(register)).toMatchObject([{ kind: 'batchNumber', times: 1 }]);
  // The same one by two ways at once is no contradiction.
  const same: UploadSource = {
    ...source,
    async *read() {
      yield Buffer.from(quick.body, 'utf8');
    },
  };
  expect(await reception.taken(same)).toMatchObject({ isNew: false });
});
