import type { DayReport } from '../journal/events/day-report.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { UploadSummary } from './build.ts';
import type { UploadManifest } from './types.ts';

export interface ManifestParts {
  /** The `day.closed` entry the batch ends with. */
  readonly end: JournalEntry;
  /** The Z report in it. */
  readonly report: DayReport;
  readonly summary: UploadSummary;
  readonly batchNo: number;
}

/**
 * The manifest of the batch that ends with a day's end. It follows from the journal alone, down to its
 * id and time: a register that lost its list of batches makes the very same ones again, and head
 * office gives its first answer to them.
 */
export function manifestOf({ end, report, summary, batchNo }: ManifestParts): UploadManifest {
  return {
    kind: 'tillwright-batch',
    version: 1,
    batchId: end.id,
    batchNo,
    storeId: end.storeId,
    registerId: end.registerId,
    businessDay: report.businessDay,
    builtAtMs: end.atMs,
    currency: report.currency,
    grandSalesMinor: report.grandSalesMinor,
    ...summary,
  };
}
