import type { RefusalCode } from '../../contracts/refusal-codes.ts';
import type { TillOutput } from '../../contracts/till/contract.ts';
import { amountOf, type Tender, tendersThat } from '../../core/tender/tender.ts';
import type { RefundStep } from '../../core/journal/events/returns.ts';
import { subtract } from '../../core/money/minor.ts';
import { isOpen, isPaid } from '../../core/payment/machine.ts';
import {
  isNumber,
  isOtherDevice,
  isSameNumber,
  NUMBERS_UNKNOWN,
} from '../../core/payment/terminal-mark.ts';
import { type RefundRules, type PaidBack, planRefund } from '../../core/returns/refund-plan.ts';
import { formatReceiptNo, parseReceiptCode } from '../../core/receipt/receipt-no.ts';
import type { TillContext } from '../runtime/context.ts';
import { knownDevice } from '../card/last-transaction.ts';
import { type Reply, reply } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import type { PaymentAttempt, ReadTx, StoredSale, StoredReturn } from '../ports/store.ts';

/** A sale that can be returned, with how its money goes back; or why it cannot. */
export type ReturnPlan =
  | { readonly ok: true; readonly steps: RefundStep[] }
  | { readonly ok: false; readonly code: RefusalCode };

/** What a return of a sale would do, by its receipt number, its code or the bare number of today's. */
export function queryReturn(
  ctx: TillContext,
  input: { receiptNo: string },
): Reply<TillOutput<'return.query'>> {
  const operator = authorise(ctx, 'sell');
  if (!operator.ok) return operator;
  return ctx.store.read((tx) => {
    const stored = tx.saleByReceiptNo(receiptNoOf(ctx, input.receiptNo));
    if (stored === null) return reply({ sale: null });
    const { sale } = stored;
    const plan = planReturn(ctx, tx, stored, 'terminal');
    const inCash =
      plan.ok || plan.code !== 'refundNotPossible' ? plan : planReturn(ctx, tx, stored, 'cash');
    const shown = inCash.ok ? inCash : plan;
    return reply({
      sale: {
        saleId: sale.saleId,
        receiptNo: sale.receiptNo,
        atMs: stored.atMs,
        totalMinor: sale.totalMinor as number,
        itemCount: sale.itemCount,
        lines: sale.lines
          .filter(({ voided }) => !voided)
          .map((line) => ({
            name: line.item.name,
            quantityThousandths: line.quantityThousandths,
            weightGrams: line.weightGrams,
            unit: line.item.unit,
            amountMinor: line.amountMinor as number,
          })),
        steps: (shown.ok ? shown.steps : []).map((step) => ({
          way: step.way,
          amountMinor: step.amountMinor as number,
          label: labelOf(sale.tenders, step),
        })),
        refusal: shown.ok ? null : shown.code,
        cashInstead: !plan.ok && inCash.ok,
      },
    });
  });
}

/**
 * How a sale would be returned now, or the code of what is against it. `cardAs: 'cash'` gives
 * cash for card payments that the terminal cannot refund, and only where the shop allows it.
 */
export function planReturn(
  ctx: TillContext,
  tx: ReadTx,
  { sale }: StoredSale,
  cardAs: 'terminal' | 'cash',
): ReturnPlan {
  if (sale.returnOf !== undefined) return { ok: false, code: 'isReturn' };
  const taken = tx.returnOfSale(sale.saleId);
  if (taken?.state === 'done') return { ok: false, code: 'alreadyReturned' };
  if (tx.openReturn() !== null) return { ok: false, code: 'returnOpen' };
  if (sale.currency !== ctx.settings.currency.code) return { ok: false, code: 'notPossible' };
  const rules = { ...refundRules(ctx), cashForCard: cardAs === 'cash' && allowsCash(ctx) };
  const steps = planRefund(paidFor(ctx, tx, sale), rules);
  return steps === null ? { ok: false, code: 'refundNotPossible' } : { ok: true, steps };
}

/** What terminal and shop allow now. */
export function refundRules(ctx: TillContext): RefundRules {
  return {
    capabilities: ctx.terminal.capabilities,
    cashForCard: allowsCash(ctx),
    cashRule: ctx.settings.currency.cashRule,
  };
}

/**
 * What they allow for one that has begun. Cash for a card's money comes only with a sale that
 * returns another one: the void of a basket has no tender that would book it.
 */
export function rulesFor(ctx: TillContext, { subject }: StoredReturn): RefundRules {
  const rules = refundRules(ctx);
  return subject.kind === 'sale' ? rules : { ...rules, cashForCard: false };
}

/**
 * Whether a void of this payment can reach it: it ran on the terminal that is connected now, no
 * batch was closed since, the terminal gave it a number, and that number is not another customer's
 * payment: another device stands in its place, or the terminal has counted from the beginning again
 * since, having closed its batch by itself.
 */
export function isVoidable(ctx: TillContext, tx: ReadTx, attemptId: string): boolean {
  const attempt = tx.attempt(attemptId);
  if (attempt === null || attempt.result === null) return false;
  if (attempt.terminalId !== ctx.terminal.terminalId || tx.batchClosedSince(attemptId)) {
    return false;
  }
  if (!isNumber(attempt.result.receiptNo) || isNumberTaken(tx, attempt)) return false;
  return !isOtherDevice({ ...NUMBERS_UNKNOWN, device: knownDevice(ctx, tx) }, attempt.result);
}

/** A later transaction of the batch stands, or may stand, under the payment's number. */
function isNumberTaken(tx: ReadTx, { attemptId, terminalId, result }: PaymentAttempt): boolean {
  const attempts = tx.batchAttempts(terminalId);
  const at = attempts.findIndex((one) => one.attemptId === attemptId);
  return attempts
    .slice(at + 1)
    .some(
      ({ receiptNo, state, originalAttemptId }) =>
        isSameNumber(receiptNo, result?.receiptNo ?? '') &&
        originalAttemptId !== attemptId &&
        (isPaid(state) || isOpen(state)),
    );
}

/** 'VISA ····4242' for a card step, '' for cash. */
export function labelOf(tenders: readonly Tender[], step: RefundStep): string {
  const card = tenders.find((tender) => tender.card?.attemptId === step.originalAttemptId)?.card;
  if (card === null || card === undefined) return '';
  const lastFour = card.maskedPan.replace(/\D/g, '').slice(-4);
  return `${card.cardName} ····${lastFour}`.trim();
}

function allowsCash(ctx: TillContext): boolean {
  return ctx.settings.cashForCardRefund;
}

function paidFor(ctx: TillContext, tx: ReadTx, sale: StoredSale['sale']): PaidBack {
  const inCash = tendersThat(({ refund }) => refund === 'inCash', sale.tenders);
  return {
    cards: sale.tenders.flatMap(({ card, amountMinor }) =>
      card === null
        ? []
        : [
            {
              attemptId: card.attemptId,
              amountMinor,
              inOpenBatch: isVoidable(ctx, tx, card.attemptId),
            },
          ],
    ),
    cashMinor: subtract(amountOf(inCash), sale.changeMinor),
  };
}

/** As scanned from the receipt, as printed on it, or only the number at its end. */
function receiptNoOf(ctx: TillContext, text: string): string {
  const typed = text.trim().toUpperCase();
  const { storeId, registerId } = ctx.settings;
  if (/^\d{1,9}$/.test(typed)) {
    return formatReceiptNo({ storeId, registerId, receiptSeq: Number(typed) });
  }
  return parseReceiptCode(typed) ?? typed;
}
