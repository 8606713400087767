import { useLayoutEffect } from 'react';

/**
 * Writes the revision on the screen to `<html data-revision>` once it has been painted, so that a
 * test or a measurement can wait for the picture instead of guessing.
 */
export function usePaintMark(revision: number | null): void {
  useLayoutEffect(() => {
    if (revision === null) return;
    const frame = requestAnimationFrame(() => {
      // The frame callback runs before the paint, a task posted from it after.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        document.documentElement.dataset['revision'] = String(revision);
        port1.close();
      };
      port2.postMessage(null);
    });
    return () => cancelAnimationFrame(frame);
  }, [revision]);
}
