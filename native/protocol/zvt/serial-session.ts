import { decodeApdu } from './apdu.ts';
import { CONTROL, isAnswer } from './controls.ts';
import { ACK, encodeFrame, FRAME_IDLE, inFrame, NAK, receiveFrameBytes } from './frame.ts';
import type { FrameState } from './frame.ts';
import { sameBytes } from './hex.ts';

/** Timers of the serial transport layer (ZVT PA00P016 §2). */
export const SERIAL_TIMES = {
  /** Longest gap between two bytes of a frame. */
  t1Ms: 200,
  /** Longest wait for ACK or NAK. */
  t2Ms: 5000,
} as const;

/** One transmission and two repeats. */
export const MAX_TRANSMISSIONS = 3;

interface Outgoing {
  readonly apdu: Uint8Array;
  readonly transmissions: number;
}

/** The register's end of the serial transport layer. */
export interface SerialState {
  readonly frame: FrameState;
  /** Sent and not acknowledged. */
  readonly outgoing: Outgoing | null;
  /** A command that waits because an answer had to go first, or follows. */
  readonly waiting: Outgoing | null;
  /** The last message, until our answer to it is acknowledged or a new command is taken up. */
  readonly unanswered: Uint8Array | null;
}

export type LineEvent =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'send'; readonly apdu: Uint8Array }
  | { readonly type: 'timer'; readonly timer: 'T1' | 'T2' }
  /** The line went away: a half-received frame is void, an unacknowledged one is repeated. */
  | { readonly type: 'lineLost' }
  /** The command was given up: it must not leave later, when the line is back. */
  | { readonly type: 'forget' };

export type LineEffect =
  | { readonly type: 'write'; readonly bytes: Uint8Array }
  | { readonly type: 'startTimer'; readonly timer: 'T1' | 'T2'; readonly ms: number }
  | { readonly type: 'stopTimer'; readonly timer: 'T1' | 'T2' }
  | { readonly type: 'deliver'; readonly apdu: Uint8Array }
  /** The terminal has our message, after this many transmissions. */
  | { readonly type: 'delivered'; readonly apdu: Uint8Array; readonly transmissions: number }
  /** Three transmissions, no acknowledgement. */
  | { readonly type: 'notDelivered'; readonly apdu: Uint8Array }
  /** TCP only: what came cannot become a message any more, so the connection is to be dropped. */
  | { readonly type: 'broken' };

export const SERIAL_START: SerialState = {
  frame: FRAME_IDLE,
  outgoing: null,
  waiting: null,
  unanswered: null,
};

type Step = readonly [SerialState, readonly LineEffect[]];

/** Advances the session by one event. Pure: timers and bytes are effects. */
export function stepSerial(state: SerialState, event: LineEvent): Step {
  switch (event.type) {
    case 'bytes':
      return onBytes(state, event.bytes);
    case 'send':
      return send(state, event.apdu);
    case 'timer':
      return event.timer === 'T1' ? onGap(state) : repeat(state);
    case 'lineLost':
      return [{ ...state, frame: FRAME_IDLE }, [{ type: 'stopTimer', timer: 'T1' }]];
    case 'forget':
      if (state.outgoing === null || isAnswerApdu(state.outgoing.apdu)) {
        return [{ ...state, waiting: null }, []];
      }
      return [{ ...state, outgoing: null, waiting: null }, [{ type: 'stopTimer', timer: 'T2' }]];
  }
}

function onBytes(start: SerialState, bytes: Uint8Array): Step {
  const received = receiveFrameBytes(start.frame, bytes);
  const effects: LineEffect[] = [];
  let state: SerialState = { ...start, frame: received.state };
  for (const event of received.events) {
    let step: Step;
    if (event.kind === 'apdu') step = onApdu(state, event.apdu);
    else if (event.kind === 'ack') step = acknowledged(state);
    else if (event.kind === 'nak') step = repeat(state);
    else step = [state, [{ type: 'write', bytes: Uint8Array.of(NAK) }]];
    state = step[0];
    effects.push(...step[1]);
  }
  effects.push(
    inFrame(state.frame)
      ? { type: 'startTimer', timer: 'T1', ms: SERIAL_TIMES.t1Ms }
      : { type: 'stopTimer', timer: 'T1' },
  );
  return [state, effects];
}

/** T1: the frame broke off. NAK makes the terminal repeat it. */
function onGap(state: SerialState): Step {
  if (!inFrame(state.frame)) return [state, []];
  const broken = state.frame.phase !== 'dle';
  return [
    { ...state, frame: FRAME_IDLE },
    broken ? [{ type: 'write', bytes: Uint8Array.of(NAK) }] : [],
  ];
}

function isAnswerApdu(apdu: Uint8Array): boolean {
  const decoded = decodeApdu(apdu);
  return decoded.ok && isAnswer(decoded.value.control);
}

