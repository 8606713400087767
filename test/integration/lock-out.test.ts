import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockOutLeftMs, takeUpLockOuts } from '../../till/session/lock-out.ts';
import { TillState } from '../../till/runtime/state.ts';
import type { Operator } from '../../till/ports/store.ts';
import { call, must, openTestTill, type TestTill } from './till-kit.ts';

let till: TestTill;
beforeEach(() => {
  till = openTestTill();
});
afterEach(() => till.close());

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const RIGHT = { operatorId: '1', pin: '1111' };
const WRONG = { operatorId: '1', pin: '0000' };

const tryOnce = (guess = WRONG) => call(till, 'session.signOn', guess);
const entries = () => till.store.read((tx) => tx.entries(1, tx.journalHead().seq));
const minutesLeft = (minutes: number) => ({ error: { code: 'lockedOut', params: { minutes } } });

/** The fifth wrong PIN's answer. */
async function lockOut() {
  for (let tries = 1; tries <= 4; tries += 1) await tryOnce();
  return await tryOnce();
}

/** Starts the program again on the same data; what is left of the lock-out, whenever that is asked. */
function afterRestart(): () => number {
  const ctx = { ...till.ctx, state: new TillState() };
  takeUpLockOuts(ctx);
  const li = till.store.read((tx) => tx.operator('1')) as Operator;
  return () => lockOutLeftMs(ctx, li);
}

describe('wrong PINs at signing on', () => {
  it('say how many tries are left, and the fifth how long it is shut', async () => {
    for (const left of [4, 3, 2, 1]) {
      expect(await tryOnce()).toMatchObject({ error: { code: 'wrongPin', params: { left } } });
    }
    expect(await tryOnce()).toMatchObject(minutesLeft(5));
  });

  it('are journaled one by one, the lock-out with its end', async () => {
    await lockOut();
    const untilMs = till.clock.now + 5 * MINUTE_MS;
    expect(entries().map(({ type, actor, payload }) => ({ type, actor, payload }))).toEqual([
      ...[1, 2, 3, 4, 5].map((failures) => ({
        type: 'operator.signOnFailed',
        actor: '1',
        payload: { operatorId: '1', failures },
      })),
      { type: 'operator.lockedOut', actor: 'system', payload: { operatorId: '1', untilMs } },
    ]);
  });

  it('begin a new row when the right PIN came in between', async () => {
    for (let tries = 1; tries <= 4; tries += 1) await tryOnce();
    await must(till, 'session.signOn', RIGHT);
    await must(till, 'session.signOff', {});
    expect(await tryOnce()).toMatchObject({ error: { code: 'wrongPin', params: { left: 4 } } });
    expect(entries().filter(({ type }) => type === 'operator.lockedOut')).toEqual([]);
  });
});

describe('a lock-out', () => {
  it('counts its minutes down, ends after five, and shuts nobody else out', async () => {
    await lockOut();
    till.clock.now += MINUTE_MS;
    expect(await tryOnce(RIGHT)).toMatchObject(minutesLeft(4));
    till.clock.now += 3 * MINUTE_MS + 1;
    expect(await tryOnce(RIGHT)).toMatchObject(minutesLeft(1));
    await must(till, 'session.signOn', { operatorId: '5', pin: '5555' });
    await must(till, 'session.signOff', {});
    till.clock.now += MINUTE_MS - 2;
    expect(await tryOnce(RIGHT)).toMatchObject(minutesLeft(1));
    till.clock.now += 1;
    await must(till, 'session.signOn', RIGHT);
  });

  it('begins anew with the next wrong PIN after it', async () => {
    await lockOut();
    till.clock.now += 5 * MINUTE_MS;
    expect(await tryOnce()).toMatchObject(minutesLeft(5));
    till.clock.now += 5 * MINUTE_MS - 1;
    expect(await tryOnce(RIGHT)).toMatchObject({ error: { code: 'lockedOut' } });
    till.clock.now += 1;
    await must(till, 'session.signOn', RIGHT);
  });

  it('lasts what was left of it over a restart, counted from the start on', async () => {
    await lockOut();
    till.clock.now += 2 * MINUTE_MS;
    const leftMs = afterRestart();
    till.clock.now += MINUTE_MS;
    // Nobody has tried yet; a hand at the clock changes nothing any more.
    till.clock.set(-365 * DAY_MS);
    expect(leftMs()).toBe(2 * MINUTE_MS);
    till.clock.now += 2 * MINUTE_MS;
    expect(leftMs()).toBe(0);
    till.clock.now += MINUTE_MS;
    expect(leftMs()).toBe(0);
  });

  it('is a whole one after a restart with the clock set back, and no longer', async () => {
    await lockOut();
    till.clock.set(-365 * DAY_MS);
    expect(afterRestart()()).toBe(5 * MINUTE_MS);
  });

  it('is over after a restart when the clock says so', async () => {
    await lockOut();
    till.clock.set(6 * MINUTE_MS);
    expect(afterRestart()()).toBe(0);
  });

  it('is nothing for who never was shut out', () => {
    expect(afterRestart()()).toBe(0);
  });
});
