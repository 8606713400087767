import type { Tender } from '../../core/basket/types.ts';
import type { SaleCompleted, TakeBackStep } from '../../core/journal/events/all.ts';
import { negate, subtract, sum } from '../../core/money/minor.ts';
import { isOpen, isPaid } from '../../core/payment/machine.ts';
import { counterSale } from '../../core/returns/return-receipt.ts';
import type { PaymentAttempt, StoredTakeBack, WriteTx } from '../../till/ports/store.ts';
import { finishBasketVoid } from './basket-void.ts';
import { OPERATOR, TERMINAL } from './shop.ts';

/** Begins to take a sale back; does nothing where that cannot happen. */
export function beginTakeBack(tx: WriteTx, sale: SaleCompleted): void {
  const isTaken = tx.openTakeBack() !== null || tx.takeBackOfSale(sale.saleId) !== null;
  if (isTaken || sale.takesBack !== undefined) return;
  const cash = sale.tenders.filter(({ kind }) => kind === 'cash');
  const cashMinor = subtract(sum(cash.map(({ amountMinor }) => amountMinor)), sale.changeMinor);
  const steps: TakeBackStep[] = sale.tenders.flatMap(({ card, amountMinor }) =>
    card === null ? [] : [{ way: 'void', originalAttemptId: card.attemptId, amountMinor }],
  );
  if (cashMinor !== 0) steps.push({ way: 'cash', originalAttemptId: null, amountMinor: cashMinor });
  const takeBackId = `take-back-${tx.journalHead().seq}`;
  const { saleId, receiptNo } = sale;
  tx.append(
    'takeBack.intended',
    {
      takeBackId,
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
export function intendGiveBack(
  tx: WriteTx,
  open: StoredTakeBack,
  way: 'void' | 'refund',
): string | null {
  const step = open.steps.find(
    ({ originalAttemptId: id }) => id !== null && !isGivenBack(tx, open, id),
  );
  if (step === undefined || step.originalAttemptId === null) return null;
  const attemptId = `give-back-${tx.journalHead().seq}`;
  tx.append(
    'giveBack.intended',
    {
      attemptId,
      takeBackId: open.takeBackId,
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

/** Completes the open taking back when all of its card money is back and a shift is open. */
export function finishTakeBack(tx: WriteTx): void {
  const open = tx.openTakeBack();
  const shift = tx.openShift();
  if (open === null || shift === null) return;
  if (open.subject.kind === 'basket') return finishBasketVoid(tx, open);
  const original = tx.sale(open.subject.saleId);
  if (original === null) return;
  const cards = open.steps.filter(({ originalAttemptId }) => originalAttemptId !== null);
  const paid = giveBacks(tx, open).filter(({ state }) => isPaid(state));
  if (paid.length < cards.length) return;
  const receiptSeq = tx.nextReceiptSeq();
  const sale = counterSale({
    original: original.sale,
    takeBackId: open.takeBackId,
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

/** Nothing is or may be given back: it can be left. */
export function mayAbandon(tx: WriteTx, open: StoredTakeBack): boolean {
  return giveBacks(tx, open).every(({ state }) => !isOpen(state) && !isPaid(state));
}

function isGivenBack(tx: WriteTx, open: StoredTakeBack, originalAttemptId: string): boolean {
  return giveBacks(tx, open).some(
    (attempt) => attempt.originalAttemptId === originalAttemptId && isPaid(attempt.state),
  );
}

function giveBacks(tx: WriteTx, open: StoredTakeBack): PaymentAttempt[] {
  return tx.attemptsOfBasket(open.takeBackId);
}

function tenderOf({ attemptId, amountMinor }: PaymentAttempt): Tender {
  const nothing = { merchantId: '', maskedPan: '', cardName: '', authCode: '', receiptNo: '' };
  const card = { attemptId, terminalId: TERMINAL, ...nothing, trace: '' };
  return { tenderId: `t-${attemptId}`, kind: 'card', amountMinor: negate(amountMinor), card };
}
