import { useEffect, useMemo } from 'react';
import { flushSync } from 'react-dom';
import { createKeyLayers } from '../features/input/key-layers.ts';
import { startInputRouter } from '../features/input/router.ts';
import { scanCode } from '../features/sale/sale-commands.ts';
import { sayIgnored } from '../state/ignored.ts';
import { isBounce } from '../state/intent.ts';
import { raiseNotice } from '../state/notices.ts';
import { type Press, pressNow, watchPresses } from '../state/press.ts';
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
  useEffect(() => {
    // Before the router, which keeps keys from whoever listens after it.
    const stopWatching = watchPresses(window, isIgnored);
    const stopRouter = startInputRouter({
      window,
      onScan: access.scan,
      onHalfRead: () => raiseNotice('refused', 'notice', 'halfRead'),
      settle: flushSync,
      onKey: (press) =>
        isIgnored(pressNow()) ||
        access.layers.dispatch(press) ||
        // A function key without a meaning here must not reach the browser (F5 would reload).
        /^F\d+$/.test(press.key),
    });
    return () => {
      stopRouter();
      stopWatching();
    };
  }, [access]);
  return access;
}

/** The shadow of a press that moved money does nothing anywhere; the strip says so. */
function isIgnored(press: Press): boolean {
  const isShadow = isBounce(press);
  if (isShadow) sayIgnored('pressedTwice');
  return isShadow;
}
