import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reply } from '../../till/runtime/reply.ts';
import { authorise, authoriseSelling } from '../../till/session/session.ts';
import { handOver } from './hand-over.ts';
import { BREAD, call, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

let till: TestTill;

beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
});
afterEach(() => till.close());

const DAY_MS = 24 * 60 * 60_000;

describe('whoever signs on', () => {
  const LI_NA = { operatorId: '1', pin: '1111' };
  const snapshot = () => till.register.tillSnapshot();

  it('does not do so beside somebody else', async () => {
    expect(await call(till, 'session.signOn', { operatorId: '5', pin: '5555' })).toMatchObject({
      error: { code: 'busy' },
    });
    expect(snapshot().operator).toMatchObject({ operatorId: '1' });
  });

  it('finds nothing of the one before: no last sale, no cash to hand over, no "6 ×"', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: BREAD.priceMinor });
    await must(till, 'sale.multiply', { quantityThousandths: 6_000 });
    await must(till, 'screen.expects', { expects: 'receipt' });
    till.ctx.state.handOver = { id: 'x', amountMinor: 100 };
    expect(snapshot().lastSale).not.toBeNull();
    await must(till, 'session.signOff', {});
    expect(till.ctx.state).toMatchObject({
      operator: null,
      lastSaleId: null,
      handOver: null,
      multiplierThousandths: null,
      scanExpected: 'sale',
    });
    till.ctx.state.lastSaleId = 'of the one before';
    await must(till, 'session.signOn', { operatorId: '5', pin: '5555' });
    expect(till.ctx.state.lastSaleId).toBeNull();
  });

  it('does not sign off with an open basket, nor from a locked screen', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    expect(await call(till, 'session.signOff', {})).toMatchObject({
      error: { code: 'basketOpen' },
    });
    await must(till, 'session.lock', {});
    expect(await call(till, 'session.signOff', {})).toMatchObject({
      error: { code: 'screenLocked' },
    });
    expect(snapshot().operator).toMatchObject({ operatorId: '1' });
  });

  it('need not be there for a sign-off: then there is nothing to do', async () => {
    await must(till, 'session.signOff', {});
    const before = till.store.read((tx) => tx.journalHead().seq);
    await must(till, 'session.signOff', {});
    expect(till.store.read((tx) => tx.journalHead().seq)).toBe(before);
  });

  it('is somebody the register knows', async () => {
    await must(till, 'session.signOff', {});
    const before = till.store.read((tx) => tx.journalHead().seq);
    expect(await call(till, 'session.signOn', { operatorId: 'nobody', pin: '1111' })).toMatchObject(
      {
        error: { code: 'unknownOperator' },
      },
    );
    expect(till.store.read((tx) => tx.journalHead().seq)).toBe(before);
  });

  it('hears of a day of an earlier date that nobody closed, and of no other', async () => {
    const signOn = async () => {
      await handOver(till, 'cashier');
      const { notice } = snapshot();
      return notice?.code === 'dayStillOpen' ? notice : null;
    };
    expect(await signOn()).toBeNull();
    till.clock.set(-DAY_MS);
    expect(await signOn()).toBeNull();
    till.clock.set(2 * DAY_MS);
    expect(await signOn()).toMatchObject({
      kind: 'attention',
      params: { day: '2026-01-02', date: '2026-01-03' },
    });
  });

  it('is named in the journal, coming and going', async () => {
    await must(till, 'session.signOff', {});
    await must(till, 'session.signOn', { operatorId: '5', pin: '5555' });
    const last = till.store.read((tx) => tx.entries(1, tx.journalHead().seq)).slice(-2);
    expect(last).toMatchObject([
      { type: 'operator.signedOff', actor: '1', payload: { operatorId: '1' } },
      { type: 'operator.signedOn', actor: '5', payload: { operatorId: '5' } },
    ]);
  });

  it('has the own language, and may take another one until signing off', async () => {
    await must(till, 'session.setLocale', { locale: 'zh' });
    expect(snapshot().operator).toMatchObject({ operatorId: '1', locale: 'zh' });
    await must(till, 'session.lock', {});
    await must(till, 'session.setLocale', { locale: 'en' });
    expect(snapshot().operator).toMatchObject({ locale: 'zh' });
    await must(till, 'session.unlock', LI_NA);
    await must(till, 'session.signOff', {});
    await must(till, 'session.setLocale', { locale: 'zh' });
    expect(snapshot().operator).toBeNull();
    await must(till, 'session.signOn', LI_NA);
    expect(snapshot().operator).toMatchObject({ locale: 'en' });
  });
});

describe('who may sell', () => {
  const code = (told: Reply<unknown>) => (told.ok ? 'yes' : told.error.code);

  it('is signed on, has the right, and has a day and a shift', async () => {
    expect(code(authoriseSelling(till.ctx))).toBe('yes');
    expect(code(authoriseSelling(till.ctx, 'saleReturn'))).toBe('notAllowed');
    await must(till, 'shift.close', { counted: [] });
    expect(code(authoriseSelling(till.ctx))).toBe('shiftNotOpen');
    await handOver(till, 'manager');
    expect(authorise(till.ctx, 'closeDay')).toMatchObject({ value: { operatorId: '9' } });
    await must(till, 'day.close', { skipSettlement: true });
    expect(code(authoriseSelling(till.ctx))).toBe('dayNotOpen');
    await must(till, 'session.signOff', {});
    expect(code(authoriseSelling(till.ctx))).toBe('notSignedOn');
    expect(code(authorise(till.ctx, 'sell'))).toBe('notSignedOn');
  });
});

describe('a setting that does not hold', () => {
  it.each([
    ['finished', 'settingHeld'],
    ['catalogue', 'ratesWaitForCatalogue'],
    ['never', 'settingNeverTaken'],
  ] as const)('until %s is told as %s to whoever opens the day', async (until, code) => {
    const held = { field: 'currency', kept: 'CNY', asked: 'EUR', until };
    till.ctx.state.heldSettings = [held, { ...held, field: 'timeZone' }];
    const before = till.register.tillSnapshot().notice;
    await handOver(till, 'cashier');
    expect(till.register.tillSnapshot().notice).toEqual(before);
    await handOver(till, 'supervisor');
    expect(till.register.tillSnapshot().notice).toMatchObject({
      kind: 'attention',
      code,
      params: { field: 'currency', kept: 'CNY', asked: 'EUR' },
    });
  });
});

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
        { operatorId: '9', name: 'Wang', role: 'manager', pinHash: '9999', locale: 'zh' },
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
