import type { ReasonOf, TerminalReason } from '../../../core/payment/terminal-reason.ts';

/** The codes of each reason, with blanks between. */
export type ReasonTable = Readonly<Partial<Record<TerminalReason, string>>>;

/** A table turned the way it is asked. */
export function reasonsByCode(table: ReasonTable): ReasonOf {
  const entries = Object.entries(table) as [TerminalReason, string][];
  const byCode = new Map(
    entries.flatMap(([reason, codes]) => codes.split(' ').map((code) => [code, reason] as const)),
  );
  return (code) => byCode.get(code) ?? null;
}
