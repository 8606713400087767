import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tillCallNames } from '../../contracts/call-names.ts';
import type { TillCallName } from '../../contracts/till/contract.ts';
import { restoreSession } from '../../electron/service/session-memory.ts';
import { TillState } from '../../till/runtime/state.ts';
import { WHO_MAY } from '../../till/session/who-may.ts';
import { withheld } from '../../till/session/withheld.ts';
import {
  BREAD,
  call,
  MILK,
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
  vi.stubEnv('TILLWRIGHT_BOOT_ID', 'run-1');
  restoreSession(till.ctx);
  await openForSelling(till);
});
afterEach(() => {
  vi.unstubAllEnvs();
  till.close();
});

/** As the till's window is told. */
const snapshot = () => withheld(till.register.tillSnapshot());
const scan = (text: string) => must(till, 'sale.scan', { text, source: 'wedge' });
const unlock = (operatorId: string, pin: string) =>
  call(till, 'session.unlock', { operatorId, pin });
const types = (count: number) =>
  till.store
    .read((tx) => tx.entries(1, tx.journalHead().seq))
    .slice(-count)
    .map(({ type, actor }) => `${type} ${actor}`);

/** A cashier with milk in the basket who went away. */
async function lockedWithMilk(): Promise<void> {
  await scan(MILK.code);
  await must(till, 'session.lock', {});
}

describe('a locked screen', () => {
  it('keeps the basket, and the same person goes on with the PIN', async () => {
    await scan(MILK.code);
    const { basket } = snapshot();
    await must(till, 'session.lock', {});
    expect(snapshot().screenLock.locked).toBe(true);
    expect(snapshot().operator?.operatorId).toBe('1');
    expect(await unlock('1', '1111')).toMatchObject({ ok: true });
    expect(snapshot().screenLock.locked).toBe(false);
    expect(snapshot().basket).toEqual(basket);
    await scan(BREAD.code);
    await must(till, 'pay.tender', {
      kind: 'cash',
      amountMinor: MILK.priceMinor + BREAD.priceMinor,
    });
    expect(types(9)).toEqual(expect.arrayContaining(['screen.locked 1', 'screen.unlocked 1']));
  });

  const closed = (Object.keys(tillCallNames) as TillCallName[]).filter(
    (name) => WHO_MAY[name] !== 'anybody' && name !== 'session.lock',
  );
  it('answers to no other name, and nothing comes of it', async () => {
    await lockedWithMilk();
    const head = till.store.read((tx) => tx.journalHead().seq);
    for (const name of ['session.signOff' as const, ...closed]) {
      const handle: (...args: never[]) => unknown = till.register.handlers[name];
      const command = { commandId: till.ctx.ids.next() };
      const answer = await Reflect.apply(handle, undefined, [{}, command]);
      const code = name === 'sale.scan' ? 'scanLocked' : 'screenLocked';
      expect([name, answer]).toMatchObject([name, { error: { code } }]);
    }
    expect(till.store.read((tx) => tx.journalHead().seq)).toBe(head);
  });

  it('says of a scan, of either scanner, that it was not taken', async () => {
    await lockedWithMilk();
    const { count } = snapshot().scans;
    const basket = till.store.read((tx) => tx.openBasket());
    till.scanner.read(BREAD.code);
    // Commands run one after the other: this one comes after the scan.
    await call(till, 'session.lock', {});
    expect(snapshot().notice).toMatchObject({ kind: 'scanRefused', code: 'scanLocked' });
    expect(snapshot().scans.count).toBe(count + 1);
    const typed = await call(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    expect(typed).toMatchObject({ error: { code: 'scanLocked' } });
    expect(till.store.read((tx) => tx.openBasket())).toEqual(basket);
  });

  it('tells the till’s window that a basket is kept, and nothing of what is sold', async () => {
    await scan(BREAD.code);
    await must(till, 'sale.park', { label: 'red coat' });
    await scan(BREAD.code);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: BREAD.priceMinor });
    await lockedWithMilk();
    const told = await must(till, 'till.snapshot', {});
    expect(told).toEqual(snapshot());
    expect(told.withheld).toEqual({ basket: true, parked: 1, unclear: 0 });
    const { quickItems: _, operators: __, ...rest } = told;
    const words = JSON.stringify(rest);
    for (const word of ['red coat', 'basketId', 'receiptNo', MILK.code, BREAD.code]) {
      expect(words).not.toContain(word);
    }
  });

  it('is told nothing either where nobody is signed on', async () => {
    await scan(BREAD.code);
    await must(till, 'sale.park', { label: 'red coat' });
    await must(till, 'session.signOff', {});
    expect(snapshot()).toMatchObject({
      suspended: [],
      lastSale: null,
      withheld: { basket: false, parked: 1, unclear: 0 },
    });
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    expect(snapshot().withheld).toBeNull();
    expect(snapshot().suspended).toMatchObject([{ label: 'red coat' }]);
  });

  it('books a card’s result that comes meanwhile, and counts the doubt until then', async () => {
    await scan(MILK.code);
    till.terminal.pays = (observer) => {
      observer.sending();
      return Promise.resolve({ kind: 'unknown', reason: 'lineLost' });
    };
    till.terminal.last = { kind: 'unreachable', reason: 'disconnected' };
    await must(till, 'pay.card', { amountMinor: MILK.priceMinor });
    await until(till, () => snapshot().payment?.state === 'unknown');
    await must(till, 'sale.park', { label: 'waits' });
    await must(till, 'session.lock', {});
    expect(snapshot()).toMatchObject({ pendingPayments: [], withheld: { parked: 1, unclear: 1 } });
    expect(snapshot().devices.terminal).toEqual({ state: 'fault', code: 'paymentUnknown' });
    const result = terminalResult(MILK.priceMinor, '0007');
    till.terminal.last = { kind: 'found', result };
    expect(till.terminal.tellLate(result)).toBe('book');
    await until(till, () => snapshot().withheld?.unclear === 0);
    expect(snapshot()).toMatchObject({ lastSale: null, withheld: { parked: 0 } });
    expect(till.store.read((tx) => tx.recentSales(9))).toHaveLength(1);
  });

  it('shows the customer what they saw before', async () => {
    await scan(MILK.code);
    const { revision: _, ...before } = till.register.displaySnapshot();
    await must(till, 'session.lock', {});
    const { revision: __, ...after } = till.register.displaySnapshot();
    expect(after).toEqual(before);
  });

  it('counts wrong PINs as the sign-on screen does', async () => {
    await lockedWithMilk();
    for (let tries = 1; tries <= 5; tries += 1) await unlock('1', '0000');
    expect(await unlock('1', '1111')).toMatchObject({ error: { code: 'lockedOut' } });
    // A supervisor can still go on.
    expect(await unlock('5', '5555')).toMatchObject({ ok: true });
  });

  it('ends the row of wrong PINs with the right one: slips do not add up over a shift', async () => {
    for (let slips = 0; slips < 3; slips += 1) {
      await must(till, 'session.lock', {});
      for (const left of [4, 3]) {
        const refused = await unlock('1', '9999');
        expect(refused).toMatchObject({ error: { code: 'wrongPin', params: { left } } });
      }
      expect(await unlock('1', '1111')).toMatchObject({ ok: true });
    }
  });

  it('stays locked when the service is started again', async () => {
    await lockedWithMilk();
    const ctx = { ...till.ctx, state: new TillState() };
    restoreSession(ctx);
    expect([ctx.state.operator?.operatorId, ctx.state.locked]).toEqual(['1', true]);
    vi.stubEnv('TILLWRIGHT_BOOT_ID', 'run-2');
    const anew = { ...till.ctx, state: new TillState() };
    restoreSession(anew);
    expect([anew.state.operator, anew.state.locked]).toEqual([null, false]);
  });
});

