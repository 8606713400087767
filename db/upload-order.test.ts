import { describe, expect, test } from 'vitest';
import { summariseEntries } from '../core/upload/build.ts';
import type { UploadAcknowledgement, UploadHeader, UploadManifest } from '../core/upload/types.ts';
import { GENESIS_HASH } from '../core/journal/entry.ts';
import { ZERO } from '../core/money/minor.ts';
import type { RegisterStore } from './store.ts';
import { testRegister } from './testing/register.ts';
import { closeDay, closeShift, openShop, sellForCash } from './testing/shop.ts';

const idOf = (batchNo: number) => `01900000-0000-7000-8000-${String(batchNo).padStart(12, '0')}`;

/** The batch that is due, up to an entry, as the use case would make it. */
function dueBatch(store: RegisterStore, to: number, change: Partial<UploadManifest> = {}) {
  return store.read((tx): UploadHeader => {
    const { from, batchNo } = tx.nextBatchFrom();
    return {
      manifest: {
        kind: 'tillwright-batch',
        version: 1,
        batchId: idOf(batchNo),
        batchNo,
        storeId: 'S001',
        registerId: '3',
        businessDay: '2026-03-01',
        builtAtMs: 1,
        currency: 'CNY',
        grandSalesMinor: ZERO,
        ...summariseEntries(tx.entries(from, to)),
        ...change,
      },
      signature: 'c2ln',
    };
  });
}

function ackOf({ manifest }: UploadHeader): UploadAcknowledgement {
  const { batchId, storeId, registerId, from, to, entries, headHash } = manifest;
  return { batchId, storeId, registerId, from, to, entries, headHash, receivedAtMs: 5 };
}

const headOf = (store: RegisterStore) => store.read((tx) => tx.journalHead());
const acknowledge = (store: RegisterStore, header: UploadHeader) =>
  store.write((tx) => tx.acknowledgeUpload(header.manifest.batchId, ackOf(header), 'YWNr'));

/** A shop that has sold, with a batch of each part of its journal. */
function withBatches(count: number) {
  const { store } = testRegister();
  const headers: UploadHeader[] = [];
  store.write(openShop);
  for (let n = 1; n <= count; n += 1) {
    store.write((tx) => sellForCash(tx, 100 * n));
    const header = dueBatch(store, headOf(store).seq);
    store.write((tx) => tx.saveBatch(header));
    headers.push(header);
  }
  const [first, second, third] = headers as [UploadHeader, UploadHeader, UploadHeader];
  return { store, first, second, third };
}

describe('batches of a journal', () => {
  test('begin with entry 1 and follow one another without gap', () => {
    const { store } = testRegister();
    expect(store.read((tx) => tx.nextBatchFrom())).toEqual({
      from: 1,
      batchNo: 1,
      prevHash: GENESIS_HASH,
    });
    expect(store.read((tx) => [tx.lastBatch(), ...tx.batches()])).toEqual([null]);
    const { store: later, first, second } = withBatches(2);
    expect(first.manifest).toMatchObject({ batchNo: 1, from: 1, to: 3, entries: 3 });
    expect(second.manifest).toMatchObject({ batchNo: 2, from: 4, to: 4, entries: 1 });
    expect(later.read((tx) => tx.nextBatchFrom())).toEqual({
      from: 5,
      batchNo: 3,
      prevHash: headOf(later).hash,
    });
    expect(later.read((tx) => tx.batches())).toEqual([
      { header: first, state: 'built', acknowledgement: null, lastError: '' },
      { header: second, state: 'built', acknowledgement: null, lastError: '' },
    ]);
    expect(later.read((tx) => tx.lastBatch()?.header)).toEqual(second);
  });

  test.each<[string, Partial<UploadManifest>, string]>([
    ['leaves an entry out', { from: 5 }, 'does not follow'],
    ['has another number', { batchNo: 3 }, 'does not follow'],
    ['follows another entry', { prevHash: 'ab'.repeat(32) }, 'does not follow'],
    ['counts one too few', { entries: 1 }, 'counts 1 entries'],
    ['counts one too many', { entries: 3 }, 'counts 3 entries'],
    ['ends with another entry than it says', { headHash: 'ab'.repeat(32) }, 'does not end with'],
    ['ends behind the journal', { to: 6, entries: 3 }, 'does not end with'],
  ])('one that %s is not saved', (_, change, reason) => {
    const { store } = withBatches(1);
    store.write((tx) => void [sellForCash(tx, 300), sellForCash(tx, 400)]);
    const header = dueBatch(store, 5, change);
    expect(() => store.write((tx) => tx.saveBatch(header))).toThrow(reason);
    expect(store.read((tx) => tx.batches())).toHaveLength(1);
    store.write((tx) => tx.saveBatch(dueBatch(store, 5)));
    expect(store.read((tx) => tx.batches())).toHaveLength(2);
  });

  test('of closed days are due as long as none holds their end', () => {
    const { store } = testRegister();
    const ends = () => store.read((tx) => tx.dayEndsWithoutBatch());
    const day = (date: string) => {
      store.write((tx) => openShop(tx, date));
      store.write((tx) => closeShift(tx));
      store.write(closeDay);
      return headOf(store).seq;
    };
    expect(ends()).toEqual([]);
    const [first, second] = [day('2026-03-01'), day('2026-03-02')];
    expect(ends()).toEqual([first, second]);
    store.write((tx) => tx.saveBatch(dueBatch(store, first)));
    expect(ends()).toEqual([second]);
    store.write((tx) => tx.saveBatch(dueBatch(store, second)));
    expect(ends()).toEqual([]);
  });
});

