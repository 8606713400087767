// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TillSnapshot } from '../../contracts/snapshot.ts';
import { connectTill } from '../ipc/client.ts';
import { pendingStore } from '../state/commands.ts';
import { noticeStore } from '../state/notices.ts';
import { followTill, resetTillView } from '../state/till-view.ts';
import { createFakeWindow, type FakeWindow } from '../testing/fake-window.ts';
import { fakeBasket, fakeTill } from '../testing/snapshots.ts';
import { TillWindow } from './till-window.tsx';

Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);

let till: FakeWindow;
let root: Root;
let stops: (() => void)[] = [];
let atMs = 0;

async function open(snapshot: TillSnapshot): Promise<void> {
  till = createFakeWindow(snapshot);
  Reflect.set(window, 'tillwright', till.bridge);
  const host = document.createElement('div');
  document.body.replaceChildren(host);
  root = createRoot(host);
  await act(async () => {
    stops = [followTill(), connectTill()];
    root.render(<TillWindow />);
  });
}

function codeOf(key: string): string {
  if (/^\d$/.test(key)) return `Digit${key}`;
  if (/^[a-z]$/i.test(key)) return `Key${key.toUpperCase()}`;
  return { '.': 'Period', '*': 'NumpadMultiply', '+': 'NumpadAdd' }[key] ?? key;
}

async function press(key: string, gapMs = 200): Promise<void> {
  await act(async () => {
    atMs += gapMs;
    await vi.advanceTimersByTimeAsync(gapMs);
    const target = document.activeElement ?? document.body;
    const init = { key, code: codeOf(key), bubbles: true, cancelable: true };
    const down = new KeyboardEvent('keydown', init);
    Object.defineProperty(down, 'timeStamp', { value: atMs });
    target.dispatchEvent(down);
    target.dispatchEvent(new KeyboardEvent('keyup', init));
  });
}

/** As a person types, with the pause after which the register is sure of it. */
async function type(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await press(key);
  await act(() => vi.advanceTimersByTimeAsync(100).then(() => undefined));
  atMs += 100;
}

async function scan(text: string): Promise<void> {
  for (const char of text) await press(char, 4);
  await press('Enter', 4);
}

async function publish(change: Partial<TillSnapshot>): Promise<void> {
  await act(async () => till.publish(change));
}

const find = (testId: string) => document.querySelector(`[data-testid="${testId}"]`);
const calls = (name: string) => till.sent.filter((call) => call.name === name);
const inputs = (name: string) => calls(name).map((call) => call.input);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  atMs = 1000;
  // A call a test left unanswered must not hold back the next test's.
  pendingStore.setState({ keys: [] });
  noticeStore.setState({ notice: null, serviceN: null });
  resetTillView();
});

afterEach(async () => {
  // The basket being paid is remembered outside the components; without a basket it is forgotten.
  await publish({ basket: null, payment: null });
  await act(async () => root.unmount());
  for (const stop of stops) stop();
  vi.useRealTimers();
});

