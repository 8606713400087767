import type { TillwrightBridge } from '../../contracts/bridge.ts';

declare global {
  interface Window {
    /** Put there by the window's preload; the page has no other way out. */
    readonly tillwright: TillwrightBridge;
  }
}
