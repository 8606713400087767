import { describe, expect, test } from 'vitest';
import { summariseEntries } from '../core/upload/build.ts';
import type { UploadAcknowledgement, UploadHeader } from '../core/upload/types.ts';
import { ZERO } from '../core/money/minor.ts';
import { testRegister } from './testing/register.ts';
import { openShop } from './testing/shop.ts';

const BATCH_ID = '01900000-0000-7000-8000-0000000000aa';

/** A register with one batch of all it has journaled, and the right answer to it. */
function withBatch() {
  const { store } = testRegister();
  store.write(openShop);
  const { seq } = store.read((tx) => tx.journalHead());
  const summary = summariseEntries(store.read((tx) => tx.entries(1, seq)));
  const header: UploadHeader = {
    manifest: {
      kind: 'tillwright-batch',
      version: 1,
      batchId: BATCH_ID,
      batchNo: 1,
      storeId: 'S001',
      registerId: '3',
      businessDay: '2026-03-01',
      builtAtMs: 1,
      currency: 'CNY',
      grandSalesMinor: ZERO,
      ...summary,
    },
    signature: 'c2ln',
  };
  store.write((tx) => tx.saveBatch(header));
  const { from, to, entries, headHash } = summary;
  const ack: UploadAcknowledgement = {
    batchId: BATCH_ID,
    storeId: 'S001',
    registerId: '3',
    from,
    to,
    entries,
    headHash,
    receivedAtMs: 5,
  };
  return { store, ack };
}

describe('an acknowledgement', () => {
  test('of this batch is kept with its signature', () => {
    const { store, ack } = withBatch();
    store.write((tx) => tx.acknowledgeUpload(BATCH_ID, ack, 'c2ln'));
    expect(store.read((tx) => tx.lastBatch())).toMatchObject({
      state: 'acknowledged',
      acknowledgement: { ack, signature: 'c2ln' },
    });
  });

  test.each([
    { batchId: '01900000-0000-7000-8000-0000000000bb' },
    { storeId: 'S002' },
    { registerId: '4' },
    { from: 2 },
    { to: 99 },
    { entries: 99 },
    { headHash: 'cd'.repeat(32) },
  ])('of other content changes nothing: %j', (change) => {
    const { store, ack } = withBatch();
    const other = { ...ack, ...change };
    expect(() => store.write((tx) => tx.acknowledgeUpload(BATCH_ID, other, 'c2ln'))).toThrow(
      'is not for batch',
    );
    expect(store.read((tx) => tx.lastBatch())).toMatchObject({ state: 'built' });
    expect(store.read((tx) => tx.acknowledgedTo())).toBe(0);
  });
});
