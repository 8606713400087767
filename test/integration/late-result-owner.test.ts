import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minor } from '../../core/money/minor.ts';
import { StoreFault } from '../../till/ports/store.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { returnKit } from './return-kit.ts';
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
const kit = returnKit(() => ({ till, terminal }));
const { snapshot, sales, sell, begin, beginInDoubt, stands, isQuiet, isDone } = kit;

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const LATE = terminalResult(1000, '0007');
const scan = () => must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
const seen = () =>
  till.store
    .read((tx) => tx.entries(1, tx.journalHead().seq))
    .filter(({ type }) => type === 'payment.resultSeen');

/** The charge leaves, and with it the cable: nobody knows, and nobody can be asked. */
async function payIntoTheDark(): Promise<void> {
  terminal.goesSilent();
  terminal.last = { kind: 'unreachable', reason: 'disconnected' };
  await must(till, 'pay.card', { amountMinor: 1000 });
  await until(till, () => snapshot().payment?.state === 'unknown');
}

async function settle(paid: boolean): Promise<void> {
  const attemptId = snapshot().pendingPayments[0]?.attemptId ?? '';
  const approval = { operatorId: '5', pin: '5555' };
  await must(till, 'pay.resolve', { attemptId, paid, evidence: 'slip', approval });
}

const reference = () => till.store.read((tx) => tx.openAttempts())[0]?.reference ?? '';
const naming = (told: string) => terminalResult(1000, '0007', { extra: { reference: told } });

describe('a late approval while a charge is made', () => {
  it('is an older one’s: what belongs to the charge comes with its own operation', async () => {
    await scan();
    const told: string[] = [];
    terminal.pays = (observer, amountMinor) => {
      told.push(terminal.tellLate(LATE));
      observer.sending();
      told.push(terminal.tellLate({ ...LATE, time: '100005' }));
      const result = terminalResult(amountMinor, '0008');
      observer.result(result);
      return Promise.resolve({ kind: 'approved', result });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => sales().length === 1);
    expect(told).toEqual(['refuse', 'refuse']);
    expect(sales()[0]?.tenders[0]?.card?.receiptNo).toBe('0008');
  });

  it('is not that of one that never left, though the disk was full when it should', async () => {
    await scan();
    const { write } = till.store;
    terminal.pays = (observer) => {
      till.store.write = () => {
        throw new StoreFault('diskFull', 'no space left');
      };
      observer.sending();
      return Promise.resolve({ kind: 'unknown', reason: 'timeout' });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().stopped !== null);
    till.store.write = write;
    expect(till.store.read((tx) => tx.openAttempts())).toMatchObject([{ state: 'intended' }]);
    expect(terminal.tellLate(LATE)).toBe('refuse');
  });

  it('is refused while a void is asked for once more', async () => {
    await beginInDoubt(await sell(1000));
    let told = '';
    terminal.answers.push((observer, request) => {
      told = terminal.tellLate(terminalResult(1000, '0009'));
      const result = terminalResult(request.amountMinor, '0008');
      observer.result(result);
      return Promise.resolve({ kind: 'approved', result });
    });
    till.runTimers();
    await isDone();
    expect(told).toBe('refuse');
  });
});

describe('a late approval at another terminal than the doubt', () => {
  it('is not the missing one: that money moved elsewhere', async () => {
    await scan();
    await payIntoTheDark();
    till.register.stop();
    till.store.close();
    terminal = Object.assign(new RefundingTerminal(), { terminalId: 'T2' });
    till = openTestTill({ dir: till.dir, terminal });
    expect(terminal.tellLate(LATE)).toBe('refuse');
    expect(seen()).toEqual([]);
  });
});

describe('a late approval of what was settled by hand as paid', () => {
  it('is the register’s own entry, and its slips are asked for once the line is free', async () => {
    await scan();
    await payIntoTheDark();
    await settle(true);
    expect(terminal.tellLate(LATE)).toBe('book');
    expect(seen()).toMatchObject([{ actor: 'system' }]);
    expect(terminal.askedForSlips).toBe(0);
    till.runTimers();
    expect(terminal.askedForSlips).toBe(1);
  });

  it('has its slips asked for only then: not in doubt, nor when it is settled as not paid', async () => {
    await scan();
    await payIntoTheDark();
    expect(terminal.tellLate(LATE)).toBe('book');
    await until(till, () => snapshot().payment?.state === 'unknown');
    till.runTimers();
    await until(till, () => snapshot().payment?.state === 'unknown');
    await settle(false);
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir, terminal });
    expect(terminal.askedForSlips).toBe(0);
  });
});

describe('a late approval that may be an earlier charge’s too', () => {
  beforeEach(async () => {
    await scan();
    await payIntoTheDark();
    await settle(false);
    await payIntoTheDark();
  });

  it('is this one’s when it names its reference', () => {
    expect(terminal.tellLate(naming(reference()))).toBe('book');
  });

  it('is this one’s where the terminal cannot take it back: refused, it would stand in no book', () => {
    terminal.capabilities = { ...terminal.capabilities, refusesResult: false };
    expect(terminal.tellLate(LATE)).toBe('book');
  });

  it('is refused without a name, where it can be returned', () => {
    expect(terminal.tellLate(LATE)).toBe('refuse');
  });
});

