import { type CardName, cards, type Outcome, type SaleRequest } from './cards.ts';
import { RC, type TerminalContext } from './context.ts';

/** How the part with the customer and the bank ended. */
export type CardResult =
  | {
      readonly kind: 'approved';
      readonly card: CardName;
      readonly amount: number;
      readonly shares: number;
      readonly tip: number;
      readonly employee: number | null;
      /** Not 0: stored, but the register is told this. */
      readonly toldCode: number;
    }
  | { readonly kind: 'failed'; readonly code: number; readonly card: CardName };

/** Progress codes of 0900 (reference, "Mensajes intermedios"). */
const PROGRESS = { readCard: 78, confirmAmount: 79, shares: 80, pin: 81, host: 82 } as const;

/**
 * Waits for a card and asks the bank. Cancel at the terminal ends it until the bank is asked; the
 * protocol has no message with which a register could.
 */
export async function cardSteps(
  context: TerminalContext,
  request: SaleRequest,
  sendProgress: boolean,
): Promise<CardResult> {
  const { session, timing } = context;
  const tell = async (code: number): Promise<void> => {
    if (!sendProgress) return;
    const text = `0900|${code}`;
    if (context.insistsOnProgressAck) await session.send('progress', text);
    else await session.tell('progress', text);
  };
  const step = async (): Promise<boolean> =>
    (await session.waitFor(never, timing.stepMs)) === 'timeout';

  await tell(PROGRESS.readCard);
  const outcome = await waitForCard(context, request);
  if (outcome === 'timeout') return failed(RC.timeout);
  if (outcome === 'cancelled') return failed(RC.cancelled);
  if (!(await step())) return failed(RC.cancelled);
  const early = refusedAtTerminal(outcome);
  if (early !== undefined) return failed(early);

  const card = ('card' in outcome ? outcome.card : undefined) ?? 'visa';
  const shares = outcome.kind === 'approve' && isCredit(card) ? (outcome.shares ?? 0) : 0;
  await tell(PROGRESS.confirmAmount);
  if (!(await step())) return failed(RC.cancelled, card);
  if (shares > 0) {
    await tell(PROGRESS.shares);
    if (!(await step())) return failed(RC.cancelled, card);
  }
  await tell(PROGRESS.pin);
  if (!(await step())) return failed(RC.cancelled, card);
  await tell(PROGRESS.host);
  await session.pause(timing.stepMs);
  return askBank(context, request, outcome, card, shares);
}

async function askBank(
  { session, timing, faults }: TerminalContext,
  { amount }: SaleRequest,
  outcome: Outcome,
  card: CardName,
  shares: number,
): Promise<CardResult> {
  const down = outcome.kind === 'hostDown' ? (outcome.code ?? RC.hostSilent) : faults.hostDownCode;
  if (down !== undefined) {
    if (down === RC.hostSilent) await session.pause(timing.hostMs);
    return failed(down, card);
  }
  if (outcome.kind === 'decline') return failed(outcome.code ?? RC.rejected, card);
  const plain = { kind: 'approved', card, amount, shares, tip: 0, employee: null } as const;
  if (outcome.kind === 'storedWithError') return { ...plain, toldCode: outcome.code };
  if (outcome.kind !== 'approve') return failed(RC.rejected, card);
  return {
    ...plain,
    amount: outcome.approvedAmount ?? amount,
    tip: outcome.tip ?? 0,
    employee: outcome.employee ?? null,
    toldCode: RC.approved,
  };
}

const never = new Promise<'timeout'>(() => undefined);

async function waitForCard(
  context: TerminalContext,
  request: SaleRequest,
): Promise<Outcome | 'timeout' | 'cancelled'> {
  const queued = context.queued.shift();
  const decided = Promise.resolve(queued ?? context.outcomes(request)).then((outcome) =>
    // Nobody there: this promise never settles, so only cancel or the time limit ends the wait.
    outcome.kind === 'noCard' ? new Promise<Outcome>(() => undefined) : outcome,
  );
  return context.session.waitFor(decided, context.timing.cardMs);
}

function refusedAtTerminal(outcome: Outcome): number | undefined {
  switch (outcome.kind) {
    case 'cancel':
      return RC.cancelled;
    case 'unreadable':
      return RC.unreadable;
    case 'unsupported':
      return RC.cardUnsupported;
    default:
      return undefined;
  }
}

function isCredit(card: CardName): boolean {
  return cards[card].type === 'CR';
}

function failed(code: number, card: CardName = 'visa'): CardResult {
  return { kind: 'failed', code, card };
}
