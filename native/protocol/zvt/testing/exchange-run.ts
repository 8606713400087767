import { stepExchange } from '../command-session.ts';
import type { ExchangeEnd, ExchangeEvent, Verdict } from '../exchange-events.ts';
import { idleExchange } from '../exchange-state.ts';
import { fromHex, toHex } from '../hex.ts';

export const PAY = fromHex('06 01 0a 04 00 00 00 00 10 10 49 01 56');
export const APPROVED = '04 0f 10 27 00 04 00 00 00 00 10 10 87 00 07 0b 00 00 12';
export const DECLINED = '04 0f 02 27 33';
export const POSITIVE = '80 00 00';
export const COMPLETION = '06 0f 00';

/** A session under test: what each event makes it send and start, and how commands ended. */
export function exchange(verdict: Verdict = 'book') {
  let state = idleExchange('cp437');
  const ends: ExchangeEnd[] = [];
  const seen: string[] = [];
  const step = (event: ExchangeEvent): string[] => {
    const [next, effects] = stepExchange(state, event);
    state = next;
    const out: string[] = [];
    for (const effect of effects) {
      if (effect.type === 'send') out.push(toHex(effect.apdu));
      else if (effect.type === 'startTimer') out.push(`${effect.timer}:${effect.ms}`);
      else if (effect.type === 'progress') out.push(`progress:${effect.code}`);
      else if (effect.type === 'print') out.push('print');
      else if (effect.type === 'decide') {
        seen.push(effect.status.receiptNo);
        out.push('decide', ...step({ type: 'decided', verdict }));
      } else if (effect.type === 'decideLate') {
        out.push(`late:${effect.status.receiptNo}`, ...step({ type: 'lateDecided', verdict }));
      } else if (effect.type === 'done') ends.push(effect.end);
    }
    return out;
  };
  return {
    step,
    ends,
    seen,
    state: () => state,
    got: (hex: string) => step({ type: 'received', bytes: fromHex(hex) }),
    start(command = PAY): void {
      step({ type: 'start', command });
      step({ type: 'delivered', transmissions: 1 });
    },
    timer: (timer: 'T3' | 'T4' | 'silence') => step({ type: 'timer', timer }),
  };
}
