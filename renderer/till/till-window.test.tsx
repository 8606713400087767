// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noticeStore } from '../state/notices.ts';
import { fakeBasket, fakePayment, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

describe('till window by keyboard alone', () => {
  it('signs on with a number and a PIN, and never shows the PIN', async () => {
    await till.open(fakeTill('en', { phase: 'signedOff', operator: null }));
    await till.type('2', '1', '2', '3', '4');
    expect(document.body.textContent).not.toContain('1234');
    expect(till.find('pin-dots')?.textContent).toBe('●●●●');
    await till.type('Enter');
    expect(till.inputs('session.signOn')).toEqual([{ operatorId: 'op2', pin: '1234' }]);
  });

  it('opens the day and the shift', async () => {
    await till.open(fakeTill('en', { phase: 'dayClosed', shift: null, businessDay: null }));
    await till.type('Enter');
    expect(till.calls('day.open')).toHaveLength(1);
    await till.publish({ phase: 'shiftClosed' });
    await till.type('3', '0', '0', '.', '5', 'Enter');
    expect(till.inputs('shift.open')).toEqual([{ floatMinor: 30_050 }]);
  });

  it('shows the date before the day is opened, and opens with what it showed', async () => {
    const last = { date: '2026-11-22', zNumber: 412 };
    const opening = { date: '2026-11-23', doubt: null, last, mayConfirm: true };
    const closed = { phase: 'dayClosed', shift: null, businessDay: null } as const;
    await till.open(fakeTill('en', { ...closed, opening }));
    expect(till.find('opening-date')?.textContent).toContain('2026-11-23');
    expect(till.find('opening-date')?.textContent).toContain('2026-11-22, Z 412');
    await till.type('Enter');
    expect(till.inputs('day.open')).toEqual([{ shown: '2026-11-23' }]);
  });

  it('does not open on a date in doubt by Enter: it is vouched for, or typed', async () => {
    const last = { date: '2026-11-22', zNumber: 412 };
    const opening = { date: '2036-01-02', doubt: 'ahead', last, mayConfirm: true } as const;
    const closed = { phase: 'dayClosed', shift: null, businessDay: null } as const;
    await till.open(fakeTill('en', { ...closed, opening }));
    await till.type('Enter');
    expect(till.calls('day.open')).toHaveLength(0);
    await till.type('t', '2', '0', '2', '6', '0', '2', '3', '1', 'Enter');
    expect(till.calls('day.open')).toHaveLength(0);
    await till.type('Delete', '2', '0', '2', '6', '1', '1', '2', '3', 'Enter');
    expect(till.inputs('day.open')).toEqual([{ shown: '2036-01-02', typed: '2026-11-23' }]);
    await till.type('y');
    expect(till.inputs('day.open').at(-1)).toEqual({ shown: '2036-01-02' });
  });

  it('does not let a cashier vouch for a date in doubt', async () => {
    const last = { date: '2026-11-22', zNumber: 412 };
    const opening = { date: '2036-01-02', doubt: 'ahead', last, mayConfirm: false } as const;
    const closed = { phase: 'dayClosed', shift: null, businessDay: null } as const;
    await till.open(fakeTill('en', { ...closed, opening }));
    await till.type('y', 't', 'Enter');
    expect(till.calls('day.open')).toHaveLength(0);
    expect(till.find('dialog-date')).toBeNull();
  });

  it('sells by number, by typed code and by scan', async () => {
    await till.open(fakeTill('en'));
    await till.type('4', '0', '1', '1', 'Enter');
    await till.type('9', '6', '3', '8', '5', '0', '7', '4', 'Enter');
    await till.scan('6901234567892');
    expect(till.inputs('sale.addPlu')).toEqual([
      { plu: '4011', quantityThousandths: null, weightGrams: null },
    ]);
    expect(till.inputs('sale.scan')).toEqual([
      { text: '96385074', source: 'wedge' },
      { text: '6901234567892', source: 'wedge' },
    ]);
  });

  it('takes two scans of the same item as two, though the first has no answer yet', async () => {
    await till.open(fakeTill('en'));
    await till.scan('6901234567892');
    await till.scan('6901234567892');
    expect(till.calls('sale.scan')).toHaveLength(2);
  });

  it('asks for the weight of an item sold by weight', async () => {
    await till.open(fakeTill('en'));
    await till.type('4', '0', '0', '1', 'Enter');
    await act(async () =>
      till.calls('sale.addPlu')[0]?.answer({
        ok: false,
        error: {
          code: 'needsWeight',
          params: { itemId: 'i4001', name: 'Fuji apples', priceMinor: 1280 },
          outcome: 'none',
        },
      }),
    );
    expect(till.text('dialog-weight')).toContain('Weigh Fuji apples');
    expect(till.text('dialog-weight')).toContain('12.80');
    // Digits alone are grams where they cannot be kilograms; what they cost is said before Enter.
    await till.type('1', '2', '5', '4');
    expect(till.text('understood')).toMatch(/^1\.254 kg = .*16\.05$/);
    await till.type('Enter');
    expect(till.inputs('sale.addPlu')[1]).toEqual({
      plu: '4001',
      quantityThousandths: null,
      weightGrams: 1254,
    });
  });

  it('books no number that was not typed: a quantity with too many digits is refused', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(2) }));
    await till.type('F2', '9', '9', '9', '9', '9', '9', 'Enter');
    expect(till.calls('sale.setQuantity')).toHaveLength(0);
    const typed = till.find('dialog-quantity')?.querySelector('[data-testid=typed]');
    expect(typed?.textContent).toBe('999999');
  });

  it('sets a quantity, voids a line, parks and resumes', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(2) }));
    await till.type('F2', '6', 'Enter');
    expect(till.inputs('sale.setQuantity')).toEqual([
      { lineId: 'line-1', quantityThousandths: 6000 },
    ]);
    await till.type('ArrowUp', 'F6', 'Enter');
    expect(till.calls('sale.voidLine')).toHaveLength(0);
    await till.type('2');
    expect(till.inputs('sale.voidLine')).toEqual([{ lineId: 'line-0', reason: 'customer' }]);
    await till.type('F9', 'Enter');
    expect(till.inputs('sale.park')).toEqual([{ label: '' }]);
    const parked = { basketId: 'p1', label: '', suspendedAtMs: 0, totalMinor: 5, itemCount: 1 };
    await till.publish({ basket: null, suspended: [parked] });
    await till.type('F9', 'Enter');
    expect(till.inputs('sale.resume')).toEqual([{ basketId: 'p1' }]);
  });

  it('takes cash, shows the change and begins the next sale with a scan', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(1) }));
    await till.type('F12', '1', '0', '0', 'Enter');
    expect(till.inputs('pay.tender')).toEqual([{ kind: 'cash', amountMinor: 10_000 }]);
    const lastSale = {
      saleId: 's1',
      receiptNo: 'R-1',
      totalMinor: 5990,
      tenderedMinor: 10_000,
      changeMinor: 4010,
      handOverMinor: 4010,
      atMs: 0,
      printed: true,
    };
    await till.publish({ basket: null, lastSale });
    expect(till.find('change-amount')?.textContent).toBe('¥40.10');
    await till.scan('6901234567892');
    expect(till.calls('sale.scan')).toHaveLength(1);
    await till.publish({ basket: fakeBasket(1) });
    expect(till.find('change-screen')).toBeNull();
    expect(till.find('line-list')).not.toBeNull();
  });

  it('pays a part by card and is back at the payment after a decline', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(1) }));
    await till.type('F12', '2', '0', 'k');
    expect(till.inputs('pay.card')).toEqual([{ amountMinor: 2000 }]);
    await act(async () => till.calls('pay.card')[0]?.answer({ ok: true, value: {} }));
    const payment = fakePayment({ statusCode: '4A' });
    await till.publish({ payment });
    expect(till.find('terminal-words')?.textContent).toBe(
      'Insert or hold the card – remove the card',
    );
    await till.type('Escape');
    expect(till.calls('pay.cancelCard')).toHaveLength(1);
    await till.publish({
      payment: null,
      notice: { n: 9, kind: 'refused', code: 'cardDeclined', params: { text: 'No funds' } },
    });
    expect(till.find('pay-panel')).not.toBeNull();
    expect(till.find('notice')?.textContent).toContain('No funds');
  });

  it('offers to ask again, settle or park when nobody knows', async () => {
    const payment = fakePayment({ state: 'unknown', canCancel: false });
    await till.open(fakeTill('en', { basket: fakeBasket(1), payment }));
    expect(till.find('card-unknown')).not.toBeNull();
    await till.type('a');
    expect(till.inputs('pay.ask')).toEqual([{ attemptId: 'a1' }]);
    await till.type('p');
    expect(till.calls('sale.park')).toHaveLength(1);
  });
});

