import type {
  BatchDifference,
  TerminalBatchClosed,
  TerminalBatchCompared,
} from '../journal/events/all.ts';
import type { Minor } from '../money/minor.ts';

/** A closed card batch beside the register's book, as it is shown and printed. */
export interface TerminalBatchReport {
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
  readonly groups: TerminalBatchCompared['groups'];
  readonly differences: readonly BatchDifference[];
  /** What the terminal printed of it. */
  readonly reportLines: readonly string[];
}

/** The report of a batch from its two entries; `compared` is null in journals of old versions. */
export function batchReport(
  closedAtMs: number,
  closed: TerminalBatchClosed,
  compared: TerminalBatchCompared | null,
): TerminalBatchReport {
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
