import { useLayoutEffect, useRef, useState } from 'react';

type Actions = Readonly<Record<string, () => void>>;

/**
 * The same functions for as long as the component lives; each does what the newest render's
 * function of its name does. Keys that get these need not be drawn again at each scan, which
 * would cost more than drawing the line. The names must not change from render to render.
 */
export function useSteadyActions<A extends Actions>(actions: A): A {
  const newest = useRef<Actions>(actions);
  useLayoutEffect(() => {
    newest.current = actions;
  });
  const [steady] = useState(() => {
    const names = Object.keys(actions);
    const entries = names.map((name) => [name, () => newest.current[name]?.()] as const);
    // The same names as `actions` has, each with a function of the same kind.
    return Object.fromEntries(entries) as Actions as A;
  });
  return steady;
}
