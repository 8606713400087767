function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Returns a value equal to `next` that reuses every part of `previous` that did not change. A
 * snapshot crosses a process border, so all its objects are new each time; with this, memoised
 * rows and panels are drawn only when their own data changed. For JSON-like values only.
 */
export function shareStructure<T>(previous: unknown, next: T): T {
  if (Object.is(previous, next)) return next;
  if (Array.isArray(next) && Array.isArray(previous)) {
    let same = next.length === previous.length;
    const shared = next.map((item: unknown, index) => {
      const kept = shareStructure(previous[index], item);
      if (!Object.is(kept, previous[index])) same = false;
      return kept;
    });
    // Equal in every part, so the old array is a T as well.
    return (same ? previous : shared) as T;
  }
  if (isPlain(next) && isPlain(previous)) {
    const keys = Object.keys(next);
    let same = keys.length === Object.keys(previous).length;
    const shared: Record<string, unknown> = {};
    for (const key of keys) {
      shared[key] = shareStructure(previous[key], next[key]);
      if (!(key in previous) || !Object.is(shared[key], previous[key])) same = false;
    }
    return (same ? previous : shared) as T;
  }
  return next;
}
