// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBasket, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
beforeEach(() => {
  till = createTillDriver();
});
afterEach(() => till.close());

/** 62.10 due. */
const basket = { ...fakeBasket(2), remainingMinor: 6210, cashDueMinor: 6210, totalMinor: 6210 };
const fifty = { tenderId: 't1', kind: 'cash' as const, amountMinor: 5000, label: '' };
const afterFifty = { ...basket, tenders: [fifty], remainingMinor: 1210, cashDueMinor: 1210 };
const taken = { ok: true as const, value: { complete: false, changeMinor: 0 } };

/** A key that goes down so long after the last event, and up again. */
async function tap(key: string, code: string, afterMs: number, repeat = false): Promise<void> {
  await act(async () => {
    await vi.advanceTimersByTimeAsync(afterMs);
    const init = { key, code, repeat, bubbles: true, cancelable: true };
    const down = new KeyboardEvent('keydown', init);
    Object.defineProperty(down, 'timeStamp', { value: performance.now() });
    (document.activeElement ?? document.body).dispatchEvent(down);
    document.body.dispatchEvent(new KeyboardEvent('keyup', init));
  });
}

async function openPaying(): Promise<void> {
  await till.open(fakeTill('en', { basket }));
  await till.type('F12', '5', '0');
}

async function isTaken(): Promise<void> {
  await till.publish({ basket: afterFifty });
  await till.answer('pay.tender', taken);
}

describe('a key that comes down twice in one press', () => {
  it.each([15, 40, 80])('pays once: %i ms apart, before the answer', async (gapMs) => {
    await openPaying();
    await tap('Enter', 'Enter', 200);
    await tap('Enter', 'Enter', gapMs);
    expect(till.inputs('pay.tender')).toEqual([{ kind: 'cash', amountMinor: 5000 }]);
    expect(till.text('notice')).toContain('counted once');
  });

  it.each([15, 40, 80])('pays once: %i ms apart, after the new state', async (gapMs) => {
    await till.open(fakeTill('en', { basket }));
    await till.type('F12');
    await tap('e', 'KeyE', 200);
    await act(() => vi.advanceTimersByTimeAsync(60).then(() => undefined));
    await isTaken();
    await tap('e', 'KeyE', gapMs);
    await act(() => vi.advanceTimersByTimeAsync(60).then(() => undefined));
    expect(till.calls('pay.tender')).toHaveLength(1);
    expect(till.text('notice')).toContain('¥12.10 is still due');
  });

  it('stays one press however long it goes on bouncing', async () => {
    await openPaying();
    await tap('Enter', 'Enter', 200);
    await isTaken();
    await till.type('1', '0');
    // What was typed took its time; the chattering of the key begins anew with each contact.
    await tap('Enter', 'Enter', 200);
    await isTaken();
    for (let n = 0; n < 6; n += 1) await tap('Enter', 'Enter', 70);
    expect(till.calls('pay.tender')).toHaveLength(2);
  });

  it('leaves the change on the screen: its shadow is no key for the next sale', async () => {
    await till.open(fakeTill('en', { basket }));
    await till.type('F12', '1', '0', '0');
    await tap('Enter', 'Enter', 200);
    const lastSale = {
      saleId: 's1',
      receiptNo: 'R1',
      totalMinor: 6210,
      tenderedMinor: 10_000,
      changeMinor: 3790,
      handOverMinor: 3790,
      atMs: 0,
      printed: true,
    };
    await till.publish({ basket: null, lastSale });
    await till.answer('pay.tender', {
      ok: true,
      value: { complete: true, changeMinor: 3790 },
    });
    await tap('Enter', 'Enter', 40);
    expect(till.text('change-amount')).toBe('¥37.90');
    await tap('Enter', 'Enter', 200);
    expect(till.find('change-screen')).toBeNull();
  });

  it('does not pay again while it is held', async () => {
    await openPaying();
    await tap('Enter', 'Enter', 200);
    await isTaken();
    for (let n = 0; n < 20; n += 1) await tap('Enter', 'Enter', 33, true);
    await act(() => vi.advanceTimersByTimeAsync(2000).then(() => undefined));
    expect(till.calls('pay.tender')).toHaveLength(1);
  });
});

