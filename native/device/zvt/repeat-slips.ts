import type { Log } from '../../../till/ports/system.ts';
import type { RepeatedSlipsOutcome, TerminalSlip } from '../../../till/ports/card-terminal.ts';
import type { ExchangeEnd } from '../../protocol/zvt/exchange-events.ts';
import { repeatSlips } from '../../protocol/zvt/commands.ts';
import { byteCode } from '../../protocol/zvt/hex.ts';
import { isApprovedStatus } from '../../protocol/zvt/status-info.ts';
import type { ZvtConnection } from './connection.ts';
import type { ExchangeHandlers } from './exchange.ts';
import { receiptsFor } from './receipts.ts';
import { isSigned, terminalResult } from './result.ts';

/**
 * How long the terminal may be silent: it asks neither host nor customer, and a payment that begins
 * meanwhile waits for this. Longer than a slow printer of its own takes.
 */
const SLIPS_T4_MS = 30_000;

/** "Abort via timeout or abort key" (PA00P015 §10). */
const STOPPED = 0x6c;

/**
 * 06 20 that may print: the status of the last transaction, so that it is certain whose slips they
 * are, and the slips as 06 D1 or 06 D3 (PA00P015 §2.8). Asks only a terminal that is registered
 * and known to be idle: nobody waits for these slips. Slips without an end are not given, for the
 * next question brings them whole.
 */
export async function askForSlips(
  connection: ZvtConnection,
  password: string,
  log: Log,
): Promise<RepeatedSlipsOutcome> {
  if (!connection.isIdle()) return { kind: 'unreachable', reason: 'notIdle' };
  const slips: TerminalSlip[] = [];
  const receipt = (slip: TerminalSlip) => void slips.push(slip);
  const collector = receiptsFor(['merchant', 'customer'], { receipt }, log);
  const handlers: ExchangeHandlers = {
    print: (print) => collector.add(print),
    decide: (status) => {
      const approved = isApprovedStatus(status);
      collector.hint({ approved, rule: status.receiptRule, signs: isSigned(status) });
      // It tells of what is settled: its answer moves nothing.
      return 'book';
    },
  };
  const end = await connection.run(repeatSlips(password), handlers, { t4Ms: SLIPS_T4_MS });
  collector.flush();
  return outcomeOf(end, slips);
}

function outcomeOf(end: ExchangeEnd, slips: readonly TerminalSlip[]): RepeatedSlipsOutcome {
  switch (end.kind) {
    case 'completed':
      if (end.status === null) return { kind: 'none', reason: 'noStatus' };
      return { kind: 'repeated', result: terminalResult(end.status), slips };
    case 'refused':
      return { kind: 'none', reason: byteCode(end.code) };
    case 'aborted': {
      const reason = byteCode(end.code);
      // Stopped by hand, for a payment that waited behind it: it has them still.
      return { kind: end.code === STOPPED ? 'unreachable' : 'none', reason };
    }
    case 'answered':
      return { kind: 'none', reason: 'noStatus' };
    case 'notSent':
    case 'lost':
      return { kind: 'unreachable', reason: end.reason };
  }
}
