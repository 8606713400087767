import { uuidv7 } from 'uuidv7';
import { createStore } from 'zustand/vanilla';
import type { LinkState } from '../../contracts/bridge.ts';
import { tillCallNames } from '../../contracts/call-names.ts';
import type { IpcReply } from '../../contracts/ipc.ts';
import type { DisplaySnapshot, TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { TillCallName, TillInput, TillOutput } from '../../contracts/till/contract.ts';
import {
  type DisplaySlices,
  displaySlicing,
  type SnapshotNews,
  type TillSlices,
  tillSlicing,
} from '../../contracts/till/slices.ts';
import { createSnapshotFeed } from './feed.ts';

export interface SnapshotState<S> {
  /** Null until the first one arrives; kept while the link is down, so the screen can stay. */
  readonly snapshot: S | null;
}

/** The till window's copy of the service's state; only `connectTill` writes it. */
export const tillStore = createStore<SnapshotState<TillSnapshot>>(() => ({ snapshot: null }));

/** The customer display's copy; only `connectDisplay` writes it. */
export const displayStore = createStore<SnapshotState<DisplaySnapshot>>(() => ({ snapshot: null }));

/** Whether the service can be reached; 'down' until the first link, so nothing is sent too soon. */
export const linkStore = createStore<{ readonly state: LinkState }>(() => ({ state: 'down' }));

/** A command with its id, so that sending it again is the same command and not a second one. */
export interface PreparedCall<N extends TillCallName> {
  /** UUIDv7 for a command, null for a query. */
  readonly commandId: string | null;
  /**
   * Sends it. After a reply with outcome 'unknown' it may be sent again: the service answers a
   * command it has already done with its first answer.
   */
  send(): Promise<IpcReply<TillOutput<N>>>;
}

/**
 * Prepares a call of the till contract and gives it its id. `seen`: which `moneyRevision` was on
 * the screen when it was pressed, with a command that moves money. Sends nothing yet.
 */
export function prepareTill<N extends TillCallName>(
  name: N,
  input: TillInput<N>,
  seen?: number,
): PreparedCall<N> {
  const commandId = tillCallNames[name] === 'command' ? uuidv7() : null;
  return {
    commandId,
    async send() {
      // The service parses each answer with the contract's output schema before it sends it.
      return (await window.tillwright.call(name, commandId, input, seen)) as IpcReply<
        TillOutput<N>
      >;
    },
  };
}

/**
 * Calls the service. Never rejects: a lost service, a time-out and a refusal are replies with
 * `ok: false`. For a retry with the same command id use `prepareTill`.
 */
export function callTill<N extends TillCallName>(
  name: N,
  input: TillInput<N>,
  seen?: number,
): Promise<IpcReply<TillOutput<N>>> {
  return prepareTill(name, input, seen).send();
}

/** Starts feeding `tillStore` and `linkStore`. Returns a function that stops. */
export function connectTill(): () => void {
  const feed = createSnapshotFeed({
    slicing: tillSlicing,
    ask: async () => {
      const reply = await callTill('till.snapshot', {});
      return reply.ok ? reply.value : null;
    },
    apply: (snapshot) => tillStore.setState({ snapshot }),
  });
  // The service parses each event with its schema before it sends it.
  const stopEvents = window.tillwright.on('snapshot', (payload) =>
    feed.offer(payload as SnapshotNews<TillSnapshot, TillSlices>),
  );
  const stopLink = followLink(() => feed.linkUp());
  return () => {
    stopEvents();
    stopLink();
  };
}

/** Starts feeding `displayStore` and `linkStore`. Returns a function that stops. */
export function connectDisplay(): () => void {
  const feed = createSnapshotFeed({
    slicing: displaySlicing,
    ask: async () => {
      const reply = await window.tillwright.call('display.snapshot', null, {});
      return reply.ok ? (reply.value as DisplaySnapshot) : null;
    },
    apply: (snapshot) => displayStore.setState({ snapshot }),
  });
  const stopEvents = window.tillwright.on('display', (payload) =>
    feed.offer(payload as SnapshotNews<DisplaySnapshot, DisplaySlices>),
  );
  const stopLink = followLink(() => feed.linkUp());
  return () => {
    stopEvents();
    stopLink();
  };
}

function followLink(onUp: () => void): () => void {
  return window.tillwright.link((state) => {
    linkStore.setState({ state });
    if (state === 'up') onUp();
  });
}
