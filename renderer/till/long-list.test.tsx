// @vitest-environment happy-dom
import { act } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeBasket, fakeTill } from '../testing/snapshots.ts';
import { createTillDriver, type TillDriver } from '../testing/till-driver.tsx';

let till: TillDriver;
let observers: (() => void)[] = [];
beforeEach(() => {
  observers = [];
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(tell: () => void) {
        observers.push(tell);
      }
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  till = createTillDriver();
});
afterEach(async () => {
  await till.close();
  vi.unstubAllGlobals();
});

it('keeps the newest lines of a long basket in view when the window changes its size', async () => {
  await till.open(fakeTill('en', { basket: fakeBasket(106) }));
  const list = till.find('line-list');
  if (list === null) throw new Error('no list');
  // The place in pixels that the browser keeps is one of rows that are not drawn.
  const clientHeight = 900;
  let scrollTop = 1000;
  Object.defineProperty(list, 'clientHeight', { get: () => clientHeight });
  Object.defineProperty(list, 'scrollHeight', { get: () => 106 * 48 });
  Object.defineProperty(list, 'scrollTop', {
    get: () => scrollTop,
    set: (px: number) => {
      scrollTop = Math.min(px, 106 * 48 - clientHeight);
    },
  });
  await act(async () => {
    for (const tell of observers) tell();
  });
  expect(scrollTop).toBe(106 * 48 - clientHeight);
  expect(list.textContent).not.toBe('');
});
