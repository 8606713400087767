import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { vi } from 'vitest';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { connectTill } from '../ipc/client.ts';
import { pendingStore } from '../state/commands.ts';
import { resetIntent } from '../state/intent.ts';
import { noticeStore } from '../state/notices.ts';
import { followTill, resetTillView } from '../state/till-view.ts';
import { TillWindow } from '../till/till-window.tsx';
import { codeOf } from './code-of.ts';
import { createFakeWindow, type FakeWindow, type SentCall } from './fake-window.ts';

Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);

/** The till window in this process, with a person's hands: keys, touches and a scanner. */
export interface TillDriver {
  open(snapshot: TillSnapshot): Promise<void>;
  close(): Promise<void>;
  /** The far end of the window; only after `open`. */
  far(): FakeWindow;
  /** As a person types, with the pause after which the register is sure of it. */
  type(...keys: readonly string[]): Promise<void>;
  scan(text: string): Promise<void>;
  /** Keys at a scanner's speed, and nothing that closes them. */
  burst(text: string, ...more: readonly string[]): Promise<void>;
  pause(ms: number): Promise<void>;
  /** Touches the element with this test id. */
  touch(testId: string): Promise<void>;
  /** Puts the caret into a text field; this document model loses a dialog's own autofocus. */
  focus(testId: string): Promise<void>;
  /** Touches digits of the number pad that is shown. */
  touchDigits(digits: string): Promise<void>;
  publish(change: Partial<TillSnapshot>): Promise<void>;
  answer(name: string, reply: Parameters<SentCall['answer']>[0]): Promise<void>;
  find(testId: string): Element | null;
  text(testId: string): string;
  calls(name: string): readonly SentCall[];
  inputs(name: string): readonly unknown[];
}

const NOTHING_OPEN = {
  basket: null,
  payment: null,
  saleReturn: null,
  multiplierThousandths: null,
  scans: { count: 0, expected: 'sale', read: null },
} as const;

/** Drives a window with fake timers; call `close` after each test. */
export function createTillDriver(): TillDriver {
  // The router compares the times of keys with the clock: both must be the pretended one.
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
  });
  // A call a test left unanswered must not hold back the next test's.
  pendingStore.setState({ keys: [] });
  resetIntent();
  noticeStore.setState({ notice: null, lastId: 0, serviceN: null });
  resetTillView();
  let fake: FakeWindow | null = null;
  let root: Root | null = null;
  let stops: readonly (() => void)[] = [];

  const far = () => {
    if (fake === null) throw new Error('no window is open');
    return fake;
  };
  const find = (testId: string) => document.querySelector(`[data-testid="${testId}"]`);
  const calls = (name: string) => far().sent.filter((call) => call.name === name);

  async function press(key: string, gapMs: number): Promise<void> {
    await act(async () => {
      await vi.advanceTimersByTimeAsync(gapMs);
      const target = document.activeElement ?? document.body;
      const init = { key, code: codeOf(key), bubbles: true, cancelable: true };
      const down = new KeyboardEvent('keydown', init);
      Object.defineProperty(down, 'timeStamp', { value: window.performance.now() });
      target.dispatchEvent(down);
      target.dispatchEvent(new KeyboardEvent('keyup', init));
    });
  }

  async function click(element: Element | null | undefined, what: string): Promise<void> {
    if (element === null || element === undefined) throw new Error(`nothing to touch: ${what}`);
    await act(async () => {
      await vi.advanceTimersByTimeAsync(200);
      const tap = new MouseEvent('click', { bubbles: true });
      Object.defineProperty(tap, 'timeStamp', { value: window.performance.now() });
      element.dispatchEvent(tap);
      // A bare click counts as a screen reader's, for which focus moves later; a finger's does not.
      window.dispatchEvent(new PointerEvent('pointermove'));
    });
  }

  async function type(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await press(key, 200);
    await act(() => vi.advanceTimersByTimeAsync(100).then(() => undefined));
  }

  return {
    far,
    find,
    calls,
    type,
    inputs: (name) => calls(name).map((call) => call.input),
    text: (testId) => find(testId)?.textContent ?? '',
    async open(snapshot) {
      fake = createFakeWindow(snapshot);
      Reflect.set(window, 'tillwright', fake.bridge);
      const host = document.createElement('div');
      document.body.replaceChildren(host);
      const opened = createRoot(host);
      root = opened;
      await act(async () => {
        stops = [followTill(), connectTill()];
        opened.render(<TillWindow />);
      });
    },
    async close() {
      // What a window remembers outside its components is forgotten without a basket.
      await act(async () => fake?.publish({ ...NOTHING_OPEN }));
      await act(async () => root?.unmount());
      for (const stop of stops) stop();
      vi.useRealTimers();
    },
    async scan(text) {
      for (const char of text) await press(char, 4);
      await press('Enter', 4);
    },
    async burst(text, ...more) {
      for (const key of [...text, ...more]) await press(key, 4);
    },
    pause: (ms) => act(() => vi.advanceTimersByTimeAsync(ms).then(() => undefined)),
    touch: (testId) => click(find(testId), testId),
    async focus(testId) {
      const field = find(testId);
      if (!(field instanceof HTMLElement)) throw new Error(`no field: ${testId}`);
      await act(async () => field.focus());
    },
    async touchDigits(digits) {
      for (const digit of digits) {
        const keys = [...document.querySelectorAll('[role=group] button')];
        // The pad of a dialog comes after the one of the screen below it.
        const shown = keys.filter((key) => key.textContent === digit).at(-1);
        await click(shown, `digit ${digit}`);
      }
    },
    publish: (change) => act(async () => far().publish(change)),
    async answer(name, reply) {
      await act(async () => calls(name).at(-1)?.answer(reply));
    },
  };
}
