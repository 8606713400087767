import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TerminalResult } from '../../core/payment/types.ts';
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
beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const snapshot = () => till.register.tillSnapshot();
const payments = () =>
  till.store
    .read((tx) => tx.entries(1, tx.journalHead().seq))
    .filter(({ type }) => type.startsWith('payment.'));

/** What the newest charge was asked for with. */
const newestIntent = () => payments().findLast(({ type }) => type === 'payment.intended')?.payload;

/** A card of this much is paid, so that its number is the terminal's last one. */
async function payPart(amountMinor: number, receiptNo: string): Promise<void> {
  till.terminal.approve(receiptNo);
  await must(till, 'pay.card', { amountMinor });
  await until(till, () => snapshot().payment === null);
}

/** The charge leaves, what the terminal told before its end is seen, and nobody can be asked. */
async function payIntoTheDark(amountMinor: number, told: TerminalResult | null = null) {
  till.terminal.pays = (observer) => {
    observer.sending();
    if (told !== null) observer.result(told);
    return Promise.resolve({ kind: 'unknown', reason: 'timeout' });
  };
  till.terminal.last = { kind: 'unreachable', reason: 'line' };
  await must(till, 'pay.card', { amountMinor });
  await until(till, () => snapshot().payment?.state === 'unknown');
}

/** Asks once more; what the journal has of the payments then. */
async function ask(last: TestTill['terminal']['last']): Promise<string | undefined> {
  till.terminal.last = last;
  const { asked } = till.terminal;
  till.runTimers();
  await until(till, () => till.terminal.asked > asked && snapshot().payment?.state !== 'asking');
  return payments().at(-1)?.type;
}
const askFound = (receiptNo: string, changes: Partial<TerminalResult> = {}, amountMinor = 500) =>
  ask({ kind: 'found', result: terminalResult(amountMinor, receiptNo, changes) });

async function settleNotPaid(): Promise<void> {
  const attemptId = snapshot().pendingPayments[0]?.attemptId ?? '';
  const approval = { operatorId: '5', pin: '5555' };
  await must(till, 'pay.resolve', { attemptId, paid: false, evidence: 'slip', approval });
}

describe('the doubt', () => {
  it('is the register’s own entry, with why', async () => {
    await payIntoTheDark(500);
    expect(payments().at(-1)).toMatchObject({
      type: 'payment.unknown',
      actor: 'system',
      payload: { reason: 'timeout' },
    });
  });
});

describe('a terminal whose clock is an hour fast', () => {
  // The register's clock says 10:00 at the shop.
  const FAST = { time: '110000' };

  it('is believed where there was no time for another customer', async () => {
    await payPart(300, '0006');
    await payIntoTheDark(500);
    expect(await askFound('0007', FAST)).toBe('payment.approved');
  });

  it('is believed some minutes later, and not when it is asked much later', async () => {
    await payPart(300, '0006');
    await payIntoTheDark(500);
    till.clock.now += 601_000;
    expect(await askFound('0007', FAST)).toBe('payment.unknown');
    till.clock.now -= 1000;
    expect(await askFound('0007', FAST)).toBe('payment.approved');
  });

  it('is not believed once the register’s own clock was set back: nobody knows how long it was', async () => {
    await payPart(300, '0006');
    await payIntoTheDark(500);
    till.clock.now -= 1;
    expect(await askFound('0007', FAST)).toBe('payment.unknown');
  });
});

describe('a charge whose approval was seen, but no number with it', () => {
  it('is never "not paid" by an empty book', async () => {
    await payIntoTheDark(500, terminalResult(500, '', { trace: '' }));
    expect(await ask({ kind: 'none' })).toBe('payment.unknown');
  });

  it('and one that was seen declined is not paid by an empty book', async () => {
    await payIntoTheDark(500, terminalResult(500, '', { trace: '', approved: false }));
    expect(await ask({ kind: 'none' })).toBe('payment.declined');
  });
});

