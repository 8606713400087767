import { type Card, type CardRequest, cardByType, cards, type Outcome } from './cards.ts';
import { intermediate, type STATUS_TEXTS, type TerminalContext } from './context.ts';
import { failedStatus } from './status.ts';
import { isOfType } from './wallet-code.ts';

/** How the part with the customer and the bank ended. */
export type CardResult =
  | {
      readonly ok: true;
      readonly card: Card;
      readonly cvm: 'none' | 'pin' | 'signature';
      readonly approvedMinor: number | undefined;
    }
  /** `online`: the bank was asked, so there is a record of it. */
  | {
      readonly ok: false;
      readonly code: number;
      readonly card: Card | undefined;
      readonly online: boolean;
    };

/** What the register has settled about the card before one is presented. */
export interface CardSelection {
  /** The card type it asks for (BMP 8A, tag 41). */
  readonly typeId?: number | undefined;
  /** A wallet code it has read itself, or the card of the 06 C0 before: none is awaited. */
  readonly given?: Card | undefined;
  /** The card is only read: no PIN, no bank. */
  readonly onlyRead?: boolean;
  /** How long to wait for a card, if not the terminal's own time. */
  readonly cardMs?: number | undefined;
  /** Why this command does not take a card, if it does not. */
  readonly refuses?: (card: Card) => number | undefined;
}

const STOPPED = 0x6c;
const UNREADABLE = 0x64;
const NO_HOST = 0x9b;
const NOT_SUPPORTED = 0xc5;
const CARD_UNKNOWN = 0x7a;
/** The bank's response code 75, PIN tries exceeded, as BMP 27 carries it. */
const PIN_BLOCKED = 0x4b;
const PIN_TRIES = 3;
/** The bank's response code 55. */
const WRONG_PIN = 0x37;

/** What the display says about a card the terminal itself refuses. */
const REFUSAL_TEXTS: ReadonlyMap<number, keyof typeof STATUS_TEXTS> = new Map([
  [0x78, 0x09],
  [0x7a, 0x08],
] as const);

/**
 * Waits for a card, does the PIN, asks the bank. The register may abort until the bank is asked
 * (ZVT PA00P015, Abort).
 */
export async function cardSteps(
  context: TerminalContext,
  request: CardRequest,
  selection: CardSelection = {},
): Promise<CardResult> {
  const { session, timing } = context;
  const { typeId } = selection;
  const forced = selection.given ?? (typeId === undefined ? undefined : cardByType(typeId));
  if (typeId !== undefined && forced === undefined) return failed(NOT_SUPPORTED);

  session.allowAbort(true);
  const outcome = await waitForCard(context, request, selection, forced);
  if (outcome === undefined) return failed(STOPPED);
  const stepped = await session.waitFor(never, timing.stepMs);
  if (stepped === 'aborted' || outcome.kind === 'stop') return failed(STOPPED);
  if (outcome.kind === 'removed') {
    await intermediate(context, 0x0c);
    return failed(UNREADABLE);
  }
  if (outcome.kind === 'noCard') return failed(STOPPED);

  const named = 'card' in outcome && outcome.card !== undefined ? cards[outcome.card] : undefined;
  const card: Card = selection.given ?? named ?? forced ?? cards.visa;
  const refusal =
    outcome.kind === 'refuse' ? outcome.code : refusalOfCard(card, typeId, selection.refuses);
  if (refusal !== undefined) {
    await intermediate(context, REFUSAL_TEXTS.get(refusal) ?? 0x07);
    return failed(refusal, card);
  }
  const cvm = cvmOf(outcome, card);
  if (selection.onlyRead) return { ok: true, card, cvm, approvedMinor: undefined };
  const pin = cvm === 'pin' ? await askForPin(context, outcome) : 'right';
  if (pin === 'aborted') return failed(STOPPED, card);
  if (pin === 'blocked') return { ok: false, code: PIN_BLOCKED, card, online: true };

  session.allowAbort(false);
  await intermediate(context, 0x04);
  await session.pause(timing.stepMs);
  if (outcome.kind === 'hostDown' || context.faults.isHostDown) return failed(NO_HOST, card);
  if (outcome.kind === 'decline') return { ok: false, code: outcome.code, card, online: true };
  const retries = outcome.kind === 'approve' ? (outcome.pinRetries ?? 0) : 0;
  for (let retry = 0; retry < retries; retry += 1) await retryPin(context, card);
  const approvedMinor = outcome.kind === 'approve' ? outcome.approvedMinor : undefined;
  return { ok: true, card, cvm, approvedMinor };
}

