import type {
  DeviceChecks,
  TerminalChoice,
  TerminalSetupView,
} from '../../contracts/terminal-setup.ts';
import type { TillContext } from '../runtime/context.ts';
import { DONE, type Reply, refuse, reply } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';

type Empty = Record<string, never>;

/** Which terminal is set up now; its password is never told. */
export async function lookAtSetup(ctx: TillContext): Promise<Reply<TerminalSetupView>> {
  const operator = authorise(ctx, 'setUpDevices');
  return operator.ok ? reply(await ctx.terminalSetup.view()) : operator;
}

/**
 * Keeps the terminal free for a test of the connection: in the line of commands, so that none of
 * them is at work on it. The test itself may take two minutes and must not stop the lane.
 */
export function beginCheck(ctx: TillContext, input: { terminal: TerminalChoice }): Reply<Empty> {
  const operator = authorise(ctx, 'setUpDevices');
  if (!operator.ok) return operator;
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  if (ctx.state.checkingTerminal) return refuse('terminalBusy');
  const fault = ctx.terminalSetup.fault(input.terminal);
  if (fault !== null) return refuse(fault);
  ctx.state.checkingTerminal = true;
  return DONE;
}

/**
 * Tries a terminal out as it would be set up, after `beginCheck`. The running one lets go of its
 * line meanwhile; the lane goes on without it. Whoever calls it frees the terminal in the end.
 */
export async function checkSetup(
  ctx: TillContext,
  input: { terminal: TerminalChoice },
): Promise<Reply<DeviceChecks>> {
  const batch = ctx.store.read((tx) => tx.cardTotalsSinceBatchClose(ctx.terminal.terminalId));
  return reply(await ctx.terminalSetup.check(input.terminal, batch));
}

/**
 * Sets a terminal up, and from now on uses it. What is still open at the one before, an unknown
 * payment or a batch that is not closed, can only be cleared up there: first that, then another.
 */
export async function saveSetup(
  ctx: TillContext,
  input: { terminal: TerminalChoice | null },
): Promise<Reply<Empty>> {
  const operator = authorise(ctx, 'setUpDevices');
  if (!operator.ok) return operator;
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  if (ctx.state.checkingTerminal) return refuse('terminalBusy');
  const { terminal } = input;
  const wrong = terminal === null ? null : ctx.terminalSetup.fault(terminal);
  if (wrong !== null) return refuse(wrong);
  const before = ctx.terminalSetup.current();
  const isOther =
    before !== null &&
    (terminal?.terminalId !== before.terminalId || terminal.protocol !== before.protocol);
  if (isOther) {
    const { terminalId } = before;
    const open = ctx.store.read((tx) => ({
      attempts: tx.openAttempts().filter((attempt) => attempt.terminalId === terminalId).length,
      batch: tx.cardTotalsSinceBatchClose(terminalId).count,
    }));
    if (open.attempts > 0) return refuse('paymentUnresolved');
    if (open.batch > 0) return refuse('settlementOpen');
  }
  const fault = await ctx.terminalSetup.save(terminal);
  if (fault !== null) {
    const { why, reason } = fault;
    return refuse(why === 'disk' ? 'settingsNotWritten' : 'settingsFileWrong', { reason });
  }
  ctx.state.notify('accepted', 'terminalSaved');
  return DONE;
}
