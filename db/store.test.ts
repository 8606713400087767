import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { minor } from '../core/money/minor.ts';
import { StoreFault } from '../till/ports/store.ts';
import { openReadStore, openStore } from './store.ts';
import { testRegister } from './testing/register.ts';
import {
  catalogueRow,
  closeDay,
  closeShift,
  intend,
  OPERATOR,
  openShop,
  saleFor,
  sellForCash,
  TERMINAL,
  terminalResult,
} from './testing/shop.ts';

describe('transactions', () => {
  test('a throw rolls back the journal, the read tables and the basket together', () => {
    const { store } = testRegister();
    store.write(openShop);
    const before = store.read((tx) => tx.journalHead());
    expect(() =>
      store.write((tx) => {
        sellForCash(tx, 500);
        tx.addBasketEvents('b', [{ type: 'opened', basketId: 'b', operatorId: OPERATOR }]);
        tx.setSetting('a', 'b');
        throw new Error('the use case gave up');
      }),
    ).toThrow('the use case gave up');
    store.read((tx) => {
      expect(tx.journalHead()).toEqual(before);
      expect(tx.recentSales(10)).toEqual([]);
      expect(tx.openBasket()).toBeNull();
      expect(tx.setting('a')).toBeNull();
      expect(tx.nextReceiptSeq()).toBe(1);
    });
  });

  test('an asynchronous transaction is refused before it commits', () => {
    const { store } = testRegister();
    expect(() =>
      store.write((tx) => {
        tx.setSetting('a', 'b');
        return Promise.resolve();
      }),
    ).toThrow('asynchronous');
    expect(store.read((tx) => tx.setting('a'))).toBeNull();
  });

  test('a write inside a write is a bug, a read inside a write sees what was written', () => {
    const { store } = testRegister();
    store.write((tx) => {
      tx.setSetting('a', '1');
      expect(store.read((inner) => inner.setting('a'))).toBe('1');
      expect(() => store.write(() => undefined)).toThrow('inside another transaction');
    });
    expect(store.read((tx) => tx.setting('a'))).toBe('1');
  });

  test('a reader beside the register sees commits and cannot write', () => {
    const { store, options } = testRegister();
    const reader = openReadStore(options.path);
    try {
      expect(reader.read((tx) => tx.setting('a'))).toBeNull();
      store.write((tx) => tx.setSetting('a', '1'));
      expect(reader.read((tx) => tx.setting('a'))).toBe('1');
    } finally {
      reader.close();
    }
  });

  test('a database of another register is refused', () => {
    const { store, options } = testRegister();
    store.write(openShop);
    store.close();
    const other = { ...options, identity: { storeId: 'S001', registerId: '4' } };
    expect(() => openStore(other)).toThrow(StoreFault);
  });
});

describe('sales', () => {
  test('a sale gets the next number, and everything that follows from it', () => {
    const { store } = testRegister();
    store.write(openShop);
    const sale = store.write((tx) => sellForCash(tx, 1_250, 750));
    store.read((tx) => {
      const stored = tx.sale(sale.saleId);
      expect(stored?.sale).toEqual(sale);
      expect(stored?.businessDay).toBe('2026-03-01');
      expect(tx.saleByReceiptNo('S001-3-1')).toEqual(stored);
      expect(tx.recentSales(5)).toEqual([stored]);
      expect(tx.nextReceiptSeq()).toBe(2);
      expect(tx.grandTotals()).toEqual({ salesMinor: 1_250, returnsMinor: 0 });
      expect(tx.expectedCash(sale.shiftId)).toBe(21_250);
      expect(tx.printQueue()).toEqual([{ jobId: stored?.seq, saleId: sale.saleId, copy: 0 }]);
    });
  });

  test.each([
    ['a number left out', { receiptSeq: 2 }],
    ['a total that does not balance', { totalMinor: minor(999) }],
    ['a shift that is not open', { shiftId: 'nobody' }],
  ])('%s is refused and leaves nothing', (_, change) => {
    const { store } = testRegister();
    store.write(openShop);
    const before = store.read((tx) => tx.journalHead());
    expect(() =>
      store.write((tx) => {
        const sale = { ...saleFor(tx, { amountMinor: 1_000 }), ...change };
        tx.append('sale.completed', sale, OPERATOR);
      }),
    ).toThrow();
    expect(store.read((tx) => tx.journalHead())).toEqual(before);
  });

  test('the receipt is owed until it printed, a copy is queued for itself', () => {
    const { store } = testRegister();
    store.write(openShop);
    const { saleId } = store.write((tx) => sellForCash(tx, 100));
    store.write((tx) => tx.append('receipt.printed', { saleId, copy: 0 }, 'system'));
    expect(store.read((tx) => tx.printQueue())).toEqual([]);
    store.write((tx) => tx.append('receipt.reprintRequested', { saleId, copy: 1 }, OPERATOR));
    expect(store.read((tx) => tx.printQueue())).toMatchObject([{ saleId, copy: 1 }]);
    store.write((tx) => tx.append('receipt.printed', { saleId, copy: 1 }, 'system'));
    expect(store.read((tx) => tx.sale(saleId)?.prints)).toBe(2);
    expect(() =>
      store.write((tx) => tx.append('receipt.printed', { saleId, copy: 2 }, 'system')),
    ).toThrow('nobody asked');
  });
});

