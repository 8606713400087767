import type { TillInput } from '../../contracts/till/contract.ts';
import { invariant } from '../../core/assert.ts';
import type { Basket } from '../../core/basket/types.ts';
import { amountOf, TENDERS, type Tender, tendersThat } from '../../core/tender/tender.ts';
import { type Minor, ZERO } from '../../core/money/minor.ts';
import { approvedPart, authoriseWithin, stillAgreed } from '../session/approval.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { spoken } from './add-line.ts';
import { currentBasket, paymentRefusal } from './current-basket.ts';
import { DONE, type Reply, refuse, reply } from '../runtime/reply.ts';
import { authoriseSelling } from '../session/session.ts';
import { drawerRefusal } from '../drawer/drawer-cash.ts';
import { openDrawerAside } from '../drawer/open-drawer.ts';
import type { Operator, ReadTx, WriteTx } from '../ports/store.ts';
import { askedForCash } from './void-limit.ts';

type Empty = Record<string, never>;

/**
 * Books what pays a part of a basket: cash into the open shift, whose drawer has it now, anything
 * else as taken. The completing tender is booked by its sale, and so is cash of 0, which only ever
 * completes one.
 */
export function bookPart(tx: WriteTx, basketId: string, tender: Tender, operatorId: string): void {
  const part = partOf(tx, basketId, tender);
  if (TENDERS[tender.kind].inDrawer) tx.append('cash.taken', part, operatorId);
  else tx.append('tender.taken', { ...part, kind: tender.kind }, operatorId);
}

/** What was paid of a basket in cash. */
export function cashPaid({ tenders }: Pick<Basket, 'tenders'>): Minor {
  return amountOf(tendersThat(({ inDrawer }) => inDrawer, tenders));
}

/** What goes back to the customer of a basket that is voided. */
export interface HandedBack {
  readonly cashMinor: Minor;
  /** As they came: a voucher is still worth what it was. */
  readonly others: readonly Tender[];
}

/**
 * Hands back all that was paid of a basket that is being voided, apart from what a terminal refunds.
 * Cash goes out of the open shift, which need not be the one that took it, and the drawer opens for
 * it; what went back is counted by itself.
 */
export function handBack(
  tx: WriteTx,
  { basketId, tenders }: Pick<Basket, 'basketId' | 'tenders'>,
  operatorId: string,
): HandedBack {
  const cash = tendersThat(({ inDrawer }) => inDrawer, tenders);
  for (const tender of cash) {
    const back = { ...partOf(tx, basketId, tender), why: 'voided' } as const;
    tx.append('cash.handedBack', back, operatorId);
  }
  if (cash.length > 0)
    tx.append('drawer.opened', { reason: 'handedBack', saleId: null }, operatorId);
  const others = tendersThat(({ inDrawer, needsAttempt }) => !inDrawer && !needsAttempt, tenders);
  for (const tender of others) {
    const back = { ...partOf(tx, basketId, tender), kind: tender.kind, why: 'voided' } as const;
    tx.append('tender.handedBack', back, operatorId);
  }
  return { cashMinor: amountOf(cash), others };
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
  let cashMinor = ZERO;
  const answer = commit(ctx, command, (tx) => {
    const found = look(tx);
    if (!found.ok) return found;
    const missing = stillAgreed(found.value.asked, agreed.value);
    if (missing !== null) return missing;
    const { basketId, tender } = found.value;
    cashMinor = tender.amountMinor;
    const back = partOf(tx, basketId, tender);
    tx.append('cash.handedBack', { ...back, why: 'corrected', ...approved }, operatorId);
    const opened = { reason: 'handedBack', saleId: null, ...approved } as const;
    tx.append('drawer.opened', opened, operatorId);
    tx.addBasketEvents(basketId, [{ type: 'tenderRemoved', tenderId }]);
    return DONE;
  });
  if (answer.ok) announceHandedBack(ctx, { cashMinor, others: [] }, 'cashReturned');
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

/** After the commit: shows what to hand over, largest of all, and opens the drawer for cash. */
export function announceHandedBack(
  ctx: TillContext,
  { cashMinor, others }: HandedBack,
  code: 'cashReturned' | 'basketVoided',
): void {
  ctx.state.notify('accepted', code);
  announceOthersBack(ctx, others);
  // What was handed over for an earlier one is not to be shown again.
  ctx.state.handOver = null;
  if (cashMinor === 0) return;
  ctx.state.handOver = { id: ctx.ids.next(), amountMinor: cashMinor };
  openDrawerAside(ctx);
}

/** Says what else is to be handed back, and how much of it there is. */
export function announceOthersBack(ctx: TillContext, others: readonly Tender[]): void {
  if (others.length === 0) return;
  const labels = others.map(({ kind }) => spoken(ctx, TENDERS[kind].label));
  const label = [...new Set(labels)].join(', ');
  ctx.state.notify('attention', 'tenderHandedBack', { amountMinor: amountOf(others), label });
}

function partOf(tx: WriteTx, basketId: string, tender: Pick<Tender, 'tenderId' | 'amountMinor'>) {
  const shift = tx.openShift();
  invariant(shift !== null, 'what pays a part is taken in an open shift');
  const { tenderId, amountMinor } = tender;
  return { basketId, tenderId, shiftId: shift.shiftId, amountMinor };
}
