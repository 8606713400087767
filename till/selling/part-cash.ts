import type { TillInput } from '../../contracts/till/contract.ts';
import { invariant } from '../../core/assert.ts';
import type { Basket } from '../../core/basket/types.ts';
import { amountOf, type Tender, tendersThat } from '../../core/tender/tender.ts';
import type { Minor } from '../../core/money/minor.ts';
import { approvedPart, authoriseWithin, stillAgreed } from '../session/approval.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { currentBasket, paymentRefusal } from './current-basket.ts';
import { DONE, type Reply, refuse, reply } from '../runtime/reply.ts';
import { authoriseSelling } from '../session/session.ts';
import { drawerRefusal } from '../drawer/drawer-cash.ts';
import { openDrawerAside } from '../drawer/open-drawer.ts';
import type { Operator, ReadTx, WriteTx } from '../ports/store.ts';
import { askedForCash } from './void-limit.ts';

type Empty = Record<string, never>;

/**
 * Books cash that pays a part of a basket into the open shift, whose drawer has it now. The
 * completing tender is booked by its sale, and so is cash of 0, which only ever completes one.
 */
export function bookPartCash(
  tx: WriteTx,
  basketId: string,
  { tenderId, amountMinor }: Pick<Tender, 'tenderId' | 'amountMinor'>,
  operatorId: string,
): void {
  tx.append('cash.taken', partCash(tx, basketId, tenderId, amountMinor), operatorId);
}

/** What was paid of a basket in cash. */
export function cashPaid({ tenders }: Pick<Basket, 'tenders'>): Minor {
  return amountOf(tendersThat(({ inDrawer }) => inDrawer, tenders));
}

/**
 * Hands back all cash that was paid of a basket that is being voided: out of the open shift, which
 * need not be the one that took it. The drawer opens for it; what went back is counted by itself.
 * Returns how much to hand over.
 */
export function handBackCash(
  tx: WriteTx,
  { basketId, tenders }: Pick<Basket, 'basketId' | 'tenders'>,
  operatorId: string,
): Minor {
  const cash = tendersThat(({ inDrawer }) => inDrawer, tenders);
  for (const { tenderId, amountMinor } of cash) {
    const back = partCash(tx, basketId, tenderId, amountMinor);
    tx.append('cash.handedBack', { ...back, why: 'voided' }, operatorId);
  }
  if (cash.length > 0)
    tx.append('drawer.opened', { reason: 'handedBack', saleId: null }, operatorId);
  return cashPaid({ tenders });
}

/**
 * Takes a part payment in cash out of the open basket again, typed wrongly or not wanted any more:
 * journaled, the drawer opens, and the amount is due again. Not while a card is being charged; above
 * the role's limit for one void somebody else agrees.
 */
export async function returnCash(
  ctx: TillContext,
  command: CommandContext,
  input: TillInput<'pay.returnCash'>,
): Promise<Reply<Empty>> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  const { operatorId } = operator.value;
  const { tenderId } = input;
  const look = (tx: ReadTx) => lookAtReturn(ctx, tx, operator.value, tenderId);
  const looked = ctx.store.read(look);
  if (!looked.ok) return looked;
  const agreed = await authoriseWithin(ctx, looked.value.asked, input.approval);
  if (!agreed.ok) return agreed;
  const approved = approvedPart(agreed.value);
  let backMinor = 0;
  const answer = commit(ctx, command, (tx) => {
    const found = look(tx);
    if (!found.ok) return found;
    const missing = stillAgreed(found.value.asked, agreed.value);
    if (missing !== null) return missing;
    const { basketId, tender } = found.value;
    backMinor = tender.amountMinor;
    const back = partCash(tx, basketId, tenderId, tender.amountMinor);
    tx.append('cash.handedBack', { ...back, why: 'corrected', ...approved }, operatorId);
    const opened = { reason: 'handedBack', saleId: null, ...approved } as const;
    tx.append('drawer.opened', opened, operatorId);
    tx.addBasketEvents(basketId, [{ type: 'tenderRemoved', tenderId }]);
    return DONE;
  });
  if (answer.ok) announceCashBack(ctx, backMinor, 'cashReturned');
  return answer;
}

/** The part payment that would go back, with what somebody else has to agree to; or why not. */
function lookAtReturn(ctx: TillContext, tx: ReadTx, operator: Operator, tenderId: string) {
  const current = currentBasket(ctx, tx);
  if (current === null) return refuse('noBasket');
  const { basketId, tenders } = current.basket;
  const refused = paymentRefusal(tx, basketId);
  if (refused !== null) return refused;
  const kept = tendersThat(({ inDrawer }) => inDrawer, tenders);
  const tender = kept.find((one) => one.tenderId === tenderId);
  if (tender === undefined) return refuse('noCashToReturn');
  const short = drawerRefusal(ctx, tx, tender.amountMinor);
  if (short !== null) return short;
  return reply({ basketId, tender, asked: askedForCash(ctx, operator, tender.amountMinor) });
}

/** After the commit: shows what to hand over, largest of all, and opens the drawer for it. */
export function announceCashBack(
  ctx: TillContext,
  amountMinor: number,
  code: 'cashReturned' | 'basketVoided',
): void {
  ctx.state.notify('accepted', code);
  // What was handed over for an earlier one is not to be shown again.
  ctx.state.handOver = null;
  if (amountMinor === 0) return;
  ctx.state.handOver = { id: ctx.ids.next(), amountMinor };
  openDrawerAside(ctx);
}

function partCash(tx: WriteTx, basketId: string, tenderId: string, amountMinor: Minor) {
  const shift = tx.openShift();
  invariant(shift !== null, 'cash moves in an open shift');
  return { basketId, tenderId, shiftId: shift.shiftId, amountMinor };
}
