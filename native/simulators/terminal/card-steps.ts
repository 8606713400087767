import { type Card, type CardRequest, cards, type Outcome } from './cards.ts';
import { intermediate, type TerminalContext } from './context.ts';

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

const STOPPED = 0x6c;
const UNREADABLE = 0x64;
const NO_HOST = 0x9b;
const NOT_SUPPORTED = 0xc5;

/**
 * Waits for a card, does the PIN, asks the bank. The register may abort until the bank is asked
 * (ZVT PA00P015, Abort). `preselected` is the card type the register named in BMP 8A.
 */
export async function cardSteps(
  context: TerminalContext,
  request: CardRequest,
  preselected: number | undefined,
): Promise<CardResult> {
  const { session, timing } = context;
  const forced = cardOfType(preselected);
  if (preselected !== undefined && forced === undefined) return failed(NOT_SUPPORTED);

  session.allowAbort(true);
  const outcome = await waitForCard(context, request);
  if (outcome === undefined) return failed(STOPPED);
  const step = (): Promise<'timeout' | 'aborted'> => session.waitFor(never, timing.stepMs);
  if ((await step()) === 'aborted' || outcome.kind === 'stop') return failed(STOPPED);
  if (outcome.kind === 'removed') return failed(UNREADABLE);
  if (outcome.kind === 'noCard') return failed(STOPPED);

  const named = 'card' in outcome && outcome.card !== undefined ? cards[outcome.card] : undefined;
  const card: Card = named ?? forced ?? cards.visa;
  if (outcome.kind === 'refuse') return failed(outcome.code, card);

  const cvm = cvmOf(outcome, card);
  const wrongPins = outcome.kind === 'approve' ? (outcome.wrongPins ?? 0) : 0;
  for (let left = cvm === 'pin' ? wrongPins + 1 : 0; left > 0; left -= 1) {
    await intermediate(context, 0x01);
    if ((await step()) === 'aborted') return failed(STOPPED, card);
    if (left > 1) await intermediate(context, 0x15);
  }

  session.allowAbort(false);
  await intermediate(context, 0x04);
  await session.pause(timing.stepMs);
  if (outcome.kind === 'hostDown' || context.faults.isHostDown) return failed(NO_HOST, card);
  if (outcome.kind === 'decline') return { ok: false, code: outcome.code, card, online: true };
  return { ok: true, card, cvm, approvedMinor: outcome.approvedMinor };
}

const never = new Promise<'timeout'>(() => undefined);

/** Prompts until the outcome is known; undefined when aborted or nobody came in time. */
async function waitForCard(
  context: TerminalContext,
  request: CardRequest,
): Promise<Outcome | undefined> {
  const { session, timing, clock } = context;
  const until = clock.nowMs() + timing.cardMs;
  const queued = context.queued.shift();
  const decided = Promise.resolve(queued ?? context.outcomes(request)).then((outcome) =>
    // Nobody there: this promise never settles, so only an abort or the time limit ends the wait.
    outcome.kind === 'noCard' ? new Promise<Outcome>(() => undefined) : outcome,
  );
  while (clock.nowMs() < until) {
    await intermediate(context, 0x0a);
    const waitMs = Math.min(timing.cardPromptMs, Math.max(0, until - clock.nowMs()));
    const result = await session.waitFor(decided, waitMs);
    if (result === 'aborted') return undefined;
    if (result !== 'timeout') return result;
  }
  return undefined;
}

function cvmOf(outcome: Outcome, card: Card): 'none' | 'pin' | 'signature' {
  if (outcome.kind === 'approve' && outcome.cvm !== undefined) return outcome.cvm;
  return card.technology === 'chip' ? 'pin' : 'none';
}

function cardOfType(typeId: number | undefined): Card | undefined {
  if (typeId === undefined) return undefined;
  return Object.values<Card>(cards).find((card) => card.typeId === typeId);
}

function failed(code: number, card?: Card): CardResult {
  return { ok: false, code, card, online: false };
}