describe('an approval that is told again', () => {
  it('with another amount is another charge, and refused', async () => {
    await sell(1000);
    expect(terminal.tellLate(terminalResult(999, '0007'))).toBe('refuse');
    expect(terminal.tellLate(LATE)).toBe('book');
  });

  it('for another amount than was asked stays refused while a person has to decide', async () => {
    await scan();
    terminal.capabilities = { ...terminal.capabilities, refusesResult: false };
    const result = terminalResult(400, '0007');
    terminal.pays = (observer) => {
      observer.sending();
      observer.result(result);
      return Promise.resolve({ kind: 'approved', result });
    };
    terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    expect(terminal.tellLate(result)).toBe('refuse');
  });

  it('with one number of an older transaction is not that one: both have to agree', async () => {
    await sell(1000, '0006');
    await scan();
    await payIntoTheDark();
    expect(terminal.tellLate(terminalResult(1000, '0007', { trace: '000006' }))).toBe('book');
  });

  it('without a receipt number is told by its amount', async () => {
    await scan();
    await payIntoTheDark();
    expect(terminal.tellLate({ ...LATE, receiptNo: '' })).toBe('book');
  });
});

describe('a charge that is refused', () => {
  const refused = () =>
    till.store
      .read((tx) => tx.entries(1, tx.journalHead().seq))
      .filter(({ type }) => type === 'payment.lateCharge');
  const ZEROS = { receiptNo: '0000', trace: '000000' };

  it('is the register’s own entry, and told once however often the terminal says it', () => {
    terminal.tellLate(LATE);
    const told = snapshot().notice;
    expect(told).toMatchObject({ code: 'lateChargeRefused', params: { receiptNo: '0007' } });
    expect(terminal.tellLate(LATE)).toBe('refuse');
    expect(snapshot().notice).toEqual(told);
    expect(refused()).toMatchObject([{ actor: 'system' }]);
  });

  it.each([
    ['the day', LATE, { date: '0103' }],
    ['the time', LATE, { time: '100001' }],
    ['the amount', LATE, { amountMinor: terminalResult(999, '').amountMinor }],
    ['its number, where the other had none', { ...LATE, ...ZEROS }, LATE],
    ['its trace alone', { ...LATE, ...ZEROS }, { trace: '000001' }],
    ['its receipt number alone', { ...LATE, ...ZEROS }, { receiptNo: '0001' }],
    ['nothing, but no day was told', { ...LATE, ...ZEROS, date: '' }, {}],
    ['nothing, but no time was told', { ...LATE, ...ZEROS, time: '' }, {}],
  ])('is another one by %s', (_, first, changes) => {
    terminal.tellLate(first);
    terminal.tellLate({ ...first, ...changes });
    expect(refused()).toHaveLength(2);
  });
});

describe('a late approval of a refund in doubt', () => {
  it('to another card than the one that paid is refused', async () => {
    const saleId = await sell(1000);
    terminal.capabilities = { ...terminal.capabilities, reversal: false };
    terminal.last = { kind: 'unreachable', reason: 'line' };
    terminal.isSilent();
    await begin(saleId);
    await stands('unknown');
    await isQuiet();
    const other = terminalResult(1000, '0008', { maskedPan: '512345EEEEEE0007' });
    expect(terminal.tellLate(other)).toBe('refuse');
    expect(terminal.tellLate(terminalResult(1000, '0009'))).toBe('book');
  });
});

describe('the reference that a terminal names', () => {
  /** The attempt's own number is that of its journal entry in base 36: 36 is "000010". */
  beforeEach(async () => {
    await scan();
    till.store.write((tx) => {
      while (tx.journalHead().seq < 35) {
        tx.append('drawer.opened', { reason: 'noSale', saleId: null }, '1');
      }
    });
    await payIntoTheDark();
  });

  it.each(['10', '000010', '0000000010'])('is the same with fewer or more zeros: %s', (told) => {
    expect(reference()).toBe('000010');
    expect(terminal.tellLate(naming(told))).toBe('book');
  });

  it('is nothing to compare with of a charge from before there were references', async () => {
    await settle(false);
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    await scan();
    const attemptId = '01900000-0000-7000-8000-000000888888';
    const basketId = snapshot().basket?.basketId ?? '';
    const old = { attemptId, basketId, terminalId: 'T1', amountMinor: minor(700) };
    till.store.write((tx) => {
      tx.append('payment.intended', { ...old, currency: 'CNY', lastKnown: null }, '1');
      tx.append('payment.sending', { attemptId }, 'system');
      tx.append('payment.unknown', { attemptId, reason: 'timeout' }, 'system');
    });
    const named = { extra: { reference: '10' } };
    expect(terminal.tellLate(terminalResult(700, '0007', named))).toBe('book');
  });

  it.each(['1', '100', '11'])('is another one otherwise: %s', (told) => {
    expect(terminal.tellLate(naming(told))).toBe('refuse');
  });
});

describe('a fault of the program while it decides', () => {
  it('is thrown on, and not called a fault of the disk', async () => {
    await scan();
    await payIntoTheDark();
    const { write } = till.store;
    till.store.write = () => {
      throw new TypeError('a bug');
    };
    expect(() => terminal.tellLate(LATE)).toThrow(TypeError);
    till.store.write = write;
    expect(till.ctx.state.stopped).toBeNull();
  });
});