describe('payments', () => {
  test('a terminal has one open attempt, enforced by the database', () => {
    const { store } = testRegister();
    store.write((tx) => intend(tx, 'one', 100));
    expect(() => store.write((tx) => intend(tx, 'two', 100))).toThrow('UNIQUE');
    expect(store.read((tx) => tx.openAttempts())).toHaveLength(1);
    const attemptId = 'attempt-one';
    store.write((tx) => tx.append('payment.unknown', { attemptId, reason: 'cable' }, OPERATOR));
    expect(() => store.write((tx) => intend(tx, 'two', 100))).toThrow('UNIQUE');
    store.write((tx) =>
      tx.append('payment.neverStarted', { attemptId, reason: 'asked' }, OPERATOR),
    );
    store.write((tx) => intend(tx, 'two', 100));
    expect(store.read((tx) => tx.attempt('attempt-two')?.state)).toBe('intended');
  });

  test('a result is kept before it is booked, and one approval pays once', () => {
    const { store } = testRegister();
    store.write(openShop);
    const result = terminalResult(7, 300);
    const attemptId = store.write((tx) => {
      const id = intend(tx, 'a', 300);
      tx.append('payment.sending', { attemptId: id }, OPERATOR);
      return id;
    });
    store.write((tx) => tx.append('payment.resultSeen', { attemptId, result }, OPERATOR));
    expect(store.read((tx) => tx.attempt(attemptId))).toMatchObject({ state: 'sending', result });
    // Seen is not booked: the terminal may still reverse it and use its number again.
    expect(store.read((tx) => tx.lastTerminalMark(TERMINAL))).toBeNull();
    const card = { attemptId, basketId: 'basket-a' };
    const sell = (): void => {
      store.write((tx) => {
        tx.append('sale.completed', saleFor(tx, { amountMinor: 300, card }), OPERATOR);
      });
    };
    expect(sell).toThrow('not an approved one');
    store.write((tx) => tx.append('payment.approved', { attemptId, result }, OPERATOR));
    expect(store.read((tx) => tx.lastTerminalMark(TERMINAL))).toEqual({
      receiptNo: '0007',
      trace: '000007',
      device: '52500038',
    });
    sell();
    expect(sell).toThrow();
    expect(store.read((tx) => tx.cardTotalsSinceBatchClose(TERMINAL))).toEqual({
      transactions: 1,
      count: 1,
      amountMinor: 300,
    });
    expect(store.read((tx) => tx.attemptsOfBasket('basket-a'))).toHaveLength(1);
    expect(() =>
      store.write((tx) => tx.append('payment.unknown', { attemptId, reason: '' }, OPERATOR)),
    ).toThrow('not open');
  });
});

test('a payment settled as not paid marks nothing, whatever was seen of it', () => {
  const { store } = testRegister();
  store.write(openShop);
  const result = terminalResult(7, 300);
  const attemptId = store.write((tx) => {
    const id = intend(tx, 'a', 300);
    tx.append('payment.sending', { attemptId: id }, OPERATOR);
    tx.append('payment.resultSeen', { attemptId: id, result }, OPERATOR);
    tx.append('payment.unknown', { attemptId: id, reason: 'timeout' }, OPERATOR);
    return id;
  });
  const settled = { attemptId, approvedBy: '9', evidence: 'slip', result };
  store.write((tx) => tx.append('payment.resolvedNotPaid', settled, OPERATOR));
  expect(store.read((tx) => tx.lastTerminalMark(TERMINAL))).toBeNull();
  expect(store.read((tx) => tx.attempt(attemptId))).toMatchObject({ result });
});

