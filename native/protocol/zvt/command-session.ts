import { answerTo, NO_QUESTION, takeMenu } from './cashier-question.ts';
import type { CashierChoice } from './cashier-question.ts';
import { statusOf } from './command-kinds.ts';
import { abort, negativeAnswer, POSITIVE_ANSWER } from './commands.ts';
import type {
  ExchangeEffect,
  ExchangeEnd,
  ExchangeEvent,
  ExchangeTimer,
  LostReason,
  Verdict,
} from './exchange-events.ts';
import { COMMAND_TIMES, idleExchange } from './exchange-state.ts';
import type { ExchangeState } from './exchange-state.ts';
import { sameBytes } from './hex.ts';
import { decodeMessage } from './messages.ts';
import type { ZvtMessage } from './messages.ts';
import { isApprovedStatus } from './status-info.ts';
import type { StatusInfo } from './status-info.ts';

const UNKNOWN_COMMAND = 0x83;
const PROTOCOL_ERROR = 0x9a;
/** Answer to a status the register will not book; any code but 00 and 9C makes it reverse. */
const REFUSED = 0x6c;

type Step = readonly [ExchangeState, readonly ExchangeEffect[]];

/** What a status that comes with, or after, a command may be. */
function expectedOf(
  before: ExchangeState,
  command: Uint8Array,
): Pick<ExchangeState, 'asks' | 'tells'> {
  const kind = statusOf(command);
  return { asks: kind === 'none', tells: kind === 'none' ? before.tells : kind === 'report' };
}

/** Advances the application layer by one event (ZVT PA00P015 §1 and PA00P016 §2). Pure. */
export function stepExchange(state: ExchangeState, event: ExchangeEvent): Step {
  const [next, effects] = step(state, event);
  const wasOpen = state.question.kind === 'open';
  if (!wasOpen || next.question === state.question) return [next, effects];
  const goOn =
    next.phase === 'idle' ? [] : [STOP_TIMERS, ...restartT4(next), ...restartSilence(next)];
  return [next, [...goOn, { type: 'askOver' }, ...effects]];
}

const STOP_TIMERS: ExchangeEffect = { type: 'stopTimers' };

function step(state: ExchangeState, event: ExchangeEvent): Step {
  switch (event.type) {
    case 'start': {
      const t3Ms = event.t3Ms ?? COMMAND_TIMES.t3Ms;
      return [
        {
          ...idleExchange(state.charset),
          seen: state.seen,
          unanswered: state.unanswered,
          ...expectedOf(state, event.command),
          phase: 'answer',
          endsWith: event.endsWith ?? 'completion',
          t3Ms,
          t4Ms: event.t4Ms ?? COMMAND_TIMES.t4Ms,
        },
        [
          { type: 'send', apdu: event.command },
          { type: 'startTimer', timer: 'T3', ms: t3Ms },
        ],
      ];
    }
    case 'received':
      return onReceived(state, event.bytes);
    case 'decided':
      return onDecided(state, event.verdict);
    case 'lateDecided':
      return onLateDecided(state, event.verdict);
    case 'delivered':
      return onDelivered(state, event.transmissions);
    case 'notDelivered':
      return state.phase === 'answer' ? lose(state, 'noAck') : [state, []];
    case 'notSent':
      return state.phase === 'answer'
        ? end(state, { kind: 'notSent', reason: event.reason })
        : [state, []];
    case 'lineGone':
      return state.phase === 'idle' ? [state, []] : lose(state, 'lineLost');
    case 'cancel':
      return onCancel(state);
    case 'chosen':
      return onChosen(state, event.choice);
    case 'timer':
      return onTimer(state, event.timer);
  }
}

/** T3 starts when the terminal has the command: repeats of the line below are not its time. */
function onDelivered(state: ExchangeState, transmissions: number): Step {
  if (state.phase !== 'answer' || state.transmissions !== 0) return [state, []];
  return [{ ...state, transmissions }, [{ type: 'startTimer', timer: 'T3', ms: state.t3Ms }]];
}

