import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minor } from '../../core/money/minor.ts';
import { openDatabase } from '../../db/open.ts';
import { checkDerived } from '../../db/rebuild.ts';
import { StoreFault } from '../../till/ports/store.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { handOver } from './hand-over.ts';
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
let terminal: RefundingTerminal;

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const LATE = terminalResult(1000, '0007');
const snapshot = () => till.register.tillSnapshot();
const sales = () => till.store.read((tx) => tx.recentSales(99));
const paymentTypes = () =>
  till.store
    .read((tx) => tx.entries(1, 999))
    .map((entry) => entry.type)
    .filter((type) => type.startsWith('payment.'));

const lateCharges = () =>
  till.store
    .read((tx) => tx.entries(1, 999))
    .flatMap(({ type, payload }) => (type === 'payment.lateCharge' ? [payload] : []));

/** The payment leaves, and with it the cable: nobody knows, and nobody can be asked. */
async function payIntoTheDark(amountMinor = 1000): Promise<void> {
  terminal.pays = (observer) => {
    observer.sending();
    return Promise.resolve({ kind: 'unknown', reason: 'lineLost' });
  };
  terminal.last = { kind: 'unreachable', reason: 'disconnected' };
  await must(till, 'pay.card', { amountMinor });
  await until(till, () => snapshot().payment?.state === 'unknown');
}

async function settle(paid: boolean): Promise<void> {
  await must(till, 'pay.resolve', {
    attemptId: snapshot().pendingPayments[0]?.attemptId ?? '',
    paid,
    evidence: 'no slip',
    approval: { operatorId: '5', pin: '5555' },
  });
}

