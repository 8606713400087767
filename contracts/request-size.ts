/**
 * Whether a value is plain data (as JSON knows it, or undefined) of at most `maxChars` characters
 * as JSON. Stops as soon as the limit is passed, so that measuring something huge, deep or
 * circular costs no more than measuring something allowed. Maps, buffers and the like are refused:
 * structured clone lets them through, JSON would make `{}` of them.
 */
export function isSmallPlainData(value: unknown, maxChars: number): boolean {
  let chars = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    const size = leafChars(next, maxChars);
    if (size !== null) {
      chars += size;
    } else if (Array.isArray(next)) {
      chars += 2 + next.length;
      if (chars > maxChars) return false;
      for (const item of next) open.push(item);
    } else if (isPlainObject(next)) {
      chars += 2;
      for (const [key, item] of Object.entries(next)) {
        chars += key.length + 4;
        if (chars > maxChars) return false;
        open.push(item);
      }
    } else {
      return false;
    }
    if (chars > maxChars) return false;
  }
  return true;
}

/** Characters of a value without parts; null when it has parts or is no data. */
function leafChars(value: unknown, maxChars: number): number | null {
  if (value === null || value === undefined) return 4;
  if (typeof value === 'boolean') return 5;
  if (typeof value === 'number') return String(value).length;
  if (typeof value !== 'string') return null;
  // Writing it as JSON only when it may fit: the escapes of a huge text need not be counted.
  return value.length > maxChars ? value.length : JSON.stringify(value).length;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A copy that crossed into another context has that context's Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
