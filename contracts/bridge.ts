import type { IpcReply } from './ipc.ts';

/**
 * Whether the window reaches the till-service. `failing`: it keeps ending right after its start;
 * the program goes on trying slowly, but somebody should look.
 */
export type LinkState = 'up' | 'down' | 'failing';

/** What the preload puts on a window as `window.tillwright`; the only way out of the page. */
export interface TillwrightBridge {
  /**
   * Always answers: with the service's reply, or with a `timeout`, `serviceLost`, `tooLarge` or
   * `unknownCall` error. `commandId` is a UUIDv7 for commands and null for queries. `seen` goes
   * with a command that moves money: which `moneyRevision` was on the screen when it was pressed.
   */
  call(
    name: string,
    commandId: string | null,
    input: unknown,
    seen?: number,
  ): Promise<IpcReply<unknown>>;
  /** Listens to an event of the service; the payload is a copy. Returns a function that stops. */
  on(event: string, listener: (payload: unknown) => void): () => void;
  /** Tells the state now and each change of it. Returns a function that stops. */
  link(listener: (state: LinkState) => void): () => void;
}
