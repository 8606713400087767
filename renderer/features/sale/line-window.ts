/** Where the list is scrolled to, counted from its end because the end is where work happens. */
export interface ListScroll {
  readonly fromEndPx: number;
  readonly heightPx: number;
  readonly rowPx: number;
}

/** Rows drawn beyond the visible ones, so that a flick of the finger meets no empty space. */
const SPARE_ROWS = 12;
/** Lists up to this long are drawn whole. */
const DRAW_ALL = 60;
/** Rows of the tallest screen, used before the list was ever scrolled. */
const TALLEST_ROWS = 40;

/**
 * Which rows to draw: `first` to `end` (exclusive). Rows around the marked one are always in, so
 * that it can be scrolled into view.
 */
export function rowsInView(
  total: number,
  scroll: ListScroll,
  markedIndex: number,
): { readonly first: number; readonly end: number } {
  if (total <= DRAW_ALL) return { first: 0, end: total };
  const below = Math.max(0, Math.floor(scroll.fromEndPx / scroll.rowPx));
  const visible = Math.max(TALLEST_ROWS, Math.ceil(scroll.heightPx / scroll.rowPx));
  let end = Math.min(total, total - below + SPARE_ROWS);
  let first = Math.max(0, total - below - visible - SPARE_ROWS);
  if (markedIndex >= 0) {
    first = Math.min(first, Math.max(0, markedIndex - SPARE_ROWS));
    end = Math.max(end, Math.min(total, markedIndex + SPARE_ROWS));
  }
  return { first, end };
}
