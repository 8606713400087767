import type { LinkState, TillwrightBridge } from '../../contracts/bridge.ts';
import type { IpcError, IpcReply } from '../../contracts/ipc.ts';
import { deadlineMs, MAX_REQUEST_CHARS } from '../../contracts/ipc-limits.ts';
import { isSmallPlainData } from '../../contracts/request-size.ts';

/** The window's end of its MessagePort. */
export interface LinePort {
  postMessage(message: unknown): void;
  onMessage(listener: (data: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** Calls back once after the time; returns a function that takes the order back. */
export type After = (delayMs: number, action: () => void) => () => void;

export interface LineOptions {
  readonly callNames: readonly string[];
  readonly eventNames: readonly string[];
  readonly after: After;
}

export interface Line {
  /** What the page gets. */
  readonly bridge: TillwrightBridge;
  /** A fresh port to a service that is ready; an earlier one is given up. */
  connect(port: LinePort): void;
  /** Main says the service is gone. */
  lost(state: Exclude<LinkState, 'up'>): void;
}

interface Pending {
  readonly settle: (reply: IpcReply<unknown>) => void;
}

/**
 * A window's line to the service. Every call is answered exactly once: by the service, by its
 * deadline, or because the service was lost. After the last two nobody knows whether the command
 * was done, so their outcome is 'unknown'. Late answers, answers of an earlier service and
 * messages that are no answers are dropped.
 */
export function createLine(options: LineOptions): Line {
  const callNames = new Set(options.callNames);
  const page = createPageListeners(options.eventNames);
  const pending = new Map<number, Pending>();
  let port: LinePort | null = null;
  let lastId = 0;

  function drop(): void {
    const lost = [...pending.values()];
    pending.clear();
    port?.close();
    port = null;
    for (const { settle } of lost) settle(failed('serviceLost', 'unknown'));
  }

  function lost(state: Exclude<LinkState, 'up'>): void {
    drop();
    // Told twice, by main and by the closing port; the page needs to hear it once.
    if (page.linkState() !== state) page.tellLink(state);
  }

  function receive(data: unknown): void {
    if (!isRecord(data)) return;
    const { kind, id, reply, name, payload } = data;
    if (kind === 'reply' && typeof id === 'number') {
      // Safe: only the service holds the other end, and it checks its replies.
      pending.get(id)?.settle(reply as IpcReply<unknown>);
      return;
    }
    if (kind !== 'event' || typeof name !== 'string') return;
    page.tell(name, payload);
  }

  function call(
    name: string,
    commandId: string | null,
    input: unknown,
    seen?: number,
  ): Promise<IpcReply<unknown>> {
    const refusal = refusalOf(callNames, [name, commandId, input]);
    if (refusal !== null) return Promise.resolve(refusal);
    const to = port;
    if (to === null) return Promise.resolve(failed('serviceLost', 'none'));
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      const settle = (reply: IpcReply<unknown>) => {
        pending.delete(id);
        cancel();
        resolve(reply);
      };
      const cancel = options.after(deadlineMs(name), () => settle(failed('timeout', 'unknown')));
      pending.set(id, { settle });
      const mark = seen === undefined ? {} : { seen };
      to.postMessage({ kind: 'request', id, name, commandId, ...mark, input });
    });
  }

  return {
    bridge: { call, on: page.on, link: page.link },
    connect(fresh) {
      drop();
      port = fresh;
      fresh.onMessage((data) => {
        if (port === fresh) receive(data);
      });
      fresh.onClose(() => {
        if (port === fresh) lost('down');
      });
      page.tellLink('up');
    },
    lost,
  };
}

type EventListener = (payload: unknown) => void;

/** What the page has asked to be told of: events of the service, and how the line stands. */
function createPageListeners(eventNames: readonly string[]) {
  const listeners = new Map(eventNames.map((name) => [name, new Set<EventListener>()]));
  const linkListeners = new Set<(state: LinkState) => void>();
  let state: LinkState = 'down';
  return {
    on(event: string, listener: EventListener) {
      const set = listeners.get(event);
      // A misspelt event would never come: better to fail where the mistake is.
      if (set === undefined) throw new Error(`no such event: ${event}`);
      set.add(listener);
      return () => void set.delete(listener);
    },
    link(listener: (state: LinkState) => void) {
      linkListeners.add(listener);
      listener(state);
      return () => void linkListeners.delete(listener);
    },
    linkState: () => state,
    tell(event: string, payload: unknown): void {
      for (const listener of listeners.get(event) ?? []) listener(payload);
    },
    tellLink(next: LinkState): void {
      state = next;
      for (const listener of linkListeners) listener(next);
    },
  };
}

/** Why a call (its name, command and input) does not leave the window; null when it may. */
function refusalOf(
  callNames: ReadonlySet<string>,
  call: readonly [string, string | null, unknown],
) {
  if (!callNames.has(call[0])) return failed('unknownCall', 'none');
  // Room for the request around the input, which the service measures whole.
  return isSmallPlainData(call, MAX_REQUEST_CHARS - 100) ? null : failed('tooLarge', 'none');
}

function failed(code: IpcError['code'], outcome: IpcError['outcome']): IpcReply<never> {
  return { ok: false, error: { code, params: {}, outcome } };
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null;
}
