import {
  displayContract,
  displayEvents,
  tillContract,
  tillEvents,
} from '../../contracts/till/contract.ts';
import type { IpcReply } from '../../contracts/ipc.ts';
import { displaySlicing, tillSlicing } from '../../contracts/till/slices.ts';
import type { Log } from '../../till/ports/system.ts';
import type { RegisterOptions, RunningRegister } from './compose.ts';
import { type CallContext, createIpcServer, type IpcServer } from './ipc-server.ts';
import { type NewsTeller, tellNews } from './snapshot-news.ts';

export type WindowServer = IpcServer<typeof tillEvents, typeof displayEvents>;

/** What stands between a register and its windows: it says whole snapshots, they hear changes. */
export interface WindowLines {
  readonly publish: RegisterOptions['publish'];
  /** From now on windows may be attached; before, what is published is only kept in mind. */
  open(register: Pick<RunningRegister, 'handlers' | 'displayHandlers'>): WindowServer;
}

/** Each window's line hears of its own snapshots only. */
export function windowLines(log: Log): WindowLines {
  const till = tellNews(tillSlicing);
  const display = tellNews(displaySlicing);
  let server: WindowServer | null = null;
  return {
    publish: {
      till(snapshot) {
        const news = till.next(snapshot);
        server?.publishTill('snapshot', news);
      },
      display(snapshot) {
        const news = display.next(snapshot);
        server?.publishDisplay('display', news);
      },
    },
    open({ handlers, displayHandlers }) {
      server = createIpcServer({
        till: {
          contract: tillContract,
          handlers: withHandler(
            handlers,
            'till.snapshot',
            heard(till, (...call) => handlers['till.snapshot'](...call)),
          ),
          events: tillEvents,
        },
        display: {
          contract: displayContract,
          handlers: {
            'display.snapshot': heard(display, (...call) =>
              displayHandlers['display.snapshot'](...call),
            ),
          },
          events: displayEvents,
        },
        log,
      });
      return server;
    },
  };
}

type Handler<V> = (input: Record<string, never>, context: CallContext) => Promise<IpcReply<V>>;

/** The handler of a whole snapshot; what it answers is what that window has from now on. */
function heard<V, S>(teller: NewsTeller<V, S>, handler: Handler<V>): Handler<V> {
  return async (...call) => {
    const answer = await handler(...call);
    if (answer.ok) teller.answered(answer.value);
    return answer;
  };
}

/** The same handlers but for one; which the others are may change while the register runs. */
function withHandler<H extends object, N extends keyof H>(handlers: H, name: N, handler: H[N]): H {
  return new Proxy(handlers, {
    get: (others, asked) => (asked === name ? handler : Reflect.get(others, asked)),
  });
}