describe('days and shifts', () => {
  test('one open day and one open shift; Z numbers have no gap', () => {
    const { store } = testRegister();
    store.write(openShop);
    const openAgain = { businessDay: '2026-03-02' };
    expect(() => store.write((tx) => tx.append('day.opened', openAgain, OPERATOR))).toThrow();
    const shift = { shiftId: 's2', operatorId: OPERATOR, floatMinor: minor(0) };
    expect(() => store.write((tx) => tx.append('shift.opened', shift, OPERATOR))).toThrow();
    expect(() => store.write(closeDay)).toThrow('after its shifts');
    store.write((tx) => closeShift(tx, 30));
    store.write(closeDay);
    store.read((tx) => {
      expect(tx.openDay()).toBeNull();
      expect(tx.openShift()).toBeNull();
      expect(tx.nextZNumber()).toBe(2);
      expect(tx.lastClosedDay()).toMatchObject({
        businessDay: '2026-03-01',
        report: { zNumber: 1 },
      });
      const types = [...tx.entriesOfDay({ businessDay: '2026-03-01', openedSeq: 1 })].map(
        (entry) => entry.type,
      );
      expect(types).toEqual(['day.opened', 'shift.opened', 'shift.closed', 'day.closed']);
    });
  });

  test('a shift cannot be closed with another expected amount than the sales make', () => {
    const { store } = testRegister();
    store.write(openShop);
    const shift = store.read((tx) => tx.openShift());
    const amounts = { countedMinor: minor(1), expectedMinor: minor(1), overShortMinor: minor(0) };
    const closing = { shiftId: shift?.shiftId ?? '', operatorId: OPERATOR, counted: [] };
    expect(() =>
      store.write((tx) => tx.append('shift.closed', { ...closing, ...amounts }, OPERATOR)),
    ).toThrow('expected 20000');
  });
});

describe('baskets', () => {
  test('the open basket survives a restart; a second one is refused', () => {
    const register = testRegister();
    const opened = { type: 'opened', basketId: 'b1', operatorId: OPERATOR } as const;
    register.store.write((tx) => tx.addBasketEvents('b1', [opened]));
    register.store.write((tx) => tx.addBasketEvents('b1', [{ type: 'lineVoided', lineId: 'x' }]));
    const store = register.reopen();
    expect(store.read((tx) => tx.openBasket())).toEqual({
      basketId: 'b1',
      events: [opened, { type: 'lineVoided', lineId: 'x' }],
    });
    expect(() => store.write((tx) => tx.addBasketEvents('b2', []))).toThrow('open already');
    store.write((tx) => tx.dropBasket('b1'));
    expect(store.read((tx) => tx.openBasket())).toBeNull();
    store.write((tx) => tx.addBasketEvents('b2', [opened]));
    expect(store.read((tx) => tx.openBasket()?.events)).toHaveLength(1);
  });

  test('what a write took back is in no basket, whether it was looked at or not', () => {
    const { store } = testRegister();
    const opened = { type: 'opened', basketId: 'b1', operatorId: OPERATOR } as const;
    const voided = (lineId: string) => ({ type: 'lineVoided', lineId }) as const;
    const events = () => store.read((tx) => tx.openBasket()?.events);
    store.write((tx) => tx.addBasketEvents('b1', [opened]));
    const first = events()?.[0];
    const takenBack = () =>
      store.write((tx) => {
        tx.addBasketEvents('b1', [voided('never'), voided('same')]);
        expect(tx.openBasket()?.events).toHaveLength(3);
        throw new Error('taken back');
      });
    expect(takenBack).toThrow('taken back');
    expect(events()).toEqual([opened]);
    store.write((tx) => tx.addBasketEvents('b1', [voided('x'), voided('same')]));
    expect(events()).toEqual([opened, voided('x'), voided('same')]);
    // Read once, an event is the same object: what hangs on it need not be worked out again.
    expect(events()?.[0]).toBe(first);

    const dropTakenBack = () =>
      store.write((tx) => {
        tx.dropBasket('b1');
        tx.addBasketEvents('b1', [opened]);
        expect(tx.openBasket()?.events).toEqual([opened]);
        throw new Error('taken back');
      });
    expect(dropTakenBack).toThrow('taken back');
    expect(events()).toEqual([opened, voided('x'), voided('same')]);
    // Parked and taken up again: the same id with other events.
    store.write((tx) => tx.dropBasket('b1'));
    store.write((tx) => tx.addBasketEvents('b1', [opened, voided('y'), voided('z')]));
    expect(events()).toEqual([opened, voided('y'), voided('z')]);
  });

  test('a parked basket comes back once', () => {
    const { store } = testRegister();
    const events = [{ type: 'lineVoided', lineId: 'x' } as const];
    store.write((tx) =>
      tx.append('basket.suspended', { basketId: 'b', label: 'red bag', events }, OPERATOR),
    );
    expect(store.read((tx) => tx.suspendedBaskets())).toMatchObject([
      { basketId: 'b', label: 'red bag', operatorId: OPERATOR, events },
    ]);
    store.write((tx) => tx.append('basket.resumed', { basketId: 'b' }, OPERATOR));
    expect(store.read((tx) => tx.suspendedBaskets())).toEqual([]);
    expect(() =>
      store.write((tx) => tx.append('basket.resumed', { basketId: 'b' }, OPERATOR)),
    ).toThrow('no suspended basket');
  });
});

