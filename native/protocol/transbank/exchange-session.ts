import { belongs, namesRequest } from './belongs.ts';
import type { TransbankRequest } from './commands.ts';
import {
  ACK,
  encodeFrame,
  FRAME_IDLE,
  inFrame,
  isBroken,
  NAK,
  receiveFrameBytes,
} from './frame.ts';
import type { FrameEvent, FrameState } from './frame.ts';
import { decodeMessage } from './messages.ts';
import type { TransbankMessage } from './messages.ts';

/** Times of the exchange. The reference names the waits; the official client's values are used. */
export const EXCHANGE_TIMES = {
  /** Request to ACK or NAK. */
  ackMs: 2000,
  /** Longest gap between two bytes of a frame. */
  gapMs: 500,
  /** The terminal repeats an answer that was not acknowledged after this long, twice. */
  repeatMs: 10_000,
  /** ACK to answer from the terminal's own memory, its repeats included. */
  quickAnswerMs: 35_000,
  /** The last sign of life to giving up, once somebody does not want to wait any more. */
  silenceMs: 10_000,
  /** ACK to answer, restarted by each progress message: longer than the terminal waits for a card. */
  slowAnswerMs: 180_000,
} as const;

/** One transmission and two repeats. */
export const MAX_TRANSMISSIONS = 3;

/** How a request ended. */
export type ExchangeEnd =
  /** ACK to a request that has no answer. */
  | { readonly kind: 'acknowledged' }
  /** The answer, acknowledged; `details` are the sales of a detail, in order. */
  | {
      readonly kind: 'answered';
      readonly message: TransbankMessage;
      readonly details: readonly TransbankMessage[];
    }
  /** Every transmission was answered NAK: the terminal took up nothing. */
  | { readonly kind: 'refused' }
  /** No byte left. */
  | { readonly kind: 'notSent'; readonly reason: string }
  /** No end came. */
  | { readonly kind: 'lost'; readonly reason: LostReason };

/** `stopUnanswered`: nobody wanted to wait any more, and the terminal was silent. */
export type LostReason = 'noAck' | 'timeout' | 'lineLost' | 'notDurable' | 'stopUnanswered';

/** `withhold`: the answer could not be made durable, so it is not acknowledged, not even later. */
export type Verdict = 'book' | 'withhold';

export type ExchangeTimer = 'ack' | 'answer' | 'gap' | 'silence';

interface Running {
  readonly request: TransbankRequest;
  readonly phase: 'ack' | 'answer' | 'deciding';
  readonly transmissions: number;
  readonly naks: number;
  /** The answer under decision, and its text. */
  readonly answer: { readonly text: string; readonly message: TransbankMessage } | null;
  readonly details: readonly TransbankMessage[];
  /** The last detail taken, to tell a repeat of it. */
  readonly lastDetail: string | null;
  readonly ackMs: number;
  readonly answerMs: number;
  /** Somebody wants it to stop; no message tells the terminal so. */
  readonly isUnwanted: boolean;
}

export interface ExchangeState {
  readonly frame: FrameState;
  readonly running: Running | null;
  /** The answer that is never to be acknowledged. */
  readonly withheld: string | null;
}

export type ExchangeEvent =
  | {
      readonly type: 'start';
      readonly request: TransbankRequest;
      /** As in EXCHANGE_TIMES, or as set for this terminal. */
      readonly ackMs: number;
      readonly slowAnswerMs: number;
    }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'decided'; readonly verdict: Verdict }
  /** Nobody wants to wait for it any more. */
  | { readonly type: 'cancel' }
  /** What came without being waited for is kept, as far as it is to be. */
  | { readonly type: 'noted' }
  | { readonly type: 'timer'; readonly timer: ExchangeTimer }
  | { readonly type: 'notSent'; readonly reason: string }
  /** The line went away: a half-received frame is void. */
  | { readonly type: 'lineLost' }
  /** It was away too long, or for good. */
  | { readonly type: 'lineGone' };

export type ExchangeEffect =
  | { readonly type: 'write'; readonly bytes: Uint8Array }
  | { readonly type: 'startTimer'; readonly timer: ExchangeTimer; readonly ms: number }
  | { readonly type: 'stopTimer'; readonly timer: ExchangeTimer }
  | { readonly type: 'received'; readonly text: string }
  | { readonly type: 'progress'; readonly code: string }
  /** Make the answer durable, then tell the verdict; it is not acknowledged before. */
  | { readonly type: 'decide'; readonly message: TransbankMessage }
  /** A message nobody waits for. All but progress is acknowledged by `noted`. */
  | { readonly type: 'stray'; readonly message: TransbankMessage }
  | { readonly type: 'done'; readonly end: ExchangeEnd };

type Step = readonly [ExchangeState, readonly ExchangeEffect[]];

export const EXCHANGE_IDLE: ExchangeState = { frame: FRAME_IDLE, running: null, withheld: null };

