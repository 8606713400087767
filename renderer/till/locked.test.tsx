// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeBasket, fakePayment, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

const basket = fakeBasket(2);
const MINUTE = 60_000;
const idle = { locked: false, afterIdleS: 600 };
const locked = { locked: true, afterIdleS: 600 };
/** What a locked register tells of an open basket. */
const kept = { basket: true, parked: 0, unclear: 0 };

describe('a till that nobody touches', () => {
  it('asks for the lock after the time of the settings, counted from the last key', async () => {
    await till.open(fakeTill('en', { basket, screenLock: idle }));
    await till.pause(9 * MINUTE);
    // A key that does something is kept from the page; it counts all the same.
    await till.type('ArrowDown');
    await till.pause(9 * MINUTE);
    expect(till.calls('session.lock')).toHaveLength(0);
    await till.pause(2 * MINUTE);
    expect(till.calls('session.lock')).toHaveLength(1);
  });

  it('counts a scan on the scanner’s own line as somebody', async () => {
    await till.open(fakeTill('en', { basket, screenLock: idle }));
    await till.pause(9 * MINUTE);
    await till.publish({ scans: { count: 1, expected: 'sale', read: null } });
    await till.pause(9 * MINUTE);
    expect(till.calls('session.lock')).toHaveLength(0);
  });

  it('asks again where it was refused, and not while a payment is shown', async () => {
    await till.open(fakeTill('en', { basket, payment: fakePayment({}), screenLock: idle }));
    await till.pause(30 * MINUTE);
    expect(till.calls('session.lock')).toHaveLength(0);
    await till.publish({ payment: null });
    await till.pause(11 * MINUTE);
    expect(till.calls('session.lock')).toHaveLength(1);
    const error = { code: 'paymentOpen', params: {}, outcome: 'none' } as const;
    await till.answer('session.lock', { ok: false, error });
    expect(till.text('notice')).not.toContain('terminal');
    await till.pause(11 * MINUTE);
    expect(till.calls('session.lock')).toHaveLength(2);
  });

  it('never asks where the settings say so, nor with nobody signed on', async () => {
    await till.open(fakeTill('en', { basket, screenLock: { locked: false, afterIdleS: 0 } }));
    await till.pause(60 * MINUTE);
    await till.publish({ operator: null, phase: 'signedOff', screenLock: idle });
    await till.pause(60 * MINUTE);
    expect(till.calls('session.lock')).toHaveLength(0);
  });
});

describe('a locked screen', () => {
  it('shows nothing of the basket and takes the PIN of the one signed on', async () => {
    await till.open(fakeTill('en', { basket, screenLock: locked, withheld: kept }));
    expect(till.text('locked')).toContain('The open basket is kept');
    expect(document.body.textContent).not.toContain(basket.lines[0]?.name.en);
    await till.type('1', '1', '1', '1', 'Enter');
    expect(till.inputs('session.unlock')).toEqual([{ operatorId: 'op3', pin: '1111' }]);
    expect(till.text('pin-dots')).toBe('');
    await till.answer('session.unlock', { ok: true, value: {} });
    await till.publish({ screenLock: idle, withheld: null });
    expect(document.body.textContent).toContain(basket.lines[0]?.name.en);
  });

  it('is opened by touch too, and by somebody who may take over', async () => {
    await till.open(fakeTill('zh', { basket, screenLock: locked, withheld: kept }));
    await till.touch('pin-other');
    expect(till.find('operator-op1')).toBeNull();
    // A cashier cannot take a basket over.
    expect(till.find('operator-op2')).toBeNull();
    await till.touch('operator-op4');
    await till.touchDigits('2468');
    await till.touch('sign-on');
    expect(till.inputs('session.unlock')).toEqual([{ operatorId: 'op4', pin: '2468' }]);
  });

  it('offers everybody where nothing is open, and goes back', async () => {
    await till.open(fakeTill('en', { basket: null, screenLock: locked }));
    await till.type('Escape');
    expect(till.find('operator-op2')).not.toBeNull();
    await till.touch('choice-back');
    expect(till.text('pin-entry')).toContain('Chen Wei');
    await till.type('Escape', 'Escape');
    expect(till.find('pin-entry')).not.toBeNull();
  });

  it('takes no scan for a PIN and sends it on: the register says what becomes of it', async () => {
    await till.open(fakeTill('en', { basket, screenLock: locked, withheld: kept }));
    await till.type('1', '2');
    await till.burst('6901234567892', 'Enter');
    expect(till.text('pin-dots')).toBe('●●');
    expect(till.inputs('sale.scan')).toEqual([{ text: '6901234567892', source: 'wedge' }]);
    const params = { reason: 'screenLocked' };
    const error = { code: 'scanLocked', params, outcome: 'none' } as const;
    await till.answer('sale.scan', { ok: false, error });
    expect(till.text('notice')).toContain('Screen locked: this scan was not taken');
  });

  it('lets no dialog and no key of the bar lie over it', async () => {
    await till.open(fakeTill('en', { basket, screenLock: idle }));
    await till.type('F8');
    await till.publish({
      screenLock: locked,
      handOver: { id: 'h1', amountMinor: 500 },
      pendingPayments: [
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
      ],
    });
    await till.type('u');
    expect(document.querySelector('[role=dialog], [role=alertdialog]')).toBeNull();
    expect(document.body.textContent).not.toContain('red coat');
  });
});
