import type { Line } from '../line/line.ts';

/** A line that counts what goes over it, for tests that must not guess how long that takes. */
export interface ObservedLine extends Line {
  /** Bytes the terminal has sent since the last reset. */
  readonly sent: number;
  /** Bytes the terminal has heard since the last reset. */
  readonly heard: number;
  reset(): void;
}

/** Counts the bytes of a line in both directions. */
export function observeLine(line: Line): ObservedLine {
  let sent = 0;
  let heard = 0;
  return {
    kind: line.kind,
    address: line.address,
    get sent() {
      return sent;
    },
    get heard() {
      return heard;
    },
    reset: () => {
      sent = 0;
      heard = 0;
    },
    send: (bytes) => {
      sent += bytes.length;
      line.send(bytes);
    },
    listen: (listener) =>
      line.listen({
        connected: () => listener.connected(),
        bytes: (chunk) => {
          heard += chunk.length;
          listener.bytes(chunk);
        },
        disconnected: () => listener.disconnected(),
      }),
    setPulled: (pulled) => line.setPulled(pulled),
    hangUp: () => line.hangUp(),
    close: () => line.close(),
  };
}