const WRITE_ACK: ExchangeEffect = { type: 'write', bytes: Uint8Array.of(ACK) };
const WRITE_NAK: ExchangeEffect = { type: 'write', bytes: Uint8Array.of(NAK) };

/** Advances the register's end of the exchange by one event. Pure: time and bytes are effects. */
export function stepExchange(state: ExchangeState, event: ExchangeEvent): Step {
  switch (event.type) {
    case 'start': {
      const { request, ackMs, slowAnswerMs } = event;
      return transmit(withoutWithheld(state, request), {
        request,
        phase: 'ack',
        transmissions: 0,
        naks: 0,
        answer: null,
        details: [],
        lastDetail: null,
        ackMs,
        answerMs: request.slow
          ? slowAnswerMs
          : Math.min(slowAnswerMs, EXCHANGE_TIMES.quickAnswerMs),
        isUnwanted: false,
      });
    }
    case 'bytes':
      return onBytes(state, event.bytes);
    case 'decided':
      return onDecided(state, event.verdict);
    case 'cancel':
      return onCancel(state);
    case 'noted':
      return [state, [WRITE_ACK]];
    case 'timer':
      return onTimer(state, event.timer);
    case 'notSent':
      // A repeat that did not leave changes nothing: an earlier transmission did.
      return state.running?.phase === 'ack' && state.running.transmissions === 1
        ? end(state, { kind: 'notSent', reason: event.reason })
        : [state, []];
    case 'lineLost':
      return [{ ...state, frame: FRAME_IDLE }, [{ type: 'stopTimer', timer: 'gap' }]];
    case 'lineGone':
      return state.running === null ? [state, []] : lose(state, 'lineLost');
  }
}

/** Asked again for the same, the terminal gives the same words, and now they may be booked. */
function withoutWithheld(state: ExchangeState, request: TransbankRequest): ExchangeState {
  const isAskedAgain = state.withheld !== null && belongs(request, decodeMessage(state.withheld));
  return isAskedAgain ? { ...state, withheld: null } : state;
}

function transmit(state: ExchangeState, running: Running): Step {
  const { request } = running;
  const wait = request.repeatOnSilence ? 1 : MAX_TRANSMISSIONS;
  return [
    { ...state, running: { ...running, transmissions: running.transmissions + 1 } },
    [
      { type: 'write', bytes: encodeFrame(request.text) },
      { type: 'startTimer', timer: 'ack', ms: wait * running.ackMs },
    ],
  ];
}

function end(state: ExchangeState, result: ExchangeEnd, before: ExchangeEffect[] = []): Step {
  return [
    { ...state, running: null },
    [
      ...before,
      { type: 'stopTimer', timer: 'ack' },
      { type: 'stopTimer', timer: 'answer' },
      { type: 'stopTimer', timer: 'silence' },
      { type: 'done', end: result },
    ],
  ];
}

function lose(state: ExchangeState, reason: LostReason): Step {
  return end(state, { kind: 'lost', reason });
}

function onTimer(state: ExchangeState, timer: ExchangeTimer): Step {
  if (timer === 'gap') {
    if (!inFrame(state.frame)) return [state, []];
    // The frame broke off. NAK makes the terminal send it again.
    return [{ ...state, frame: FRAME_IDLE }, [WRITE_NAK]];
  }
  const { running } = state;
  if (running === null) return [state, []];
  if (timer === 'silence') {
    const isGivenUp = running.isUnwanted && running.phase !== 'deciding';
    return isGivenUp ? lose(state, 'stopUnanswered') : [state, []];
  }
  if (timer === 'answer') return running.phase === 'answer' ? lose(state, 'timeout') : [state, []];
  if (running.phase !== 'ack') return [state, []];
  const again = running.request.repeatOnSilence && running.transmissions < MAX_TRANSMISSIONS;
  return again ? transmit(state, running) : lose(state, 'noAck');
}

/**
 * The protocol has no message to stop a sale: only the customer can, at the terminal. What can end
 * is the register's waiting, when the terminal is silent for a while: it may have lost its power.
 */
function onCancel(state: ExchangeState): Step {
  const { running } = state;
  if (running === null || running.isUnwanted) return [state, []];
  const unwanted = { ...running, isUnwanted: true };
  return [{ ...state, running: unwanted }, restartSilence(unwanted)];
}

function restartSilence({ isUnwanted }: Running): ExchangeEffect[] {
  const ms = EXCHANGE_TIMES.silenceMs;
  return isUnwanted ? [{ type: 'startTimer', timer: 'silence', ms }] : [];
}

function onBytes(start: ExchangeState, bytes: Uint8Array): Step {
  const received = receiveFrameBytes(start.frame, bytes);
  const effects: ExchangeEffect[] = [];
  let state: ExchangeState = { ...start, frame: received.state };
  for (const event of received.events) {
    const [next, more] = onFrameEvent(state, event);
    state = next;
    effects.push(...more);
  }
  if (!inFrame(state.frame)) effects.push({ type: 'stopTimer', timer: 'gap' });
  // Half a frame and then acknowledgements of something else: they must not keep it alive.
  else if (!isBroken(start.frame)) {
    effects.push({ type: 'startTimer', timer: 'gap', ms: EXCHANGE_TIMES.gapMs });
  }
  return [state, effects];
}

