import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreFault } from '../../till/ports/store.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  terminalResult,
  type TestTill,
  until,
} from './till-kit.ts';

let till: TestTill;

beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
});
afterEach(() => till.close());

/** Makes every write fail as a full disk does, until the returned function is called. */
function fillDisk(): () => void {
  const { store } = till;
  const write = store.write;
  store.write = () => {
    throw new StoreFault('diskFull', 'no space left');
  };
  return () => {
    store.write = write;
  };
}

const snapshot = () => till.register.tillSnapshot();

describe('a full disk', () => {
  it('stops selling with a plain screen and nothing half-written', async () => {
    const before = till.store.read((tx) => tx.journalHead());
    const freeDisk = fillDisk();
    expect(await call(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 })).toMatchObject({
      error: { code: 'storeFault', params: { reason: 'diskFull' } },
    });
    expect(snapshot()).toMatchObject({ phase: 'stopped', stopped: { code: 'diskFull' } });
    freeDisk();
    expect(till.store.read((tx) => tx.journalHead())).toEqual(before);
  });

  it('lets the lane go on with the same basket once there is space', async () => {
    const freeDisk = fillDisk();
    await call(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    till.runTimers();
    expect(snapshot().phase).toBe('stopped');
    freeDisk();
    till.runTimers();
    expect(snapshot()).toMatchObject({ phase: 'selling', basket: { totalMinor: 1000 } });
    expect(await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 })).toMatchObject({
      complete: true,
    });
  });

  it('while a card is charged leaves the result unacknowledged and asks when it is back', async () => {
    let freeDisk = () => {};
    till.terminal.pays = (observer, amountMinor) => {
      observer.sending();
      freeDisk = fillDisk();
      try {
        observer.result(terminalResult(amountMinor, '0007'));
        return Promise.resolve({ kind: 'declined', result: null, reason: 'acknowledged' });
      } catch (caught) {
        if (!(caught instanceof StoreFault)) throw caught;
        // What a driver does: no acknowledgement leaves, so the terminal reverses.
        return Promise.resolve({ kind: 'unknown', reason: 'notAcknowledged' });
      }
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().phase === 'stopped');
    freeDisk();
    till.terminal.last = { kind: 'none' };
    till.runTimers();
    await until(till, () => snapshot().phase === 'selling' && snapshot().payment === null);
    expect(till.terminal.charges).toEqual([1000]);
    expect(snapshot().basket?.remainingMinor).toBe(1000);
  });
});
