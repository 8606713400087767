// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { receiptCode } from '../../core/receipt/receipt-no.ts';
import { fakeBasket, fakePayment, fakeSale, fakeReturn, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

const begun = {
  saleId: 'sale-9',
  note: '',
  cardAs: 'terminal',
  approval: { operatorId: 'op4', pin: '2468' },
};

describe('returning a sale', () => {
  it('goes by keyboard alone: number, reason, supervisor, PIN', async () => {
    await till.open(fakeTill('en'));
    till.far().answerWith('return.query', { sale: fakeSale() });
    await till.type('F11', '4', '1', '2', 'Enter');
    expect(till.inputs('return.query')).toEqual([{ receiptNo: '412' }]);
    expect(till.text('dialog-plan')).toContain('VISA ····4242');
    expect(till.text('planned-void')).toContain('undoes the payment');
    expect(till.text('planned-cash')).toContain('Out of the drawer');
    await till.type('2', '2', '4', '6', '8');
    expect(till.text('supervisor-pin')).toBe('●●●●');
    expect(document.body.textContent).not.toContain('2468');
    await till.type('Enter');
    expect(till.inputs('return.begin')).toEqual([{ ...begun, reason: 'quality' }]);
    await till.answer('return.begin', { ok: true, value: { returnId: 'tb-1' } });
    expect(till.find('dialog-approve')).toBeNull();
  });

  it('goes by touch alone', async () => {
    await till.open(fakeTill('en'));
    till.far().answerWith('return.query', { sale: fakeSale() });
    await till.touch('fn-F11');
    await till.touchDigits('412');
    await till.touch('dialog-do');
    await till.touch('reason-wrongItem');
    await till.touch('supervisor-op4');
    await till.touchDigits('2468');
    await till.touch('dialog-do');
    expect(till.inputs('return.begin')).toEqual([{ ...begun, reason: 'wrongItem' }]);
  });

  it('takes scans while it is open, and sells none of them', async () => {
    await till.open(fakeTill('en'));
    await till.type('F11');
    const code = receiptCode('S001-R03-000412');
    expect(till.inputs('screen.expects')).toEqual([{ expects: 'receipt' }]);
    await till.publish({
      scans: {
        count: 0,
        expected: 'receipt',
        read: { readId: 'r1', expected: 'receipt', text: code },
      },
    });
    expect(till.inputs('return.query')).toEqual([{ receiptNo: code }]);
    // The same snapshot again is no second scan.
    await till.publish({});
    expect(till.calls('return.query')).toHaveLength(1);
    await till.answer('return.query', { ok: true, value: { sale: null } });
    expect(till.text('not-found')).toContain(code);
  });

  it('wants no scan while a supervisor’s PIN is asked, and lets go of scans at its end', async () => {
    await till.open(fakeTill('en'));
    till.far().answerWith('return.query', { sale: fakeSale() });
    const now = (expected: 'sale' | 'receipt' | 'nothing') =>
      till.publish({ scans: { count: 0, expected, read: null } });
    await till.type('F11', '4', '1', '2', 'Enter');
    await now('receipt');
    await till.type('2');
    await now('nothing');
    await till.type('Escape');
    await now('receipt');
    await till.type('Escape', 'Escape');
    expect(till.find('dialog-return')).toBeNull();
    expect(till.inputs('screen.expects')).toEqual([
      { expects: 'receipt' },
      { expects: 'nothing' },
      { expects: 'receipt' },
      { expects: 'sale' },
    ]);
  });

  it('opens by itself when the serial scanner reads a receipt, but never over a basket', async () => {
    const params = { receiptNo: 'S001-R03-000412' };
    const notice = (n: number) =>
      ({ n, kind: 'attention', code: 'receiptScanned', params }) as const;
    await till.open(fakeTill('en', { basket: fakeBasket(2) }));
    await till.publish({ notice: notice(1) });
    expect(till.calls('return.query')).toHaveLength(0);
    await till.publish({ basket: null });
    await till.publish({ notice: notice(2) });
    expect(till.inputs('return.query')).toEqual([{ receiptNo: 'S001-R03-000412' }]);
  });

  it('says why not when it is refused, and offers nothing', async () => {
    await till.open(fakeTill('en'));
    till
      .far()
      .answerWith('return.query', { sale: { ...fakeSale(), refusal: 'paymentUnresolved' } });
    await till.type('F11', '4', '1', '2', 'Enter', '1', 'Enter');
    expect(till.text('refusal')).toContain('not clear yet');
    expect(till.find('dialog-approve')).toBeNull();
    await till.type('Escape', 'Escape');
    expect(till.find('dialog-return')).toBeNull();
  });

  it('asks in words for another reason', async () => {
    await till.open(fakeTill('en'));
    till.far().answerWith('return.query', { sale: fakeSale() });
    await till.type('F11', '4', '1', '2', 'Enter', '6');
    expect(till.find('dialog-note')).not.toBeNull();
    await till.focus('return-note');
    await till.type('t', 'o', 'o', 'Enter', 'F2', '2', '4', '6', '8', 'Enter');
    expect(till.inputs('return.begin')).toMatchObject([{ reason: 'other', note: 'too' }]);
  });

  it('begins from a row of the receipts', async () => {
    await till.open(fakeTill('en'));
    till.far().answerWith('sales.recent', {
      sales: [
        {
          saleId: 'sale-9',
          receiptNo: 'S001-R03-000412',
          atMs: 0,
          totalMinor: 8400,
          itemCount: 2,
          tenders: ['card'],
          prints: 1,
        },
      ],
    });
    await till.type('F7', 'b');
    expect(till.inputs('return.query')).toEqual([{ receiptNo: 'S001-R03-000412' }]);
  });

  it('is refused aloud while a basket is open', async () => {
    await till.open(fakeTill('en', { basket: fakeBasket(2) }));
    await till.type('F11');
    expect(till.find('dialog-return')).toBeNull();
    expect(till.text('notice')).toContain('A basket is still open');
  });
});

describe('a return that runs', () => {
  it('shows each step and the terminal’s words, and asks to cancel', async () => {
    const payment = fakePayment({ way: 'void', statusCode: '04', state: 'working' });
    await till.open(fakeTill('en', { saleReturn: fakeReturn('running'), payment }));
    expect(till.text('return-amount')).toBe('¥84.00');
    expect(till.text('terminal-words')).toBe('Waiting for the bank');
    expect(till.find('step-void')?.getAttribute('data-state')).toBe('running');
    await till.type('Escape');
    expect(till.calls('pay.cancelCard')).toHaveLength(1);
  });

  it('is shown at once after a restart and offers another way when the terminal refused', async () => {
    const saleReturn = {
      ...fakeReturn('failed'),
      canRetry: true,
      retryAs: ['same', 'refund'] as ('same' | 'refund')[],
      canAbandon: true,
    };
    await till.open(fakeTill('en', { saleReturn }));
    expect(till.text('step-reason')).toContain('NOT POSSIBLE');
    // The shop gives no cash for cards: what would be refused is not offered.
    await till.type('c');
    expect(till.text('return-panel')).not.toContain('Cash instead');
    expect(till.text('step-reason')).toContain('Refund it instead');
    await till.type('f', 'F2', '2', '4', '6', '8', 'Enter');
    const retried = {
      returnId: 'tb-1',
      as: 'refund',
      approval: { operatorId: 'op4', pin: '2468' },
    };
    expect(till.inputs('return.retry')).toEqual([retried]);
    await till.answer('return.retry', { ok: true, value: {} });
    await till.type('x', 'Enter');
    expect(till.inputs('return.abandon')).toEqual([{ returnId: 'tb-1' }]);
  });

  it('asks, settles, and lets the lane go on while nobody knows', async () => {
    const pending = {
      attemptId: 'gb-1',
      way: 'void' as const,
      amountMinor: 5000,
      approvedMinor: null,
      reason: 'timeout',
      sinceMs: Date.now(),
      basketId: '',
      label: '',
    };
    const saleReturn = fakeReturn('unknown');
    await till.open(fakeTill('en', { saleReturn, pendingPayments: [pending] }));
    expect(till.text('return-panel')).toContain('did not report a result in time');
    await till.type('a');
    expect(till.inputs('pay.ask')).toEqual([{ attemptId: 'gb-1' }]);
    await till.type('s', 'y', '1', 'Enter', 'F2', '2', '4', '6', '8', 'Enter');
    expect(till.inputs('pay.resolve')).toEqual([
      {
        attemptId: 'gb-1',
        paid: true,
        evidence: 'Terminal’s slip',
        approval: { operatorId: 'op4', pin: '2468' },
      },
    ]);
    await till.type('Escape', 'Escape', 'n');
    expect(till.find('phase-selling')).not.toBeNull();
    expect(till.text('unclear')).toContain('Pending 1');
    await till.type('u', 'b');
    expect(till.find('return-panel')).not.toBeNull();
  });

  it('ends with what was refunded, large, and how', async () => {
    await till.open(fakeTill('en', { saleReturn: fakeReturn('running') }));
    const lastSale = {
      saleId: 'counter-1',
      receiptNo: 'S001-R03-000413',
      totalMinor: -8400,
      tenderedMinor: -8400,
      changeMinor: 0,
      handOverMinor: 3400,
      atMs: 0,
      printed: true,
    };
    await till.publish({ saleReturn: null, lastSale });
    expect(till.text('change-amount')).toBe('¥34.00');
    expect(till.text('refunded')).toContain('from the drawer');
    await till.type('Enter');
    expect(till.find('change-screen')).toBeNull();
  });
});
