import fc from 'fast-check';
import { invariant } from '../../core/assert.ts';
import { minor } from '../../core/money/minor.ts';
import { compareSettlement } from '../../core/settlement/compare-batch.ts';
import type { Store, WriteTx } from '../../till/ports/store.ts';
import {
  closeDay,
  closeShift,
  intend,
  OPERATOR,
  openShop,
  saleFor,
  sellForCash,
  TERMINAL,
  terminalResult,
} from './shop.ts';
import { beginBasketVoid, parkPartPaid } from './basket-void.ts';
import { beginReturn, finishReturn, intendRefund, mayAbandon } from './return.ts';

/** One thing that may happen in a shop; does nothing where it cannot happen. */
type Happening = (tx: WriteTx, amountMinor: number) => void;

const HAPPENINGS = {
  signOnFailed: (tx, amount) => {
    const failures = 1 + (amount % 4);
    tx.append('operator.signOnFailed', { operatorId: OPERATOR, failures }, 'system');
  },
  lockedOut: (tx, amount) => {
    tx.append('operator.lockedOut', { operatorId: OPERATOR, untilMs: amount }, 'system');
  },
  signedOn: (tx) => {
    tx.append('operator.signedOn', { operatorId: OPERATOR }, OPERATOR);
  },
  approvalPinFailed: (tx, amount) => {
    const failures = 1 + (amount % 5);
    const wrong = { askedBy: OPERATOR, operatorId: '9', right: 'noSale', failures };
    tx.append('approval.pinFailed', wrong, OPERATOR);
  },
  approvalPinAccepted: (tx) => {
    tx.append('approval.pinAccepted', { askedBy: OPERATOR, operatorId: '9' }, OPERATOR);
  },
  open: (tx) => {
    if (tx.openDay() !== null) return;
    const day = String(1 + (tx.nextZNumber() % 28)).padStart(2, '0');
    const month = String(1 + Math.trunc(tx.nextZNumber() / 28)).padStart(2, '0');
    openShop(tx, `2026-${month}-${day}`);
  },
  cashSale: (tx, amount) => {
    if (tx.openShift() !== null) sellForCash(tx, amount, amount % 500);
  },
  intend: (tx, amount) => {
    if (tx.openAttempts().length === 0) intend(tx, String(tx.journalHead().seq), amount);
  },
  approve: (tx) => {
    const attempt = tx.openAttempts()[0];
    if (attempt === undefined) return;
    const { attemptId, basketId, amountMinor } = attempt;
    const result = terminalResult(tx.journalHead().seq, amountMinor);
    if (attempt.state === 'intended') tx.append('payment.sending', { attemptId }, OPERATOR);
    tx.append('payment.resultSeen', { attemptId, result }, OPERATOR);
    tx.append('payment.approved', { attemptId, result }, OPERATOR);
    if (attempt.way !== 'payment') return finishReturn(tx);
    if (tx.openShift() === null) return;
    const card = { attemptId, basketId };
    tx.append('sale.completed', saleFor(tx, { amountMinor, card }), OPERATOR);
  },
  decline: (tx, amount) => {
    const attempt = tx.openAttempts()[0];
    if (attempt === undefined) return;
    const result = amount % 2 === 0 ? null : terminalResult(tx.journalHead().seq, amount);
    const { attemptId } = attempt;
    tx.append('payment.declined', { attemptId, result, reason: '05' }, OPERATOR);
  },
  lose: (tx) => {
    const attempt = tx.openAttempts()[0];
    if (attempt === undefined) return;
    const { attemptId } = attempt;
    tx.append('payment.unknown', { attemptId, reason: 'silence' }, OPERATOR);
  },
  resolve: (tx, amount) => {
    const attempt = tx.openAttempts()[0];
    if (attempt?.state !== 'unknown') return;
    const type = amount % 2 === 0 ? 'payment.resolvedPaid' : 'payment.resolvedNotPaid';
    const { attemptId } = attempt;
    const decided = { attemptId, approvedBy: '9001', evidence: 'slip', result: null };
    tx.append(type, decided, '9001');
  },
  lateCharge: (tx, amount) => {
    const attempt = amount % 3 === 0 ? tx.openAttempts()[0] : undefined;
    const attemptId = attempt?.attemptId ?? null;
    const result = terminalResult(tx.journalHead().seq, amount);
    const stands = amount % 2 === 0;
    const late = { terminalId: TERMINAL, attemptId, result, stands };
    tx.append('payment.lateCharge', late, 'system');
  },
  saleReturn: (tx, amount) => {
    const candidate = tx.recentSales(1 + (amount % 5)).at(-1)?.sale;
    if (candidate !== undefined) beginReturn(tx, candidate);
  },
  refund: (tx, amount) => {
    const open = tx.openReturn();
    if (open === null || tx.openAttempts().length > 0) return;
    if (intendRefund(tx, open, amount % 2 === 0 ? 'void' : 'refund') === null) {
      finishReturn(tx);
    }
  },
  replan: (tx) => {
    const open = tx.openReturn();
    if (open === null) return;
    const { returnId, steps } = open;
    tx.append('return.replanned', { returnId, approvedBy: '9001', steps }, '9001');
  },
  abandon: (tx) => {
    const open = tx.openReturn();
    if (open === null || !mayAbandon(tx, open)) return;
    tx.append('return.abandoned', { returnId: open.returnId, reason: 'declined' }, OPERATOR);
  },
  correct: (tx, amount) => {
    const corrected = {
      basketId: `b${amount % 5}`,
      lineId: 'l1',
      itemId: 'milk',
      kind: 'quantity',
      fromThousandths: 2000,
      toThousandths: 1000,
      amountMinor: minor(amount),
      reason: 'mistake',
    } as const;
    tx.append('basket.corrected', corrected, OPERATOR);
  },
  suspend: (tx) => {
    const basketId = `parked-${tx.journalHead().seq}`;
    const events = [{ type: 'opened', basketId, operatorId: OPERATOR }] as const;
    tx.append('basket.suspended', { basketId, label: 'A', events: [...events] }, OPERATOR);
  },
  parkPartPaid: (tx, amount) => {
    if (tx.openAttempts().length === 0) parkPartPaid(tx, amount);
  },
  voidPartPaid: (tx) => beginBasketVoid(tx),
  resume: (tx) => {
    const parked = tx.suspendedBaskets()[0];
    const subject = tx.openReturn()?.subject;
    const busyId = subject?.kind === 'basket' ? subject.basketId : null;
    if (parked !== undefined && parked.basketId !== busyId) {
      tx.append('basket.resumed', { basketId: parked.basketId }, OPERATOR);
    }
  },
  print: (tx) => {
    const job = tx.printQueue()[0];
    if (job === undefined) return;
    tx.append('receipt.printed', { saleId: job.saleId, copy: job.copy }, 'system');
  },
  reprint: (tx) => {
    const last = tx.recentSales(1)[0];
    if (last === undefined || last.prints === 0) return;
    if (tx.printQueue().some((job) => job.saleId === last.sale.saleId)) return;
    const { saleId } = last.sale;
    tx.append('receipt.reprintRequested', { saleId, copy: last.prints }, OPERATOR);
  },
  slip: (tx, amount) => {
    const attempt = tx.openAttempts()[0];
    if (attempt === undefined) return;
    const { attemptId } = attempt;
    const kind = amount % 2 === 0 ? 'merchant' : 'customer';
    const made = { attemptId, kind, lines: ['VISA', 'A'], print: amount % 3 > 0 } as const;
    tx.append('terminal.receipt', { ...made, signature: amount % 5 === 0 }, 'system');
  },
  pendingSlip: (tx) => {
    const attempt = tx.openAttempts()[0];
    if (attempt === undefined) return;
    tx.append('payment.pendingSlip', { attemptId: attempt.attemptId }, OPERATOR);
  },
  printSlip: (tx) => {
    const owed = tx.slipQueue()[0];
    if (owed !== undefined) tx.append('slip.printed', { slipSeq: owed.slipSeq }, 'system');
  },
  drawer: (tx) => {
    tx.append('drawer.opened', { reason: 'noSale', saleId: null }, OPERATOR);
  },
  closeFailed: (tx, amount) => {
    const inDoubt = amount % 2 === 0 ? { inDoubt: true as const } : {};
    const failure = { terminalId: TERMINAL, resultCode: '77', reason: 'bank', ...inDoubt };
    tx.append('settlement.failed', failure, OPERATOR);
  },
  settle: (tx) => {
    const { amountMinor, ...sums } = tx.cardTotalsSinceBatchClose(TERMINAL);
    // A void alone, of a payment in an earlier batch, counts −1.
    const card = { amountMinor, count: Math.max(0, sums.count) };
    const book = { totalMinor: amountMinor, count: sums.count, groups: null, items: null };
    const compared = compareSettlement(book, tx.batchAttempts(TERMINAL));
    tx.append(
      'settlement.closed',
      {
        terminalId: TERMINAL,
        terminalTotalMinor: card.amountMinor,
        terminalCount: card.count,
        registerTotalMinor: card.amountMinor,
        registerCount: card.count,
        differenceMinor: minor(0),
        reportLines: [],
      },
      OPERATOR,
    );
    invariant(compared.agrees, 'the sums of a batch are not those of its attempts');
    tx.append('settlement.compared', { terminalId: TERMINAL, ...compared }, OPERATOR);
  },
  close: (tx, amount) => {
    closeShift(tx, amount % 7);
    closeDay(tx);
  },
} satisfies Record<string, Happening>;

