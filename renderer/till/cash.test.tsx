// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeBasket, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

/** 62.10 due. */
const basket = { ...fakeBasket(2), totalMinor: 6210, remainingMinor: 6210, cashDueMinor: 6210 };
const five = { tenderId: 't1', kind: 'cash' as const, amountMinor: 500, label: '' };
const withFive = { ...basket, tenders: [five], remainingMinor: 5710, cashDueMinor: 5710 };
const selling = () => fakeTill('en', { basket });
const partPaid = () => fakeTill('en', { basket: withFive });

describe('the keys of the pay screen', () => {
  it('are no function keys: F1 is help here too, and the others are no money', async () => {
    await till.open(selling());
    await till.type('F12', 'F2', 'F3', 'F4', 'F5', 'F6', 'F1');
    expect(till.calls('pay.tender')).toHaveLength(0);
    expect(till.find('dialog-help')).not.toBeNull();
    await till.type('Escape');
    expect(till.find('pay-panel')).not.toBeNull();
  });

  it('offer the sums near the total first, by keys of their own', async () => {
    await till.open(selling());
    await till.type('F12');
    const shown = [...document.querySelectorAll('[data-testid^="cash-"] kbd')];
    expect(shown.map(({ textContent }) => textContent)).toEqual([
      ...['A', 'S', 'D', 'F', 'G', 'H', 'E'],
      'Enter',
    ]);
    expect(till.text('cash-6500')).toContain('¥65');
    await till.type('g');
    expect(till.inputs('pay.tender')).toEqual([{ kind: 'cash', amountMinor: 5000 }]);
  });

  it('say what to do when more was typed than anybody hands over', async () => {
    await till.open(selling());
    await till.type('F12', '6', '9', '0', '1', '2', '3', 'Enter');
    const params = { amountMinor: 69_012_300, dueMinor: 6210, mostMinor: 16_210 };
    await till.answer('pay.tender', {
      ok: false,
      error: { code: 'cashTooHigh', params, outcome: 'none' },
    });
    expect(till.text('notice')).toContain('¥690,123.00 was typed');
    expect(till.text('notice')).toContain('nobody hands over more than ¥162.10');
  });
});

describe('cash that pays a part', () => {
  it('is taken out again by R, asked for and named', async () => {
    await till.open(partPaid());
    await till.type('F12', 'r');
    expect(till.text('dialog-return-cash')).toContain('¥5.00');
    expect(till.calls('pay.returnCash')).toHaveLength(0);
    await till.type('Enter');
    expect(till.inputs('pay.returnCash')).toEqual([{ tenderId: 't1' }]);
  });

  it('is taken out again by touch', async () => {
    await till.open(partPaid());
    await till.type('F12');
    await till.touch('return-cash');
    await till.touch('dialog-do');
    expect(till.inputs('pay.returnCash')).toEqual([{ tenderId: 't1' }]);
  });

  it('is named where the basket is voided, from the sale and from the pay screen', async () => {
    await till.open(partPaid());
    await till.type('v');
    expect(till.text('dialog-void-basket')).toContain('¥5.00 was paid in cash');
    await till.type('Escape', 'F12', 'v');
    expect(till.text('dialog-void-basket')).toContain('¥5.00 was paid in cash');
  });

  it('stands larger than all else while it is handed back, once', async () => {
    await till.open(partPaid());
    await till.publish({ basket: null, handOver: { id: 'h1', amountMinor: 500 } });
    expect(till.text('hand-over-amount')).toBe('¥5.00');
    await till.type('Enter');
    expect(till.find('dialog-hand-over')).toBeNull();
    await till.publish({ receiptsWaiting: 1 });
    expect(till.find('dialog-hand-over')).toBeNull();
  });
});

describe('what one key may not do', () => {
  it('V with Enter, Y or a number voids no basket: a reason is marked, and Y does it', async () => {
    await till.open(selling());
    await till.type('v', 'Enter');
    expect(till.calls('sale.voidBasket')).toHaveLength(0);
    await till.type('y', '7', '0');
    expect(till.calls('sale.voidBasket')).toHaveLength(0);
    await till.type('4', '2', 'Enter');
    expect(till.calls('sale.voidBasket')).toHaveLength(0);
    await till.type('y');
    expect(till.inputs('sale.voidBasket')).toEqual([{ reason: 'customer' }]);
  });

  it('F7 and Enter print no copy: it is asked for first', async () => {
    const sale = {
      saleId: 's9',
      receiptNo: 'S001-R03-000412',
      atMs: 0,
      totalMinor: 8400,
      itemCount: 2,
      tenders: ['cash'],
      prints: 1,
    };
    await till.open(fakeTill('en'));
    till.far().answerWith('sales.recent', { sales: [sale] });
    await till.type('F7', 'Enter');
    expect(till.text('dialog-reprint')).toContain('000412');
    await till.type('Enter');
    expect(till.calls('receipt.reprint')).toHaveLength(0);
    await till.type('p');
    expect(till.inputs('receipt.reprint')).toEqual([{ saleId: 's9' }]);
  });

  it('D does not change the colours', async () => {
    await till.open(fakeTill('en'));
    const before = document.documentElement.dataset['theme'];
    await till.type('d');
    expect(document.documentElement.dataset['theme']).toBe(before);
  });
});

describe('the screen after a sale', () => {
  const lastSale = {
    saleId: 's1',
    receiptNo: 'R1',
    totalMinor: 6210,
    tenderedMinor: 6210,
    changeMinor: 0,
    handOverMinor: 0,
    atMs: 0,
    printed: true,
  };

  it('shows no total where the cash to hand over stands', async () => {
    await till.open(fakeTill('en', { lastSale }));
    expect(till.text('change-amount')).toBe('¥0.00');
    expect(till.text('change-screen')).toContain('No change');
  });

  it('shows the cash part of what goes back, not the whole', async () => {
    const given = { ...lastSale, totalMinor: -8400, tenderedMinor: -8400, handOverMinor: 3400 };
    await till.open(fakeTill('en', { lastSale: given }));
    expect(till.text('change-amount')).toBe('¥34.00');
    expect(till.text('refunded')).toContain('Refunded ¥84.00');
  });
});
