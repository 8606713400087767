import { useLayoutEffect, useRef, useState } from 'react';

/** The least size of a key in a grid of keys. */
export interface Cell {
  readonly widthRem: number;
  readonly heightRem: number;
  readonly gapRem: number;
}

export interface Grid {
  readonly columns: number;
  readonly rows: number;
}

/** As many whole cells as an area of this size holds, at least one. */
export function gridIn(widthRem: number, heightRem: number, cell: Cell): Grid {
  const count = (room: number, size: number) =>
    // A hundredth of a pixel must not cost a whole column.
    Math.max(1, Math.floor((room + cell.gapRem + 0.01) / (size + cell.gapRem)));
  return { columns: count(widthRem, cell.widthRem), rows: count(heightRem, cell.heightRem) };
}

/**
 * How many cells fit into the element, measured again whenever its size changes. `usual` stands
 * until it has a size.
 */
export function useGrid<E extends HTMLElement>(cell: Cell, usual: Grid) {
  const element = useRef<E>(null);
  const [grid, setGrid] = useState(usual);
  const { widthRem, heightRem, gapRem } = cell;
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const measure = () => {
      if (box.clientWidth === 0 || box.clientHeight === 0) return;
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const least = { widthRem, heightRem, gapRem };
      const now = gridIn(box.clientWidth / rem, box.clientHeight / rem, least);
      setGrid((before) =>
        before.columns === now.columns && before.rows === now.rows ? before : now,
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [widthRem, heightRem, gapRem]);
  return { element, grid };
}

export interface Page<T> {
  readonly items: readonly T[];
  /** From 0. */
  readonly page: number;
  readonly pages: number;
}

/**
 * What stands on a page of `places` places. Where one page is not enough, the last place of each is
 * the key that turns it, so that no key ever lies over another. A page beyond the last is the first.
 */
export function pageOf<T>(items: readonly T[], places: number, wanted: number): Page<T> {
  if (items.length <= places) return { items, page: 0, pages: 1 };
  const each = Math.max(1, places - 1);
  const pages = Math.ceil(items.length / each);
  const page = ((wanted % pages) + pages) % pages;
  return { items: items.slice(page * each, (page + 1) * each), page, pages };
}
