// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeyLayers, type KeyPress } from './key-layers.ts';
import { startInputRouter } from './router.ts';

const scans: string[] = [];
const keys: string[] = [];
let stop: () => void;
let atMs = 0;

function press(code: string, key: string, gapMs: number, extra: KeyboardEventInit = {}): boolean {
  atMs += gapMs;
  vi.advanceTimersByTime(gapMs);
  const target = document.activeElement ?? document.body;
  const init = { code, key, bubbles: true, cancelable: true, ...extra };
  const down = new KeyboardEvent('keydown', init);
  Object.defineProperty(down, 'timeStamp', { value: atMs });
  const passed = target.dispatchEvent(down);
  target.dispatchEvent(new KeyboardEvent('keyup', init));
  return passed;
}

function type(text: string, gapMs: number, key?: string): void {
  for (const char of text) {
    const code = /\d/.test(char) ? `Digit${char}` : `Key${char.toUpperCase()}`;
    press(code, key ?? char, gapMs, { shiftKey: /[A-Z]/.test(char) });
  }
}

function settle(): void {
  atMs += 300;
  vi.advanceTimersByTime(300);
}

function field(): HTMLInputElement {
  const input = document.createElement('input');
  document.body.append(input);
  input.focus();
  return input;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  atMs = performance.now();
  scans.length = 0;
  keys.length = 0;
  document.body.replaceChildren();
  stop = startInputRouter({
    window,
    settle: (deliver) => deliver(),
    onScan: (text) => scans.push(text),
    onHalfRead: () => scans.push('!'),
    onKey: ({ key }) => {
      keys.push(key);
      return true;
    },
  });
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe('input router', () => {
  it('takes a scan out of a focused field and keeps its Enter', () => {
    const input = field();
    input.value = 'mi';
    type('6901234567892', 5);
    expect(press('Enter', 'Enter', 5)).toBe(false);
    expect(scans).toEqual(['6901234567892']);
    expect(input.value).toBe('mi');
    expect(keys).toEqual([]);
  });

  it('leaks nothing of a code whose second half a busy computer brings late', () => {
    const input = field();
    type('690', 5);
    // Nothing arrives for a while; the keys carry the times at which they were pressed.
    vi.advanceTimersByTime(120);
    type('1234567892', 5);
    press('Enter', 'Enter', 5);
    expect(scans).toEqual(['6901234567892']);
    expect(input.value).toBe('');
    expect(keys).toEqual([]);
  });

  it('sells no other item by the rest of a code that broke off, whatever has the focus', () => {
    for (const input of [null, field()]) {
      scans.length = 0;
      type('10009', 5);
      vi.advanceTimersByTime(260);
      atMs += 260;
      type('96385074', 5);
      expect(press('Enter', 'Enter', 5)).toBe(false);
      expect(scans).toEqual(['!', '!']);
      expect(keys).toEqual([]);
      expect(input?.value ?? '').toBe('');
      type('96385074', 5);
      press('Enter', 'Enter', 5);
      expect(scans).toEqual(['!', '!', '96385074']);
    }
  });

  it('undoes what an input method wrote of half a code', () => {
    const input = field();
    for (const char of '10009') {
      press(`Digit${char}`, 'Process', 5);
      input.value += char;
    }
    settle();
    expect(scans).toEqual(['!']);
    expect(input.value).toBe('');
  });

  it('takes a code whose keys wait behind the timer of a busy page', () => {
    let isPending = true;
    Object.defineProperty(navigator, 'scheduling', {
      configurable: true,
      value: { isInputPending: () => isPending },
    });
    try {
      type('10009', 5);
      // The page did nothing for 300 ms; the keys carry the times at which they were pressed.
      vi.advanceTimersByTime(300);
      type('96385074', 5);
      isPending = false;
      press('Enter', 'Enter', 5);
    } finally {
      Reflect.deleteProperty(navigator, 'scheduling');
    }
    expect(scans).toEqual(['1000996385074']);
  });

  it('takes back what it typed of a code whose rest came much too late', () => {
    const input = field();
    input.value = 'mi';
    type('1', 5);
    vi.advanceTimersByTime(300);
    expect(input.value).toBe('mi1');
    type('000996385074', 5);
    press('Enter', 'Enter', 5);
    expect(scans).toEqual(['1000996385074']);
    expect(input.value).toBe('mi');
  });

  it('drops a code into the middle of which a person pressed a key', () => {
    type('10009', 5);
    press('F3', 'F3', 2);
    type('96385074', 5);
    press('Enter', 'Enter', 5);
    expect(scans).toEqual(['!', '!']);
    expect(keys).toEqual(['F3']);
  });

  it('drops a code during which the window lost the focus', () => {
    type('10009', 5);
    window.dispatchEvent(new Event('blur'));
    type('96385074', 5);
    press('Enter', 'Enter', 5);
    expect(scans).toEqual(['!', '!']);
  });

  it('takes CR and LF that a scanner types with Ctrl for its ends', () => {
    type('6901234567892', 5);
    expect(press('KeyM', 'm', 2, { ctrlKey: true })).toBe(false);
    expect(press('KeyJ', 'j', 2, { ctrlKey: true })).toBe(false);
    expect(scans).toEqual(['6901234567892']);
    expect(keys).toEqual([]);
  });

  it('takes the frame that a scanner types with Ctrl for no part of the code', () => {
    const frames = [
      ['KeyB', 'KeyC'],
      ['KeyB', 'KeyC', 'KeyM'],
      ['KeyB', 'KeyC', 'KeyM', 'KeyJ'],
      ['KeyI'],
    ];
    for (const codes of frames) {
      scans.length = 0;
      const input = field();
      const ctrl = (code: string) => press(code, code.slice(3).toLowerCase(), 4, { ctrlKey: true });
      if (codes[0] === 'KeyB') ctrl('KeyB');
      type('6901234567892', 4);
      for (const code of codes.filter((each) => each !== 'KeyB')) expect(ctrl(code)).toBe(false);
      type('6900000000014', 4);
      press('Enter', 'Enter', 4);
      expect(scans).toEqual(['6901234567892', '6900000000014']);
      expect(input.value).toBe('');
    }
    expect(keys).toEqual([]);
  });

  it('leaves a person’s Ctrl+C and Ctrl+I alone', () => {
    field();
    type('milk', 90);
    settle();
    expect(press('KeyC', 'c', 200, { ctrlKey: true })).toBe(true);
    expect(press('KeyI', 'i', 200, { ctrlKey: true })).toBe(true);
    expect(scans).toEqual([]);
  });

  it('types what a person types into the field, in order', () => {
    const input = field();
    type('milk 2'.replace(' ', ''), 90);
    settle();
    expect(input.value).toBe('milk2');
    expect(scans).toEqual([]);
  });

  it('hands keys to the screen when no field has the focus', () => {
    type('4011', 90);
    press('NumpadEnter', 'Enter', 90);
    press('F12', 'F12', 90);
    expect(keys).toEqual(['4', '0', '1', '1', 'Enter', 'F12']);
  });

  it('separates a scan in the middle of typing', () => {
    const input = field();
    type('ap', 90);
    settle();
    type('6901234567892', 5);
    press('Enter', 'Enter', 5);
    type('ple', 90);
    settle();
    expect(input.value).toBe('apple');
    expect(scans).toEqual(['6901234567892']);
  });

  it('undoes what an input method wrote of a scan', () => {
    const input = field();
    input.value = '牛奶';
    for (const char of '6901234567892') {
      // The method has the key already: preventDefault would come too late, so it writes.
      expect(press(`Digit${char}`, 'Process', 5)).toBe(true);
      input.value += char;
    }
    expect(press('Enter', 'Enter', 5)).toBe(false);
    expect(scans).toEqual(['6901234567892']);
    expect(input.value).toBe('牛奶');
  });

  it('undoes a scan right behind two keys that a rolling hand pressed together', () => {
    const input = field();
    const write = (text: string, gapMs: number) => {
      for (const char of text) {
        press(`Digit${char}`, 'Process', gapMs);
        input.value += char;
      }
    };
    write('1', 100);
    write('2', 20);
    vi.advanceTimersByTime(80);
    atMs += 80;
    write('6901234567892', 5);
    press('Enter', 'Enter', 5);
    expect(scans).toEqual(['6901234567892']);
    expect(input.value).toBe('12');
  });

  it('leaves an input method alone while a person types', () => {
    const input = field();
    for (const char of 'niunai') {
      expect(press(`Key${char.toUpperCase()}`, 'Process', 120)).toBe(true);
      input.value += char;
    }
    settle();
    press('Enter', 'Process', 120, { isComposing: true });
    expect(input.value).toBe('niunai');
    expect(keys).toEqual([]);
  });

  it('reads physical keys, not the layout', () => {
    // A French layout makes & of Digit1; the scanner meant 1.
    for (const char of '690123') press(`Digit${char}`, '&', 5);
    settle();
    expect(scans).toEqual(['690123']);
  });

  it('does not press a focused button with a scanned space or Enter', () => {
    const button = document.createElement('button');
    const clicked = vi.fn();
    button.addEventListener('click', clicked);
    document.body.append(button);
    button.focus();
    type('AB12', 5);
    press('Space', ' ', 5);
    type('34', 5);
    press('Enter', 'Enter', 5);
    expect(scans).toEqual(['AB12 34']);
    expect(clicked).not.toHaveBeenCalled();
  });

  it('lets a person press a focused button with Space', () => {
    const button = document.createElement('button');
    const clicked = vi.fn();
    button.addEventListener('click', clicked);
    document.body.append(button);
    button.focus();
    press('Space', ' ', 200);
    settle();
    expect(clicked).toHaveBeenCalledTimes(1);
  });

  it('never takes a key held down for a scanner', () => {
    press('Digit8', '8', 100);
    for (let n = 0; n < 20; n += 1) press('Digit8', '8', 30, { repeat: true });
    settle();
    expect(scans).toEqual([]);
    expect(keys).toHaveLength(21);
  });
});

describe('key layers', () => {
  const layer = (depth: number, modal: boolean, wanted: string, log: string[]) => ({
    depth,
    modal,
    handle: ({ key }: KeyPress) => {
      if (key !== wanted) return false;
      log.push(`${depth}:${key}`);
      return true;
    },
  });

  it('asks the deepest first and stops at a modal one', () => {
    const log: string[] = [];
    const layers = createKeyLayers();
    const remove = layers.push(layer(30, true, 'Escape', log));
    layers.push(layer(10, false, 'F2', log));
    expect(layers.dispatch({ key: 'F2', repeat: false })).toBe(false);
    expect(layers.dispatch({ key: 'Escape', repeat: false })).toBe(true);
    remove();
    expect(layers.dispatch({ key: 'F2', repeat: false })).toBe(true);
    expect(log).toEqual(['30:Escape', '10:F2']);
  });
});
