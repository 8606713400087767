import { subtract, ZERO } from '../core/money/minor.ts';
import { type CommandContext, commit } from './commit.ts';
import type { TillContext } from './context.ts';
import { type Reply, refuse, reply } from './reply.ts';
import { authorise } from './session.ts';

export interface TerminalBatchAnswer {
  readonly closed: boolean;
  readonly terminalTotalMinor: number;
  readonly registerTotalMinor: number;
  readonly differenceMinor: number;
  /** Empty when closed; else the terminal's reason. */
  readonly reason: string;
}

/**
 * Closes the card batch at the terminal and sets its totals against the register's own. A failed
 * close leaves both sides usable and can be tried again.
 */
export async function closeTerminalBatch(
  ctx: TillContext,
  command: CommandContext,
): Promise<Reply<TerminalBatchAnswer>> {
  const operator = authorise(ctx, 'closeTerminalBatch');
  if (!operator.ok) return operator;
  const actor = operator.value.operatorId;
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  if (ctx.terminal.status().state === 'off') return refuse('terminalOff');
  const { terminalId } = ctx.terminal;
  const before = ctx.store.read((tx) => ({
    day: tx.openDay(),
    totals: tx.cardTotalsSinceBatchClose(terminalId),
  }));
  if (before.day === null) return refuse('dayNotOpen');

  const outcome = await ctx.terminal.closeBatch({
    progress: () => undefined,
    receipt: (receipt) => ctx.log.info('terminal report', { lines: receipt.lines.length }),
  });
  const registerTotalMinor = before.totals.amountMinor;
  if (outcome.kind !== 'closed') {
    const { reason } = outcome;
    const resultCode = outcome.kind === 'failed' ? outcome.resultCode : '';
    return commit(ctx, command, (tx) => {
      tx.append('terminal.batchCloseFailed', { terminalId, resultCode, reason }, actor);
      return reply({
        closed: false,
        terminalTotalMinor: ZERO,
        registerTotalMinor,
        differenceMinor: ZERO,
        reason,
      });
    });
  }
  const { totals } = outcome;
  const differenceMinor = subtract(totals.totalMinor, registerTotalMinor);
  return commit(ctx, command, (tx) => {
    tx.append(
      'terminal.batchClosed',
      {
        terminalId,
        terminalTotalMinor: totals.totalMinor,
        terminalCount: totals.count,
        registerTotalMinor,
        registerCount: before.totals.count,
        differenceMinor,
        reportLines: [...totals.lines],
      },
      actor,
    );
    return reply({
      closed: true,
      terminalTotalMinor: totals.totalMinor,
      registerTotalMinor,
      differenceMinor,
      reason: '',
    });
  });
}