describe('a payment that has no answer yet', () => {
  const again = [
    ['back and the same key', ['Escape', 'F12', 'e']],
    ['back and another amount', ['Escape', 'F12', '6', '2', '.', '1', '0', 'Enter']],
    ['the receipts, back and the same key', ['Escape', 'F7', 'Escape', 'Escape', 'F12', 'e']],
  ] as const;

  it.each(again)('is not paid again by %s, however long it takes', async (_, keys) => {
    await till.open(fakeTill('en', { basket }));
    await till.type('F12', 'e');
    await till.type(...keys);
    expect(till.inputs('pay.tender')).toEqual([{ kind: 'cash', amountMinor: 6210 }]);
  });
});

describe('two presses that are both meant', () => {
  it('pay twice: the key was let go and the new amount could be seen', async () => {
    await openPaying();
    await tap('Enter', 'Enter', 200);
    await isTaken();
    await till.type('2', '0');
    await tap('Enter', 'Enter', 200);
    expect(till.inputs('pay.tender')).toEqual([
      { kind: 'cash', amountMinor: 5000 },
      { kind: 'cash', amountMinor: 2000 },
    ]);
  });

  it('of two keys may come as quickly as hands do', async () => {
    await openPaying();
    await tap('Enter', 'Enter', 200);
    await isTaken();
    await tap('e', 'KeyE', 60);
    await act(() => vi.advanceTimersByTimeAsync(60).then(() => undefined));
    expect(till.inputs('pay.tender')).toEqual([
      { kind: 'cash', amountMinor: 5000 },
      { kind: 'cash', amountMinor: 1210 },
    ]);
  });
});

describe('what a press was meant for', () => {
  it('goes with the command: the state that was on the screen when the key went down', async () => {
    await openPaying();
    await tap('Enter', 'Enter', 200);
    expect(till.calls('pay.tender').map(({ seen }) => seen)).toEqual([7]);
    await isTaken();
    await tap('e', 'KeyE', 200);
    await act(() => vi.advanceTimersByTimeAsync(60).then(() => undefined));
    expect(till.calls('pay.tender').map(({ seen }) => seen)).toEqual([7, 8]);
  });

  it('is not sounded as an error where the register had gone on', async () => {
    await openPaying();
    await tap('Enter', 'Enter', 200);
    await till.publish({ basket: afterFifty });
    const error = { code: 'changedMeanwhile', params: {}, outcome: 'none' } as const;
    await till.answer('pay.tender', { ok: false, error });
    expect(till.text('notice')).toContain('Not counted');
    expect(till.text('notice')).toContain('¥12.10 is still due');
  });
});

describe('a finger that comes down twice', () => {
  /** What a touch screen sends; the click comes last. */
  async function finger(testId: string, afterMs: number, at = { x: 300, y: 300 }): Promise<void> {
    await act(async () => {
      await vi.advanceTimersByTimeAsync(afterMs);
      const key = till.find(testId);
      if (key === null) throw new Error(`nothing to touch: ${testId}`);
      const init = { bubbles: true, cancelable: true, clientX: at.x, clientY: at.y };
      for (const name of ['pointerdown', 'pointerup']) {
        const event = new PointerEvent(name, { ...init, pointerType: 'touch' });
        Object.defineProperty(event, 'timeStamp', { value: performance.now() });
        window.dispatchEvent(event);
      }
      key.dispatchEvent(new MouseEvent('click', init));
    });
  }

  it.each([15, 40, 80])('pays once: %i ms apart, after the new state', async (gapMs) => {
    await till.open(fakeTill('en', { basket }));
    await till.type('F12');
    await finger('cash-exact', 200);
    await isTaken();
    await finger('cash-exact', gapMs, { x: 304, y: 298 });
    expect(till.calls('pay.tender')).toHaveLength(1);
    await finger('cash-exact', 200);
    expect(till.calls('pay.tender')).toHaveLength(2);
  });
});