describe('somebody else at a locked screen', () => {
  it('takes the basket over under the own name, who may', async () => {
    await lockedWithMilk();
    await must(till, 'session.unlock', { operatorId: '5', pin: '5555' });
    expect(snapshot().operator).toMatchObject({ operatorId: '5' });
    expect(snapshot().basket?.lines).toHaveLength(1);
    expect(types(3)).toEqual(['operator.signedOff 5', 'operator.signedOn 5', 'screen.unlocked 5']);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: MILK.priceMinor });
    const [sale] = till.store.read((tx) => tx.recentSales(1));
    expect(sale?.sale.operatorId).toBe('5');
  });

  it('who may not waits: the basket is another’s', async () => {
    await must(till, 'session.signOff', {});
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    await lockedWithMilk();
    expect(await unlock('1', '1111')).toMatchObject({ error: { code: 'notAllowed' } });
    expect(snapshot()).toMatchObject({
      operator: { operatorId: '9' },
      screenLock: { locked: true },
    });
  });

  it('may go on where no basket is open, as if the one before had signed off', async () => {
    await must(till, 'session.signOff', {});
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    await must(till, 'session.lock', {});
    await must(till, 'session.unlock', { operatorId: '1', pin: '1111' });
    expect(snapshot()).toMatchObject({
      operator: { operatorId: '1' },
      screenLock: { locked: false },
    });
  });
});

describe('a screen is not locked', () => {
  it('while a payment runs, and can be when it is over', async () => {
    await scan(MILK.code);
    let answer = () => {};
    till.terminal.pays = (observer) => {
      observer.sending();
      return new Promise((resolve) => {
        answer = () => resolve({ kind: 'declined', result: null, reason: 'x' });
      });
    };
    await must(till, 'pay.card', { amountMinor: MILK.priceMinor });
    expect(await call(till, 'session.lock', {})).toMatchObject({ error: { code: 'paymentOpen' } });
    expect(snapshot().screenLock.locked).toBe(false);
    const over = new Promise<void>((resolve) => {
      till.ctx.state.onChange(() => {
        if (till.ctx.state.payment === null) resolve();
      });
    });
    answer();
    await over;
    expect(await call(till, 'session.lock', {})).toMatchObject({ ok: true });
  });

  it('where nobody is signed on', async () => {
    await must(till, 'session.signOff', {});
    expect(await call(till, 'session.lock', {})).toMatchObject({ error: { code: 'notSignedOn' } });
  });
});
