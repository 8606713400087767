import { invariant } from '../../core/assert.ts';
import { cashOfSale } from '../../core/day/cash-effect.ts';
import { amountOf, TENDERS, type Tender } from '../../core/tender/tender.ts';
import { add } from '../../core/money/minor.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import type { WriteDb } from '../open.ts';
import { type NoteDifference, nothing, type Projections } from './projector.ts';

/** Sales with what was sold and their tenders, the shift's cash and the grand totals. */
export function prepareSaleProjections(
  db: WriteDb,
  note: NoteDifference = nothing,
): Projections<'sale.completed'> {
  const check = prepareChecks(db, note);
  const insertSale = prepareSaleInsert(db);
  const bookLines = prepareLines(db);
  const insertTender = prepareTenderInsert(db);
  const addCash = db.prepare<[number, string]>(`
    UPDATE shift SET cash_net_minor = cash_net_minor + ? WHERE shift_id = ? AND state = 'open'`);
  const isClosed = db.prepare<[string]>(`
    SELECT 1 FROM shift s JOIN business_day d ON d.business_day = s.business_day
    WHERE s.shift_id = ? AND s.state = 'closed' AND d.state = 'open'`);
  const addGrandTotal = db.prepare<[number, number]>(`
    INSERT INTO grand_total (slot, sales_minor, returns_minor) VALUES (1, ?, ?)
    ON CONFLICT (slot) DO UPDATE SET sales_minor = sales_minor + excluded.sales_minor,
      returns_minor = returns_minor + excluded.returns_minor`);
  const owePaper = db.prepare<[number, string]>(
    'INSERT INTO print_job (seq, sale_id, copy, prints) VALUES (?, ?, 0, 0)',
  );
  const endReturn = prepareReturnEnd(db);
  return {
    'sale.completed': (sale, entry) => {
      check(sale, entry.seq);
      insertSale(sale, entry);
      if (sale.returnOf !== undefined) endReturn(sale.returnOf);
      bookLines(sale, entry.seq);
      for (const [position, tender] of sale.tenders.entries()) {
        insertTender(entry.seq, position, tender);
      }
      const netMinor = cashOfSale(sale);
      const counted = addCash.run(netMinor, sale.shiftId);
      // A parked basket may become a sale after the count: no drawer gains or loses by it then.
      const isAfterCount = netMinor === 0 && isClosed.get(sale.shiftId) !== undefined;
      invariant(counted.changes === 1 || isAfterCount, `shift ${sale.shiftId} is not open`);
      addGrandTotal.run(Math.max(sale.totalMinor, 0), Math.max(-sale.totalMinor, 0));
      owePaper.run(entry.seq, sale.saleId);
    },
  };
}

function prepareReturnEnd(db: WriteDb) {
  const end = db.prepare<[string, string]>(`
    UPDATE sale_return SET state = 'done' WHERE return_id = ? AND sale_id = ? AND state = 'open'`);
  return ({ returnId, saleId }: NonNullable<SaleCompleted['returnOf']>): void => {
    const ended = end.run(returnId, saleId);
    invariant(ended.changes === 1, `sale ${saleId} is not being returned by ${returnId}`);
  };
}

