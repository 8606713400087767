import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TillInput } from '../../contracts/till/contract.ts';
import { handOver } from './hand-over.ts';
import { BREAD, call, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

let till: TestTill;

beforeEach(() => {
  till = openTestTill();
});
afterEach(() => till.close());

const ZHAO = { operatorId: '5', pin: '5555' };
const LI_NA = { operatorId: '1', pin: '1111' };
const WANG = { operatorId: '9', pin: '9999' };

type Approval = TillInput<'day.open'>['approval'];

const entries = () => till.store.read((tx) => tx.entries(1, tx.journalHead().seq));
const payloads = (type: string) =>
  entries()
    .filter((entry) => entry.type === type)
    .map(({ actor, payload }) => ({ actor, payload }));
const drawer = (approval: Approval = null) => call(till, 'drawer.noSale', { approval });
const codeOf = async (answer: ReturnType<typeof drawer>) => {
  const told = await answer;
  return told.ok ? 'done' : told.error.code;
};

describe('what a role may not do alone', () => {
  it('is done with the PIN of somebody who may, typed at the same register', async () => {
    await must(till, 'session.signOn', LI_NA);
    expect(await call(till, 'day.open', { approval: null })).toMatchObject({
      error: {
        code: 'needsApproval',
        params: { right: 'openDay', rule: 'role', role: 'supervisor' },
      },
    });
    expect(till.register.tillSnapshot().phase).toBe('dayClosed');
    await must(till, 'day.open', { approval: WANG });
    expect(till.register.tillSnapshot()).toMatchObject({
      phase: 'shiftClosed',
      operator: { operatorId: '1' },
    });
    expect(payloads('day.opened')).toMatchObject([{ actor: '1', payload: { approvedBy: '9' } }]);
  });

  it('names nobody else where the operator may', async () => {
    await must(till, 'session.signOn', WANG);
    await must(till, 'day.open', { approval: ZHAO });
    expect(payloads('day.opened')).toEqual([
      { actor: '9', payload: { businessDay: '2026-01-02' } },
    ]);
  });

  it('opens the drawer with both names in the journal and one opening on the report', async () => {
    await openForSelling(till);
    expect(await codeOf(drawer())).toBe('needsApproval');
    expect(payloads('drawer.opened')).toEqual([]);
    await must(till, 'drawer.noSale', { approval: ZHAO });
    expect(payloads('drawer.opened')).toEqual([
      { actor: '1', payload: { reason: 'noSale', saleId: null, approvedBy: '5' } },
    ]);
  });

  it('lets a supervisor close the day with the manager agreeing, and nobody below', async () => {
    await openForSelling(till);
    await must(till, 'shift.close', { counted: [{ denominationMinor: 10_000, count: 2 }] });
    await handOver(till, 'supervisor');
    const close = (approval: Approval) =>
      call(till, 'day.close', { skipSettlement: true, approval });
    expect(await close(null)).toMatchObject({
      error: { code: 'needsApproval', params: { right: 'closeDay', role: 'manager' } },
    });
    expect(await close(LI_NA)).toMatchObject({ error: { code: 'approverMayNot' } });
    expect(await close(WANG)).toMatchObject({ ok: true });
    expect(payloads('day.closed')).toMatchObject([{ actor: '5', payload: { approvedBy: '9' } }]);
  });
});

describe('an approval', () => {
  it('is never the own one, nor of somebody who may not or is gone', async () => {
    await openForSelling(till);
    expect(await codeOf(drawer(LI_NA))).toBe('approvalOwn');
    expect(await codeOf(drawer({ operatorId: 'nobody', pin: '1234' }))).toBe('unknownOperator');
    expect(payloads('approval.pinFailed')).toEqual([]);
    expect(payloads('drawer.opened')).toEqual([]);
  });

  it('of money back is another person’s, whatever the role of the one who asks', async () => {
    await openForSelling(till);
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: BREAD.priceMinor });
    const [sold] = till.store.read((tx) => tx.recentSales(1));
    await handOver(till, 'manager');
    const begin = (approval: Approval) =>
      call(till, 'return.begin', {
        saleId: sold?.sale.saleId ?? '',
        reason: 'customer',
        note: '',
        cardAs: 'terminal',
        approval,
      });
    expect(await begin(null)).toMatchObject({
      error: { code: 'needsApproval', params: { right: 'saleReturn', rule: 'refund' } },
    });
    expect(await begin(WANG)).toMatchObject({ error: { code: 'approvalOwn' } });
    expect(await begin(ZHAO)).toMatchObject({ ok: true });
    expect(payloads('return.intended')).toMatchObject([
      { actor: '9', payload: { operatorId: '9', approvedBy: '5' } },
    ]);
  });

  it('of a word on a payment in doubt is another person’s too', async () => {
    await openForSelling(till);
    await handOver(till, 'manager');
    const resolve = (approval: Approval) =>
      call(till, 'pay.resolve', { attemptId: 'a', paid: true, evidence: 'slip', approval });
    expect(await resolve(WANG)).toMatchObject({ error: { code: 'approvalOwn' } });
    expect(await resolve(ZHAO)).toMatchObject({ error: { code: 'alreadyClear' } });
    await must(till, 'session.signOff', {});
    expect(await resolve(ZHAO)).toMatchObject({ error: { code: 'notSignedOn' } });
  });
});