const never = new Promise<'timeout'>(() => undefined);

/** Prompts until the outcome is known; undefined when aborted or nobody came in time. */
async function waitForCard(
  context: TerminalContext,
  request: CardRequest,
  selection: CardSelection,
  forced: Card | undefined,
): Promise<Outcome | undefined> {
  const { session, timing, clock, screen } = context;
  const until = clock.nowMs() + (selection.cardMs ?? timing.cardMs);
  const decided = Promise.race([screen.openSlot(), decide(context, request)]);
  const prompt = selection.given !== undefined ? 0x0e : forced?.technology === 'qr' ? 0xff : 0x0a;
  try {
    while (clock.nowMs() < until) {
      await intermediate(context, prompt);
      const waitMs = Math.min(timing.cardPromptMs, Math.max(0, until - clock.nowMs()));
      const result = await session.waitFor(decided, waitMs);
      if (result === 'aborted') return undefined;
      if (result !== 'timeout') return result;
    }
    return undefined;
  } finally {
    screen.closeSlot();
  }
}

/** Who decides what happens with the card: a script, the queue, a person, or the source. */
async function decide(context: TerminalContext, request: CardRequest): Promise<Outcome> {
  const settled = context.scripted ?? context.queued.shift();
  // Nobody there: this promise never settles, so only an abort or the time limit ends the wait.
  const nobody = new Promise<Outcome>(() => undefined);
  if (settled === undefined && context.buttons) return nobody;
  const outcome = settled ?? (await context.outcomes(request));
  return outcome.kind === 'noCard' ? nobody : outcome;
}

function refusalOfCard(
  card: Card,
  typeId: number | undefined,
  refuses: CardSelection['refuses'],
): number | undefined {
  if (typeId !== undefined && !isOfType(card, typeId)) return CARD_UNKNOWN;
  return refuses?.(card);
}

/** PIN entry, up to three times (PA00P015, 04 FF 01, 15 and 18). The register may still abort. */
async function askForPin(
  context: TerminalContext,
  outcome: Outcome,
): Promise<'right' | 'blocked' | 'aborted'> {
  const wrong =
    outcome.kind === 'pinBlocked'
      ? PIN_TRIES
      : outcome.kind === 'approve'
        ? (outcome.wrongPins ?? 0)
        : 0;
  for (let entry = 1; entry <= PIN_TRIES; entry += 1) {
    if ((await pinTyped(context, outcome)) === 'aborted') return 'aborted';
    if (entry > wrong) return 'right';
    await intermediate(context, entry < PIN_TRIES ? 0x15 : 0x18);
  }
  return 'blocked';
}

/** One PIN entry, for as long as it takes; nobody typing ends it like the stop key. */
async function pinTyped(context: TerminalContext, outcome: Outcome): Promise<'typed' | 'aborted'> {
  const { session, timing, clock } = context;
  const typing = outcome.kind === 'approve' ? (outcome.pinMs ?? timing.stepMs) : timing.stepMs;
  const forMs = outcome.kind === 'noPin' ? timing.pinMs : typing;
  const until = clock.nowMs() + forMs;
  do {
    await intermediate(context, 0x01);
    const waitMs = Math.min(timing.cardPromptMs, Math.max(0, until - clock.nowMs()));
    if ((await session.waitFor(never, waitMs)) === 'aborted') return 'aborted';
  } while (clock.nowMs() < until);
  return outcome.kind === 'noPin' ? 'aborted' : 'typed';
}

/** The bank refuses the PIN but lets the customer try again: the register hears of it in between. */
async function retryPin(context: TerminalContext, card: Card): Promise<void> {
  const { session, timing, identity } = context;
  const status = failedStatus(WRONG_PIN, identity, card, 'WRONG PIN, TRY AGAIN');
  await session.exchange('status', 0x040f, status);
  await intermediate(context, 0x15);
  await intermediate(context, 0x01);
  await session.pause(timing.stepMs);
  await intermediate(context, 0x04);
}

function cvmOf(outcome: Outcome, card: Card): 'none' | 'pin' | 'signature' {
  if (outcome.kind === 'pinBlocked' || outcome.kind === 'noPin') return 'pin';
  if (outcome.kind === 'approve' && outcome.cvm !== undefined) return outcome.cvm;
  return card.technology === 'chip' ? 'pin' : 'none';
}

function failed(code: number, card?: Card): CardResult {
  return { ok: false, code, card, online: false };
}