function prepareChecks(
  db: WriteDb,
  note: NoteDifference,
): (sale: SaleCompleted, seq: number) => void {
  const nextReceipt = db
    .prepare<[], number>(`
      SELECT max(coalesce((SELECT max(receipt_seq) FROM sale), 0) + 1,
        coalesce((SELECT max(next_receipt_seq) FROM number_jump), 1))`)
    .pluck();
  const paidFor = db.prepare<[string], { basket_id: string; amount_minor: number }>(`
    SELECT basket_id, CASE way WHEN 'payment' THEN amount_minor ELSE -amount_minor END
      AS amount_minor
    FROM payment_attempt p
    WHERE attempt_id = ? AND state IN ('approved', 'resolvedPaid') AND NOT EXISTS (
      -- Money that went back, or may have, pays for nothing.
      SELECT 1 FROM payment_attempt g WHERE g.original_attempt_id = p.attempt_id
        AND g.state NOT IN ('declined', 'neverStarted', 'resolvedNotPaid'))`);
  return (sale, seq) => {
    const expected = nextReceipt.get();
    if (sale.receiptSeq !== expected) {
      note(seq, `receipt number ${sale.receiptSeq}, expected ${expected}`);
    }
    for (const { taxCode, baseMinor, taxMinor, grossMinor } of sale.taxes) {
      invariant(
        add(baseMinor, taxMinor) === grossMinor,
        `tax ${taxCode}: ${baseMinor} + ${taxMinor} is not ${grossMinor}`,
      );
    }
    for (const tender of sale.tenders) {
      const { needsAttempt } = TENDERS[tender.kind];
      invariant(
        needsAttempt === (tender.card !== null),
        `tender ${tender.tenderId} without its payment, or with one that its kind has not`,
      );
      if (tender.card === null) continue;
      const paid = paidFor.get(tender.card.attemptId);
      invariant(
        paid?.basket_id === sale.basketId && paid.amount_minor === tender.amountMinor,
        `payment ${tender.card.attemptId} is not an approved one of this basket and amount`,
      );
    }
  };
}

function prepareSaleInsert(db: WriteDb) {
  const insert = db.prepare(`
    INSERT INTO sale (seq, sale_id, basket_id, receipt_no, receipt_seq, at_ms, business_day,
      shift_id, operator_id, currency, tax_mode, total_minor, tax_minor, rounding_minor,
      tendered_minor, change_minor, item_count)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  return (sale: SaleCompleted, entry: JournalEntry): void => {
    insert.run(
      entry.seq,
      sale.saleId,
      sale.basketId,
      sale.receiptNo,
      sale.receiptSeq,
      entry.atMs,
      entry.businessDay,
      sale.shiftId,
      sale.operatorId,
      sale.currency,
      sale.taxMode,
      sale.totalMinor,
      sale.taxMinor,
      sale.roundingMinor,
      amountOf(sale.tenders),
      sale.changeMinor,
      sale.itemCount,
    );
  };
}

/** The ledger of what was sold; a return takes from the lines of its sale. */
function prepareLines(db: WriteDb) {
  const sell = db.prepare<[number, number, string, string, number, number | null, number]>(`
    INSERT INTO sale_line (seq, position, line_id, item_id, quantity_thousandths, weight_grams,
      amount_minor)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const takeBack = db.prepare<[number, number, string, string]>(`
    UPDATE sale_line SET returned_thousandths = returned_thousandths + ?,
      returned_minor = returned_minor + ?
    WHERE seq = (SELECT seq FROM sale WHERE sale_id = ?) AND line_id = ?`);
  return ({ lines, returnOf }: SaleCompleted, seq: number): void => {
    for (const [position, line] of lines.entries()) {
      const { lineId, item, quantityThousandths, weightGrams, amountMinor, voided } = line;
      if (voided) continue;
      if (returnOf === undefined) {
        sell.run(seq, position, lineId, item.itemId, quantityThousandths, weightGrams, amountMinor);
      } else {
        const taken = takeBack.run(-quantityThousandths, -amountMinor, returnOf.saleId, lineId);
        invariant(taken.changes === 1, `line ${lineId} is none of sale ${returnOf.saleId}`);
      }
    }
  };
}

function prepareTenderInsert(db: WriteDb) {
  const insert = db.prepare(`
    INSERT INTO sale_tender (seq, position, tender_id, kind, amount_minor, attempt_id)
    VALUES (?, ?, ?, ?, ?, ?)`);
  return (seq: number, position: number, tender: Tender): void => {
    const attemptId = tender.card?.attemptId ?? null;
    insert.run(seq, position, tender.tenderId, tender.kind, tender.amountMinor, attemptId);
  };
}
