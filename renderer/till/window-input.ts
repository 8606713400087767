import { useEffect, useMemo, useRef } from 'react';
import { flushSync } from 'react-dom';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { createKeyLayers } from '../input/key-layers.ts';
import { startInputRouter } from '../input/router.ts';
import { scanCode } from '../features/sale/sale-commands.ts';
import { callTill } from '../ipc/client.ts';
import { sayIgnored } from '../state/ignored.ts';
import { isBounce } from '../state/intent.ts';
import { dropNonsense, raiseNotice } from '../state/notices.ts';
import { type Press, pressNow, watchPresses } from '../state/press.ts';
import type { InputAccess, ScanTarget } from '../ui/key-layer.tsx';

/** The window's input, and the screens that say what a scan means, the newest last. */
export interface WindowInput extends InputAccess {
  readonly targets: StoreApi<readonly ScanTarget[]>;
}

/** Starts the input router for this window and gives components their way in. */
export function useWindowInput(): WindowInput {
  const access = useMemo(() => {
    const layers = createKeyLayers();
    const targets = createStore<readonly ScanTarget[]>(() => []);
    return {
      layers,
      targets,
      expectScans(target: ScanTarget) {
        targets.setState((before) => [...before, target], true);
        return () => targets.setState((before) => before.filter((each) => each !== target), true);
      },
    };
  }, []);
  useEffect(() => {
    // Before the router, which keeps keys from whoever listens after it.
    const stopWatching = watchPresses(window, isIgnored);
    const stopRouter = startInputRouter({
      window,
      onScan: (text) => void scanCode(text),
      onHalfRead: () => raiseNotice('refused', 'error', 'halfRead'),
      settle: flushSync,
      onKey: (press) => {
        if (isIgnored(pressNow())) return true;
        dropNonsense();
        // A function key without a meaning here must not reach the browser (F5 would reload).
        return access.layers.dispatch(press) || /^F\d+$/.test(press.key);
      },
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

/**
 * Keeps the service told of what a scan means on this window's screen, and gives what it read for
 * the screen to the screen. The service decides on each scan, of the serial scanner and of this
 * window alike; after its restart the snapshot shows that it has to be told again.
 */
export function useScanRouting({ targets }: WindowInput, snapshot: TillSnapshot | null): void {
  const expects = useStore(targets, (all) => all.at(-1)?.expects ?? 'sale');
  const told = snapshot?.scans.expected ?? null;
  useEffect(() => {
    if (told !== null && told !== expects) void callTill('screen.expects', { expects });
  }, [told, expects]);

  const read = snapshot?.scans.read ?? null;
  const isKnown = snapshot !== null;
  const seenId = useRef<string | null | undefined>(undefined);
  useEffect(() => {
    if (!isKnown) return;
    const isFirst = seenId.current === undefined;
    const readId = read?.readId ?? null;
    if (seenId.current === readId) return;
    seenId.current = readId;
    // What was read before this window was there has had its answer.
    if (isFirst || read === null) return;
    const target = targets.getState().at(-1);
    if (target?.expects === read.expected) target.onScan(read.text);
    else raiseNotice('refused', 'error', 'scanNotExpected');
  }, [isKnown, read, targets]);
}