describe('till window by keyboard alone', () => {
  it('signs on with a number and a PIN, and never shows the PIN', async () => {
    await open(fakeTill('en', { phase: 'signedOff', operator: null }));
    await type('2', '1', '2', '3', '4');
    expect(document.body.textContent).not.toContain('1234');
    expect(find('pin-dots')?.textContent).toBe('●●●●');
    await type('Enter');
    expect(inputs('session.signOn')).toEqual([{ operatorId: 'op2', pin: '1234' }]);
  });

  it('opens the day and the shift', async () => {
    await open(fakeTill('en', { phase: 'dayClosed', shift: null, businessDay: null }));
    await type('Enter');
    expect(calls('day.open')).toHaveLength(1);
    await publish({ phase: 'shiftClosed' });
    await type('3', '0', '0', '.', '5', 'Enter');
    expect(inputs('shift.open')).toEqual([{ floatMinor: 30_050 }]);
  });

  it('sells by number, by typed code and by scan', async () => {
    await open(fakeTill('en'));
    await type('4', '0', '1', '1', 'Enter');
    await type('9', '6', '3', '8', '5', '0', '7', '4', 'Enter');
    await scan('6901234567892');
    expect(inputs('sale.addPlu')).toEqual([
      { plu: '4011', quantityThousandths: null, weightGrams: null },
    ]);
    expect(inputs('sale.scan')).toEqual([
      { text: '96385074', source: 'wedge' },
      { text: '6901234567892', source: 'wedge' },
    ]);
  });

  it('takes two scans of the same item as two, though the first has no answer yet', async () => {
    await open(fakeTill('en'));
    await scan('6901234567892');
    await scan('6901234567892');
    expect(calls('sale.scan')).toHaveLength(2);
  });

  it('asks for the weight of an item sold by weight', async () => {
    await open(fakeTill('en'));
    await type('4', '0', '0', '1', 'Enter');
    await act(async () =>
      calls('sale.addPlu')[0]?.answer({
        ok: false,
        error: { code: 'needsWeight', params: { name: 'Fuji apples' }, outcome: 'none' },
      }),
    );
    expect(find('dialog-weight')?.textContent).toContain('Fuji apples');
    await type('1', '.', '2', '5', '4', 'Enter');
    expect(inputs('sale.addPlu')[1]).toEqual({
      plu: '4001',
      quantityThousandths: null,
      weightGrams: 1254,
    });
  });

  it('sets a quantity, voids a line, parks and resumes', async () => {
    await open(fakeTill('en', { basket: fakeBasket(2) }));
    await type('6', 'F2');
    expect(inputs('sale.setQuantity')).toEqual([{ lineId: 'line-1', quantityThousandths: 6000 }]);
    await type('ArrowUp', 'F6', 'Enter');
    expect(inputs('sale.voidLine')).toEqual([{ lineId: 'line-0' }]);
    await type('F9', 'Enter');
    expect(inputs('sale.park')).toEqual([{ label: '' }]);
    const parked = { basketId: 'p1', label: '', suspendedAtMs: 0, totalMinor: 5, itemCount: 1 };
    await publish({ basket: null, suspended: [parked] });
    await type('F9', 'Enter');
    expect(inputs('sale.resume')).toEqual([{ basketId: 'p1' }]);
  });

  it('takes cash, shows the change and begins the next sale with a scan', async () => {
    await open(fakeTill('en', { basket: fakeBasket(1) }));
    await type('F12', '1', '0', '0', 'Enter');
    expect(inputs('pay.cash')).toEqual([{ amountMinor: 10_000 }]);
    const lastSale = {
      saleId: 's1',
      receiptNo: 'R-1',
      totalMinor: 5990,
      tenderedMinor: 10_000,
      changeMinor: 4010,
      atMs: 0,
      printed: true,
    };
    await publish({ basket: null, lastSale });
    expect(find('change-amount')?.textContent).toBe('¥40.10');
    await scan('6901234567892');
    expect(calls('sale.scan')).toHaveLength(1);
    await publish({ basket: fakeBasket(1) });
    expect(find('change-screen')).toBeNull();
    expect(find('line-list')).not.toBeNull();
  });

  it('pays a part by card and is back at the payment after a decline', async () => {
    await open(fakeTill('en', { basket: fakeBasket(1) }));
    await type('F12', '2', '0', 'k');
    expect(inputs('pay.card')).toEqual([{ amountMinor: 2000 }]);
    await act(async () => calls('pay.card')[0]?.answer({ ok: true, value: {} }));
    const payment = {
      attemptId: 'a1',
      way: 'payment' as const,
      amountMinor: 2000,
      approvedMinor: null,
      reason: '',
      state: 'working' as const,
      terminalText: '',
      statusCode: '4A',
      sinceMs: Date.now(),
      canCancel: true,
      cancelRequested: false,
    };
    await publish({ payment });
    expect(find('terminal-words')?.textContent).toBe('Insert or hold the card – remove the card');
    await type('Escape');
    expect(calls('pay.cancelCard')).toHaveLength(1);
    await publish({
      payment: null,
      notice: { n: 9, kind: 'refused', code: 'cardDeclined', params: { text: 'No funds' } },
    });
    expect(find('pay-panel')).not.toBeNull();
    expect(find('notice')?.textContent).toContain('No funds');
  });

  it('offers to ask again, settle or park when nobody knows', async () => {
    const payment = {
      attemptId: 'a1',
      way: 'payment' as const,
      amountMinor: 2000,
      approvedMinor: null,
      reason: '',
      state: 'unknown' as const,
      terminalText: '',
      statusCode: '',
      sinceMs: Date.now(),
      canCancel: false,
      cancelRequested: false,
    };
    await open(fakeTill('en', { basket: fakeBasket(1), payment }));
    expect(find('card-unknown')).not.toBeNull();
    await type('a');
    expect(inputs('pay.ask')).toEqual([{ attemptId: 'a1' }]);
    await type('p');
    expect(calls('sale.park')).toHaveLength(1);
  });
});

