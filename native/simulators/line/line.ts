/** What the owner of a line hears from it. All calls come one at a time, in the line's order. */
export interface LineListener {
  /** Somebody can be talked to now: the port is open, or a client has connected. */
  connected(): void;
  /** Bytes as they came, in pieces of any size. */
  bytes(chunk: Uint8Array): void;
  /** The other side is gone: cable pulled, socket closed, port vanished. */
  disconnected(): void;
}

/**
 * The device's end of a line. It stays usable while the cable is pulled and put back: a serial port
 * is opened again when its path comes back, a TCP listener waits for the next client.
 */
export interface Line {
  readonly kind: 'serial' | 'tcp';
  /** What to tell a person: the device path, or `host:port`. */
  readonly address: string;
  /** Writes bytes; silently dropped while nobody is connected or the cable is pulled. */
  send(bytes: Uint8Array): void;
  /** Sets the one listener. A line that is already connected says so at once. */
  listen(listener: LineListener): void;
  /**
   * Pulls the cable at the device's end, or puts it back. On RS-232 nobody is told: bytes of both
   * directions are lost. On TCP the connection is reset and new ones are refused.
   */
  setPulled(pulled: boolean): void;
  /** Ends the present TCP connection; the next one is welcome. Nothing on serial. */
  hangUp(): void;
  /** Releases the port or socket. Safe to call twice. */
  close(): Promise<void>;
}

/** A listener that ignores everything, so that a line never has to ask whether one is there. */
export const deafListener: LineListener = {
  connected: () => undefined,
  bytes: () => undefined,
  disconnected: () => undefined,
};
