import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreFault } from '../../till/ports/store.ts';
import {
  BREAD,
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

const snapshot = () => till.register.tillSnapshot();
const salesMade = () => till.store.read((tx) => tx.recentSales(99)).length;

/** Lets only so many more writes through, until the returned function is called. */
function limitWrites(allowed: number): () => void {
  const { store } = till;
  const write = store.write;
  let left = allowed;
  store.write = (use) => {
    left -= 1;
    if (left < 0) throw new StoreFault('diskFull', 'no space left');
    return write(use);
  };
  return () => {
    store.write = write;
  };
}

/** The bytes leave and nothing comes back; the terminal has no answer yet either. */
async function payInSilence(): Promise<void> {
  till.terminal.goesSilent();
  till.terminal.last = { kind: 'unreachable', reason: 'line' };
  await must(till, 'pay.card', { amountMinor: 1000 });
  await until(till, () => snapshot().payment?.state === 'unknown');
}

// Any of these ended the service when the fault escaped: a cashier would see it restart for ever.
describe('a disk that fails behind the cashier', () => {
  it('while the terminal is asked stops selling, and the answer is booked later', async () => {
    await payInSilence();
    till.terminal.last = {
      kind: 'found',
      result: terminalResult(1000, '0007', { date: '0102', time: '100010' }),
    };
    const freeDisk = limitWrites(0);
    till.runTimers();
    await until(till, () => snapshot().phase === 'stopped');
    expect(snapshot().stopped?.code).toBe('diskFull');
    freeDisk();
    till.runTimers();
    await until(till, () => salesMade() === 1);
    expect(snapshot()).toMatchObject({ phase: 'selling', payment: null });
    expect(till.terminal.charges).toEqual([1000]);
  });

  it('once more while the register recovers from it keeps selling stopped', async () => {
    let freeDisk = () => {};
    till.terminal.pays = (observer, amountMinor) => {
      observer.sending();
      freeDisk = limitWrites(0);
      try {
        observer.result(terminalResult(amountMinor, '0007'));
      } catch (caught) {
        if (!(caught instanceof StoreFault)) throw caught;
      }
      return Promise.resolve({ kind: 'unknown', reason: 'notAcknowledged' });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().phase === 'stopped');
    freeDisk();
    till.terminal.last = { kind: 'none' };

    const freeAgain = limitWrites(1);
    till.runTimers();
    expect(snapshot().phase).toBe('stopped');
    freeAgain();
    till.runTimers();
    await until(till, () => snapshot().phase === 'selling' && snapshot().payment === null);
    expect(snapshot().basket?.remainingMinor).toBe(1000);
    expect(till.terminal.charges).toEqual([1000]);
  });

  it('when it is read for the windows shows the plain screen', () => {
    const { store } = till;
    const read = store.read;
    store.read = () => {
      throw new StoreFault('io', 'the disk does not answer');
    };
    till.ctx.state.changed();
    expect(snapshot()).toMatchObject({ phase: 'stopped', stopped: { code: 'io' } });
    store.read = read;
    till.runTimers();
    expect(snapshot()).toMatchObject({ phase: 'selling', basket: { totalMinor: 1000 } });
  });
});

describe('a register that was stopped', () => {
  it('asks and writes nothing any more, whatever was still due', async () => {
    await payInSilence();
    const asked = till.terminal.asked;
    const freeDisk = limitWrites(0);
    till.register.stop();
    till.runTimers();
    freeDisk();
    expect(till.terminal.asked).toBe(asked);
  });
});
