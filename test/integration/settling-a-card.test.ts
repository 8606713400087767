import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LastTransactionOutcome, TerminalOutcome } from '../../till/ports/card-terminal.ts';
import { ATTEMPT_KINDS } from '../../till/handlers/attempt-kinds.ts';
import { askForCashier, askTerminal } from '../../till/card/settle-attempt.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import {
  BREAD,
  call,
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

const snapshot = () => till.register.tillSnapshot();
const sales = () => till.store.read((tx) => tx.recentSales(99)).map(({ sale }) => sale);
const payments = () =>
  till.store
    .read((tx) => tx.entries(1, tx.journalHead().seq))
    .filter(({ type }) => type.startsWith('payment.'));
const types = () => payments().map(({ type }) => type);
const settled = () => until(till, () => snapshot().payment === null);
const isUnknown = () => until(till, () => snapshot().payment?.state === 'unknown');
const FOUND: LastTransactionOutcome = {
  kind: 'found',
  result: terminalResult(1000, '0007', { time: '100010' }),
};
const ZHAO = { operatorId: '5', pin: '5555' };

/** All that is due by now has happened. */
async function isIdle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
}

/** The terminal is asked for this much; what leaves and what comes of it is given. */
async function pay(outcome: TerminalOutcome, sends = true, amountMinor = 1000): Promise<void> {
  terminal.pays = (observer) => {
    if (sends) observer.sending();
    return Promise.resolve(outcome);
  };
  await must(till, 'pay.card', { amountMinor });
}

async function payIntoTheDark(): Promise<string> {
  terminal.last = { kind: 'unreachable', reason: 'line' };
  await pay({ kind: 'unknown', reason: 'timeout' });
  await isUnknown();
  return snapshot().payment?.attemptId ?? '';
}

const resolve = (attemptId: string, paid: boolean) =>
  call(till, 'pay.resolve', { attemptId, paid, evidence: 'slip', approval: ZHAO });

/** Holds the terminal's answer to the next question until it is given. */
function holdAnswer(): (answer: LastTransactionOutcome) => void {
  let give: (answer: LastTransactionOutcome) => void = () => undefined;
  terminal.lastTransaction = () => {
    terminal.asked += 1;
    return new Promise((answer) => {
      give = answer;
    });
  };
  return (answer) => give(answer);
}

describe('what the terminal says of a charge', () => {
  it('is the register’s own entry: the cashier only asked for it', async () => {
    terminal.approve();
    await must(till, 'pay.card', { amountMinor: 1000 });
    await settled();
    expect(payments().map(({ type, actor }) => [type, actor])).toEqual([
      ['payment.intended', '1'],
      ['payment.sending', 'system'],
      ['payment.resultSeen', 'system'],
      ['payment.approved', 'system'],
    ]);
    expect(terminal.askedForSlips).toBe(0);
  });

  it('is told when it pays a part', async () => {
    terminal.approve();
    await must(till, 'pay.card', { amountMinor: 400 });
    await settled();
    expect(snapshot().notice).toMatchObject({ kind: 'accepted', code: 'cardApproved' });
    expect(snapshot().basket?.remainingMinor).toBe(600);
  });

  it('is declined with its own words, and why', async () => {
    const result = terminalResult(1000, '', { approved: false, text: 'CARD EXPIRED' });
    await pay({ kind: 'declined', result, reason: '05' });
    await settled();
    expect(snapshot().notice).toMatchObject({
      kind: 'refused',
      code: 'cardDeclined',
      params: { text: 'CARD EXPIRED', reason: '05', why: 'bankDeclined' },
    });
    expect(payments().at(-1)).toMatchObject({ type: 'payment.declined', actor: 'system' });
    await pay({ kind: 'declined', result: null, reason: '6C' });
    await until(till, () => snapshot().notice?.params['reason'] === '6C');
    expect(snapshot().notice?.params).toEqual({ text: '', reason: '6C', why: 'stopped' });
  });

  it('lost at its end owes the slips, which are asked for once', async () => {
    await pay({ kind: 'approved', result: terminalResult(1000, '0007'), endLost: true });
    await settled();
    await isIdle();
    expect(terminal.askedForSlips).toBe(1);
  });

  it('never begun is closed at once: nobody has to ask, and the lane may try again', async () => {
    await pay({ kind: 'notStarted', reason: 'portMissing' }, false);
    await settled();
    expect(types()).toEqual(['payment.intended', 'payment.neverStarted']);
    expect(payments().at(-1)?.actor).toBe('system');
    expect(snapshot().notice).toMatchObject({
      kind: 'refused',
      code: 'cardNotStarted',
      params: { reason: 'portMissing' },
    });
    expect(terminal.asked).toBe(0);
    terminal.approve();
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => sales().length === 1);
  });
});