describe('people, settings and commands', () => {
  const person = {
    operatorId: OPERATOR,
    name: '王芳',
    role: 'cashier',
    pinHash: '$argon2id$x',
    locale: 'zh',
  } as const;

  test('wrong PINs and a lock-out survive a restart and a new list of people', () => {
    const register = testRegister();
    register.store.write((tx) => {
      tx.saveOperators([person]);
      tx.append('operator.signOnFailed', { operatorId: OPERATOR, failures: 5 }, 'system');
      tx.append('operator.lockedOut', { operatorId: OPERATOR, untilMs: 99 }, 'system');
    });
    const store = register.reopen();
    store.write((tx) => tx.saveOperators([{ ...person, name: '王' }]));
    const locked = { ...person, name: '王', failures: 5, lockedUntilMs: 99 };
    expect(store.read((tx) => tx.operators())).toEqual([locked]);
    store.write((tx) => tx.append('operator.signedOn', { operatorId: OPERATOR }, OPERATOR));
    const free = { ...person, name: '王', failures: 0, lockedUntilMs: null };
    expect(store.read((tx) => tx.operator(OPERATOR))).toEqual(free);
    expect(store.read((tx) => tx.operator('nobody'))).toBeNull();
  });

  test('a command is answered once; old answers are forgotten', () => {
    const { store } = testRegister();
    store.write((tx) => {
      for (let n = 0; n <= 10_000; n += 1) tx.rememberCommand(`c${n}`, `{"n":${n}}`);
    });
    expect(store.read((tx) => tx.commandResult('c10000'))).toBe('{"n":10000}');
    expect(store.read((tx) => tx.commandResult('c1'))).toBe('{"n":1}');
    expect(store.read((tx) => tx.commandResult('c0'))).toBeNull();
    expect(() => store.write((tx) => tx.rememberCommand('c1', '{}'))).toThrow('UNIQUE');
  });
});

describe('backup', () => {
  test('a backup made while selling opens as a register with the same journal', async () => {
    const { store, options } = testRegister();
    store.write(openShop);
    store.write((tx) => sellForCash(tx, 100));
    const target = join(options.path, '..', 'backup.db');
    await store.backup(target);
    store.write((tx) => sellForCash(tx, 100));
    const copy = openReadStore(target);
    try {
      expect(copy.read((tx) => tx.journalHead().seq)).toBe(3);
      expect(copy.read((tx) => tx.recentSales(9))).toHaveLength(1);
    } finally {
      copy.close();
    }
  });

  test('a backup to a folder that is not there is a fault, not a crash', async () => {
    const { store, options } = testRegister();
    const target = join(options.path, '..', 'nowhere', 'backup.db');
    await expect(store.backup(target)).rejects.toThrow();
    store.write((tx) => tx.setSetting('still', 'works'));
  });
});

test('the catalogue is replaced whole or not at all', () => {
  const { store } = testRegister();
  store.write((tx) => tx.replaceCatalogue('v1', [1, 2, 3].map(catalogueRow)));
  expect(() =>
    store.write((tx) => tx.replaceCatalogue('v2', [catalogueRow(4), catalogueRow(4)])),
  ).toThrow('UNIQUE');
  store.read((tx) => {
    expect(tx.catalogueVersion()).toBe('v1');
    expect(tx.itemByCode('06900000000002')?.itemId).toBe('I2');
    expect(tx.itemByPlu('1003')?.itemId).toBe('I3');
    expect(tx.item('I4')).toBeNull();
  });
  store.write((tx) => tx.replaceCatalogue('v2', [catalogueRow(4)]));
  store.read((tx) => {
    expect(tx.catalogueVersion()).toBe('v2');
    expect(tx.item('I1')).toBeNull();
    expect(tx.searchItems('雪碧', 10).map((item) => item.itemId)).toEqual(['I4']);
    expect(tx.quickItems(10).map((item) => item.plu)).toEqual(['1004']);
  });
});
