/// <reference lib="dom" />

/**
 * Runs in the page: what a person could not read or not hit. Text with a figure in it must stand
 * whole inside its key, its cell and every edge that cuts it off; keys must not lie over each other
 * and be large enough for a finger. Must not use anything outside itself.
 */
export function findLayoutFaults(): string[] {
  const faults: string[] = [];
  const short = (text: string) => text.trim().replace(/\s+/g, ' ').slice(0, 48);
  const dialog = [...document.querySelectorAll('[role=dialog]')].at(-1);
  const scope = dialog ?? document.body;
  const { scrollWidth, scrollHeight } = document.documentElement;
  if (scrollWidth > innerWidth) faults.push(`the page is ${scrollWidth - innerWidth} px too wide`);
  if (scrollHeight > innerHeight)
    faults.push(`the page is ${scrollHeight - innerHeight} px too high`);

  /**
   * What may be seen of an element: the window, cut by every ancestor that hides what hangs over.
   * `scrolls`: it stands in a list that is scrolled, of which a row may be out of sight or half in it.
   */
  const clipOf = (start: Element | null) => {
    const clip = { left: 0, right: innerWidth, top: 0, bottom: innerHeight, scrolls: false };
    for (let each = start; each !== null; each = each.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(each);
      const box = each.getBoundingClientRect();
      const holds = each.matches('button, output, td, dd, [role=option]');
      if (overflowX !== 'visible' || holds) {
        clip.left = Math.max(clip.left, box.left);
        clip.right = Math.min(clip.right, box.right);
      }
      const isList =
        overflowY === 'auto' || overflowY === 'scroll' || each.matches('[data-testid=line-list]');
      const hides = isList || overflowY === 'hidden' || overflowY === 'clip';
      if (hides || each.matches('button')) {
        clip.top = Math.max(clip.top, box.top);
        clip.bottom = Math.min(clip.bottom, box.bottom);
      }
      clip.scrolls ||= isList;
    }
    return clip;
  };

  const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent ?? '';
    if (parent === null || !/\d/.test(text) || !parent.checkVisibility()) continue;
    if (parent.closest('.visually-hidden, svg, style, script') !== null) continue;
    const style = getComputedStyle(parent);
    // The name of an item may be cut off with dots; what it costs may not.
    const mayBeCut = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
    if (mayBeCut && !/[\d,]+\.\d\d/.test(text)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    const clip = clipOf(parent);
    const over = Math.max(clip.left - box.left, box.right - clip.right);
    if (over > 1) faults.push(`"${short(text)}" is cut off by ${Math.round(over)} px`);
    const high = Math.max(clip.top - box.top, box.bottom - clip.bottom);
    if (high > 4 && !clip.scrolls)
      faults.push(`"${short(text)}" hangs over by ${Math.round(high)} px`);
  }

  const keys = [...scope.querySelectorAll('button, input, [role=option]')].flatMap((key) => {
    const box = key.getBoundingClientRect();
    const clip = clipOf(key.parentElement);
    const isSeen =
      box.width > 0 &&
      box.right > 0 &&
      box.left < innerWidth &&
      box.top + 1 >= clip.top &&
      box.bottom - 1 <= clip.bottom &&
      key.checkVisibility();
    return isSeen && key.closest('.visually-hidden') === null ? [{ key, box }] : [];
  });
  const nameOf = (key: Element) => short(key.textContent ?? key.getAttribute('aria-label') ?? '');
  for (const { key, box } of keys) {
    if (box.width < 47.5 || box.height < 47.5) {
      faults.push(
        `"${nameOf(key)}" is only ${Math.round(box.width)} × ${Math.round(box.height)} px`,
      );
    }
    if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1) {
      faults.push(`"${nameOf(key)}" hangs over the window`);
    }
  }
  keys.forEach(({ key, box }, index) => {
    for (const other of keys.slice(index + 1)) {
      if (key.contains(other.key) || other.key.contains(key)) continue;
      const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      if (wide > 1 && high > 1) {
        faults.push(`"${nameOf(key)}" lies over "${nameOf(other.key)}"`);
      }
    }
  });
  return faults;
}

/**
 * Runs in the page: what is longer than its place and not reached by keyboard, neither itself nor a
 * key inside it. Must not use anything outside itself.
 */
export function findUnreachedAreas(): string[] {
  const faults: string[] = [];
  const dialog = [...document.querySelectorAll<HTMLElement>('[role=dialog]')].at(-1);
  const scope = dialog ?? document.body;
  for (const area of [scope, ...scope.querySelectorAll<HTMLElement>('*')]) {
    const { overflowY } = getComputedStyle(area);
    const isLong = area.scrollHeight > area.clientHeight + 1 && area.checkVisibility();
    if (!isLong || (overflowY !== 'auto' && overflowY !== 'scroll')) continue;
    const reached = [area, ...area.querySelectorAll<HTMLElement>('*')].some(
      ({ tabIndex }) => tabIndex >= 0,
    );
    if (!reached) {
      const words = (area.textContent ?? '').trim().slice(0, 48);
      faults.push(`"${words}" is longer than its place and not reached by keyboard`);
    }
  }

  return faults;
}
