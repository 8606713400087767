import type { printingContract } from '../../contracts/till/printing.ts';
import { printLastZ } from '../printing/day-report.ts';
import { settlePaper } from '../printing/doubtful-papers.ts';
import { printPendingSlip } from '../printing/papers-owed.ts';
import { lastSettlement, printLastSettlement } from '../printing/settlement-report.ts';
import { reprint } from '../printing/spooler.ts';
import type { AreaHandlers, Ways } from './ways.ts';

/** Papers that are owed, and copies. */
export function printingHandlers({ ctx, run, query, wakePrinter }: Ways) {
  return {
    'pay.printPending': (input, command) =>
      run(command, () => printPendingSlip(ctx, command, input)),
    'receipt.reprint': (input, command) => run(command, () => reprint(ctx, command, input)),
    'receipt.settle': (input, command) =>
      run(command, () => {
        const answer = settlePaper(ctx, command, input);
        wakePrinter();
        return answer;
      }),
    'settlement.last': () => query(() => lastSettlement(ctx)),
    'settlement.printLast': (_, command) => run(command, () => printLastSettlement(ctx)),
    'report.printLastZ': (_, command) => run(command, () => printLastZ(ctx)),
  } satisfies AreaHandlers<typeof printingContract>;
}
