/** Group separator, sent by scanners as Ctrl+] for FNC1 (GS1 General Specifications §7.8.3). */
const GS = '\x1d';

/** What a key stands for, judged by its place on the keyboard, not by what the layout made of it. */
export interface PhysicalKey {
  readonly code: string;
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

const PUNCTUATION: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
  Backquote: ['`', '~'],
  Space: [' ', ' '],
};

const NUMPAD: Readonly<Record<string, string>> = {
  NumpadDecimal: '.',
  NumpadMultiply: '*',
  NumpadAdd: '+',
  NumpadSubtract: '-',
  NumpadDivide: '/',
};

const SHIFTED_DIGITS = ')!@#$%^&*(';

/**
 * The character a scanner set to the US layout meant by this key, or null when the key is no
 * character. Reads `code`, so it is right while an input method is on (`key` is then 'Process'),
 * under any layout, and whatever Num Lock and Caps Lock say.
 */
export function charOfKey(key: PhysicalKey): string | null {
  if (key.altKey || key.metaKey) return null;
  if (key.ctrlKey) return key.code === 'BracketRight' ? GS : null;
  const digit = /^Digit(\d)$/.exec(key.code)?.[1];
  if (digit !== undefined) return key.shiftKey ? (SHIFTED_DIGITS[Number(digit)] ?? null) : digit;
  const pad = /^Numpad(\d)$/.exec(key.code)?.[1];
  if (pad !== undefined) return pad;
  const letter = /^Key([A-Z])$/.exec(key.code)?.[1];
  if (letter !== undefined) return key.shiftKey ? letter : letter.toLowerCase();
  const pair = PUNCTUATION[key.code];
  if (pair !== undefined) return key.shiftKey ? pair[1] : pair[0];
  return NUMPAD[key.code] ?? null;
}

/** What goes into a text field when a person typed this key: the layout's own character. */
export function printableOfKey(key: PhysicalKey): string {
  return [...key.key].length === 1 ? key.key : (charOfKey(key) ?? '');
}