describe('an approval that comes after its payment was given up', () => {
  it('is on disk before it is acknowledged, and settled by asking the terminal', async () => {
    await payIntoTheDark();
    terminal.last = { kind: 'found', result: LATE };
    expect(terminal.tellLate(LATE)).toBe('book');
    expect(paymentTypes().at(-1)).toBe('payment.resultSeen');
    await until(till, () => sales().length === 1);
    expect(paymentTypes().at(-1)).toBe('payment.approved');
    expect(terminal.charges).toEqual([1000]);
  });

  it('is refused once a supervisor settled it as not paid, and the cashier is told', async () => {
    await payIntoTheDark();
    await settle(false);
    const before = paymentTypes();
    expect(terminal.tellLate(LATE)).toBe('refuse');
    expect(paymentTypes()).toEqual([...before, 'payment.lateCharge']);
    expect(snapshot().notice).toMatchObject({
      kind: 'attention',
      code: 'lateChargeRefused',
      params: { receiptNo: '0007' },
    });
  });

  it('refused, is in the journal once, and on the X and the Z', async () => {
    await payIntoTheDark();
    expect(terminal.tellLate(LATE)).toBe('book');
    await settle(false);
    expect(lateCharges()).toEqual([]);
    // The terminal missed our 84 6C, and says the same once more.
    expect([terminal.tellLate(LATE), terminal.tellLate(LATE)]).toEqual(['refuse', 'refuse']);
    const [intended] = till.store.read((tx) => tx.batchAttempts('T1'));
    expect(lateCharges()).toMatchObject([
      { terminalId: 'T1', attemptId: intended?.attemptId, result: LATE, stands: false },
    ]);
    // Its number is free again: another charge that comes late is another one.
    const other = { ...LATE, time: '110000' };
    expect(terminal.tellLate(other)).toBe('refuse');
    expect(lateCharges()).toHaveLength(2);
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    await handOver(till, 'manager');
    const x = JSON.parse((await must(till, 'report.x', {})).reportJson);
    const row = { terminalId: 'T1', receiptNo: '0007', amountMinor: 1000, stands: false };
    expect(x.lateCharges).toEqual([row, row]);
    till.register.stop();
    till.store.close();
    const { db, close } = openDatabase(`${till.dir}/register.db`);
    expect(checkDerived(db).differences).toEqual([]);
    close();
  });

  it('refused, is in the journal once also where the terminal does not count', async () => {
    await payIntoTheDark();
    await settle(false);
    const zeros = { ...LATE, receiptNo: '0000', trace: '000000' };
    expect([terminal.tellLate(zeros), terminal.tellLate(zeros)]).toEqual(['refuse', 'refuse']);
    expect(lateCharges()).toHaveLength(1);
    const timeless = { ...zeros, date: '', time: '' };
    expect([terminal.tellLate(timeless), terminal.tellLate(timeless)]).toEqual([
      'refuse',
      'refuse',
    ]);
    // Nothing tells two charges apart here: one too many on the Z is better than one too few.
    expect(lateCharges()).toHaveLength(3);
  });

  it('refused while no day is open, is on the next Z and on no other', async () => {
    await payIntoTheDark();
    await settle(false);
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    await must(till, 'shift.close', { counted: [] });
    await handOver(till, 'manager');
    const closeDay = () => must(till, 'day.close', { skipSettlement: true });
    await closeDay();
    expect(terminal.tellLate(LATE)).toBe('refuse');
    const reported = [];
    for (const _ of ['the next day', 'the one after']) {
      till.clock.now += 24 * 3_600_000;
      await must(till, 'day.open', {});
      await closeDay();
      reported.push(till.store.read((tx) => tx.lastClosedDay())?.report.lateCharges);
    }
    const row = { terminalId: 'T1', receiptNo: '0007', amountMinor: 1000, stands: false };
    expect(reported).toEqual([[row], undefined]);
  });

  it('is not answered when it cannot be written down', async () => {
    await payIntoTheDark();
    await settle(false);
    const { write } = till.store;
    Object.assign(till.store, {
      write: () => {
        throw new StoreFault('diskFull', 'no room');
      },
    });
    expect(() => terminal.tellLate(LATE)).toThrow(StoreFault);
    Object.assign(till.store, { write });
    expect(lateCharges()).toEqual([]);
  });

  it('is refused also while the next payment runs: it is not that one’s', async () => {
    await payIntoTheDark();
    await settle(false);
    let isToldLate: string | null = null;
    terminal.pays = (observer, amountMinor) => {
      observer.sending();
      isToldLate = terminal.tellLate(LATE);
      const result = terminalResult(amountMinor, '0008');
      observer.result(result);
      return Promise.resolve({ kind: 'approved', result });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => sales().length === 1);
    expect(isToldLate).toBe('refuse');
    expect(sales()[0]?.sale.tenders[0]?.card).toMatchObject({ receiptNo: '0008' });
  });

  it('seen and then settled as not paid is refused: not even the next doubt takes it', async () => {
    await payIntoTheDark();
    expect(terminal.tellLate(LATE)).toBe('book');
    await settle(false);
    expect(terminal.tellLate(LATE)).toBe('refuse');
    await payIntoTheDark();
    expect(terminal.tellLate(LATE)).toBe('refuse');
  });

  it('of another amount, or without one, is refused', async () => {
    await payIntoTheDark();
    expect(terminal.tellLate({ ...LATE, amountMinor: minor(505) })).toBe('refuse');
    expect(terminal.tellLate({ ...LATE, amountMinor: null })).toBe('refuse');
    expect(terminal.tellLate({ ...LATE, currencyNumeric: '978' })).toBe('refuse');
    expect(paymentTypes()).not.toContain('payment.resultSeen');
  });

  it('that the terminal had told of before the payment began is an older one, and refused', async () => {
    terminal.approve('0006');
    await must(till, 'pay.card', { amountMinor: 300 });
    await until(till, () => snapshot().payment === null);
    // Asked about a payment in doubt the terminal tells of another one, e.g. made by hand there.
    terminal.goesSilent();
    const older = terminalResult(200, '0007');
    terminal.last = { kind: 'found', result: older };
    await must(till, 'pay.card', { amountMinor: 500 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    await settle(false);
    await payIntoTheDark(200);
    expect(terminal.tellLate(older)).toBe('refuse');
    expect(lateCharges()).toMatchObject([{ result: { receiptNo: '0007' } }]);
    expect(terminal.tellLate(terminalResult(200, '0008'))).toBe('book');
  });

  it('that cannot be written down is not answered, and selling stops', async () => {
    await payIntoTheDark();
    const { write } = till.store;
    till.store.write = () => {
      throw new StoreFault('diskFull', 'no space');
    };
    expect(() => terminal.tellLate(LATE)).toThrow(StoreFault);
    expect(snapshot().stopped).toMatchObject({ code: 'diskFull' });
    till.store.write = write;
  });

  it('after the register ended is nobody’s', async () => {
    await payIntoTheDark();
    till.register.stop();
    expect(terminal.tellLate(LATE)).toBe('refuse');
    expect(paymentTypes()).not.toContain('payment.resultSeen');
  });
});

describe('an approval that the terminal repeats', () => {
  it('is acknowledged again when its payment was booked, and booked once', async () => {
    terminal.approve('0007');
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => sales().length === 1);
    const before = paymentTypes();
    expect(terminal.tellLate(LATE)).toBe('book');
    expect(paymentTypes()).toEqual(before);
    expect(terminal.tellLate({ ...LATE, trace: '000099' })).toBe('refuse');
  });

  it('is acknowledged while its payment still waits for the end of it', async () => {
    let again: string | null = null;
    terminal.pays = (observer) => {
      observer.sending();
      observer.result(LATE);
      again = terminal.tellLate(LATE);
      return Promise.resolve({ kind: 'approved', result: LATE });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => sales().length === 1);
    expect(again).toBe('book');
    expect(paymentTypes().filter((type) => type === 'payment.resultSeen')).toHaveLength(1);
  });
});

describe('a refund in doubt', () => {
  it('takes a late approval as a result that was seen, and not that of its payment', async () => {
    terminal.approve('0007');
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => sales().length === 1);
    terminal.isSilent();
    await must(till, 'return.begin', {
      saleId: sales()[0]?.sale.saleId ?? '',
      reason: 'customer',
      note: '',
      cardAs: 'terminal',
      approval: { operatorId: '5', pin: '5555' },
    });
    await until(till, () => snapshot().pendingPayments.length === 1);
    await until(till, () => till.ctx.state.repeatingVoid === null);
    const before = paymentTypes();
    expect(terminal.tellLate(LATE)).toBe('book');
    expect(paymentTypes()).toEqual(before);
    expect(terminal.tellLate(terminalResult(1000, '0008'))).toBe('book');
    expect(paymentTypes()).toEqual([...before, 'payment.resultSeen']);
  });
});

describe('a terminal that cannot take it back', () => {
  beforeEach(() => {
    terminal.capabilities = { ...terminal.capabilities, refusesResult: false };
  });

  it('is told of to the cashier, who voids it there', async () => {
    await payIntoTheDark();
    await settle(false);
    terminal.tellLate(LATE);
    expect(snapshot().notice).toMatchObject({ kind: 'attention', code: 'lateChargeStands' });
    expect(lateCharges()).toMatchObject([{ stands: true, result: { receiptNo: '0007' } }]);
  });

  it('names the attempt where it gives the reference back', async () => {
    await payIntoTheDark();
    const reference = till.store.read((tx) => tx.openAttempts())[0]?.reference ?? '';
    const other = terminalResult(1000, '0007', { extra: { reference: 'ZZZZZZ' } });
    expect(terminal.tellLate(other)).toBe('refuse');
    const own = terminalResult(1000, '0007', { extra: { reference } });
    expect(terminal.tellLate(own)).toBe('book');
  });
});
