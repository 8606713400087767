/** What marking needs to know of a line. */
export interface MarkableLine {
  readonly lineId: string;
  readonly voided: boolean;
}

/**
 * The line that quantity and void act on: the one the operator chose while it is there and not
 * voided, else the newest that is not voided. Null in an empty basket.
 */
export function markedLine<L extends MarkableLine>(
  lines: readonly L[],
  chosenId: string | null,
): L | null {
  const open = lines.filter((line) => !line.voided);
  return open.find((line) => line.lineId === chosenId) ?? open.at(-1) ?? null;
}

/** The next line up (−1) or down (+1) that is not voided; stays at the ends. */
export function moveMark(
  lines: readonly MarkableLine[],
  chosenId: string | null,
  step: -1 | 1,
): string | null {
  const open = lines.filter((line) => !line.voided);
  const from = markedLine(lines, chosenId);
  if (from === null) return null;
  const index = open.findIndex((line) => line.lineId === from.lineId) + step;
  return open[Math.min(open.length - 1, Math.max(0, index))]?.lineId ?? null;
}
