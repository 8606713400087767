import type { CDPSession, Page } from '@playwright/test';

/** Between two keys of a keyboard-wedge scanner at its usual speed. */
const KEY_SECONDS = 0.004;

const sessions = new WeakMap<Page, CDPSession>();

/**
 * Reads a code with a keyboard-wedge scanner: the window gets real key events, sent in one go and
 * stamped with the times at which a scanner's keys come, however busy this machine is.
 */
export async function wedgeScan(page: Page, code: string): Promise<void> {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, session);
  const start = Date.now() / 1000;
  const keys = [...code].map((char) => ({ key: char, code: `Digit${char}`, text: char }));
  const all = [...keys, { key: 'Enter', code: 'Enter', text: '\r' }];
  await Promise.all(
    all.flatMap(({ key, code: physical, text }, index) => {
      const timestamp = start + index * KEY_SECONDS;
      const virtualKey = key === 'Enter' ? 13 : key.charCodeAt(0);
      const common = { key, code: physical, windowsVirtualKeyCode: virtualKey, timestamp };
      return [
        session.send('Input.dispatchKeyEvent', { type: 'keyDown', text, ...common }),
        session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common }),
      ];
    }),
  );
}