describe('a question about a payment in doubt', () => {
  it('that finds it books it by the register itself, and asks for the slips that were lost', async () => {
    await payIntoTheDark();
    terminal.last = FOUND;
    till.runTimers();
    await until(till, () => sales().length === 1);
    await isIdle();
    expect(payments().at(-1)).toMatchObject({ type: 'payment.approved', actor: 'system' });
    expect(terminal.askedForSlips).toBe(1);
    expect(sales()[0]?.operatorId).toBe('1');
  });

  it('that finds nothing says so, and why, by the register itself', async () => {
    await payIntoTheDark();
    terminal.last = { kind: 'none' };
    till.runTimers();
    await settled();
    expect(payments().at(-1)).toMatchObject({
      type: 'payment.declined',
      actor: 'system',
      payload: { result: null, reason: 'notBookedAtTerminal' },
    });
    expect(snapshot().notice).toMatchObject({
      kind: 'attention',
      code: 'cardNotStarted',
      params: { reason: 'notBookedAtTerminal' },
    });
  });

  it.each([FOUND, { kind: 'none' } as const])(
    'changes nothing that a supervisor settled while the terminal was thinking: %o',
    async (answer) => {
      const attemptId = await payIntoTheDark();
      const give = holdAnswer();
      const asking = askTerminal(till.ctx, ATTEMPT_KINDS.payment, attemptId);
      expect(snapshot().payment).toMatchObject({ state: 'asking', terminalText: '' });
      expect(await resolve(attemptId, false)).toMatchObject({ ok: true });
      const before = types();
      give(answer);
      await asking;
      expect(types()).toEqual(before);
      expect(before.at(-1)).toBe('payment.resolvedNotPaid');
      expect(sales()).toEqual([]);
    },
  );

  it('answered after the end of the register books nothing: the next start asks again', async () => {
    await payIntoTheDark();
    const give = holdAnswer();
    till.runTimers();
    await until(till, () => snapshot().payment?.state === 'asking');
    till.register.stop();
    const before = types();
    give(FOUND);
    await isIdle();
    expect(types()).toEqual(before);
  });

  it('is not asked any more after the end of the register', async () => {
    await payIntoTheDark();
    till.register.stop();
    const { asked } = terminal;
    till.runTimers();
    await isIdle();
    expect(terminal.asked).toBe(asked);
  });

  it('is not asked about one that is clear, nor about one that is not there', async () => {
    terminal.approve();
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => sales().length === 1);
    const attemptId = sales()[0]?.tenders[0]?.card?.attemptId ?? '';
    for (const one of [attemptId, '01900000-0000-7000-8000-000000999999']) {
      await must(till, 'pay.ask', { attemptId: one });
      await askTerminal(till.ctx, ATTEMPT_KINDS.payment, one);
    }
    expect(terminal.asked).toBe(0);
    expect(sales()).toHaveLength(1);
    expect(snapshot().stopped).toBeNull();
  });

  it('says that it was asked only where the answer is not in front of the cashier', async () => {
    const attemptId = await payIntoTheDark();
    const give = holdAnswer();
    await must(till, 'pay.ask', { attemptId });
    expect(snapshot().payment?.state).toBe('asking');
    expect(snapshot().notice?.code).not.toBe('terminalAsked');
    give({ kind: 'unreachable', reason: 'line' });
    await isUnknown();
    await must(till, 'sale.park', { label: '' });
    await must(till, 'pay.ask', { attemptId });
    expect(snapshot().notice).toMatchObject({ kind: 'accepted', code: 'terminalAsked' });
    give({ kind: 'unreachable', reason: 'line' });
    await isIdle();
  });

  it('is nobody’s to ask who is not signed on', async () => {
    const attemptId = await payIntoTheDark();
    till.ctx.state.operator = null;
    const { asked } = terminal;
    expect(askForCashier(till.ctx, ATTEMPT_KINDS, attemptId)).toMatchObject({
      error: { code: 'notSignedOn' },
    });
    await isIdle();
    expect(terminal.asked).toBe(asked);
  });
});

