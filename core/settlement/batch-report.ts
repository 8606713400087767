import type {
  SettlementDifference,
  SettlementClosed,
  SettlementCompared,
} from '../journal/events/settlement.ts';
import type { Minor } from '../money/minor.ts';

/** A closed card batch beside the register's book, as it is shown and printed. */
export interface SettlementReport {
  readonly terminalId: string;
  readonly closedAtMs: number;
  /** False: it was closed but its answer was lost, so nothing could be compared. */
  readonly totalsKnown: boolean;
  readonly agrees: boolean;
  readonly totals: {
    readonly terminalCount: number;
    readonly terminalMinor: Minor;
    readonly registerCount: number;
    readonly registerMinor: Minor;
    /** terminal − register. */
    readonly differenceMinor: Minor;
  };
  readonly groups: SettlementCompared['groups'];
  readonly differences: readonly SettlementDifference[];
  /** What the terminal printed of it. */
  readonly reportLines: readonly string[];
}

/** The report of a batch from its two entries; `compared` is null in journals of old versions. */
export function settlementReport(
  closedAtMs: number,
  closed: SettlementClosed,
  compared: SettlementCompared | null,
): SettlementReport {
  return {
    terminalId: closed.terminalId,
    closedAtMs,
    totalsKnown: closed.totalsKnown !== false,
    agrees: compared?.agrees ?? closed.differenceMinor === 0,
    totals: {
      terminalCount: closed.terminalCount,
      terminalMinor: closed.terminalTotalMinor,
      registerCount: closed.registerCount,
      registerMinor: closed.registerTotalMinor,
      differenceMinor: closed.differenceMinor,
    },
    groups: compared?.groups ?? [],
    differences: compared?.differences ?? [],
    reportLines: closed.reportLines,
  };
}
