import { useEffect, useMemo } from 'react';
import { flushSync } from 'react-dom';
import { createKeyLayers } from '../features/input/key-layers.ts';
import { startInputRouter } from '../features/input/router.ts';
import { scanCode } from '../features/sale/sale-commands.ts';
import type { InputAccess } from '../ui/key-layer.tsx';

/** Starts the input router for this window and gives components their way in. */
export function useWindowInput(): InputAccess {
  const access = useMemo(() => {
    const layers = createKeyLayers();
    const targets: ((text: string) => void)[] = [];
    return {
      layers,
      scan(text: string) {
        const target = targets.at(-1);
        if (target === undefined) void scanCode(text);
        else target(text);
      },
      redirectScans(target: (text: string) => void) {
        targets.push(target);
        return () => {
          targets.splice(targets.lastIndexOf(target), 1);
        };
      },
    };
  }, []);
  useEffect(
    () =>
      startInputRouter({
        window,
        onScan: access.scan,
        settle: flushSync,
        // A function key without a meaning here must not reach the browser (F5 would reload).
        onKey: (press) => access.layers.dispatch(press) || /^F\d+$/.test(press.key),
      }),
    [access],
  );
  return access;
}