describe('a payment that a supervisor settles', () => {
  it('is one in doubt: not one that is clear by now, nor one that is not there', async () => {
    terminal.approve();
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => sales().length === 1);
    const attemptId = sales()[0]?.tenders[0]?.card?.attemptId ?? '';
    for (const one of [attemptId, '01900000-0000-7000-8000-000000999999']) {
      for (const paid of [true, false]) {
        expect(await resolve(one, paid)).toMatchObject({ error: { code: 'alreadyClear' } });
      }
    }
    expect(types().at(-1)).toBe('payment.approved');
    expect(sales()).toHaveLength(1);
  });

  it('as not paid takes the doubt off the screen, and the terminal is not asked again', async () => {
    const attemptId = await payIntoTheDark();
    await resolve(attemptId, false);
    expect(snapshot()).toMatchObject({
      payment: null,
      pendingPayments: [],
      notice: { kind: 'accepted', code: 'cardResolved' },
    });
    expect(payments().at(-1)).toMatchObject({ actor: '1', payload: { approvedBy: '5' } });
  });

  it('as paid is for what was asked: no other amount is named', async () => {
    const attemptId = await payIntoTheDark();
    expect(await resolve(attemptId, true)).toMatchObject({ ok: true });
    const booked = payments().at(-1);
    expect(booked).toMatchObject({ type: 'payment.resolvedPaid', payload: { approvedBy: '5' } });
    expect(Object.keys(booked?.payload ?? {})).not.toContain('bookedMinor');
    expect(Object.keys(booked?.payload ?? {})).not.toContain('otherCard');
  });

  it('at a terminal that is gone leaves the charge that runs on the new one alone', async () => {
    const attemptId = await payIntoTheDark();
    await must(till, 'sale.park', { label: '' });
    till.register.stop();
    till.store.close();
    const other = Object.assign(new RefundingTerminal(), { terminalId: 'T2' });
    let end: (outcome: TerminalOutcome) => void = () => undefined;
    other.pays = (observer) => {
      observer.sending();
      return new Promise((outcome) => {
        end = outcome;
      });
    };
    till = openTestTill({ dir: till.dir, terminal: other });
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.card', { amountMinor: 1000 });
    const running = snapshot().payment;
    expect(running).toMatchObject({ state: 'working' });
    expect(await resolve(attemptId, true)).toMatchObject({ ok: true });
    expect(snapshot().payment).toMatchObject({ attemptId: running?.attemptId, state: 'working' });
    expect(await call(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 })).toMatchObject({
      error: { code: 'paymentOpen' },
    });
    end({ kind: 'approved', result: terminalResult(1000, '0001') });
    await until(till, () => sales().length === 2);
  });
});

describe('a charge that is found out after a restart', () => {
  it('makes a sale of whoever’s shift it is, while nobody is signed on', async () => {
    await payIntoTheDark();
    till.register.stop();
    till.store.close();
    terminal.last = FOUND;
    till = openTestTill({ dir: till.dir, terminal });
    await until(till, () => sales().length === 1);
    expect(snapshot().operator).toBeNull();
    expect(sales()[0]?.operatorId).toBe('1');
  });
});
