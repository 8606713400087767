// @vitest-environment happy-dom
import type { NoticeCode } from '../../contracts/refusal-codes.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { fakeBasket, fakePayment, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

const basket = fakeBasket(2);
const notice = (n: number, code: NoticeCode, reason: string, why = ''): Partial<TillSnapshot> => ({
  notice: { n, kind: 'refused', code, params: { text: '', reason, why } },
});

describe('a card payment in doubt', () => {
  const unknown = fakePayment({ state: 'unknown', reason: 'timeout' });
  const asking = fakePayment({ state: 'asking', reason: 'timeout' });

  it('keeps what a supervisor types while the terminal is asked again by itself', async () => {
    await till.open(fakeTill('en', { basket, payment: unknown }));
    await till.type('s', 'y', '1', 'Enter');
    expect(till.text('dialog-approve')).toContain('Terminal’s slip');
    await till.type('1', '3');
    await till.publish({ payment: asking });
    await till.publish({ payment: unknown });
    await till.type('5', '7', 'Enter');
    expect(till.inputs('pay.resolve')).toMatchObject([
      { paid: true, evidence: 'Terminal’s slip', approval: { pin: '1357' } },
    ]);
  });

  it('takes what is typed behind answer and source for words, not for other keys', async () => {
    await till.open(fakeTill('en', { basket, payment: unknown }));
    // The slip's number, then the first letter of a word that would turn the answer round.
    await till.type('s', '1', 'y', '0', '2', 'n', 'Enter');
    await till.type('1', '3', '5', '7', 'Enter');
    expect(till.inputs('pay.resolve')).toMatchObject([
      { paid: true, evidence: 'Terminal’s slip 02n' },
    ]);
  });

  it('can be parked or settled while the terminal is asked, and is not asked twice', async () => {
    await till.open(fakeTill('en', { basket, payment: asking }));
    expect(till.find('pay-ask')?.hasAttribute('disabled')).toBe(true);
    await till.type('Enter', 'a');
    expect(till.calls('pay.ask')).toHaveLength(0);
    await till.type('s');
    expect(till.find('dialog-settle')).not.toBeNull();
    await till.type('Escape', 'p');
    expect(till.calls('sale.park')).toHaveLength(1);
  });

  it('says what the terminal last said no longer than it is true', async () => {
    await till.open(fakeTill('en', { basket, payment: asking }));
    expect(till.find('terminal-words')).toBeNull();
    expect(till.text('card-asking')).not.toContain('cancelled');
    expect(till.text('card-asking')).toContain('must not be charged again');
  });

  it('has a title of its own where another amount was approved', async () => {
    const payment = { ...unknown, approvedMinor: 1500, reason: 'amountDiffers' };
    await till.open(fakeTill('en', { basket, payment }));
    expect(till.text('card-unknown')).toContain('Another amount was approved');
    expect(till.text('card-unknown')).not.toContain('Not known whether');
  });
});

describe('the key of what is not clear', () => {
  const pendingPayments: TillSnapshot['pendingPayments'] = [
    {
      attemptId: 'a9',
      way: 'payment',
      amountMinor: 590,
      approvedMinor: null,
      reason: 'timeout',
      sinceMs: 0,
      basketId: 'p1',
      label: 'red coat',
    },
  ];

  it('works where the refused card says it: on the pay panel', async () => {
    await till.open(fakeTill('en', { basket, pendingPayments }));
    await till.type('F12', 'k', 'u');
    expect(till.find('dialog-pending')).not.toBeNull();
    await till.type('Escape');
    expect(till.find('pay-panel')).not.toBeNull();
  });

  it('works over a card panel and in the office, and in no dialog', async () => {
    await till.open(fakeTill('en', { basket, pendingPayments, payment: fakePayment({}) }));
    await till.type('u');
    expect(till.find('dialog-pending')).not.toBeNull();
    await till.type('Escape');
    await till.publish({ payment: null, basket: null });
    await till.type('F10', 'u');
    expect(till.find('dialog-pending')).not.toBeNull();
    await till.type('Escape', 'Escape', 'F4', 'u');
    expect(till.find('dialog-pending')).toBeNull();
  });
});

describe('what was said of the last card', () => {
  it('is gone when the next payment begins, and the next word is a new one', async () => {
    await till.open(fakeTill('en', { basket }));
    await till.type('F12');
    await till.publish(notice(4, 'cardDeclined', '05'));
    expect(till.text('notice')).toContain('declined');
    await till.publish({ payment: fakePayment({ attemptId: 'a2' }) });
    expect(till.text('notice')).not.toContain('declined');
    await till.publish({ payment: null, ...notice(5, 'cardDeclined', '05') });
    expect(till.text('declined')).toContain('declined');
  });

  it('does not take with it what belongs to the new payment', async () => {
    await till.open(fakeTill('en', { basket }));
    const shown = { n: 4, kind: 'attention', code: 'showCodeToTerminal', params: {} } as const;
    await till.publish({ payment: fakePayment({ attemptId: 'a2' }), notice: shown });
    expect(till.text('notice')).toContain('shows the code to the card terminal');
  });

  it.each([
    ['6C', 'stopped'],
    ['T07', 'stopped'],
    ['stoppedHere', ''],
  ])('is not "declined" when somebody stopped it: %s', async (reason, why) => {
    await till.open(fakeTill('en', { basket }));
    await till.type('F12');
    await till.publish(notice(4, 'cardDeclined', reason, why));
    expect(till.text('declined')).toContain('Card payment was stopped, nothing was charged');
    expect(till.text('declined') + till.text('notice')).not.toMatch(/declined/i);
  });
});
