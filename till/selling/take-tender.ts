import type { RefusalCode } from '../../contracts/refusal-codes.ts';
import { checkTender } from '../../core/basket/limits.ts';
import { mostCash } from '../../core/basket/plausible-cash.ts';
import { cashDue, settle } from '../../core/tender/settle.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import { TENDERS, type TenderKind } from '../../core/tender/tender.ts';
import { minor } from '../../core/money/minor.ts';
import { spoken } from './add-line.ts';
import { ageRefusal } from './answer-age.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import { announceSale, completeIfPaid } from './complete-sale.ts';
import type { TillContext } from '../runtime/context.ts';
import { currentBasket, liveLines } from './current-basket.ts';
import { bookPart } from './part-cash.ts';
import { type Reply, refuse, reply } from '../runtime/reply.ts';
import { authoriseSelling } from '../session/session.ts';

export interface TenderTaken {
  readonly complete: boolean;
  readonly changeMinor: number;
}

/**
 * Takes a tender of a kind that needs no attempt at a terminal. Less than what is due stays as a part
 * payment: where it lies in the drawer, the shift is expected to hold it from now on. Enough completes
 * the sale, and the sale is durable before the receipt prints or the drawer opens.
 */
export function takeTender(
  ctx: TillContext,
  command: CommandContext,
  input: { kind: TenderKind; amountMinor: number },
): Reply<TenderTaken> {
  const { kind } = input;
  const { givesChange, inDrawer, label, needsAttempt } = TENDERS[kind];
  if (needsAttempt) return refuse('notPossible');
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  const { cashRule } = ctx.settings.currency;
  const amountMinor = minor(input.amountMinor);
  let sale: SaleCompleted | null = null;

  const answer = commit(ctx, command, (tx): Reply<TenderTaken> => {
    const current = currentBasket(ctx, tx);
    if (current === null) return refuse('noBasket');
    const { basket, totals } = current;
    if (liveLines(basket).length === 0) return refuse('emptyBasket');
    const unasked = ageRefusal(tx, basket);
    if (unasked !== null) return unasked;
    const isUnresolved = tx.openAttempts().some((open) => open.basketId === basket.basketId);
    if (isUnresolved) return refuse('paymentUnresolved');
    const tender = { tenderId: ctx.ids.next(), kind, amountMinor, card: null };
    const settled = settle({ totals, tenders: [...basket.tenders, tender], cashRule });
    const { roundedMinor } = cashDue({ totals, tenders: basket.tenders, cashRule });
    const mostMinor = mostCash(roundedMinor, ctx.settings.currency.denominationsMinor);
    if (givesChange && mostMinor !== null && amountMinor > mostMinor) {
      return refuse('cashTooHigh', { amountMinor, dueMinor: roundedMinor, mostMinor });
    }
    const checked = checkTender(basket, totals, tender, cashRule);
    if (!checked.ok) return refuse(tenderCode(checked.error));
    tx.addBasketEvents(basket.basketId, [{ type: 'tenderAdded', tender }]);
    const { operatorId } = operator.value;
    if (settled.complete) sale = completeIfPaid(ctx, tx, operatorId, tender.tenderId);
    else bookPart(tx, basket.basketId, tender, operatorId);
    return reply({ complete: sale !== null, changeMinor: settled.changeMinor });
  });
  if (answer.ok && sale !== null) announceSale(ctx, sale);
  else if (answer.ok && inDrawer) ctx.state.notify('accepted', 'cashAdded', { amountMinor });
  else if (answer.ok) {
    ctx.state.notify('accepted', 'tenderAdded', { amountMinor, label: spoken(ctx, label) });
  }
  return answer;
}

/** The screen's word for why a tender was refused. */
export function tenderCode(
  refusal: 'nothingOwed' | 'tooManyTenders' | 'notPositive' | 'aboveRemaining' | 'amountTooLarge',
): RefusalCode {
  switch (refusal) {
    case 'nothingOwed':
      return 'nothingDue';
    case 'notPositive':
      return 'badInput';
    case 'tooManyTenders':
      return 'tooManyTenders';
    case 'aboveRemaining':
    case 'amountTooLarge':
      return 'amountTooHigh';
  }
}
