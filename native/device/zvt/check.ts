import type { CheckableTerminal, CheckSurroundings } from '../terminal-kit/terminal-check.ts';
import { ZvtTerminal } from './terminal.ts';
import type { ZvtTerminalOptions } from './terminal.ts';

/** A ZVT terminal for the checks: registration (06 00), last transaction (06 20), totals (06 10). */
export function checkableZvt(
  around: CheckSurroundings,
  options: Pick<ZvtTerminalOptions, 'framing' | 'password' | 'terminalId'>,
): CheckableTerminal {
  const terminal = new ZvtTerminal({ ...around, ...options });
  if (around.decideLate !== null) terminal.onLateResult(around.decideLate);
  return {
    connect: () => terminal.connect(),
    ask: () => terminal.lastTransaction(),
    ailment: () => terminal.status().code,
    totals: () => terminal.totals(),
    close: () => terminal.close(),
  };
}
