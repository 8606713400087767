import { checkTender } from '../../core/basket/limits.ts';
import { type Minor, minor } from '../../core/money/minor.ts';
import { TERMINAL_MONEY } from '../../core/tender/tender.ts';
import type { WalletKind } from '../../core/payment/wallet-code.ts';
import { ageRefusal } from './answer-age.ts';
import { paymentKind } from './card-payment.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { currentBasket, liveLines } from './current-basket.ts';
import { tenderCode } from './take-tender.ts';
import type { TerminalObserver } from '../ports/card-terminal.ts';
import { forgetTold, knownMark } from '../card/last-transaction.ts';
import { nextReference } from '../card/reference.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authoriseSelling } from '../session/session.ts';
import { startAttempt } from '../card/settle-attempt.ts';
import type { WriteTx } from '../ports/store.ts';
import { planWallet, type WalletPlan } from './wallet-payment.ts';

type Empty = Record<string, never>;

const NO_WALLET: Reply<WalletPlan | null> = { ok: true, value: null };

/**
 * Starts a card payment: the intent is durable before the first byte can leave, and the command
 * answers at once; how it goes arrives in snapshots. Refused while any attempt on this terminal
 * is open: nothing ever charges a second time because an answer is missing. `walletCode` is the
 * customer's payment code as scanned; it goes to the terminal once and is kept nowhere.
 */
export function takeCard(
  ctx: TillContext,
  command: CommandContext,
  input: { amountMinor: number; walletCode?: string | null | undefined },
): Reply<Empty> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  if (ctx.state.checkingTerminal) return refuse('terminalBusy');
  if (ctx.terminal.status().state === 'off') return refuse('terminalOff');
  const amountMinor = minor(input.amountMinor);
  const code = input.walletCode ?? null;
  const planned = code === null ? NO_WALLET : planWallet(ctx, code, amountMinor);
  if (!planned.ok) return planned;
  const wallet = planned.value;
  const attemptId = ctx.ids.next();

  ctx.faultPoint('beforeIntent');
  const intent = { attemptId, amountMinor, wallet: wallet?.kind };
  const answer = commit(ctx, command, (tx) =>
    writeIntent(ctx, tx, intent, operator.value.operatorId),
  );
  if (!answer.ok) return answer;
  if (wallet?.showToTerminal === true) ctx.state.notify('attention', 'showCodeToTerminal');
  const request = wallet?.request ?? null;
  const pay = (observer: TerminalObserver) => {
    const { currency } = ctx.settings;
    const reference = ctx.store.read((tx) => tx.attempt(attemptId))?.reference ?? '';
    return ctx.terminal.pay(
      { attemptId, amountMinor, currency, reference, wallet: request },
      observer,
    );
  };
  startAttempt(ctx, paymentKind, { attemptId, way: 'payment', amountMinor }, pay);
  return answer;
}

/** Journals what is about to be charged, or refuses: one open attempt on a terminal. */
function writeIntent(
  ctx: TillContext,
  tx: WriteTx,
  intent: { attemptId: string; amountMinor: Minor; wallet: WalletKind | undefined },
  operatorId: string,
): Reply<Empty> {
  const { attemptId, amountMinor, wallet } = intent;
  const current = currentBasket(ctx, tx);
  if (current === null) return refuse('noBasket');
  const { basket, totals } = current;
  if (liveLines(basket).length === 0) return refuse('emptyBasket');
  const unasked = ageRefusal(tx, basket);
  if (unasked !== null) return unasked;
  const { terminalId } = ctx.terminal;
  // Also one of this basket on the terminal that was here before: it may be charged already.
  const isBusy = tx
    .openAttempts()
    .some((open) => open.terminalId === terminalId || open.basketId === basket.basketId);
  if (isBusy) return refuse('paymentUnresolved');
  const tender = { kind: TERMINAL_MONEY, amountMinor };
  const checked = checkTender(basket, totals, tender, ctx.settings.currency.cashRule);
  if (!checked.ok) return refuse(tenderCode(checked.error));
  tx.append(
    'payment.intended',
    {
      attemptId,
      basketId: basket.basketId,
      terminalId,
      amountMinor,
      currency: ctx.settings.currency.code,
      lastKnown: knownMark(ctx, tx),
      reference: nextReference(tx),
      ...(wallet === undefined ? {} : { wallet }),
    },
    operatorId,
  );
  forgetTold(tx, terminalId);
  return DONE;
}

/**
 * Asks the terminal to stop, or, where its protocol has no word for that, lets the driver stop
 * waiting once the terminal is silent. Only the outcome of the payment says whether it did. One that ended
 * while the key was on its way has nothing to stop, and its own words stay on the screen.
 */
export function cancelCard(ctx: TillContext): Reply<Empty> {
  const live = ctx.state.payment;
  if (live === null || live.state !== 'working') return DONE;
  live.cancelRequested = true;
  ctx.terminal.requestCancel();
  return DONE;
}