type HappeningName = keyof typeof HAPPENINGS;

export interface Step {
  readonly what: HappeningName;
  readonly amountMinor: number;
}

const NAMES = [
  'open',
  'signedOn',
  'signOnFailed',
  'approvalPinFailed',
  'approvalPinAccepted',
  'lockedOut',
  'cashSale',
  'cashSale',
  'intend',
  'intend',
  'approve',
  'decline',
  'lose',
  'lose',
  'resolve',
  'resolve',
  'lateCharge',
  'saleReturn',
  'refund',
  'refund',
  'replan',
  'abandon',
  'correct',
  'suspend',
  'suspend',
  'parkPartPaid',
  'voidPartPaid',
  'resume',
  'print',
  'reprint',
  'slip',
  'pendingSlip',
  'printSlip',
  'drawer',
  'closeFailed',
  'settle',
  'close',
] as const satisfies readonly HappeningName[];

/** Random days of a shop, valid at every step. */
export function anyDays(maxLength: number): fc.Arbitrary<Step[]> {
  const step = fc.record({
    what: fc.constantFrom(...NAMES),
    amountMinor: fc.integer({ min: 1, max: 1_000_000 }),
  });
  return fc
    .array(step, { maxLength, size: 'max' })
    .map((steps) => [{ what: 'open', amountMinor: 1 }, ...steps]);
}

/** Lets the steps happen, each in a commit of its own. */
export function live(store: Store, steps: readonly Step[]): void {
  for (const { what, amountMinor } of steps) {
    store.write((tx) => HAPPENINGS[what](tx, amountMinor));
  }
}
