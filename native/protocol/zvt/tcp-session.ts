import { splitApdus } from './apdu.ts';
import type { LineEffect, LineEvent } from './serial-session.ts';

/** The register's end of a TCP line: APDUs as they are, no acknowledgements (PA00P016 §3). */
export interface TcpState {
  readonly rest: Uint8Array;
}

export const TCP_START: TcpState = { rest: new Uint8Array() };

/** Advances the session by one event; the same events and effects as on the serial line. */
export function stepTcp(
  state: TcpState,
  event: LineEvent,
): readonly [TcpState, readonly LineEffect[]] {
  switch (event.type) {
    case 'bytes': {
      const { apdus, rest } = splitApdus(state.rest, event.bytes);
      return [{ rest }, apdus.map((apdu) => ({ type: 'deliver', apdu }))];
    }
    case 'send':
      return [
        state,
        [
          { type: 'write', bytes: event.apdu },
          { type: 'delivered', apdu: event.apdu, transmissions: 1 },
        ],
      ];
    case 'timer':
    case 'forget':
      return [state, []];
    case 'lineLost':
      return [TCP_START, []];
  }
}