describe('till window under pressure', () => {
  it('sends a bouncing payment once, whatever the second amount', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(3) }));
    await till.type('F12');
    const key = till.find('cash-exact');
    await act(async () => {
      key?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      key?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    });
    await till.type('F1');
    expect(till.calls('pay.tender')).toHaveLength(1);
  });

  it('lets a scan past an open dialog and never into its number', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(2) }));
    await till.type('F2', '3');
    await till.scan('6901234567892');
    expect(till.inputs('sale.scan')).toEqual([{ text: '6901234567892', source: 'wedge' }]);
    expect(till.find('dialog-quantity')?.querySelector('[data-testid=typed]')?.textContent).toBe(
      '3',
    );
    await till.type('Enter');
    expect(till.inputs('sale.setQuantity')).toEqual([
      { lineId: 'line-1', quantityThousandths: 3000 },
    ]);
  });

  it('keeps scans out of the search box and asks about them in the price check', async () => {
    await till.open(fakeTill('en'));
    till.far().answerWith('catalogue.search', { items: [] });
    await till.type('F4', 'm', 'i');
    await till.scan('6901234567892');
    const field = till.find('search-field');
    expect(field instanceof HTMLInputElement ? field.value : null).toBe('mi');
    expect(till.calls('sale.scan')).toHaveLength(1);
    await till.type('Escape', 'F3');
    expect(till.inputs('screen.expects')).toEqual([{ expects: 'priceCheck' }]);
    const text = '6901234567892';
    await till.publish({
      scans: {
        count: 0,
        expected: 'priceCheck',
        read: { readId: 'r1', expected: 'priceCheck', text },
      },
    });
    expect(till.inputs('catalogue.priceCheck')).toEqual([{ text }]);
    await till.type('Escape');
    expect(till.inputs('screen.expects').at(-1)).toEqual({ expects: 'sale' });
  });

  it('tells a restarted service what a scan means on its screen', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(1) }));
    await till.type('F12');
    await till.publish({ scans: { count: 0, expected: 'payment', read: null } });
    await till.publish({ scans: { count: 0, expected: 'sale', read: null } });
    expect(till.inputs('screen.expects')).toEqual([{ expects: 'payment' }, { expects: 'payment' }]);
  });

  it('gives a code to no screen that did not ask for it', async () => {
    const read = { readId: 'r0', expected: 'priceCheck' as const, text: '6901234567892' };
    await till.open(fakeTill('en', { scans: { count: 0, expected: 'sale', read } }));
    await till.type('F3');
    expect(till.calls('catalogue.priceCheck')).toHaveLength(0);
    await till.type('Escape');
    await till.publish({
      scans: { count: 0, expected: 'priceCheck', read: { ...read, readId: 'r1' } },
    });
    expect(till.calls('catalogue.priceCheck')).toHaveLength(0);
    expect(till.find('notice')?.getAttribute('data-notice')).toBe('scanNotExpected');
  });

  it('takes "6, ×, item" as six of the next item, never of the one before', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(2) }));
    await till.type('6', '*');
    await till.type('6', 'F2');
    expect(till.inputs('sale.multiply')).toEqual([{ quantityThousandths: 6000 }]);
    expect(till.calls('sale.setQuantity')).toHaveLength(0);
    await till.publish({ multiplierThousandths: 6000 });
    expect(till.text('multiplier')).toContain('6 ×');
    await till.type('Escape');
    expect(till.inputs('sale.multiply').at(-1)).toEqual({ quantityThousandths: null });
    await till.publish({ multiplierThousandths: null });
    expect(till.find('multiplier')).toBeNull();
  });

  it('sets the quantity of a line that was marked, and only of that', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(2) }));
    await till.type('ArrowUp', '6', 'F2');
    expect(till.inputs('sale.setQuantity')).toHaveLength(1);
    expect(till.calls('sale.multiply')).toHaveLength(0);
  });

  it('clears what stands in the entry when a code is read', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(2) }));
    await till.type('6');
    expect(till.text('typed')).toBe('6');
    await till.publish({ scans: { count: 1, expected: 'sale', read: null } });
    expect(till.text('typed')).not.toContain('6');
  });

  it('says aloud that only half a code was typed, and uses none of it', async () => {
    await till.open(fakeTill('en'));
    await till.burst('10009');
    await till.pause(260);
    await till.burst('96385074', 'Enter');
    expect(till.calls('sale.scan')).toHaveLength(0);
    expect(till.find('notice')?.getAttribute('data-notice')).toBe('halfRead');
    expect(till.text('typed')).not.toMatch(/\d/);
  });

  it('says a refusal once, and after what was told before its reply', async () => {
    await till.open(fakeTill('en'));
    await till.type('9', '9', 'Enter');
    await act(async () => {
      till.far().publish({ notice: { n: 3, kind: 'attention', code: 'printerFault', params: {} } });
      till.calls('sale.addPlu')[0]?.answer({
        ok: false,
        error: { code: 'unknownCode', params: { code: '99' }, outcome: 'none' },
      });
    });
    expect(noticeStore.getState().notice).toMatchObject({ id: 2, code: 'unknownCode' });
    expect(till.text('notice')).toContain('Not in the catalogue: 99');
  });

  it('says so when the service is gone and goes on when it is back', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(2) }));
    await act(async () => till.far().link('down'));
    expect(till.find('phase-linkLost')).not.toBeNull();
    await act(async () => till.far().link('up'));
    expect(till.find('phase-selling')).not.toBeNull();
  });

  it('says what to do when selling has stopped', async () => {
    await till.open(
      fakeTill('en', {
        phase: 'stopped',
        stopped: { code: 'diskFull', params: {} },
        operator: null,
      }),
    );
    expect(till.find('phase-stopped')?.textContent).toContain('The disk is full.');
    await till.publish({ stopped: { code: 'somethingNew', params: {} } });
    expect(till.find('phase-stopped')?.textContent).toContain('somethingNew');
  });

  it('closes the day step by step', async () => {
    await till.open(fakeTill('en'));
    till
      .far()
      .answerWith('shift.close', { countedMinor: 500, expectedMinor: 600, overShortMinor: -100 });
    till.far().answerWith('day.close', { zNumber: 8, batchId: 'b8' });
    till.far().answerWith('upload.send', { sent: 1, waiting: 0 });
    await till.type('F10', 'z');
    expect(document.body.textContent).not.toContain('Expected');
    await till.type('ArrowDown', '1', 'f');
    expect(till.inputs('shift.close')).toEqual([
      { counted: [{ denominationMinor: 5000, count: 1 }] },
    ]);
    expect(document.body.textContent).toContain('Expected');
    await till.publish({ phase: 'shiftClosed', shift: null });
    await till.type('Enter', 's', 'Enter');
    expect(till.inputs('day.close')).toEqual([{ skipSettlement: true }]);
    expect(till.find('z-number')?.textContent).toContain('8');
    await till.publish({ phase: 'dayClosed', businessDay: null });
    await till.type('Enter', 'Enter', 'Enter');
    expect(till.calls('day.open')).toHaveLength(0);
    expect(till.find('phase-office')?.getAttribute('data-page')).toBe('menu');
    await till.type('F10');
    expect(till.find('phase-dayClosed')).not.toBeNull();
  });
});
