import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import type { PrintJob, ReadTx, StoredSale } from '../../till/ports/store.ts';
import type { ReadDb } from '../open.ts';

type SaleReads = 'sale' | 'saleByReceiptNo' | 'recentSales' | 'printQueue';

interface SaleRow {
  readonly seq: number;
  readonly at_ms: number;
  readonly business_day: string;
  readonly payload: string;
  readonly prints: number;
}

const SELECT = `
SELECT s.seq, s.at_ms, s.business_day, j.payload,
  (SELECT coalesce(sum(p.prints), 0) FROM print_job p WHERE p.sale_id = s.sale_id) AS prints
FROM sale s JOIN journal j ON j.seq = s.seq`;

/** Completed sales and receipts owed. A sale is given as its journal entry holds it. */
export function prepareSaleReads(db: ReadDb): Pick<ReadTx, SaleReads> {
  const byId = db.prepare<[string], SaleRow>(`${SELECT} WHERE s.sale_id = ?`);
  const byReceipt = db.prepare<[string], SaleRow>(`${SELECT} WHERE s.receipt_no = ?`);
  const recent = db.prepare<[number], SaleRow>(`${SELECT} ORDER BY s.seq DESC LIMIT ?`);
  const queue = db.prepare<[], PrintJob>(`
    SELECT seq AS jobId, sale_id AS saleId, copy FROM print_job WHERE prints = 0 ORDER BY seq`);
  return {
    sale: (saleId) => saleOrNull(byId.get(saleId)),
    saleByReceiptNo: (receiptNo) => saleOrNull(byReceipt.get(receiptNo)),
    recentSales: (limit) => recent.all(limit).map(saleOf),
    printQueue: () => queue.all(),
  };
}

function saleOrNull(row: SaleRow | undefined): StoredSale | null {
  return row === undefined ? null : saleOf(row);
}

function saleOf(row: SaleRow): StoredSale {
  return {
    seq: row.seq,
    atMs: row.at_ms,
    businessDay: row.business_day,
    // The entry's type is `sale.completed`: only its projection makes rows of `sale`.
    sale: JSON.parse(row.payload) as SaleCompleted,
    prints: row.prints,
  };
}