function end(state: ExchangeState, result: ExchangeEnd, before: ExchangeEffect[] = []): Step {
  // Given up on, its status may still come; at its end nothing of it is due any more.
  const tells = state.tells && (state.asks || result.kind === 'lost');
  return [
    { ...state, phase: 'idle', cancel: 'none', asks: false, tells, question: NO_QUESTION },
    [...before, { type: 'stopTimers' }, { type: 'done', end: result }],
  ];
}

function lose(state: ExchangeState, reason: LostReason): Step {
  return end(state, { kind: 'lost', reason, status: state.booked });
}

function onTimer(state: ExchangeState, timer: ExchangeTimer): Step {
  if (timer === 'cashier') return onChosen(state, 'noAnswer');
  if (timer === 'silence') return onSilence(state);
  if (state.phase === 'answer' && timer === 'T3') {
    // Not acknowledged on the line yet: that layer's own repeats decide.
    return state.transmissions === 0 ? [state, []] : lose(state, 'noAnswer');
  }
  if (state.phase === 'stopping' && timer === 'T3') return lose(state, 'timeout');
  if (state.phase === 'terminal' && timer === 'T3') {
    return state.endsWith === 'status' && state.seen !== null ? endWithStatus(state) : [state, []];
  }
  if (state.phase !== 'terminal' || timer !== 'T4') return [state, []];
  if (state.booked !== null && isApprovedStatus(state.booked)) return lose(state, 'timeout');
  return [
    { ...state, phase: 'stopping' },
    [
      { type: 'send', apdu: abort() },
      { type: 'startTimer', timer: 'T3', ms: 2 * COMMAND_TIMES.t3Ms },
    ],
  ];
}

/**
 * Nothing was heard since the terminal was asked to stop: it may have lost its power, and then no
 * end will ever come. T4 is for a terminal at work; this one is given up, and asked afterwards.
 */
function onSilence(state: ExchangeState): Step {
  return state.phase === 'terminal' && wasAskedToStop(state)
    ? lose(state, 'stopUnanswered')
    : [state, []];
}

function wasAskedToStop({ cancel }: ExchangeState): boolean {
  return cancel === 'sent' || cancel === 'refused';
}

/**
 * 06 B0 is a request: whatever it is answered, only 06 0F or 06 1E says what happened. An approval
 * that was acknowledged stands, and is not asked to stop; but its end is not waited for for ever.
 */
function onCancel(state: ExchangeState): Step {
  if (state.phase === 'answer') return [{ ...state, cancel: 'wanted' }, []];
  if (state.phase !== 'terminal' || state.cancel === 'sent') return [state, []];
  // A terminal that waits for an answer takes no command: it gets one first.
  const [free, answered] = onChosen(state, 'noAnswer');
  const asked: ExchangeState = { ...free, cancel: 'sent' };
  const settled = state.booked !== null && isApprovedStatus(state.booked);
  const request: ExchangeEffect[] = settled ? [] : [{ type: 'send', apdu: abort() }];
  return [asked, [...answered, ...request, ...restartSilence(asked)]];
}

/** Every message is a sign of life, the refusal to stop as well. */
function onReceived(state: ExchangeState, bytes: Uint8Array): Step {
  const [next, effects] = receive(state, bytes);
  return [next, [...effects, ...restartSilence(next)]];
}

/** A terminal that waits for the cashier is silent for a reason. */
function restartSilence(state: ExchangeState): readonly ExchangeEffect[] {
  const waits =
    state.phase === 'terminal' && wasAskedToStop(state) && state.question.kind !== 'open';
  return waits ? [{ type: 'startTimer', timer: 'silence', ms: COMMAND_TIMES.silenceMs }] : [];
}

