import { amountOf, TERMINAL_MONEY, type Tender, tendersThat } from '../../core/tender/tender.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import type { RefundStep } from '../../core/journal/events/returns.ts';
import { negate, subtract } from '../../core/money/minor.ts';
import { isOpen, isPaid } from '../../core/payment/machine.ts';
import { counterSale } from '../../core/returns/return-receipt.ts';
import type { PaymentAttempt, StoredReturn, WriteTx } from '../../till/ports/store.ts';
import { finishBasketVoid } from './basket-void.ts';
import { OPERATOR, TERMINAL } from './shop.ts';

/** Begins to return a sale; does nothing where that cannot happen. */
export function beginReturn(tx: WriteTx, sale: SaleCompleted): void {
  const isTaken = tx.openReturn() !== null || tx.returnOfSale(sale.saleId) !== null;
  if (isTaken || sale.returnOf !== undefined) return;
  const inCash = tendersThat(({ refund }) => refund === 'inCash', sale.tenders);
  const cashMinor = subtract(amountOf(inCash), sale.changeMinor);
  const steps: RefundStep[] = sale.tenders.flatMap(({ card, amountMinor }) =>
    card === null ? [] : [{ way: 'void', originalAttemptId: card.attemptId, amountMinor }],
  );
  if (cashMinor !== 0) steps.push({ way: 'cash', originalAttemptId: null, amountMinor: cashMinor });
  const returnId = `return-${tx.journalHead().seq}`;
  const { saleId, receiptNo } = sale;
  tx.append(
    'return.intended',
    {
      returnId,
      saleId,
      receiptNo,
      reason: 'customer',
      note: '',
      operatorId: OPERATOR,
      approvedBy: '9001',
      steps,
    },
    OPERATOR,
  );
}

/** Journals the intent of the next step at the terminal; null when there is none left. */
export function intendRefund(
  tx: WriteTx,
  open: StoredReturn,
  way: 'void' | 'refund',
): string | null {
  const step = open.steps.find(
    ({ originalAttemptId: id }) => id !== null && !isRefunded(tx, open, id),
  );
  if (step === undefined || step.originalAttemptId === null) return null;
  const attemptId = `refund-${tx.journalHead().seq}`;
  tx.append(
    'refund.intended',
    {
      attemptId,
      returnId: open.returnId,
      way,
      originalAttemptId: step.originalAttemptId,
      terminalId: TERMINAL,
      amountMinor: step.amountMinor,
      currency: 'CNY',
      lastKnown: tx.lastTerminalMark(TERMINAL),
      reference: '00000A',
    },
    OPERATOR,
  );
  return attemptId;
}

/** Completes the open return when all of its card money is back and a shift is open. */
export function finishReturn(tx: WriteTx): void {
  const open = tx.openReturn();
  const shift = tx.openShift();
  if (open === null || shift === null) return;
  if (open.subject.kind === 'basket') return finishBasketVoid(tx, open);
  const original = tx.sale(open.subject.saleId);
  if (original === null) return;
  const cards = open.steps.filter(({ originalAttemptId }) => originalAttemptId !== null);
  const paid = refundAttempts(tx, open).filter(({ state }) => isPaid(state));
  if (paid.length < cards.length) return;
  const receiptSeq = tx.nextReceiptSeq();
  const sale = counterSale({
    original: original.sale,
    returnId: open.returnId,
    steps: open.steps,
    cards: paid.map(tenderOf),
    cashTenderId: `t-${receiptSeq}`,
    numbers: {
      saleId: `sale-${receiptSeq}`,
      receiptNo: `S001-3-${receiptSeq}`,
      receiptSeq,
      shiftId: shift.shiftId,
      operatorId: OPERATOR,
    },
  });
  tx.append('sale.completed', sale, OPERATOR);
}

/** Nothing is or may be refunded: it can be left. */
export function mayAbandon(tx: WriteTx, open: StoredReturn): boolean {
  return refundAttempts(tx, open).every(({ state }) => !isOpen(state) && !isPaid(state));
}

function isRefunded(tx: WriteTx, open: StoredReturn, originalAttemptId: string): boolean {
  return refundAttempts(tx, open).some(
    (attempt) => attempt.originalAttemptId === originalAttemptId && isPaid(attempt.state),
  );
}

function refundAttempts(tx: WriteTx, open: StoredReturn): PaymentAttempt[] {
  return tx.attemptsOfBasket(open.returnId);
}

function tenderOf({ attemptId, amountMinor }: PaymentAttempt): Tender {
  const nothing = { merchantId: '', maskedPan: '', cardName: '', authCode: '', receiptNo: '' };
  const card = { attemptId, terminalId: TERMINAL, ...nothing, trace: '' };
  return {
    tenderId: `t-${attemptId}`,
    kind: TERMINAL_MONEY,
    amountMinor: negate(amountMinor),
    card,
  };
}
