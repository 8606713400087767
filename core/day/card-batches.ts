import type { JournalEntry } from '../journal/entry.ts';
import { isEntry } from '../journal/typed-entry.ts';
import type { DaySettlement } from '../journal/events/day-report.ts';

/** The card batches of a day with one more entry: a batch that closed, or how it compares. */
export function addUploadEntry(
  batches: readonly DaySettlement[],
  entry: JournalEntry,
): readonly DaySettlement[] {
  if (isEntry(entry, 'settlement.closed')) {
    const { payload } = entry;
    const batch: DaySettlement = {
      terminalId: payload.terminalId,
      totalsKnown: payload.totalsKnown !== false,
      agrees: payload.differenceMinor === 0,
      terminalCount: payload.terminalCount,
      terminalMinor: payload.terminalTotalMinor,
      registerCount: payload.registerCount,
      registerMinor: payload.registerTotalMinor,
      differences: 0,
    };
    return [...batches, batch];
  }
  if (isEntry(entry, 'settlement.compared')) {
    const { agrees, differences } = entry.payload;
    const last = batches.at(-1);
    if (last === undefined) return batches;
    return [...batches.slice(0, -1), { ...last, agrees, differences: differences.length }];
  }
  return batches;
}