describe('what head office holds', () => {
  test('ends before the first batch that it has not acknowledged', () => {
    const { store, first, second, third } = withBatches(3);
    const held = () => store.read((tx) => tx.acknowledgedTo());
    const waiting = () =>
      store.read((tx) => tx.waitingUploads().map(({ header }) => header.manifest.batchNo));
    expect([held(), waiting()]).toEqual([0, [1, 2, 3]]);
    acknowledge(store, second);
    expect([held(), waiting()]).toEqual([0, [1, 3]]);
    acknowledge(store, first);
    expect([held(), waiting()]).toEqual([second.manifest.to, [3]]);
    acknowledge(store, third);
    expect([held(), waiting()]).toEqual([third.manifest.to, []]);
    // What is not in a batch yet is not there either.
    store.write((tx) => sellForCash(tx, 900));
    expect(held()).toBe(third.manifest.to);
  });

  test('leaves the rest to be sent, counted, since the oldest of it', () => {
    const { store: empty } = testRegister();
    expect(empty.read((tx) => tx.toSend())).toEqual({ entries: 0, oldestAtMs: null });
    const { store, first, second } = withBatches(2);
    const atMs = (seq: number) => store.read((tx) => tx.entries(seq, seq)[0]?.atMs ?? null);
    expect(store.read((tx) => tx.toSend())).toEqual({ entries: 4, oldestAtMs: atMs(1) });
    acknowledge(store, first);
    expect(store.read((tx) => tx.toSend())).toEqual({ entries: 1, oldestAtMs: atMs(4) });
    acknowledge(store, second);
    expect(store.read((tx) => tx.toSend())).toEqual({ entries: 0, oldestAtMs: null });
  });

  test('goes back to where head office says it ends, and sent again', () => {
    const { store, first, second, third } = withBatches(3);
    acknowledge(store, first);
    acknowledge(store, second);
    expect(store.write((tx) => tx.withdrawAcknowledgements(first.manifest.to))).toBe(1);
    expect(store.read((tx) => tx.batches())).toMatchObject([
      { state: 'acknowledged', acknowledgement: { ack: ackOf(first), signature: 'YWNr' } },
      { state: 'built', acknowledgement: null },
      { state: 'built', acknowledgement: null },
    ]);
    expect(store.read((tx) => tx.acknowledgedTo())).toBe(first.manifest.to);
    expect(store.write((tx) => tx.withdrawAcknowledgements(first.manifest.to))).toBe(0);
    acknowledge(store, second);
    acknowledge(store, third);
    expect(store.read((tx) => tx.acknowledgedTo())).toBe(third.manifest.to);
  });
});

describe('a batch that was not accepted', () => {
  test('keeps why, until it is; a late error of another try changes nothing then', () => {
    const { store, first } = withBatches(1);
    const { batchId } = first.manifest;
    const look = () => store.read((tx) => tx.lastBatch());
    store.write((tx) => tx.noteUploadError(batchId, 'refused', 'unknown register'));
    expect(look()).toMatchObject({ state: 'refused', lastError: 'unknown register' });
    expect(store.read((tx) => tx.waitingUploads())).toHaveLength(1);
    store.write((tx) => tx.noteUploadError(batchId, 'built', 'line lost'));
    expect(look()).toMatchObject({ state: 'built', lastError: 'line lost' });
    acknowledge(store, first);
    store.write((tx) => tx.noteUploadError(batchId, 'refused', 'late'));
    expect(look()).toMatchObject({ state: 'acknowledged', lastError: '' });
  });

  test('is signed anew with the register’s new key, and is the same in everything else', () => {
    const { store, first, second } = withBatches(2);
    store.write((tx) => tx.signUploadAnew(first.manifest.batchId, 'bmV3'));
    expect(store.read((tx) => tx.batches().map(({ header }) => header))).toEqual([
      { ...first, signature: 'bmV3' },
      second,
    ]);
    expect(() => store.write((tx) => tx.signUploadAnew(idOf(9), 'bmV3'))).toThrow('no batch');
  });

  test('that nobody made is not acknowledged', () => {
    const { store, first } = withBatches(1);
    expect(() => store.write((tx) => tx.acknowledgeUpload(idOf(9), ackOf(first), 'YWNr'))).toThrow(
      'no batch',
    );
  });
});
