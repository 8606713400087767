import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileFault } from '../../contracts/file-fault.ts';
import { CONFIRMED_CATALOGUE, HELD_CATALOGUE } from '../../till/head-office/held-catalogue.ts';
import { keepFlow, readFlow } from '../../till/ports/flow-state.ts';
import { handOver } from './hand-over.ts';
import { call, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

const HELD = { sha256: 'f00d', itemsNow: 1345, itemsInFile: 9 };

let till: TestTill;
let answer: FileFault | null = null;
let reads = 0;
beforeEach(async () => {
  till = openTestTill();
  answer = null;
  reads = 0;
  Reflect.set(till.ctx.catalogueFile, 'readAgain', async () => {
    reads += 1;
    return answer;
  });
  await openForSelling(till);
  till.store.write((tx) => keepFlow(tx, HELD_CATALOGUE, HELD));
});
afterEach(() => till.close());

const snapshot = () => till.register.tillSnapshot();
const confirm = (sha256: string) => call(till, 'catalogue.confirm', { sha256 });
const confirmed = () =>
  till.store.read((tx) => tx.entries(1, 999)).filter(({ type }) => type.startsWith('catalogue.'));

describe('a catalogue that was held', () => {
  it('is shown with both numbers, and only a manager may take it', async () => {
    await handOver(till, 'cashier');
    expect(snapshot().heldCatalogue).toEqual(HELD);
    expect(await confirm('f00d')).toMatchObject({ error: { code: 'notAllowed' } });
    expect([reads, confirmed()]).toEqual([0, []]);
  });

  it('is taken at once when a manager agrees to this very file, journaled with the name', async () => {
    await handOver(till, 'manager');
    expect(await confirm('another')).toMatchObject({ error: { code: 'questionChanged' } });
    await must(till, 'catalogue.confirm', { sha256: 'f00d' });
    expect(confirmed()).toMatchObject([
      { type: 'catalogue.fallConfirmed', actor: '9', payload: HELD },
    ]);
    expect(till.store.read((tx) => readFlow(tx, CONFIRMED_CATALOGUE))).toBe('f00d');
    expect(reads).toBe(1);
    expect(snapshot().notice).toMatchObject({ kind: 'accepted', code: 'catalogueTaken' });
  });

  it('that cannot be taken after all is told of with the reason', async () => {
    await handOver(till, 'manager');
    answer = { code: 'gone', params: {} };
    await must(till, 'catalogue.confirm', { sha256: 'f00d' });
    expect(snapshot().notice).toMatchObject({
      kind: 'refused',
      code: 'fileRefused',
      params: { file: 'catalogue.csv', fault: 'gone' },
    });
  });
});
