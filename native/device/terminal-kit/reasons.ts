import type { ReasonOf, TerminalReason } from '../../../core/payment/terminal-reason.ts';

/** A table of codes by their reason, each a list with blanks between, turned the way it is asked. */
export function reasonsByCode(table: Readonly<Partial<Record<TerminalReason, string>>>): ReasonOf {
  const entries = Object.entries(table) as [TerminalReason, string][];
  const byCode = new Map(
    entries.flatMap(([reason, codes]) => codes.split(' ').map((code) => [code, reason] as const)),
  );
  return (code) => byCode.get(code) ?? null;
}