describe('till window under pressure', () => {
  it('sends a bouncing payment once, whatever the second amount', async () => {
    await open(fakeTill('en', { basket: fakeBasket(3) }));
    await type('F12');
    const key = find('cash-exact');
    await act(async () => {
      key?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      key?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    });
    await type('F1');
    expect(calls('pay.cash')).toHaveLength(1);
  });

  it('lets a scan past an open dialog and never into its number', async () => {
    await open(fakeTill('en', { basket: fakeBasket(2) }));
    await type('F2', '3');
    await scan('6901234567892');
    expect(inputs('sale.scan')).toEqual([{ text: '6901234567892', source: 'wedge' }]);
    expect(find('dialog-quantity')?.querySelector('[data-testid=typed]')?.textContent).toBe('3');
    await type('Enter');
    expect(inputs('sale.setQuantity')).toEqual([{ lineId: 'line-1', quantityThousandths: 3000 }]);
  });

  it('keeps scans out of the search box and asks about them in the price check', async () => {
    await open(fakeTill('en'));
    till.answerWith('catalogue.search', { items: [] });
    await type('F4', 'm', 'i');
    await scan('6901234567892');
    const field = find('search-field');
    expect(field instanceof HTMLInputElement ? field.value : null).toBe('mi');
    expect(calls('sale.scan')).toHaveLength(1);
    await type('Escape', 'F3');
    await scan('6901234567892');
    expect(inputs('catalogue.priceCheck')).toEqual([{ text: '6901234567892' }]);
    expect(calls('sale.scan')).toHaveLength(1);
  });

  it('says a refusal once: the service’s own notice wins', async () => {
    await open(fakeTill('en'));
    await type('9', '9', 'Enter');
    await act(async () => {
      till.publish({
        notice: { n: 3, kind: 'refused', code: 'unknownCode', params: { code: '99' } },
      });
      calls('sale.addPlu')[0]?.answer({
        ok: false,
        error: { code: 'unknownItem', params: {}, outcome: 'none' },
      });
    });
    expect(noticeStore.getState().notice).toMatchObject({ id: 1, code: 'unknownCode' });
  });

  it('says so when the service is gone and goes on when it is back', async () => {
    await open(fakeTill('en', { basket: fakeBasket(2) }));
    await act(async () => till.link('down'));
    expect(find('phase-linkLost')).not.toBeNull();
    await act(async () => till.link('up'));
    expect(find('phase-selling')).not.toBeNull();
  });

  it('says what to do when selling has stopped', async () => {
    await open(
      fakeTill('en', {
        phase: 'stopped',
        stopped: { code: 'diskFull', params: {} },
        operator: null,
      }),
    );
    expect(find('phase-stopped')?.textContent).toContain('The disk is full.');
    await publish({ stopped: { code: 'somethingNew', params: {} } });
    expect(find('phase-stopped')?.textContent).toContain('somethingNew');
  });

  it('closes the day step by step', async () => {
    await open(fakeTill('en'));
    till.answerWith('shift.close', { countedMinor: 500, expectedMinor: 600, overShortMinor: -100 });
    till.answerWith('day.close', { zNumber: 8, batchId: 'b8' });
    till.answerWith('batch.send', { sent: 1, waiting: 0 });
    await type('F10', 'z');
    expect(document.body.textContent).not.toContain('Expected');
    await type('ArrowDown', '1', 'f');
    expect(inputs('shift.close')).toEqual([{ counted: [{ denominationMinor: 5000, count: 1 }] }]);
    expect(document.body.textContent).toContain('Expected');
    await publish({ phase: 'shiftClosed', shift: null });
    await type('Enter', 's', 'Enter');
    expect(inputs('day.close')).toEqual([{ skipTerminalBatch: true }]);
    expect(find('z-number')?.textContent).toContain('8');
    await publish({ phase: 'dayClosed', businessDay: null });
    await type('Enter');
    expect(find('phase-dayClosed')).not.toBeNull();
  });
});