describe('a batch that was closed since', () => {
  it('leaves an empty book with nothing to say', async () => {
    await payIntoTheDark(500);
    await must(till, 'sale.park', { label: '' });
    await handOver(till, 'manager');
    await must(till, 'settlement.close', {});
    till.terminal.last = { kind: 'none' };
    const { asked } = till.terminal;
    till.runTimers();
    await until(till, () => till.terminal.asked > asked);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
    expect(snapshot().pendingPayments).toHaveLength(1);
  });
});

describe('two charges of one amount, the first of which was settled as not paid', () => {
  beforeEach(async () => {
    await payPart(300, '0006');
    await payIntoTheDark(500);
    await settleNotPaid();
    await payIntoTheDark(500);
  });

  it('leave one found at the terminal to a person', async () => {
    expect(await askFound('0007')).toBe('payment.unknown');
    // Whoever's it is, the next charge begins after it.
    await settleNotPaid();
    await payIntoTheDark(200);
    const intents = payments().filter(({ type }) => type === 'payment.intended');
    expect(intents.at(-1)?.payload).toMatchObject({ lastKnown: { receiptNo: '0007' } });
  });

  it('are both not paid where the terminal has nothing new', async () => {
    expect(await askFound('0006', { time: '095900' }, 300)).toBe('payment.declined');
  });

  it('are told apart by the reference that the terminal names', async () => {
    const reference = till.store.read((tx) => tx.openAttempts())[0]?.reference ?? '';
    expect(await askFound('0007', { extra: { reference } })).toBe('payment.approved');
  });
});

describe('what the terminal told of while it settled nothing', () => {
  const LATER = { time: '095900' };

  it('is what the next charge begins after, and is forgotten when that begins', async () => {
    await payPart(300, '0006');
    await payIntoTheDark(500);
    // Somebody charged 2.00 at the terminal itself.
    await askFound('0008', LATER, 200);
    await settleNotPaid();
    await payIntoTheDark(200);
    const intents = payments().filter(({ type }) => type === 'payment.intended');
    expect(intents.at(-1)?.payload).toMatchObject({ lastKnown: { receiptNo: '0008' } });
    expect(await askFound('0008', LATER, 200)).toBe('payment.declined');
    // Declined there: its number may be given again, and the mark is that of what stands.
    await payPart(100, '0009');
    await payIntoTheDark(50);
    expect(newestIntent()).toMatchObject({ lastKnown: { receiptNo: '0009' } });
  });

  it('is not the mark where it was declined: that number is given again', async () => {
    await payPart(300, '0006');
    await payIntoTheDark(500);
    await askFound('0008', { ...LATER, approved: false }, 200);
    await settleNotPaid();
    await payIntoTheDark(200);
    expect(newestIntent()).toMatchObject({ lastKnown: { receiptNo: '0006' } });
  });

  it('is no mark without numbers', async () => {
    await payPart(300, '0006');
    await payIntoTheDark(500);
    await askFound('', { ...LATER, trace: '' }, 200);
    await settleNotPaid();
    await payIntoTheDark(200);
    expect(newestIntent()).toMatchObject({ lastKnown: { receiptNo: '0006' } });
  });

  it('survives a restart, until the doubt ends', async () => {
    await payPart(300, '0006');
    await payIntoTheDark(500);
    await askFound('0008', LATER, 200);
    const { terminal } = till;
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir, terminal });
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    await settleNotPaid();
    await payIntoTheDark(200);
    expect(newestIntent()).toMatchObject({ lastKnown: { receiptNo: '0008' } });
  });

  it('is forgotten when the doubt ends: what was booked is newer', async () => {
    await payPart(300, '0006');
    await payIntoTheDark(500);
    await askFound('0007', LATER, 200);
    expect(await askFound('0008', LATER, 500)).toBe('payment.approved');
    await until(till, () => snapshot().payment === null);
    await payIntoTheDark(200);
    expect(newestIntent()).toMatchObject({ lastKnown: { receiptNo: '0008' } });
  });
});