function transmit(state: SerialState, outgoing: Outgoing): Step {
  if (outgoing.transmissions >= MAX_TRANSMISSIONS) {
    // Overtaken by an answer after its last transmission: only its ACK is still waited for.
    const wait: LineEffect = { type: 'startTimer', timer: 'T2', ms: SERIAL_TIMES.t2Ms };
    return [{ ...state, outgoing }, [wait]];
  }
  const sent = { apdu: outgoing.apdu, transmissions: outgoing.transmissions + 1 };
  return [
    { ...state, outgoing: sent },
    [
      { type: 'write', bytes: encodeFrame(outgoing.apdu) },
      { type: 'startTimer', timer: 'T2', ms: SERIAL_TIMES.t2Ms },
    ],
  ];
}

/** An answer goes at once, even past a command still unacknowledged: the terminal waits for it. */
function send(state: SerialState, apdu: Uint8Array): Step {
  const fresh: Outgoing = { apdu, transmissions: 0 };
  const { outgoing } = state;
  if (outgoing === null) return transmit(state, fresh);
  if (!isAnswerApdu(apdu)) return [{ ...state, waiting: fresh }, []];
  const waiting = isAnswerApdu(outgoing.apdu) ? state.waiting : outgoing;
  return transmit({ ...state, waiting }, fresh);
}

/** The outgoing message arrived: by ACK, or because the terminal's next message proves it. */
function acknowledged(state: SerialState): Step {
  const { outgoing, waiting } = state;
  if (outgoing === null) return [state, []];
  const effects: LineEffect[] = [
    { type: 'stopTimer', timer: 'T2' },
    { type: 'delivered', apdu: outgoing.apdu, transmissions: outgoing.transmissions },
  ];
  const unanswered = isAnswerApdu(outgoing.apdu) ? null : state.unanswered;
  const cleared: SerialState = { ...state, outgoing: null, waiting: null, unanswered };
  if (waiting === null) return [cleared, effects];
  const [next, more] = transmit(cleared, waiting);
  return [next, [...effects, ...more]];
}

/**
 * NAK or T2: the same frame again, at most twice. A command that waited behind an answer goes
 * when the answer is given up: left behind, it would never be sent nor its failure told.
 */
function repeat(state: SerialState): Step {
  const { outgoing, waiting } = state;
  if (outgoing === null) return [state, []];
  if (outgoing.transmissions < MAX_TRANSMISSIONS) return transmit(state, outgoing);
  const effects: LineEffect[] = [
    { type: 'stopTimer', timer: 'T2' },
    { type: 'notDelivered', apdu: outgoing.apdu },
  ];
  const cleared: SerialState = { ...state, outgoing: null, waiting: null };
  if (waiting === null) return [cleared, effects];
  const [next, more] = transmit(cleared, waiting);
  return [next, [...effects, ...more]];
}

function onApdu(state: SerialState, apdu: Uint8Array): Step {
  const ack: LineEffect = { type: 'write', bytes: Uint8Array.of(ACK) };
  if (state.unanswered !== null && sameBytes(apdu, state.unanswered)) {
    return onDuplicate(state, ack);
  }
  const [next, effects] = provesArrival(state, apdu) ? acknowledged(state) : [state, []];
  const unanswered = unansweredAfter(next, apdu);
  return [{ ...next, unanswered }, [ack, ...effects, { type: 'deliver', apdu }]];
}

/**
 * The message whose repeat would be a repeat. With 80 00 the terminal is at a new command, whatever
 * became of our answer to the message before: two registrations end with the very same bytes, and
 * the end of the second would never be heard.
 */
function unansweredAfter({ unanswered }: SerialState, apdu: Uint8Array): Uint8Array | null {
  const decoded = decodeApdu(apdu);
  if (!decoded.ok || !isAnswer(decoded.value.control)) return apdu;
  return decoded.value.control === CONTROL.positive ? null : unanswered;
}

/**
 * The layer has no sequence number: a terminal that missed our ACK sends the same frame again.
 * It gets the ACK and our answer again, and the message is not delivered a second time. Once it
 * has acknowledged our answer, the same bytes are a new message (two equal print lines).
 */
function onDuplicate(state: SerialState, ack: LineEffect): Step {
  const { outgoing } = state;
  if (outgoing === null || !isAnswerApdu(outgoing.apdu)) return [state, [ack]];
  return [
    state,
    [
      ack,
      { type: 'write', bytes: encodeFrame(outgoing.apdu) },
      { type: 'startTimer', timer: 'T2', ms: SERIAL_TIMES.t2Ms },
    ],
  ];
}

/** A lost ACK: an answer proves our command came, another message proves our answer came. */
function provesArrival(state: SerialState, apdu: Uint8Array): boolean {
  if (state.outgoing === null) return false;
  return isAnswerApdu(state.outgoing.apdu) !== isAnswerApdu(apdu);
}