describe('wrong PINs in an approval box', () => {
  const WRONG = { operatorId: '5', pin: '0000' };

  it('end that box, are journaled, and leave the own sign-on of that person alone', async () => {
    await openForSelling(till);
    const told = [];
    for (let tries = 1; tries <= 6; tries += 1) told.push(await codeOf(drawer(WRONG)));
    expect(told).toEqual([
      ...Array.from({ length: 4 }, () => 'wrongPin'),
      'approvalBlocked',
      'approvalBlocked',
    ]);
    expect(await codeOf(drawer(ZHAO))).toBe('approvalBlocked');
    expect(await codeOf(drawer(WANG))).toBe('done');
    expect(
      payloads('approval.pinFailed').map(({ actor, payload }) => ({ actor, payload })),
    ).toEqual(
      [1, 2, 3, 4, 5].map((failures) => ({
        actor: '1',
        payload: { askedBy: '1', operatorId: '5', right: 'noSale', failures },
      })),
    );
    expect(payloads('operator.signOnFailed')).toEqual([]);
    await handOver(till, 'supervisor');
  });

  it('are of two people: somebody else’s box is not closed by them', async () => {
    await openForSelling(till);
    for (let tries = 1; tries <= 5; tries += 1) await drawer(WRONG);
    await handOver(till, 'manager');
    const resolve = { attemptId: 'a', paid: true, evidence: 'slip', approval: ZHAO };
    expect(await call(till, 'pay.resolve', resolve)).toMatchObject({
      error: { code: 'alreadyClear' },
    });
  });

  it('count on over a restart and a new sign-on of the one who asks', async () => {
    await openForSelling(till);
    for (let tries = 1; tries <= 4; tries += 1) await drawer(WRONG);
    await handOver(till, 'cashier');
    expect(await codeOf(drawer(WRONG))).toBe('approvalBlocked');
    till.clock.now += 24 * 60 * 60_000;
    expect(await codeOf(drawer(ZHAO))).toBe('approvalBlocked');
  });

  it('are forgotten when that person signs on, or agrees with the right PIN in time', async () => {
    await openForSelling(till);
    for (let tries = 1; tries <= 5; tries += 1) await drawer(WRONG);
    await handOver(till, 'supervisor');
    await handOver(till, 'cashier');
    for (let tries = 1; tries <= 4; tries += 1) {
      expect(await codeOf(drawer(WRONG))).toBe('wrongPin');
    }
    expect(await codeOf(drawer(ZHAO))).toBe('done');
    expect(await drawer(WRONG)).toMatchObject({ error: { code: 'wrongPin', params: { left: 4 } } });
  });

  it('never let more than five guesses through, however they are mixed', async () => {
    await openForSelling(till);
    const guess = fc.record({
      operatorId: fc.constantFrom('5', '9'),
      pin: fc.integer({ min: 1000, max: 4999 }).map(String),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(guess, { minLength: 1, maxLength: 30 }), async (guesses) => {
        for (const approval of guesses) await drawer(approval);
        for (const person of ['5', '9']) {
          const tried = payloads('approval.pinFailed').filter(
            ({ payload }) => (payload as { operatorId: string }).operatorId === person,
          );
          expect(tried.length).toBeLessThanOrEqual(5);
        }
        expect(payloads('drawer.opened')).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});
