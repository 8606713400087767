import { createContext, useContext, useLayoutEffect, useRef } from 'react';
import type { ScanExpectation } from '../../contracts/till/session.ts';
import type { KeyLayers, KeyPress } from '../input/key-layers.ts';

/** Who gets a key first; what lies aside only sees it pass. */
export const DEPTH = { frame: 0, screen: 10, panel: 20, bar: 25, dialog: 30, aside: 40 } as const;

export type KeyBindings = Readonly<Record<string, (() => void) | undefined>>;

export interface KeyLayerOptions {
  readonly depth: number;
  /** Stops every key it does not use. */
  readonly modal?: boolean;
  /** By character in lower case or DOM key name. */
  readonly keys: KeyBindings;
  /** Characters no binding took; true when used. */
  readonly onChar?: (char: string) => boolean;
}

/** A screen on which a scan does not simply sell. */
export interface ScanTarget {
  readonly expects: ScanExpectation;
  /** Gets what was read for it: on a price check and where a receipt is asked for. */
  readonly onScan: (text: string) => void;
}

export interface InputAccess {
  readonly layers: KeyLayers;
  /** Says what a scan means while the screen is shown; the returned function ends it. */
  expectScans(target: ScanTarget): () => void;
}

export const InputContext = createContext<InputAccess | null>(null);

/** The window's input; a component outside it is a bug. */
export function useInput(): InputAccess {
  const access = useContext(InputContext);
  if (access === null) throw new Error('no input context around this component');
  return access;
}

/** Keys that may repeat while held; a repeating Enter must never pay twice. */
const MAY_REPEAT = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Backspace']);

function offer(options: KeyLayerOptions, press: KeyPress): boolean {
  const { key, repeat } = press;
  const isChar = [...key].length === 1;
  const binding = options.keys[isChar ? key.toLowerCase() : key];
  if (binding !== undefined) {
    if (!repeat || MAY_REPEAT.has(key)) binding();
    return true;
  }
  return isChar && !repeat && options.onChar?.(key) === true;
}

/** Listens to keys while the component is shown. */
export function useKeyLayer(options: KeyLayerOptions): void {
  const { layers } = useInput();
  const latest = useRef(options);
  // Layout effects: a key that follows at once must meet the new state, not the one before.
  useLayoutEffect(() => {
    latest.current = options;
  });
  const { depth, modal = false } = options;
  useLayoutEffect(
    () => layers.push({ depth, modal, handle: (press) => offer(latest.current, press) }),
    [layers, depth, modal],
  );
}

/**
 * What a scan means while the component is shown, by either kind of scanner: the newest component
 * on the screen has its say, and none means that scans sell. Null: this one has nothing to say.
 */
export function useExpectedScans(
  expects: ScanExpectation | null,
  onScan?: (text: string) => void,
): void {
  const { expectScans } = useInput();
  const latest = useRef(onScan);
  useLayoutEffect(() => {
    latest.current = onScan;
  });
  useLayoutEffect(() => {
    if (expects === null) return;
    return expectScans({ expects, onScan: (text) => latest.current?.(text) });
  }, [expectScans, expects]);
}