function receive(state: ExchangeState, bytes: Uint8Array): Step {
  const message = decodeMessage(bytes, state.charset);
  if (message.kind === 'positive' || message.kind === 'negative') {
    return onAnswer(state, message);
  }
  if (message.kind === 'unknown') return [state, [answerWith(negativeAnswer(UNKNOWN_COMMAND))]];
  if (message.kind === 'malformed') return [state, [answerWith(negativeAnswer(PROTOCOL_ERROR))]];
  if (message.kind === 'menu' && (state.phase === 'idle' || state.phase === 'answer')) {
    // Nobody pays: there is nothing a cashier could judge.
    return [state, [answerWith(negativeAnswer(UNKNOWN_COMMAND))]];
  }
  if (state.phase === 'idle') return onStray(state, message, bytes);
  if (state.phase === 'answer') return onEarly(state, message, bytes);
  if (state.phase !== 'stopping') return onTerminalMessage(state, message, bytes);
  // Given up on too early: it still speaks, so its time starts anew.
  const revived: ExchangeState = { ...state, phase: 'terminal' };
  const [next, effects] = onTerminalMessage(revived, message, bytes);
  if (next.phase === 'idle') return [next, effects];
  return [next, [{ type: 'stopTimers' }, ...restartT4(next), ...effects]];
}

function answerWith(apdu: Uint8Array): ExchangeEffect {
  return { type: 'send', apdu };
}

const POSITIVE = answerWith(POSITIVE_ANSWER);

/**
 * A message nobody waits for: the rest of a sequence given up on. It is answered, as PA00P015
 * asks. But the answer to an approval is what makes the money move (§2.2), and whoever gave the
 * payment up may have settled it since: so somebody decides on it anew, and has it on disk,
 * before it is answered. Totals (BMP 60) and a repeated receipt move nothing.
 */
function onStray(state: ExchangeState, message: ZvtMessage, bytes: Uint8Array): Step {
  if (message.kind !== 'status' || !isApprovedStatus(message.status)) return [state, [POSITIVE]];
  if (isWithheld(state, bytes)) return [state, []];
  if (state.tells || message.status.totals !== null) return [state, [POSITIVE]];
  const { status } = message;
  return [{ ...state, unanswered: bytes }, [{ type: 'decideLate', status }]];
}

/** It could not be made durable when it came first. */
function isWithheld({ seen, unanswered }: ExchangeState, bytes: Uint8Array): boolean {
  if (unanswered !== null && sameBytes(bytes, unanswered)) return true;
  return seen !== null && seen.answer === null && sameBytes(bytes, seen.bytes);
}

function onLateDecided(state: ExchangeState, verdict: Verdict): Step {
  if (state.unanswered === null || verdict === 'withhold') return [state, []];
  const answer = verdict === 'book' ? POSITIVE_ANSWER : negativeAnswer(REFUSED);
  return [{ ...state, unanswered: null }, [answerWith(answer)]];
}

/** Before 80 00 a message belongs to an older sequence, or the terminal is locked (06 1E). */
function onEarly(state: ExchangeState, message: ZvtMessage, bytes: Uint8Array): Step {
  if (message.kind !== 'abort') return onStray(state, message, bytes);
  const { kind: _, ...told } = message;
  return end(state, { kind: 'aborted', ...told, status: null, early: true }, [POSITIVE]);
}

function onAnswer(state: ExchangeState, message: ZvtMessage): Step {
  if (state.phase === 'answer') {
    if (message.kind === 'negative') {
      const repeated = state.transmissions > 1;
      return end(state, { kind: 'refused', code: message.code, repeated });
    }
    if (state.endsWith === 'answer') return end(state, { kind: 'answered', status: null });
    const waiting: ExchangeState = { ...state, phase: 'terminal', seen: null };
    const effects: ExchangeEffect[] = [
      { type: 'stopTimers' },
      { type: 'startTimer', timer: 'T4', ms: state.t4Ms },
    ];
    if (state.cancel !== 'wanted') return [waiting, effects];
    return [{ ...waiting, cancel: 'sent' }, [...effects, { type: 'send', apdu: abort() }]];
  }
  // A refused 06 B0 may be asked again.
  if (state.cancel === 'sent' && message.kind === 'negative') {
    return [{ ...state, cancel: 'refused' }, []];
  }
  return [state, []];
}

function restartT4(state: ExchangeState): readonly ExchangeEffect[] {
  return state.phase === 'terminal' ? [{ type: 'startTimer', timer: 'T4', ms: state.t4Ms }] : [];
}

