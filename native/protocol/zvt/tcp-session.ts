import { splitApdus } from './apdu.ts';
import { COMMAND_TIMES } from './exchange-state.ts';
import type { LineEffect, LineEvent } from './serial-session.ts';

/** The register's end of a TCP line: APDUs as they are, no acknowledgements (PA00P016 §3). */
export interface TcpState {
  /** The beginning of a message whose end has not come yet. */
  readonly rest: Uint8Array;
}

export const TCP_START: TcpState = { rest: new Uint8Array() };

/**
 * Advances the session by one event; the same events and effects as on the serial line. A message
 * that stays incomplete for T3 breaks the connection: what follows could not be told from it.
 */
export function stepTcp(
  state: TcpState,
  event: LineEvent,
): readonly [TcpState, readonly LineEffect[]] {
  switch (event.type) {
    case 'bytes': {
      const { apdus, rest } = splitApdus(state.rest, event.bytes);
      const isMore = apdus.length > 0 || state.rest.length === 0;
      return [{ rest }, [...gapTimer(rest, isMore), ...apdus.map(delivery)]];
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
      if (event.timer !== 'T1' || state.rest.length === 0) return [state, []];
      return [TCP_START, [{ type: 'broken' }]];
    case 'forget':
      return [state, []];
    case 'lineLost':
      return [TCP_START, [{ type: 'stopTimer', timer: 'T1' }]];
  }
}

/** The time for the rest of a message runs from its first byte. */
function gapTimer(rest: Uint8Array, isNew: boolean): readonly LineEffect[] {
  if (rest.length === 0) return [{ type: 'stopTimer', timer: 'T1' }];
  return isNew ? [{ type: 'startTimer', timer: 'T1', ms: COMMAND_TIMES.t3Ms }] : [];
}

function delivery(apdu: Uint8Array): LineEffect {
  return { type: 'deliver', apdu };
}
