import { expect, it } from 'vitest';
import { guardPage } from './page-guards.ts';

type Listener = Parameters<Parameters<typeof guardPage>[0]['addEventListener']>[1];

/** A page that hears events, and what it was kept from. */
function page() {
  const listeners = new Map<string, Listener>();
  const later: (() => void)[] = [];
  const addEventListener = (type: string, listener: Listener) => void listeners.set(type, listener);
  guardPage({ addEventListener }, (action) => later.push(action));
  return {
    /** Whether the page hears of it. */
    hears(type: string, more: Partial<Parameters<Listener>[0]> = {}): boolean {
      let stopped = 0;
      const stop = () => void (stopped += 1);
      const event = { isTrusted: true, preventDefault: stop, stopImmediatePropagation: stop };
      listeners.get(type)?.({ ...event, ...more });
      return stopped === 0;
    },
    endTask: () => later.splice(0).forEach((action) => action()),
  };
}

it.each(['dragenter', 'dragover', 'drop', 'dragstart'])('keeps %s from the page', (type) => {
  expect(page().hears(type)).toBe(false);
});

it.each([
  ['Ctrl V', { key: 'v', ctrlKey: true }],
  ['Ctrl V with caps lock', { key: 'V', ctrlKey: true }],
  ['Cmd V', { key: 'v', metaKey: true }],
  ['Shift Insert', { key: 'Insert', shiftKey: true }],
])('lets a person paste once with %s, in the same task', (_name, keys) => {
  const one = page();
  one.hears('keydown', keys);
  expect([one.hears('paste'), one.hears('paste')]).toEqual([true, false]);
  one.hears('keydown', keys);
  one.endTask();
  expect(one.hears('paste')).toBe(false);
});

it.each([
  ['nobody', {}],
  ['a script that makes the key up', { isTrusted: false, key: 'v', ctrlKey: true }],
  ['another key', { key: 'c', ctrlKey: true }],
  ['the letter', { key: 'v' }],
  ['Insert alone', { key: 'Insert' }],
])('lets %s paste nothing', (_name, keys) => {
  const one = page();
  one.hears('keydown', keys);
  expect(one.hears('paste')).toBe(false);
});
