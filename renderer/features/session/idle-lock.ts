import { useEffect, useMemo } from 'react';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { callTill } from '../../ipc/client.ts';

/** What hands do at a till; a mouse that trembles is no hand. */
const INPUTS = ['keydown', 'pointerdown', 'wheel'] as const;

/** When somebody was last noticed at this window. */
interface LastInput {
  note(): void;
  /** Milliseconds of `performance.now`. */
  atMs(): number;
}

function createLastInput(): LastInput {
  let lastMs = performance.now();
  return {
    note() {
      lastMs = performance.now();
    },
    atMs: () => lastMs,
  };
}

/**
 * Notices each key, finger and scanner at the keyboard. Called before the input router starts, which
 * keeps keys from whoever listens after it.
 */
export function useLastInput(): LastInput {
  const last = useMemo(() => createLastInput(), []);
  useEffect(() => {
    const options = { capture: true, passive: true };
    for (const type of INPUTS) window.addEventListener(type, last.note, options);
    return () => {
      for (const type of INPUTS) window.removeEventListener(type, last.note, options);
    };
  }, [last]);
  return last;
}

/**
 * Asks for the lock when nothing was touched, scanned or sold for as long as the settings say. While
 * a payment or a refund is shown nobody is idle: a customer may search for a card.
 */
export function useIdleLock(last: LastInput, snapshot: TillSnapshot | null): void {
  const afterMs = (snapshot?.screenLock.afterIdleS ?? 0) * 1000;
  const isCounted =
    snapshot !== null &&
    afterMs > 0 &&
    snapshot.operator !== null &&
    !snapshot.screenLock.locked &&
    snapshot.payment === null &&
    snapshot.saleReturn === null;
  // A scanner on a line of its own types no key: the snapshot tells of it.
  const seen = `${snapshot?.scans.count} ${snapshot?.moneyRevision} ${isCounted}`;
  useEffect(() => {
    if (seen !== '') last.note();
  }, [seen, last]);
  useEffect(() => {
    if (!isCounted) return;
    let timer = setTimeout(look, afterMs);
    function look(): void {
      const leftMs = last.atMs() + afterMs - performance.now();
      if (leftMs <= 0) void callTill('session.lock', {});
      // Asked again where it was refused: something was at work just then.
      timer = setTimeout(look, leftMs > 0 ? leftMs : afterMs);
    }
    return () => clearTimeout(timer);
  }, [isCounted, afterMs, last]);
}