function onFrameEvent(state: ExchangeState, event: FrameEvent): Step {
  switch (event.kind) {
    case 'ack':
      return onAck(state);
    case 'nak':
      return onNak(state);
    case 'lrcError':
      return [state, [WRITE_NAK]];
    case 'message':
      return onText(state, event.text);
  }
}

function onAck(state: ExchangeState): Step {
  const { running } = state;
  if (running === null || running.phase !== 'ack') return [state, []];
  if (running.request.answer === null) return end(state, { kind: 'acknowledged' });
  return [
    { ...state, running: { ...running, phase: 'answer' } },
    [{ type: 'stopTimer', timer: 'ack' }, restart(running), ...restartSilence(running)],
  ];
}

function restart(running: Running): ExchangeEffect {
  return { type: 'startTimer', timer: 'answer', ms: running.answerMs };
}

/** NAK: nothing was taken up, so even a sale goes again, at most twice. */
function onNak(state: ExchangeState): Step {
  const { running } = state;
  if (running === null || running.phase !== 'ack') return [state, []];
  const counted = { ...running, naks: running.naks + 1 };
  if (counted.transmissions < MAX_TRANSMISSIONS) return transmit(state, counted);
  // One of them was met with silence: it may have been taken up.
  if (counted.naks < counted.transmissions) return lose(state, 'noAck');
  return end(state, { kind: 'refused' });
}

function onText(state: ExchangeState, text: string): Step {
  const message = decodeMessage(text);
  const seen: ExchangeEffect = { type: 'received', text };
  const [next, effects] = onMessage(state, message, text);
  return [next, [seen, ...effects]];
}

function onMessage(state: ExchangeState, message: TransbankMessage, text: string): Step {
  const { running } = state;
  if (text === state.withheld) return [state, []];
  if (message.kind === 'progress') return onProgress(state, message);
  if (running === null || !belongs(running.request, message) || isUnproven(running, message)) {
    return [state, [{ type: 'stray', message }]];
  }
  // The same answer once more while it is being stored: its ACK is about to go.
  if (running.phase === 'deciding') return [state, []];
  if (message.kind === 'sale' && message.code === '0261') {
    return onDetail(state, running, message, text);
  }
  return [
    { ...state, running: { ...running, phase: 'deciding', answer: { text, message } } },
    [
      { type: 'stopTimer', timer: 'ack' },
      { type: 'stopTimer', timer: 'answer' },
      { type: 'decide', message },
    ],
  ];
}

/**
 * A sale, a void or a close is not over by words that may be about an earlier one: the terminal
 * could take it up only now. What its end was is asked afterwards, should this have been it.
 */
function isUnproven({ phase, request }: Running, message: TransbankMessage): boolean {
  return phase === 'ack' && request.slow && !namesRequest(message);
}

/** Progress of a sale proves that the sale arrived, should its ACK have been lost. */
function onProgress(
  state: ExchangeState,
  message: Extract<TransbankMessage, { kind: 'progress' }>,
): Step {
  const { running } = state;
  const isSale = running?.request.answer === '0210' && running.phase !== 'deciding';
  if (running === null || !isSale) {
    const more = running?.phase === 'answer' ? [restart(running), ...restartSilence(running)] : [];
    return [state, [WRITE_ACK, ...more, { type: 'stray', message }]];
  }
  return [
    { ...state, running: { ...running, phase: 'answer' } },
    [
      WRITE_ACK,
      { type: 'stopTimer', timer: 'ack' },
      restart(running),
      ...restartSilence(running),
      { type: 'progress', code: message.progress },
    ],
  ];
}

/** Sales one by one; the one without an authorization is the end of the list. */
function onDetail(
  state: ExchangeState,
  running: Running,
  message: Extract<TransbankMessage, { kind: 'sale' }>,
  text: string,
): Step {
  if (message.sale.authCode === '') {
    return end(state, { kind: 'answered', message, details: running.details }, [WRITE_ACK]);
  }
  const isRepeat = text === running.lastDetail;
  const details = isRepeat ? running.details : [...running.details, message];
  const next: Running = { ...running, phase: 'answer', details, lastDetail: text };
  return [
    { ...state, running: next },
    [WRITE_ACK, { type: 'stopTimer', timer: 'ack' }, restart(next)],
  ];
}

function onDecided(state: ExchangeState, verdict: Verdict): Step {
  const answer = state.running?.answer ?? null;
  if (answer === null) return [state, []];
  if (verdict === 'withhold') return lose({ ...state, withheld: answer.text }, 'notDurable');
  const { message } = answer;
  return end(state, { kind: 'answered', message, details: [] }, [WRITE_ACK]);
}