function onTerminalMessage(before: ExchangeState, message: ZvtMessage, bytes: Uint8Array): Step {
  if (message.kind === 'menu') {
    const {
      state: question,
      answer,
      question: asked,
    } = takeMenu(before.question, message.menu, bytes);
    const next = { ...before, question };
    if (answer !== null) return [next, [answerWith(answer)]];
    if (asked === null) return [next, []];
    const limit = { type: 'startTimer', timer: 'cashier', ms: asked.limitMs } as const;
    return [next, [STOP_TIMERS, limit, { type: 'ask', question: asked }]];
  }
  // A terminal that goes on does not wait for the answer any more.
  const state: ExchangeState = { ...before, question: NO_QUESTION };
  switch (message.kind) {
    case 'intermediate': {
      const minutes = message.timeoutMinutes;
      const t4Ms = minutes === null || minutes === 0 ? state.t4Ms : minutes * 60_000;
      const next = { ...state, t4Ms };
      const { code, text } = message;
      return [next, [POSITIVE, ...restartT4(next), { type: 'progress', code, text }]];
    }
    case 'status':
      return onStatus(state, message.status, bytes);
    case 'print': {
      // A block as a whole does not occur twice in a row; single lines do.
      const again = state.lastBlock !== null && sameBytes(bytes, state.lastBlock);
      if (message.block && again) return [state, [POSITIVE]];
      const next = { ...state, lastBlock: message.block ? bytes : state.lastBlock };
      return [next, [POSITIVE, { type: 'print', print: message.print }]];
    }
    case 'completion': {
      const { completion } = message;
      const status = state.seen?.status ?? null;
      return end(state, { kind: 'completed', status, completion }, [POSITIVE]);
    }
    case 'abort': {
      const { kind: _, ...told } = message;
      const status = state.seen?.status ?? null;
      return end(state, { kind: 'aborted', ...told, status, early: false }, [POSITIVE]);
    }
    default:
      return [state, [POSITIVE]];
  }
}

/** Answers the open question, if there still is one. */
function onChosen(state: ExchangeState, choice: CashierChoice): Step {
  const answer = answerTo(state.question, choice);
  if (answer === null) return [state, []];
  return [{ ...state, question: NO_QUESTION }, [answerWith(answer)]];
}

/** The decisive message: decided once, however often it comes. */
function onStatus(state: ExchangeState, status: StatusInfo, bytes: Uint8Array): Step {
  if (state.asks) return onStray(state, { kind: 'status', status }, bytes);
  if (state.seen !== null && sameBytes(bytes, state.seen.bytes)) {
    if (state.seen.answer === null) return [state, []];
    return [state, [answerWith(state.seen.answer), ...restartT4(state)]];
  }
  const next: ExchangeState = { ...state, seen: { bytes, status, answer: null } };
  return [next, [...restartT4(state), { type: 'decide', status }]];
}

function onDecided(state: ExchangeState, verdict: Verdict): Step {
  const { seen } = state;
  if (seen === null || seen.answer !== null || state.phase === 'idle') return [state, []];
  if (verdict === 'withhold') return lose(state, 'notDurable');
  const answer = verdict === 'book' ? POSITIVE_ANSWER : negativeAnswer(REFUSED);
  const booked = verdict === 'book' ? seen.status : state.booked;
  const stands = verdict === 'book' && isApprovedStatus(seen.status);
  // What stands is not to be stopped any more, and its end may wait for the card to be taken out.
  const cancel = stands ? 'none' : state.cancel;
  const next: ExchangeState = { ...state, seen: { ...seen, answer }, booked, cancel };
  if (state.endsWith !== 'status') return [next, [answerWith(answer)]];
  if (isApprovedStatus(seen.status)) return endWithStatus(next, [answerWith(answer)]);
  // 06 1E may follow a failure; waited for, so that it does not meet the next command.
  return [next, [answerWith(answer), { type: 'startTimer', timer: 'T3', ms: COMMAND_TIMES.t3Ms }]];
}

function endWithStatus(state: ExchangeState, before: ExchangeEffect[] = []): Step {
  return end(state, { kind: 'answered', status: state.seen?.status ?? null }, before);
}
