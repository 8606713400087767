import type { CheckableTerminal, CheckSurroundings } from '../terminal-kit/terminal-check.ts';
import { TransbankTerminal } from './terminal.ts';

/** A POS Integrado terminal for the checks: poll (0100), last sale (0250), totals (0700). */
export function checkableTransbank(
  around: CheckSurroundings,
  options: { readonly terminalId: string },
): CheckableTerminal {
  const terminal = new TransbankTerminal({ ...around, ...options });
  if (around.decideLate !== null) terminal.onLateResult(around.decideLate);
  return {
    connect: () => terminal.connect(),
    ask: () => terminal.lastTransaction(),
    ailment: () => terminal.status().code,
    totals: () => terminal.totals(),
    close: () => terminal.close(),
  };
}
