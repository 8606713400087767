import { tillStore } from '../ipc/client.ts';
import { money } from '../words/figures.ts';
import { raiseNotice } from './notices.ts';

/**
 * Says in the strip, without a sound, that a press moved no money: `pressedTwice` for the shadow of
 * the press before, `changedMeanwhile` for one that was meant for a state that is gone. What is
 * still due is said with it, so that a quick cashier sees it.
 */
export function sayIgnored(code: 'pressedTwice' | 'changedMeanwhile'): void {
  const snapshot = tillStore.getState().snapshot;
  const due = snapshot?.basket?.remainingMinor ?? 0;
  if (snapshot === null || due === 0) raiseNotice('ignored', 'ignored', code);
  else raiseNotice('ignored', 'ignored', `${code}Due`, { due: money(due, snapshot.currency) });
}
