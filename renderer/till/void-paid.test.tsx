// @vitest-environment happy-dom
import type { RefusalCode } from '../../contracts/refusal-codes.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  fakeBasket,
  fakeBasketVoid,
  fakePartPaid,
  fakePayment,
  fakeTill,
} from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

const begun = {
  basketId: 'basket-1',
  label: 'Part paid, to be voided',
  reason: 'noMoney',
  approval: { operatorId: 'op4', pin: '2468' },
};
const partPaid = () => fakeTill('en', { basket: fakePartPaid(3) });

describe('voiding a basket that a card has paid in part', () => {
  it('goes by keyboard alone from the sale, with the key that voids any basket', async () => {
    await till.open(partPaid());
    await till.type('v');
    expect(till.text('dialog-void-why')).toContain('¥60.00');
    await till.type('5');
    expect(till.text('dialog-void-paid')).toContain('¥60.00');
    expect(till.text('dialog-void-paid')).toContain('Because: Customer cannot pay.');
    expect(till.text('planned-void')).toContain('VISA ····4242');
    expect(till.text('planned-cash')).toContain('¥10.00');
    await till.type('F2', '2', '4', '6', '8', 'Enter');
    expect(till.inputs('sale.voidPaid')).toEqual([begun]);
    expect(document.body.textContent).not.toContain('2468');
    expect(till.calls('sale.voidBasket')).toHaveLength(0);
    await till.answer('sale.voidPaid', { ok: true, value: { returnId: 'tb-1' } });
    expect(till.find('dialog-void-paid')).toBeNull();
  });

  it('goes by the same key and by touch from the pay screen', async () => {
    await till.open(partPaid());
    await till.type('F12', 'v');
    expect(till.find('dialog-void-why')).not.toBeNull();
    await till.type('Escape');
    expect(till.find('pay-panel')).not.toBeNull();
    await till.touch('pay-void');
    await till.touch('void-reason-noMoney');
    await till.touch('supervisor-op4');
    await till.touchDigits('2468');
    await till.touch('dialog-do');
    expect(till.inputs('sale.voidPaid')).toEqual([begun]);
  });

  it('stays with the plan when the PIN was wrong', async () => {
    await till.open(partPaid());
    await till.type('v', '5', 'F2', '1', '1', '1', '1', 'Enter');
    await till.answer('sale.voidPaid', {
      ok: false,
      error: { code: 'wrongPin', params: { left: 4 }, outcome: 'none' },
    });
    expect(till.find('dialog-void-paid')).not.toBeNull();
    expect(till.text('supervisor-pin')).toBe('');
  });

  it('is not offered on the pay screen while no card has paid', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(3) }));
    await till.type('F12');
    expect(till.find('pay-void')).toBeNull();
    await till.type('v');
    expect(till.find('dialog-void-basket')).toBeNull();
  });

  it('says why it cannot be done and what can', async () => {
    const cannot = (refusal: RefusalCode) => ({
      basket: { ...fakePartPaid(3), refund: { steps: [], refusal } },
    });
    await till.open(fakeTill('en', cannot('refundNotPossible')));
    await till.type('v');
    expect(till.text('refusal')).toContain('return the sale with F11');
    await till.publish(cannot('paymentUnresolved'));
    expect(till.text('refusal')).toContain('not clear yet');
    await till.type('Enter');
    expect(till.find('dialog-void-refused')).toBeNull();
    expect(till.calls('sale.voidPaid')).toHaveLength(0);
  });
});

describe('a basket that is being voided', () => {
  it('shows what goes back and of which basket', async () => {
    const payment = fakePayment({ way: 'void', statusCode: '04', state: 'working' });
    await till.open(fakeTill('en', { saleReturn: fakeBasketVoid('running'), payment }));
    expect(till.text('return-amount')).toBe('¥60.00');
    expect(till.text('return-panel')).toContain('parked basket “no cash with them”');
  });

  it('refused at the terminal: again with a supervisor, or kept parked for cash', async () => {
    const saleReturn = {
      ...fakeBasketVoid('failed'),
      canRetry: true,
      retryAs: ['same', 'refund'] as ('same' | 'refund')[],
      canAbandon: true,
    };
    await till.open(fakeTill('en', { saleReturn }));
    expect(till.text('step-reason')).toContain('NOT POSSIBLE');
    await till.type('f', 'F2', '2', '4', '6', '8', 'Enter');
    expect(till.inputs('return.retry')).toMatchObject([
      { as: 'refund', approval: { operatorId: 'op4' } },
    ]);
    await till.answer('return.retry', { ok: true, value: {} });
    await till.type('x');
    expect(till.text('dialog-abandon')).toContain('The basket stays parked');
    await till.type('Enter');
    expect(till.inputs('return.abandon')).toEqual([{ returnId: 'tb-1' }]);
  });

  it('whose next card was not tried in time is gone on with as a refund', async () => {
    const saleReturn = {
      ...fakeBasketVoid('waiting'),
      canRetry: true,
      retryAs: ['refund'] as ('same' | 'refund')[],
    };
    await till.open(fakeTill('en', { saleReturn }));
    await till.type('f');
    expect(till.text('dialog-retry')).toContain('¥50.00');
    await till.type('F2', '2', '4', '6', '8', 'Enter');
    expect(till.inputs('return.retry')).toMatchObject([{ as: 'refund' }]);
  });

  it('can be left aside, and is found again in the list', async () => {
    await till.open(fakeTill('en', { saleReturn: fakeBasketVoid('failed') }));
    await till.type('n', 'u');
    expect(till.text('dialog-pending')).toContain('“no cash with them” is being voided');
    await till.type('b');
    expect(till.find('return-panel')).not.toBeNull();
  });

  const done = { n: 9, kind: 'accepted', code: 'basketRefunded' } as const;

  it('ends with what went back and what comes out of the drawer, until Enter', async () => {
    await till.open(fakeTill('en', { saleReturn: fakeBasketVoid('running') }));
    await till.publish({ saleReturn: null, notice: { ...done, params: { returnId: 'tb-1' } } });
    expect(till.text('dialog-voided')).toContain('¥60.00');
    expect(till.text('planned-cash')).toContain('from the drawer');
    await till.type('Enter');
    expect(till.find('dialog-voided')).toBeNull();
  });

  it('that ends beside another customer’s basket covers nothing', async () => {
    await till.open(fakeTill('en', { saleReturn: fakeBasketVoid('unknown') }));
    await till.type('n');
    await till.publish({ basket: fakeBasket(2) });
    await till.publish({ saleReturn: null, notice: { ...done, params: { returnId: 'tb-1' } } });
    expect(till.find('dialog-voided')).toBeNull();
    expect(till.text('notice')).toContain('Basket voided');
  });

  it('that was stopped says nothing of a void', async () => {
    await till.open(fakeTill('en', { saleReturn: fakeBasketVoid('failed') }));
    await till.publish({ saleReturn: null });
    expect(till.find('dialog-voided')).toBeNull();
  });
});
