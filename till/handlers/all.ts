import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { refuse, reply } from '../runtime/reply.ts';
import { closingHandlers } from './closing.ts';
import { devicesHandlers } from './devices.ts';
import { paymentHandlers } from './payment.ts';
import { printingHandlers } from './printing.ts';
import { returnsHandlers } from './returns.ts';
import { sellingHandlers } from './selling.ts';
import { sessionHandlers } from './session.ts';
import type { TillHandlers, Ways } from './ways.ts';

/** Every call of a till window. */
export function tillHandlers(ways: Ways, latest: () => TillSnapshot): TillHandlers {
  return {
    'till.snapshot': () => Promise.resolve(reply(latest())),
    // A register that runs has nothing to decide: the question was answered, or is asked after a restart.
    'loss.decide': (_, command) => ways.run(command, () => refuse('questionChanged')),
    ...sessionHandlers(ways),
    ...closingHandlers(ways),
    ...sellingHandlers(ways),
    ...returnsHandlers(ways),
    ...paymentHandlers(ways),
    ...printingHandlers(ways),
    ...devicesHandlers(ways),
  };
}
