import { createContext, useContext, useLayoutEffect, useRef } from 'react';
import type { KeyLayers, KeyPress } from '../features/input/key-layers.ts';

/** Who gets a key first. */
export const DEPTH = { frame: 0, screen: 10, panel: 20, bar: 25, dialog: 30 } as const;

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

export interface InputAccess {
  readonly layers: KeyLayers;
  /** Sends scans to one place instead of the basket; the returned function ends it. */
  redirectScans(target: (text: string) => void): () => void;
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
