/** The place on the keyboard (`KeyboardEvent.code`) of a character or a DOM key name. */
export function codeOf(key: string): string {
  if (/^\d$/.test(key)) return `Digit${key}`;
  if (/^[a-z]$/i.test(key)) return `Key${key.toUpperCase()}`;
  return { '.': 'Period', '*': 'NumpadMultiply', '+': 'NumpadAdd', '-': 'Minus' }[key] ?? key;
}
