import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handOver } from './hand-over.ts';
import { call, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

let till: TestTill;

beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
});
afterEach(() => till.close());

const DAY_MS = 24 * 60 * 60_000;

describe('a lock-out', () => {
  it('does not last for years when the clock was wrong and is set right', async () => {
    await must(till, 'session.signOff', {});
    till.clock.now += 365 * DAY_MS;
    for (let tries = 1; tries <= 5; tries += 1) {
      await call(till, 'session.signOn', { operatorId: '1', pin: '0000' });
    }
    const right = { operatorId: '1', pin: '1111' };
    expect(await call(till, 'session.signOn', right)).toMatchObject({
      error: { code: 'lockedOut' },
    });
    till.clock.set(-365 * DAY_MS);
    expect(await call(till, 'session.signOn', { operatorId: '1', pin: '0000' })).toMatchObject({
      error: { code: 'lockedOut' },
    });
    expect(await call(till, 'session.signOn', right)).toMatchObject({
      error: { code: 'lockedOut' },
    });
    till.clock.now += 5 * 60_000;
    await must(till, 'session.signOn', right);
  });

  it('cannot be slipped past with many guesses at once', async () => {
    await must(till, 'session.signOff', {});
    const guesses = Array.from({ length: 20 }, (_, n) =>
      call(till, 'session.signOn', { operatorId: '1', pin: String(2000 + n) }),
    );
    const codes = (await Promise.all(guesses)).map((answer) => !answer.ok && answer.error.code);
    expect(codes.filter((code) => code === 'wrongPin')).toHaveLength(4);
    expect(codes.filter((code) => code === 'lockedOut')).toHaveLength(16);
  });
});

describe('a refused file of head office', () => {
  it('is told to whoever opens the day, not to a cashier', async () => {
    await must(till, 'session.signOff', {});
    till.ctx.state.refusedFiles = [
      { file: 'catalogue.csv', fault: { code: 'badPrice', params: { row: 3, value: 'x' } } },
    ];
    const before = till.register.tillSnapshot().notice;
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    expect(till.register.tillSnapshot().notice).toEqual(before);
    await handOver(till, 'manager');
    expect(till.register.tillSnapshot().notice).toMatchObject({
      kind: 'attention',
      code: 'fileRefused',
      params: { file: 'catalogue.csv', fault: 'badPrice', row: 3, value: 'x' },
    });
  });
});

describe('somebody who is no longer on the list', () => {
  it('is not offered and cannot sign on, but is still named on old receipts', async () => {
    await must(till, 'session.signOff', {});
    till.store.write((tx) =>
      tx.saveOperators([
        { operatorId: '9', name: 'Wang', role: 'manager', pinHash: '9999', locale: 'zh-CN' },
      ]),
    );
    expect(await call(till, 'session.signOn', { operatorId: '1', pin: '1111' })).toMatchObject({
      error: { code: 'unknownOperator' },
    });
    expect(await call(till, 'session.signOn', { operatorId: '1', pin: '' })).toMatchObject({
      error: { code: 'unknownOperator' },
    });
    const offered = till.register.tillSnapshot().operators.map(({ operatorId }) => operatorId);
    expect(offered).toEqual(['9']);
    expect(till.store.read((tx) => tx.operator('1')?.name)).toBe('Li Na');
  });
});

describe('the names that are offered', () => {
  it('begin at the very first start with one who can open the day', async () => {
    const fresh = openTestTill();
    const first = () => fresh.register.tillSnapshot().operators[0];
    expect(first()).toMatchObject({ role: 'supervisor' });
    await openForSelling(fresh);
    expect(first()).toMatchObject({ operatorId: '1', role: 'cashier' });
    fresh.close();
  });
});
