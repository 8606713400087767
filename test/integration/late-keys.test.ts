import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TerminalOutcome } from '../../till/ports/card-terminal.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
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
const attemptId = () => snapshot().payment?.attemptId ?? '';

/** The terminal asks for the card, and the payment ends as told. */
function ends(outcome: TerminalOutcome): void {
  till.terminal.pays = (observer) => {
    observer.sending();
    observer.progress({ text: 'INSERT CARD', code: '0A' });
    return Promise.resolve(outcome);
  };
}

/** A payment nobody knows the end of, at a terminal that does not answer. */
async function payIntoDoubt(): Promise<void> {
  ends({ kind: 'unknown', reason: 'timeout' });
  till.terminal.last = { kind: 'unreachable', reason: 'line' };
  await must(till, 'pay.card', { amountMinor: BREAD.priceMinor });
  await until(till, () => snapshot().payment?.state === 'unknown');
}

describe('a key that comes too late', () => {
  it('cancels nothing and says nothing when the card was declined already', async () => {
    ends({ kind: 'declined', result: null, reason: '05' });
    await must(till, 'pay.card', { amountMinor: BREAD.priceMinor });
    await until(till, () => snapshot().notice?.code === 'cardDeclined');
    const told = snapshot().notice;
    expect(await call(till, 'pay.cancelCard', {})).toMatchObject({ ok: true });
    expect(till.terminal.cancels).toBe(0);
    expect(snapshot().notice).toEqual(told);
  });

  it('settles nothing that the terminal has answered meanwhile, and says so', async () => {
    await payIntoDoubt();
    const settled = attemptId();
    till.terminal.last = { kind: 'none' };
    await must(till, 'pay.ask', { attemptId: settled });
    await until(till, () => snapshot().payment === null);
    const resolve = { attemptId: settled, paid: true, evidence: 'Terminal’s slip' };
    const answer = await call(till, 'pay.resolve', {
      ...resolve,
      approval: { operatorId: '5', pin: '5555' },
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'alreadyClear' } });
  });
});

describe('what a payment in doubt shows', () => {
  it('does not ask the customer for the card again, on either screen', async () => {
    await payIntoDoubt();
    expect(snapshot().payment).toMatchObject({ terminalText: '', statusCode: '' });
    const { phase, checking, terminalText, statusCode } = till.register.displaySnapshot();
    expect({ phase, checking, terminalText, statusCode }).toEqual({
      phase: 'paying',
      checking: true,
      terminalText: '',
      statusCode: '',
    });
  });

  it('is said to be settled as soon as it is, and the day to be closed', async () => {
    await payIntoDoubt();
    await must(till, 'pay.resolve', {
      attemptId: attemptId(),
      paid: false,
      evidence: 'Terminal’s slip',
      approval: { operatorId: '5', pin: '5555' },
    });
    expect(snapshot().notice).toMatchObject({ kind: 'accepted', code: 'cardResolved' });
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    await must(till, 'shift.close', { counted: [] });
    await must(till, 'session.signOff', {});
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    await must(till, 'day.close', { skipSettlement: true });
    expect(snapshot().notice).toMatchObject({ kind: 'accepted', code: 'dayClosed' });
  });

  it('tells that a parked one is being asked about, and that its slip prints', async () => {
    await payIntoDoubt();
    const parked = attemptId();
    await must(till, 'sale.park', { label: '' });
    till.terminal.lastTransaction = () => new Promise(() => undefined);
    await must(till, 'pay.ask', { attemptId: parked });
    expect(snapshot().notice?.code).toBe('terminalAsked');
    await must(till, 'pay.printPending', { attemptId: parked });
    expect(snapshot().notice?.code).toBe('slipPrints');
  });
});
