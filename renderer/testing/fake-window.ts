import type { LinkState, TillwrightBridge } from '../../contracts/bridge.ts';
import type { IpcReply } from '../../contracts/ipc.ts';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';

/** A command or query that the window sent. */
export interface SentCall {
  readonly name: string;
  readonly input: unknown;
  /** Which `moneyRevision` it was pressed on. */
  readonly seen: number | undefined;
  /** Answers it; calls without an answer stay open, as they would with a busy service. */
  answer(reply: IpcReply<unknown>): void;
}

export interface FakeWindow {
  readonly bridge: TillwrightBridge;
  /** Everything sent so far except questions for the snapshot, oldest first. */
  readonly sent: readonly SentCall[];
  /** Publishes a change of the snapshot with the next revision. */
  publish(change: Partial<TillSnapshot>): void;
  link(state: LinkState): void;
  /** Answers used for calls of this name at once. */
  answerWith(name: string, value: unknown): void;
}

/** Parts of a snapshot that the keys that move money act on. */
const MONEY = ['operator', 'businessDay', 'shift', 'basket', 'payment', 'saleReturn', 'lastSale'];

/** The other end of a till window, in the same process, for tests at the bridge. */
export function createFakeWindow(first: TillSnapshot): FakeWindow {
  let snapshot = first;
  const sent: SentCall[] = [];
  const answers = new Map<string, unknown>();
  const listeners: ((payload: unknown) => void)[] = [];
  const linkListeners: ((state: LinkState) => void)[] = [];
  return {
    sent,
    bridge: {
      call(name, _commandId, input, seen) {
        if (name === 'till.snapshot') return Promise.resolve({ ok: true, value: snapshot });
        return new Promise((answer) => {
          sent.push({ name, input, seen, answer });
          if (answers.has(name)) answer({ ok: true, value: answers.get(name) });
        });
      },
      on(_event, listener) {
        listeners.push(listener);
        return () => listeners.splice(listeners.indexOf(listener), 1);
      },
      link(listener) {
        linkListeners.push(listener);
        listener('up');
        return () => linkListeners.splice(linkListeners.indexOf(listener), 1);
      },
    },
    publish(change) {
      const revision = snapshot.revision + 1;
      const moved = MONEY.some((part) => part in change) ? { moneyRevision: revision } : {};
      snapshot = structuredClone({ ...snapshot, ...moved, ...change, revision });
      for (const listener of listeners) listener({ kind: 'whole', snapshot });
    },
    link(state) {
      for (const listener of linkListeners) listener(state);
    },
    answerWith(name, value) {
      answers.set(name, value);
    },
  };
}
