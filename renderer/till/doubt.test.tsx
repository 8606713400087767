// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { fakeBasket, fakePayment, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

type Pending = TillSnapshot['pendingPayments'][number];

function pending(change: Partial<Pending>): Pending {
  return {
    attemptId: 'a1',
    way: 'payment',
    amountMinor: 12_840,
    approvedMinor: null,
    reason: 'timeout',
    sinceMs: Date.UTC(2026, 10, 22, 6, 2),
    basketId: 'p1',
    label: 'red coat',
    ...change,
  };
}

const two = [
  pending({}),
  pending({ attemptId: 'a2', amountMinor: 590, approvedMinor: 500, reason: 'amountDiffers' }),
];

describe('what is not clear', () => {
  it('stands in the top bar with its count until it is solved', async () => {
    await till.open(fakeTill('en', { pendingPayments: two }));
    expect(till.text('unclear')).toContain('Pending 2');
    await till.publish({ pendingPayments: two.slice(0, 1) });
    expect(till.text('unclear')).toContain('Pending 1');
    await till.publish({ pendingPayments: [] });
    expect(till.find('unclear')).toBeNull();
  });

  it('is listed with amount, time, basket and reason, and asked about by keyboard', async () => {
    await till.open(fakeTill('en', { pendingPayments: two }));
    await till.type('u');
    const list = till.text('dialog-pending');
    for (const words of ['¥128.40', 'red coat', 'did not report a result in time', '¥5.00']) {
      expect(list).toContain(words);
    }
    await till.type('Enter', 'ArrowDown', 'Enter');
    expect(till.inputs('pay.ask')).toEqual([{ attemptId: 'a1' }, { attemptId: 'a2' }]);
    await till.publish({ pendingPayments: [] });
    expect(till.find('dialog-pending')).toBeNull();
  });

  it('is settled by touch alone, both amounts in sight', async () => {
    await till.open(fakeTill('en', { pendingPayments: two.slice(1) }));
    await till.touch('unclear');
    await till.touch('pending-settle');
    expect(till.text('amounts-differ')).toContain('Asked¥5.90');
    expect(till.text('amounts-differ')).toContain('Approved by the terminal¥5.00');
    await till.touch('settle-not-paid');
    await till.touch('settle-source-display');
    await till.touch('dialog-do');
    await till.touch('supervisor-op4');
    await till.touchDigits('1357');
    await till.touch('dialog-do');
    expect(till.inputs('pay.resolve')).toEqual([
      {
        attemptId: 'a2',
        paid: false,
        evidence: 'Terminal’s display',
        approval: { operatorId: 'op4', pin: '1357' },
      },
    ]);
  });

  it('asks for evidence before anybody’s PIN', async () => {
    await till.open(fakeTill('en', { pendingPayments: two }));
    await till.type('u', 's', 'n', 'Enter');
    expect(till.find('dialog-approve')).toBeNull();
    await till.type('3', 'Enter');
    expect(till.find('dialog-approve')).not.toBeNull();
    await till.type('1', '2', '3', 'Enter');
    expect(till.calls('pay.resolve')).toHaveLength(0);
  });

  it('shows another approved amount on the payment itself', async () => {
    const payment = fakePayment({ state: 'unknown', approvedMinor: 1500, reason: 'amountDiffers' });
    await till.open(fakeTill('en', { basket: fakeBasket(1), payment }));
    expect(till.text('card-approved')).toContain('¥15.00');
    expect(till.text('card-amount')).toBe('¥20.00');
  });
});

describe('a declined card', () => {
  const declined = (params: Record<string, string>) => ({
    notice: { n: 4, kind: 'refused', code: 'cardDeclined', params } as const,
  });

  it('is told with the terminal’s words and what to do next, where it is done', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(1) }));
    await till.type('F12');
    await till.publish(declined({ text: 'CARD LIMIT', reason: '33' }));
    expect(till.text('declined')).toContain('CARD LIMIT – Not enough funds.');
    expect(till.text('declined')).toContain('Ask for another card');
    expect(till.text('notice')).toContain('Nothing was charged. CARD LIMIT');
  });

  it('has words for a code nobody knows, and for a bank’s code without its own', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(1) }));
    await till.publish(declined({ text: '', reason: '4F', why: 'bankDeclined' }));
    expect(till.text('notice')).toContain('Declined by the bank.');
    await till.publish({ notice: { ...declined({ text: '', reason: 'FD9' }).notice, n: 5 } });
    expect(till.text('notice')).toContain('unknown code FD9');
  });
});

describe('closing the terminal’s batch', () => {
  const sides = { terminalCount: 2, terminalMinor: 900, registerCount: 1, registerMinor: 400 };
  const report = {
    terminalId: 'T1',
    closedAtMs: 0,
    totalsKnown: true,
    agrees: false,
    totals: { ...sides, differenceMinor: 500 },
    groups: [{ group: 'visa', ...sides }],
    differences: [
      {
        group: 'visa',
        ...sides,
        explained: [
          { cause: 'onlyAtTerminal', attemptId: '', receiptNo: '0131', amountMinor: 500 },
        ],
      },
    ],
    reportLines: ['END OF DAY', 'VISA 2 9.00'],
  };
  const noShift = { phase: 'shiftClosed' as const, shift: null };
  const closed = (isClosed: boolean, reason = '') => ({
    closed: isClosed,
    terminalTotalMinor: 900,
    registerTotalMinor: 400,
    differenceMinor: 500,
    reason,
  });

  it('shows both books and what explains a difference before the day is closed', async () => {
    await till.open(fakeTill('en', noShift));
    till.far().answerWith('settlement.close', closed(true));
    till.far().answerWith('settlement.last', { reportJson: JSON.stringify(report) });
    await till.type('F10', 'z', 'Enter');
    expect(till.text('batch-differs')).toContain('do not agree');
    expect(till.text('batch-difference')).toContain('Only at the terminal');
    expect(till.text('batch-difference')).toContain('0131');
    await till.type('t');
    expect(till.text('terminal-report-lines')).toContain('VISA 2 9.00');
    await till.type('p');
    expect(till.calls('settlement.printLast')).toHaveLength(1);
    await till.type('Enter');
    expect(till.find('close-day')).not.toBeNull();
  });

  it('says plainly why it did not close, and tries again by touch', async () => {
    await till.open(fakeTill('en', noShift));
    till.far().answerWith('settlement.close', closed(false, 'noHost:9B'));
    await till.type('F10', 'z');
    await till.touch('close-terminal');
    expect(till.text('end-of-day')).toContain('cannot reach the bank');
    await till.touch('close-terminal');
    expect(till.calls('settlement.close')).toHaveLength(2);
    await till.touch('skip-terminal');
    expect(till.find('close-day')).not.toBeNull();
  });

  it('says that it failed when it can be tried again, not while the answer is on its way', async () => {
    const step = { step: 'settlement', state: 'failed', code: 'batchCloseFailed' } as const;
    const steps = [{ ...step, params: { fault: 'noHost', detail: '9B' } }];
    await till.open(fakeTill('en', noShift));
    await till.type('F10', 'z', 'Enter');
    await till.publish({ closing: { steps } });
    const state = () => till.find('step-settlement')?.getAttribute('data-state');
    expect(state()).toBe('running');
    await till.answer('settlement.close', { ok: true, value: closed(false, 'noHost:9B') });
    expect(state()).toBe('failed');
    await till.type('Enter');
    expect(till.calls('settlement.close')).toHaveLength(2);
  });
});
